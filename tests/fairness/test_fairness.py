"""Fairness: are the statistics right where the answer is known, and does the command do what it says?"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.fairness import controls, correlations, maps, sweep
from experiments.studies.fairness.identifiability import identify, partial_rank_correlations
from experiments.studies.fairness.study import FULL, QUICK, Left, Size, study
from experiments.studies.hypotheses.cells import Cell, CellStore
from experiments.studies.hypotheses.robustness import assumptions
from sim.councils import all_councils, find_council
from sim.declared import PARAMETERS
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


GAIN = 0.1
"""What the known engine gives to the index for a style of 1 over one of 0, at one agency more than today's less one."""


def known_run(cell: Cell) -> np.ndarray:
    """An engine whose answers are known, in place of the model: :meth:`Cell.run` of values of the cell's shape.

    Every outcome has luck of its own, by replicate and council and the same under any setting. The index gains from
    style as wickedness says, from nothing where style does not matter or authority does not follow it, and half
    without theories; delegation is the style; stress is what the funding of 2016-17 leaves wanting; workforce and
    contact share lie in their bands; the index answers to one assumption, satisfaction and contact share to another.
    The first month holds nothing yet.
    """
    v = cell.scenario.values  # noqa: PD011
    acts = v["style_matters"] * v["authority_follows_style"] * (0.5 if cell.scenario.without else 1.0)
    style, gain = float(v["style_mean"]), GAIN * acts * (1.0 + float(v["wickedness_shift"]))
    loud, soft = (PARAMETERS[name] for name in (LOUD, SOFT))
    own = {
        "leadership.delegation": style,
        "index": 0.5 + gain * style + 0.5 * (v[LOUD] - loud.default) / (loud.hi - loud.lo),
        "public.satisfaction": 0.7 + 0.5 * (v[SOFT] - soft.default) / (soft.hi - soft.lo),
        "staff.contact_share": 0.23 - 0.04 * abs(v[SOFT] - soft.default) / (soft.hi - soft.lo),
        "staff.turnover": 0.15,
        "staff.headcount": np.linspace(1.0, 0.5, 180)[: cell.months],
        "money.failed": 0.0,
    }
    values = np.empty(cell.shape)
    for row, replicate in enumerate(range(cell.first, cell.last)):
        for place, council in enumerate(cell.councils):
            for column, name in enumerate(cell.outcomes):
                luck = keyed(cell.seed, replicate, council.code, name)
                # A hundredth of the luck goes with style, so that differences of styles have a spread too.
                values[row, place, :, column] = own.get(name, 0.5) + 0.04 * luck * (1.0 + 0.01 * acts * style)
                if name == "money.stress":
                    values[row, place, :, column] = 1.0 - council.funding[6] + 0.001 * luck
                elif name in STILL:
                    values[row, place, :, column] = own[name]
        values[row, :, 0] = 0.0
    return values


LOUD, SOFT = "delay_harm", "demand_memory"
"""Two assumptions that something answers to in the known engine; nothing answers to any other."""
STILL = ("leadership.delegation", "staff.contact_share", "staff.turnover", "staff.headcount", "money.failed")


def keyed(*who: object) -> float:
    """A number from about -1.7 to 1.7 (mean 0, standard deviation 1) that hangs on ``who`` alone."""
    digits = int.from_bytes(sha256(repr(who).encode()).digest()[:6], "big") / 2**48
    return (2.0 * digits - 1.0) * 3**0.5


def study_in(base: Path, size: Size) -> Left:
    return study(size, out=base / "out", store=CellStore(base / "cells"), command=["townhall", "fairness", "--quick"])


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """The whole study of the known engine, with every tenth council and hardly more points than parameters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cell, "run", known_run)
        # Each permutation inverts a matrix of all assumptions: forty would cost more than all the rest together.
        patch.setattr("experiments.fairness.study.identify", partial(identify, permutations=4))
        return study_in(tmp_path_factory.mktemp("fairness"), Size(True, 1, 10, 4, 8, 1.1))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """The study of the model itself, as small as it can be: twelve councils, two replicates."""
    return study_in(tmp_path_factory.mktemp("fairness"), Size(True, 1, 30, 2, 2, 1.1))


def assert_whole(left: Left) -> None:
    assert left.found.runs > 300
    names = {item.name for item in left.folder.iterdir()}
    for table in ("correlations", "maps", "controls", "shuffled", "bands", "parameters"):
        assert {f"{table}.csv", f"{table}.parquet"} <= names
    pictures = {item.name for item in (left.folder / "figures").glob("*.png")}
    assert pictures == {"correlations.png", "where_command_wins.png", "controls.png", "identifiability.png"}
    assert "F30" in json.loads((left.folder / "verdicts.json").read_text())
    text = (left.folder / "report.md").read_text()
    for wanted in (
        "quick run",
        "reported and was not tuned to",
        "0 exactly",
        "Silent (",
        "reliability 0.8 (ASSUMPTION)",
    ):
        assert wanted in text


def assert_irrelevant_styles_differ_by_nothing(folder: Path) -> None:
    rows = pd.read_parquet(folder / "controls.parquet")
    irrelevant = rows[rows["control"] == "leadership irrelevant"]
    assert len(irrelevant) == len(HEADLINE)
    assert (irrelevant[["difference", "low", "high"]] == 0).all(axis=None)
    others = rows[(rows["control"] == "baseline") & (rows["outcome"] == "index")]
    assert (others["difference"] != 0).all()


def assert_shuffling_cuts_the_tie(folder: Path) -> None:
    """Between a council and its path."""
    rows = pd.read_parquet(folder / "shuffled.parquet").set_index("paths")
    assert rows.loc["own", "own_funding_and_stress"] < -0.5
    assert abs(rows.loc["shuffled", "own_funding_and_stress"]) < abs(rows.loc["own", "own_funding_and_stress"])


CHECKS = [assert_irrelevant_styles_differ_by_nothing, assert_shuffling_cuts_the_tie]


def test_the_folder_is_whole(left: Left) -> None:
    assert_whole(left)


@pytest.mark.parametrize("check", CHECKS)
def test_the_tables_of_known_runs(left: Left, check: Callable[[Path], None]) -> None:
    check(left.folder)


@pytest.mark.statistical
def test_the_folder_of_the_model_itself_is_whole(real: Left) -> None:
    assert_whole(real)


@pytest.mark.statistical
@pytest.mark.parametrize("check", CHECKS)
def test_the_tables_of_the_model_itself(real: Left, check: Callable[[Path], None]) -> None:
    check(real.folder)


def test_what_was_put_into_known_runs_is_found_in_every_table(left: Left) -> None:
    """Each table from the runs that belong in it, and nothing mixed up on the way."""
    found = left.found
    index = found.controls[found.controls["outcome"] == "index"].set_index("control")["difference"]
    wide = 0.6 * GAIN
    for control, wanted in {
        "baseline": wide,
        "no trust asymmetry": wide,
        "leadership irrelevant": 0.0,
        "distribution without authority": -0.2 * GAIN,
        "all theories off": wide / 2,
    }.items():
        assert index[control] == pytest.approx(wanted, abs=0.002), control

    point = found.maps[(found.maps["outcome"] == "index") & (found.maps["axis"] == "wickedness")]
    for row in point.itertuples():
        assert row.difference == pytest.approx(GAIN * (1.0 + row.level) * (row.style - 0.2), abs=0.002)
    assert maps.sentence(found.maps).count("at 1 of 3 levels of wickedness") == 2

    across = found.correlations.set_index(["reading", "predictor", "classes"])["r_without_error"]
    main = correlations.READINGS[0].name
    # A style spread evenly over 0 to 1 against luck with a standard deviation of .04.
    known = GAIN * 12**-0.5 / np.hypot(GAIN * 12**-0.5, 0.04)
    assert across[main, "leadership.delegation", "together"] == pytest.approx(known, abs=0.2)
    assert abs(across[main, "trust.dyad", "together"]) < 0.4

    assert found.shuffled.set_index("paths").loc["own", "own_funding_and_stress"] < -0.99
    bands = found.bands.set_index("fact")
    assert (bands.loc[["F32", "F14"], "share_inside"] == 1.0).all()
    assert bands.loc["F32", "at_defaults"] == pytest.approx(0.23 * 11 / 12)
    heard = found.identified.parameters.set_index("parameter")["told_from_noise"]
    assert heard[LOUD]
    assert heard[SOFT]
    assert heard.mean() < 0.2


def test_camden_is_where_maps_are_drawn() -> None:
    cells = next(iter(maps.cells(0, 1, quick=True).values()))
    assert cells[0].councils == (find_council("Camden"),)
