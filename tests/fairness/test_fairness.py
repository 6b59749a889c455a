"""Fairness: are the statistics right where the answer is known, and does the command do what it says?"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from known_model import GAIN, LOUD, SOFT

from experiments.runs.plan import Expansion
from experiments.studies.arrays import TOO_FEW, ran_in_all
from experiments.studies.fairness import controls, correlations, maps, prior_predictive
from experiments.studies.fairness.factors import factors
from experiments.studies.fairness.found import Found
from experiments.studies.fairness.identifiability import identify, partial_rank_correlations
from experiments.studies.fairness.size import FULL, QUICK, Size
from experiments.studies.fairness.study import Fairness
from experiments.studies.hypotheses.hypercube import assumptions
from experiments.studies.publish import conduct
from experiments.studies.study import Published
from sim.council.councils import all_councils, find_council
from sim.outcomes import HEADLINE
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
    crossings = correlations.crossings(0, 1)
    main = crossings[correlations.READINGS[0].name, 0]
    place = [factor.name for factor in factors()].index("style_mean")
    styles = np.array([crossing.points.stretch(0, 1)[0, place] for crossing in main])
    cells = [crossing.cells[0] for crossing in main]
    assert len(cells) == len(all_councils()) == 353
    assert len({cell.councils[0].code for cell in cells}) == 353
    assert styles.min() < 0.05
    assert styles.max() > 0.95
    assert abs(np.mean(styles) - 0.5) < 0.05
    assert all(cell.months == 84 for cell in cells)
    other = crossings[correlations.READINGS[1].name, 0]
    near = np.array([crossing.points.stretch(0, 1)[0, place] for crossing in other])
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
    table = prior_predictive.settings_table(prior_predictive.points(30, 0))
    assert list(table.columns) == [factor.name for factor in assumptions()]
    assert table.notna().all(axis=None)
    assert (table.max() > table.min()).all()
    assert QUICK.points > len(assumptions()) + 3
    assert FULL.points > 4 * len(assumptions())


def test_bands_know_a_path_that_fits_and_one_that_does_not() -> None:
    months = np.zeros((2, 180, len(prior_predictive.KEPT)))
    for name, fits, fails in (
        ("staff.contact_share", 0.22, 0.5),
        ("staff.turnover", 0.15, 0.4),
        ("index", 0.5, 0.99),
        ("money.failed", 0.0, 1.0),
    ):
        months[0, :, prior_predictive.KEPT.index(name)] = fits
        months[1, :, prior_predictive.KEPT.index(name)] = fails
    months[:, :, prior_predictive.KEPT.index("staff.headcount")] = np.linspace(1.0, 0.5, 180)
    months[1, :, prior_predictive.KEPT.index("staff.headcount")] = 1.0
    months[0, :, prior_predictive.KEPT.index("public.satisfaction")] = 0.7 - 0.01 * (np.arange(180) / 12)
    months[1, ::24, prior_predictive.KEPT.index("staff.rereferral")] = 1.0
    rows = prior_predictive.band_table(months, months[:1]).set_index("pattern")
    assert (rows["share_inside"] == 0.5).all(), rows["share_inside"]


def study_in(base: Path, size: Size, engine: str | None = None) -> Published[Found]:
    command = ["townhall", "fairness", "--quick"]
    return conduct(Fairness(size), out=base / "out", command=command, engine=engine)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Published[Found]:
    """The whole study of the known model, with every tenth council and hardly more points than parameters."""
    with pytest.MonkeyPatch.context() as patch:
        quicker(patch)
        return study_in(tmp_path_factory.mktemp("fairness"), Size(True, 1, 10, 4, 8, 1.1), KNOWN)


KNOWN = "known_model:simulate"


def quicker(patch: pytest.MonkeyPatch) -> None:
    """Each permutation inverts a matrix of all assumptions: forty would cost more than all the rest together."""
    patch.setattr("experiments.studies.fairness.study.identify", partial(identify, permutations=4))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Published[Found]:
    """The study of the model itself, small: as many councils as a quick study has, two replicates."""
    return study_in(tmp_path_factory.mktemp("fairness"), Size(True, 1, QUICK.every, 2, 2, 1.1))


def assert_whole(left: Published[Found]) -> None:
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
    # Need and prices move a council's stress, too, so the tie is not 1; a dozen councils could not show it.
    assert rows.loc["own", "own_funding_and_stress"] < -0.5
    assert abs(rows.loc["shuffled", "own_funding_and_stress"]) < abs(rows.loc["own", "own_funding_and_stress"])


CHECKS = [assert_irrelevant_styles_differ_by_nothing, assert_shuffling_cuts_the_tie]


def test_the_folder_is_whole(left: Published[Found]) -> None:
    assert_whole(left)


@pytest.mark.parametrize("check", CHECKS)
def test_the_tables_of_known_runs(left: Published[Found], check: Callable[[Path], None]) -> None:
    check(left.folder)


@pytest.mark.statistical
def test_the_folder_of_the_model_itself_is_whole(real: Published[Found]) -> None:
    assert_whole(real)


@pytest.mark.statistical
@pytest.mark.parametrize("check", CHECKS)
def test_the_tables_of_the_model_itself(real: Published[Found], check: Callable[[Path], None]) -> None:
    check(real.folder)


def test_what_was_put_into_known_runs_is_found_in_every_table(left: Published[Found]) -> None:
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
    crossing = next(iter(maps.crossings(0, 1, quick=True).values()))
    assert all(cell.councils == (find_council("Camden"),) for cell in crossing.cells)


def test_all_parts_are_one_design_and_equal_runs_are_done_once(left: Published[Found]) -> None:
    """The maps share the points without wickedness beyond today's and with today's crises."""
    study = Fairness(left.found.size)
    expansion = Expansion(study.design)
    keys = study.keys(expansion)
    assert sum(one.size for part in keys.values() for one in part) == len(expansion)
    assert left.ran.planned == left.found.runs == len(np.unique(expansion.keys)) < len(expansion)
    wicked, crises = (one.reshape(-1) for one in keys[maps.PART])
    assert np.isin(wicked, crises).any()
    own, shuffled = keys[controls.SHUFFLE_PART][0][0, :, 0].reshape(2, -1)
    assert not np.isin(own, shuffled).any(), "a council with another's funding is another council"
    swept = keys[prior_predictive.PART][0]
    assert len(np.unique(swept)) == study.size.points


@pytest.mark.statistical
def test_bad_runs_cost_their_rows_and_the_others_are_as_before(
    left: Published[Found], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A council of the main reading, one side of two maps, of a control and of the shuffle, a point of the sweep."""
    used = correlations.councils_used(10)
    camden = find_council("Camden").code
    spoilt = [
        f"{used[3].code}, baseline, {correlations.MONTH}, 0",
        f"{camden}, {next(iter(maps.WORLDS))}, {maps.MONTHS}, 2",
        f"{camden}, leadership irrelevant, command, {controls.MONTHS}, 5",
        f"{used[7].code}, command, {controls.SHUFFLE_MONTHS}, 0",
        f"{camden}, baseline, {prior_predictive.MONTHS}, 1",
    ]
    (tmp_path / "spoilt").write_text("\n".join(spoilt))
    monkeypatch.setenv("SPOILT", str(tmp_path / "spoilt"))
    quicker(monkeypatch)
    published = study_in(tmp_path, left.found.size, KNOWN)
    found, whole = published.found, left.found
    assert (found.correlations["councils"] == len(used) - 1).all()
    assert set(found.maps["n"]) == {3, 4}
    assert set(found.controls.loc[found.controls["control"] == "leadership irrelevant", "n"]) == {7}
    others = found.controls["control"] != "leadership irrelevant"
    pd.testing.assert_frame_equal(found.controls[others], whole.controls[others])
    assert (found.shuffled["councils"] == len(used) - 1).all()
    assert found.points == whole.points - 1
    assert found.controls.notna().all(axis=None)
    report = published.report.read_text()
    assert f"**{len(found.failures)} of {found.runs:,} runs failed**" in report
    assert f"townhall rerun {published.folder} --row" in report
    assert (published.folder / "figures" / "where_command_wins.png").is_file()
    # Mended, only those are run again, and the result is the one that nothing happened to.
    (tmp_path / "spoilt").write_text("")
    mended = conduct(Fairness(whole.size), out=published.folder, engine=KNOWN, retry_failed=True)
    assert mended.ran.ran == len(found.failures)
    assert mended.ran.digest == left.ran.digest
    pd.testing.assert_frame_equal(mended.found.maps, whole.maps)
    assert "runs failed" not in mended.report.read_text()


def test_what_is_compared_ran_on_every_side() -> None:
    one, other = np.ones((4, 2, 3)), np.ones((4, 5))
    one[1] = np.nan
    one[2, 0] = np.nan  # what a council does not have is no failure
    other[3] = np.nan
    assert ran_in_all(one, other).tolist() == [True, False, True, False]


def test_where_nothing_ran_nothing_is_found() -> None:
    nothing = {(reading.name, 0): np.full((9, 4), np.nan) for reading in correlations.READINGS}
    rows = correlations.table(nothing, ["L"] * 9, seed=0)
    assert set(rows["verdict"]) == {TOO_FEW}
    assert "r = unknown (too few runs)" in correlations.sentence(rows)
    points = {axis.name: np.full((15, 2, 3, 1, 120, 2), np.nan) for axis in maps.AXES}
    mapped = maps.table(maps.by_place(points, quick=True))
    assert set(mapped["n"]) == {0}
    assert maps.sentence(mapped).startswith("Too few runs")
    assert all("too few runs at" in line and "wins" not in line for line in maps.regions(mapped))
    table = controls.table(controls.by_side(np.full((10, 3, len(HEADLINE)), np.nan)))
    assert set(table["finding"]) == {TOO_FEW}
