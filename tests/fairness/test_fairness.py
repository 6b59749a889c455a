"""Fairness: are the statistics right where the answer is known, and does the command do what it says?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.fairness import controls, correlations, maps, sweep
from experiments.studies.fairness.identifiability import identify, partial_rank_correlations
from experiments.studies.fairness.study import FULL, QUICK, Size, study
from experiments.studies.hypotheses.cells import CellStore
from experiments.studies.hypotheses.robustness import assumptions
from sim.councils import all_councils, find_council
from sim.measures import HEADLINE
from sim.schedule import THEORIES


def councils_with(r: float, n: int = 20_000) -> np.ndarray:
    """Three predictors and an index of made-up councils; the first correlates with the index by ``r``."""
    rng = np.random.default_rng(1)
    index = rng.normal(size=n)
    first = r * index + np.sqrt(1 - r**2) * rng.normal(size=n)
    return np.column_stack([first, -first, rng.normal(size=n), index])


def test_error_of_measurement_attenuates_as_the_formula_says() -> None:
    values = councils_with(0.5)
    seen = correlations.measured(values, np.random.default_rng(2), 0.64)
    assert np.corrcoef(seen[:, 0], seen[:, 3])[0, 1] == pytest.approx(0.5 * 0.64, abs=0.02)
    np.testing.assert_array_equal(correlations.measured(values, np.random.default_rng(2), 1.0), values)


@pytest.mark.parametrize(("r", "wanted"), [(0.35, "inside"), (0.9, "outside"), (0.0, "outside"), (-0.3, "outside")])
def test_known_correlations_are_found_inside_or_outside(r: float, wanted: str) -> None:
    values = {(reading.name, 0): councils_with(r, 3000) for reading in correlations.READINGS}
    rows = correlations.table(values, ["L"] * 3000, seed=1).set_index(["reading", "predictor", "classes"])
    row = rows.loc[correlations.READINGS[0].name, "leadership.delegation", "together"]
    assert row["verdict"] == wanted
    assert row["low"] <= r * correlations.RELIABILITY <= row["high"]
    assert row["r_without_error"] == pytest.approx(r, abs=0.05)


def test_the_band_is_that_of_the_meta_analyses() -> None:
    assert (correlations.LOW, correlations.HIGH) == (0.1, 0.45)
    assert correlations.verdict(0.05, 0.2) == "undecided"
    assert correlations.verdict(0.4, 0.5) == "undecided"
    assert correlations.verdict(0.1, 0.45) == "inside"


def test_differences_between_classes_drop_out_within_them() -> None:
    values = councils_with(0.0, 4000)
    klass = np.array(["L"] * 2000 + ["SD"] * 2000)
    values[:2000] += 5.0
    rows = correlations.table({(r.name, 0): values for r in correlations.READINGS}, list(klass), seed=0)
    first = rows[(rows["reading"] == correlations.READINGS[0].name) & (rows["predictor"] == "leadership.delegation")]
    together, apart = (first[first["classes"] == k]["r"].item() for k in ("together", "held constant"))
    assert together > 0.5
    assert abs(apart) < 0.05


def test_all_353_councils_with_styles_over_the_declared_range() -> None:
    cells = correlations.cells(0, 1)
    main = cells[correlations.READINGS[0].name, 0]
    styles = np.array([cell.scenario.values["style_mean"] for cell in main])  # noqa: PD011
    assert len(main) == len(all_councils()) == 353
    assert len({cell.councils[0].code for cell in main}) == 353
    assert styles.min() < 0.05
    assert styles.max() > 0.95
    assert abs(np.mean(styles) - 0.5) < 0.05
    assert all(cell.months == 84 for cell in main)
    near = np.array([cell.scenario.values["style_mean"] for cell in cells[correlations.READINGS[1].name, 0]])  # noqa: PD011
    assert near.std() < 0.6 * styles.std()


def test_shuffled_paths_are_the_same_paths_and_nobody_keeps_theirs() -> None:
    own = correlations.councils_used()
    other = correlations.shuffled(own, 0)
    assert [c.code for c in own] == [c.code for c in other]
    assert sorted(c.funding for c in own) == sorted(c.funding for c in other)
    assert all(a.need_m == b.need_m for a, b in zip(own, other, strict=True))
    kept = sum(a.funding == b.funding for a, b in zip(own, other, strict=True))
    alike = len(own) - len({c.funding for c in own})
    assert kept <= alike


def test_controls_take_away_what_they_say() -> None:
    by = {control.name: control for control in controls.CONTROLS}
    assert controls.scenario(by["no trust asymmetry"], "command").values["trust_loss_asymmetry"] == 1  # noqa: PD011
    assert controls.scenario(by["leadership irrelevant"], "distributed").values["style_matters"] == 0  # noqa: PD011
    assert controls.scenario(by["distribution without authority"], "distributed").values["authority_follows_style"] == 0  # noqa: PD011
    assert controls.scenario(by["distribution without authority"], "command").values["authority_follows_style"] == 1  # noqa: PD011
    assert set(controls.scenario(by["all theories off"], "command").without) == set(THEORIES)
    for control in controls.CONTROLS:
        styles = [controls.scenario(control, side).values["style_mean"] for side in ("command", "distributed")]  # noqa: PD011
        assert styles == [0.2, 0.8]


def test_regions_in_words() -> None:
    rows = []
    for world in maps.WORLDS:
        for axis in maps.AXES:
            for level, gap in ((0.0, -0.02), (1.0, 0.0), (2.0, 0.03)):
                ends = (gap - 0.005, gap + 0.005)
                rows.append((world, axis.name, level, 0.8, "index", gap, *ends, 10))
    columns = ["world", "axis", "level", "style", "outcome", "difference", "low", "high", "n"]
    table = pd.DataFrame(rows, columns=columns)
    said = maps.regions(table)
    assert len(said) == 4
    assert "command wins at 0 " in said[0]
    assert "distribution wins at +2 " in said[0]
    assert "neither clearly at +1 " in said[0]
    assert maps.sentence(table).startswith(
        "Command wins the outcome index with values as they are at 1 of 3 levels of wickedness and 1 of 3"
    )
    assert "at no point" in maps.sentence(table.assign(high=0.1))


def test_partial_rank_correlations_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(3)
    x = rng.random((400, 5))
    x[:, 1] += x[:, 0]
    y = np.column_stack([np.exp(3 * x[:, 0]) + 0.5 * rng.random(400), rng.random(400), np.ones(400)])
    found = partial_rank_correlations(x, y)
    from scipy.stats import rankdata

    ranks, of_y = rankdata(x, axis=0), rankdata(y[:, 0])
    for column in range(5):
        others = np.column_stack([np.ones(400), np.delete(ranks, column, axis=1)])
        left = [v - others @ np.linalg.lstsq(others, v, rcond=None)[0] for v in (ranks[:, column], of_y)]
        assert found[column, 0] == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-9)
    assert found[0, 0] > 0.9
    assert abs(found[1, 0]) < 0.2, "what only goes with another parameter is not its own response"
    assert np.all(found[:, 2] == 0)
    with pytest.raises(ValueError, match="too few"):
        partial_rank_correlations(x[:6], y[:6])


def test_silent_and_parallel_parameters_are_found() -> None:
    """Two parameters act through one path only, two have paths of their own, sixteen do nothing."""
    rng = np.random.default_rng(4)
    x = rng.random((600, 20))
    path = x[:, 0] + x[:, 1]
    noise = 0.3 * rng.random((600, 6))
    y = noise + np.column_stack([path, -path, x[:, 2], x[:, 3], path + x[:, 2], x[:, 3] - path])
    settings = pd.DataFrame(x, columns=[f"p{i}" for i in range(20)])
    found = identify(settings, y, list("abcdef"), seed=1)
    told = set(found.parameters.loc[found.parameters["told_from_noise"], "parameter"])
    assert {"p0", "p1", "p2", "p3"} <= told
    # About one in twenty of the sixteen by chance.
    assert len(told) <= 4 + 4
    pairs = {frozenset(pair) for pair in zip(found.pairs["one"], found.pairs["other"], strict=True)}
    assert frozenset({"p0", "p1"}) in pairs
    assert frozenset({"p2", "p3"}) not in pairs


def test_the_sweep_varies_every_assumption() -> None:
    points = sweep.points(30, 0)
    table = sweep.settings_table(points)
    assert list(table.columns) == [p.name for p in assumptions()]
    assert (table.max() > table.min()).all()
    assert QUICK.points > len(assumptions()) + 3
    assert FULL.points > 4 * len(assumptions())


def test_bands_know_a_path_that_fits_and_one_that_does_not() -> None:
    months = np.zeros((2, 180, len(sweep.KEPT)))
    for name, fits, fails in (
        ("staff.contact_share", 0.22, 0.5),
        ("staff.turnover", 0.15, 0.4),
        ("index", 0.5, 0.99),
        ("money.failed", 0.0, 1.0),
    ):
        months[0, :, sweep.KEPT.index(name)] = fits
        months[1, :, sweep.KEPT.index(name)] = fails
    months[:, :, sweep.KEPT.index("staff.headcount")] = np.linspace(1.0, 0.5, 180)
    months[1, :, sweep.KEPT.index("staff.headcount")] = 1.0
    months[0, :, sweep.KEPT.index("public.satisfaction")] = 0.7 - 0.01 * (np.arange(180) / 12)
    months[1, ::24, sweep.KEPT.index("staff.rereferral")] = 1.0
    rows = sweep.band_table(months, months[:1]).set_index("pattern")
    assert (rows["share_inside"] == 0.5).all(), rows["share_inside"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study as small as it can be: twelve councils, two replicates, hardly more points than parameters."""
    base = tmp_path_factory.mktemp("fairness")
    size = Size(True, 1, 30, 2, 2, 1.1)
    left = study(size, out=base / "out", store=CellStore(base / "cells"), command=["townhall", "fairness", "--quick"])
    assert left.found.runs > 300
    return left.folder


def test_the_folder_is_whole(folder: Path) -> None:
    names = {item.name for item in folder.iterdir()}
    for table in ("correlations", "maps", "controls", "shuffled", "bands", "parameters"):
        assert {f"{table}.csv", f"{table}.parquet"} <= names
    pictures = {item.name for item in (folder / "figures").glob("*.png")}
    assert pictures == {"correlations.png", "where_command_wins.png", "controls.png", "identifiability.png"}
    assert "F30" in json.loads((folder / "verdicts.json").read_text())
    text = (folder / "report.md").read_text()
    for wanted in (
        "quick run",
        "reported and was not tuned to",
        "0 exactly",
        "Silent (",
        "reliability 0.8 (ASSUMPTION)",
    ):
        assert wanted in text


def test_where_leadership_is_irrelevant_styles_differ_by_nothing(folder: Path) -> None:
    rows = pd.read_parquet(folder / "controls.parquet")
    irrelevant = rows[rows["control"] == "leadership irrelevant"]
    assert len(irrelevant) == len(HEADLINE)
    assert (irrelevant[["difference", "low", "high"]] == 0).all(axis=None)
    others = rows[(rows["control"] == "baseline") & (rows["outcome"] == "index")]
    assert (others["difference"] != 0).all()


def test_shuffling_cuts_the_tie_between_a_council_and_its_path(folder: Path) -> None:
    rows = pd.read_parquet(folder / "shuffled.parquet").set_index("paths")
    assert rows.loc["own", "own_funding_and_stress"] < -0.5
    assert abs(rows.loc["shuffled", "own_funding_and_stress"]) < abs(rows.loc["own", "own_funding_and_stress"])


def test_camden_is_where_maps_are_drawn() -> None:
    cells = next(iter(maps.cells(0, 1, quick=True).values()))
    assert cells[0].councils == (find_council("Camden"),)
