"""Sobol and Morris against functions whose indices are known, with and without noise; and what they refuse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from run_tables import problem, runs_table, saltelli, trajectories
from SALib.test_functions import Ishigami, Sobol_G

from experiments.analysis.convergence import shares_too_few
from experiments.analysis.morris import morris
from experiments.analysis.points import Points, points_of
from experiments.analysis.sobol import sobol
from sim.errors import InputError

CIRCLE = problem(x1=(-np.pi, np.pi), x2=(-np.pi, np.pi), x3=(-np.pi, np.pi))
NAMES = ["x1", "x2", "x3"]

# Ishigami and Homma (1990) with a = 7, b = 0.1, from its decomposition.
_VARIANCE = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 1 / 2
_ALONE = np.array([(1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 7**2 / 8, 0.0]) / _VARIANCE
_TOGETHER = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50) / _VARIANCE
FIRST, TOTAL = _ALONE, _ALONE + _TOGETHER * np.array([1, 0, 1])


def ishigami(settings: pd.DataFrame) -> np.ndarray:
    return Ishigami.evaluate(settings.to_numpy())


def in_order(found, *columns: str) -> np.ndarray:
    return found.table.set_index("parameter").loc[NAMES, list(columns)].to_numpy().T


@pytest.fixture(scope="module")
def circle() -> pd.DataFrame:
    return saltelli(CIRCLE, 1024, second=True, seed=1)


def test_sobol_of_the_ishigami_function(circle: pd.DataFrame) -> None:
    found = sobol(points_of(runs_table(circle, ishigami, 1), "outcome", NAMES))
    first, total = in_order(found, "S1", "ST")
    np.testing.assert_allclose(first, FIRST, atol=0.02)
    np.testing.assert_allclose(total, TOTAL, atol=0.02)
    pairs = found.pairs.set_index(["one", "two"])["S2"]
    np.testing.assert_allclose(pairs.to_numpy(), [0, _TOGETHER, 0], atol=0.03)
    assert found.table["parameter"].tolist() == ["x1", "x2", "x3"], "in the order of the total index"
    assert np.isnan(found.noise_of_runs)
    assert "cannot be told from effects" in found.finding


def test_without_noise_the_indices_are_those_of_salib(circle: pd.DataFrame) -> None:
    from SALib.analyze import sobol as salib

    wanted = salib.analyze(CIRCLE, ishigami(circle), seed=1)
    found = sobol(points_of(runs_table(circle, ishigami, 3), "outcome", NAMES), resamples=10)
    first, total = in_order(found, "S1", "ST")
    # SALib centres at the mean of all rows, we at that of A and B: the same in the limit.
    np.testing.assert_allclose(first, wanted["S1"], atol=2e-3)
    np.testing.assert_allclose(total, wanted["ST"], atol=1e-9)
    np.testing.assert_allclose(found.pairs["S2"], wanted["S2"][np.triu_indices(3, 1)], atol=5e-3)


def test_sobol_of_the_g_function() -> None:
    """Eight parameters, the last four nearly without effect; without the rows of second order."""
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    names = [f"x{place}" for place in range(8)]
    settings = saltelli(problem(**dict.fromkeys(names, (0.0, 1.0))), 2048, second=False, seed=3)
    table = runs_table(settings, lambda x: Sobol_G.evaluate(x.to_numpy(), a=a), 1)
    found = sobol(points_of(table, "outcome", names), resamples=50).table.set_index("parameter").loc[names]
    part = 1 / 3 / (1 + a) ** 2
    whole = np.prod(1 + part) - 1
    np.testing.assert_allclose(found["S1"], part / whole, atol=0.03)
    np.testing.assert_allclose(found["ST"], part * np.prod(1 + part) / (1 + part) / whole, atol=0.03)


@pytest.mark.parametrize("common", [False, True], ids=["own noise", "common noise"])
def test_noise_is_taken_out_of_sobol_indices(circle: pd.DataFrame, common: bool) -> None:
    """Averaged over 40 sweeps. The noise is larger where x3 is above zero, and own or common to all points."""
    rows = []
    for seed in range(40):
        table = runs_table(circle, ishigami, 5, lambda x: 2 + 2 * (x["x3"] > 0), seed=seed, common=common)
        found = sobol(points_of(table, "outcome", NAMES), resamples=2)
        rows.append([*in_order(found, "S1", "ST", "ST_with_noise"), [found.noise_of_runs, found.noise_of_means, 0]])
    first, total, raw, noise = np.mean(rows, axis=0)
    np.testing.assert_allclose(first, FIRST, atol=0.025)
    np.testing.assert_allclose(total, TOTAL, atol=0.025)
    if not common:
        assert (raw > TOTAL + 0.02).all(), "with the noise left in, every parameter seems to matter more"
        within = (2**2 + 4**2) / 2
        assert noise[0] == pytest.approx(within / (within + _VARIANCE), abs=0.01)
        assert noise[1] == pytest.approx(within / 5 / (within / 5 + _VARIANCE), abs=0.01)


def test_a_parameter_without_effect_has_none_however_large_the_noise() -> None:
    flat = problem(x=(0, 1), idle=(0, 1))
    settings = saltelli(flat, 512, second=False, seed=2)
    totals, raw = [], []
    for seed in range(30):
        table = runs_table(settings, lambda x: x["x"], 3, 0.5, seed=seed)
        found = sobol(points_of(table, "outcome", ["x", "idle"]), resamples=2).table.set_index("parameter")
        totals.append(found.loc["idle", "ST"])
        raw.append(found.loc["idle", "ST_with_noise"])
    assert abs(np.mean(totals)) < 0.02
    assert np.mean(raw) > 0.4


@pytest.mark.parametrize("common", [False, True], ids=["own noise", "common noise"])
def test_nine_of_ten_sobol_intervals_or_more_hold_the_truth(common: bool) -> None:
    """y = 2 a + b + noise that is larger where b is: total indices are 0.8 and 0.2. More than nine is promised."""
    square = problem(a=(0, 1), b=(0, 1))
    held, widths = [], []
    for seed in range(60):
        settings = saltelli(square, 128, second=False, seed=seed + 1)
        table = runs_table(
            settings, lambda x: 2 * x["a"] + x["b"], 4, lambda x: 0.4 + 0.4 * x["b"], seed=seed, common=common
        )
        found = sobol(points_of(table, "outcome", ["a", "b"]), resamples=200, seed=seed).table.set_index("parameter")
        for name, truth in (("a", 0.8), ("b", 0.2)):
            row = found.loc[name]
            held += [row["ST_low"] <= truth <= row["ST_high"], row["S1_low"] <= truth <= row["S1_high"]]
            widths.append(row["ST_high"] - row["ST_low"])
    assert np.mean(held) >= 0.9
    assert np.mean(widths) < 0.5, "an interval that holds everything would hold the truth too"


LINE = problem(strong=(0, 1), weak=(0, 10), curved=(-1, 1), idle=(0, 2))


def line(x: pd.DataFrame) -> np.ndarray:
    return 5 * x["strong"] + 0.1 * x["weak"] + 2 * x["curved"] * x["strong"]


def test_morris_of_a_known_function() -> None:
    settings = trajectories(LINE, 60, seed=2)
    found = morris(points_of(runs_table(settings, line, 2), "outcome", list(LINE["names"]))).table
    rows = found.set_index("parameter")
    assert rows.loc["weak", ["mu", "mu_star"]].tolist() == pytest.approx([1, 1]), "linear: the same at every step"
    assert rows.loc["weak", "sigma"] == pytest.approx(0, abs=1e-9)
    assert rows.loc["idle", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([0, 0, 0])
    assert not rows.loc["idle", "clear"]
    # The effect of "strong" is 5 + 2 curved, of "curved" it is 4 strong (its range is 2).
    assert rows.loc["strong", "mu"] == pytest.approx(5, abs=0.4)
    assert rows.loc["curved", "mu_star"] == pytest.approx(2, abs=0.4)
    assert rows.loc["curved", "sigma"] > 0.5
    assert found["parameter"].tolist() == ["strong", "curved", "weak", "idle"]


def test_groups_that_move_together_have_one_effect_as_in_salib() -> None:
    from SALib.analyze import morris as salib_morris
    from SALib.sample import morris as sample

    names, groups = ["a", "b", "c", "d"], ["first", "second", "first", "third"]
    problem = {"num_vars": 4, "names": names, "bounds": [[0.0, 1.0]] * 4, "groups": groups}
    x = sample.sample(problem, 8, num_levels=4, seed=np.random.default_rng(3))
    y = 3.0 * x[:, 0] + x[:, 1] ** 2 + x[:, 2] * x[:, 3]
    points = Points("y", np.arange(len(y)), pd.DataFrame(x, columns=names), y[:, None])
    found = morris(points, levels=4, groups=dict(zip(names, groups, strict=True))).table.set_index("parameter")
    theirs = salib_morris.analyze(problem, x, y, num_levels=4)
    assert found["mu_star"].to_dict() == pytest.approx(dict(zip(theirs["names"], theirs["mu_star"], strict=True)))
    assert found["mu"].isna().all()
    with pytest.raises(InputError, match="not a Morris design of 2 groups"):
        morris(points, levels=4, groups={"a": "x", "b": "x", "c": "y", "d": "y"})


def test_without_noise_morris_is_that_of_salib() -> None:
    from SALib.analyze import morris as salib

    settings = trajectories(LINE, 25, seed=4)
    wanted = salib.analyze(LINE, settings.to_numpy(), np.asarray(line(settings)), num_levels=4, seed=1)
    for replicates in (1, 3):
        table = runs_table(settings, line, replicates)
        found = morris(points_of(table, "outcome", list(LINE["names"]))).table.set_index("parameter")
        for column in ("mu", "mu_star", "sigma"):
            np.testing.assert_allclose(found.loc[LINE["names"], column], np.asarray(wanted[column], float), atol=1e-9)


@pytest.mark.parametrize("common", [False, True], ids=["own noise", "common noise"])
def test_noise_is_taken_out_of_morris_measures(common: bool) -> None:
    names = list(LINE["names"])
    columns = ["mu_star", "mu_star_with_noise", "mu_star_of_noise"]
    measured = []
    for seed in range(40):
        settings = trajectories(LINE, 20, seed=seed + 1)
        table = runs_table(settings, line, 5, lambda x: 0.4 + 0.4 * x["idle"], seed=seed, common=common)
        found = morris(points_of(table, "outcome", names), resamples=2).table.set_index("parameter").loc[names]
        measured.append(found[columns].to_numpy())
    mean = dict(zip(columns, np.mean(measured, axis=0).T, strict=True))
    assert mean["mu_star"][0] == pytest.approx(5, abs=0.25), "a clear effect has its full size"
    assert abs(mean["mu_star"][3]) < 0.2, "no effect has none"
    assert mean["mu_star_with_noise"][3] > 0.25, "with the noise left in it seems to have one"
    if not common:
        assert mean["mu_star_with_noise"][3] == pytest.approx(mean["mu_star_of_noise"][3], rel=0.15)
    assert mean["mu_star"][1] < 1.1, "a weak effect is rather too small than too large"


def test_nine_of_ten_morris_intervals_hold_the_truth() -> None:
    held, false = [], []
    for seed in range(80):
        settings = trajectories(LINE, 20, seed=seed + 1)
        table = runs_table(settings, lambda x: 5 * x["strong"], 6, 2.0, seed=seed)
        points = points_of(table, "outcome", list(LINE["names"]))
        found = morris(points, resamples=200, seed=seed).table.set_index("parameter")
        held.append(found.loc["strong", "low"] <= 5 <= found.loc["strong", "high"])
        false.append(found.loc["idle", "clear"])
    assert np.mean(held) >= 0.9
    assert np.mean(false) <= 0.08, "5% are allowed on this side"


def test_words_and_whole_numbers_can_be_varied() -> None:
    """A choice of two words and a whole number, as a sweep writes them."""
    settings = saltelli(problem(mode=(0, 1), count=(0, 1)), 256, second=True, seed=1)
    settings["mode"] = pd.Categorical(np.where(settings["mode"] < 0.5, "fixed", "negotiated"))
    settings["count"] = np.floor(settings["count"] * 4).astype(int)
    table = runs_table(settings, lambda x: 3.0 * (x["mode"] == "fixed") + 0.0 * x["count"], 2, 0.1)
    found = sobol(points_of(table, "outcome", ["mode", "count"]), resamples=20).table.set_index("parameter")
    assert found.loc["mode", "S1"] == pytest.approx(1, abs=0.1)
    assert found.loc["count", "ST"] == pytest.approx(0, abs=0.02)
    steps = trajectories(problem(mode=(0, 1), count=(0, 1)), 20, seed=1)
    steps["mode"] = np.where(steps["mode"] < 0.5, "fixed", "negotiated")
    steps["count"] = np.floor(steps["count"] * 3.999).astype(int)
    table = runs_table(steps, lambda x: 3.0 * (x["mode"] == "fixed") + 2.0 * x["count"], 2)
    found = morris(points_of(table, "outcome", ["mode", "count"]), resamples=20).table.set_index("parameter")
    # Two words lie as far apart as the step of the design is long, two thirds of the range.
    assert found.loc["mode", "mu_star"] == pytest.approx(3 / (2 / 3))
    assert found.loc["count", "mu_star"] == pytest.approx(6)


LEVELS = 4
WORDS = ["replay", "fixed", "negotiated"]


def mixed(count: int = 30) -> tuple[pd.DataFrame, np.ndarray, dict]:
    """A hand-made Morris design: unit places, and the words, whole numbers and fractions that a sweep makes of them."""
    asked = problem(mode=(0, 1), count=(0, 1), share=(0, 1), skewed=(0, 1))
    unit = trajectories(asked, count, seed=5)
    settings = pd.DataFrame(
        {
            "mode": [WORDS[place] for place in np.minimum(unit["mode"] * 3, 2).astype(int)],
            "count": np.minimum(np.floor(unit["count"] * 2), 1).astype(int),
            "share": 10 + 5 * unit["share"],
            "skewed": np.exp(3 * unit["skewed"]),
        }
    )
    value = (
        settings["mode"].map(dict(zip(WORDS, (1.0, 5.0, 2.0), strict=True)))
        + 3 * settings["count"]
        + 0.7 * settings["share"] * settings["count"]
        + 0.2 * settings["skewed"]
    ).to_numpy()
    return settings, value, asked | {"unit": unit.to_numpy()}


def test_words_and_numbers_have_one_scale_that_of_salib() -> None:
    """A word of which two neighbours share a level, a whole number, a logarithm: as SALib has it of unit inputs."""
    from SALib.analyze import morris as salib

    settings, value, asked = mixed()
    wanted = salib.analyze(asked, asked.pop("unit"), value, num_levels=LEVELS, seed=1)
    points = points_of(runs_table(settings, lambda _: value, 2), "outcome", list(settings))
    found = morris(points, levels=LEVELS, order={"mode": WORDS}, resamples=20).table.set_index("parameter")
    for column in ("mu", "mu_star", "sigma"):
        np.testing.assert_allclose(found.loc[asked["names"], column], np.asarray(wanted[column], float), atol=1e-9)
    # Without the design's levels a number whose steps are all as long has the same size.
    plain = morris(points, resamples=20).table.set_index("parameter")
    assert plain.loc["share", "mu_star"] == pytest.approx(found.loc["share", "mu_star"])


def test_a_design_without_levels_takes_the_length_that_its_numbers_agree_on() -> None:
    asked = problem(mode=(0, 1), share=(0, 1))
    unit = trajectories(asked, 20, seed=5)
    settings = pd.DataFrame({"mode": np.where(unit["mode"] < 0.5, "fixed", "free"), "share": 4 * unit["share"] - 1})
    table = runs_table(settings, lambda x: 3.0 * (x["mode"] == "free") + x["share"], 2)
    found = morris(points_of(table, "outcome", ["mode", "share"]), resamples=20).table.set_index("parameter")
    assert found.loc["share", "mu_star"] == pytest.approx(4)
    assert found.loc["mode", "mu_star"] == pytest.approx(4.5)


def test_too_few_points_are_told_and_nothing_is_shared_out() -> None:
    """The case of the review: 16 base samples, and more than all of the variance."""
    few = points_of(runs_table(saltelli(CIRCLE, 16, second=False, seed=1), ishigami, 2, 0.5), "outcome", NAMES)
    found = sobol(few, resamples=100)
    assert found.finding.startswith("Too few points to share out the variance of outcome: 16 base samples are fewer")
    assert "matters most" not in found.finding
    assert "points: " in found.finding
    many = points_of(runs_table(saltelli(CIRCLE, 4096, second=False, seed=1), ishigami, 2, 0.5), "outcome", NAMES)
    assert sobol(many, resamples=100).too_few == ""
    # So few that resamples have no variance but rounding, which nothing may be divided by.
    handful = points_of(runs_table(saltelli(CIRCLE, 4, second=False, seed=1), ishigami, 2, 0.5), "outcome", NAMES)
    handful.runs[:] = handful.settings[[NAMES[0]]].to_numpy() + 0.01 * np.arange(2)
    widths = sobol(handful, resamples=100).table
    assert not (widths[["S1_low", "S1_high", "ST_low", "ST_high"]].abs() > 1e3).to_numpy().any()
    short = points_of(runs_table(trajectories(LINE, 3, seed=2), line, 2), "outcome", list(LINE["names"]))
    assert "3 trajectories are fewer than the 4" in morris(short, resamples=50).finding
    assert "matters most" not in morris(short, resamples=50).finding
    long = points_of(runs_table(trajectories(LINE, 20, seed=2), line, 2), "outcome", list(LINE["names"]))
    assert morris(long, resamples=50).too_few == ""


def test_more_points_are_enough_when_as_many_are_run_as_was_said() -> None:
    asked, base = [], 64
    for _ in range(5):
        table = runs_table(saltelli(CIRCLE, base, second=False, seed=3), ishigami, 2, 0.5)
        found = sobol(points_of(table, "outcome", NAMES), resamples=100)
        asked.append(base)
        if not found.too_few:
            break
        base = int(found.too_few.split("points: ")[1].split(")")[0])
        assert base > asked[-1]
    assert not found.too_few, asked


@pytest.mark.parametrize(
    ("shares", "low", "total", "said"),
    [
        ([[0.5, 0.3], [0.6, 0.4]], -0.05, (0.8, 0.7), ""),
        ([[1.06, 0.3], [1.06, 0.4]], -0.04, (1.3, 0.9), "the share of a comes out above 100%"),
        ([[0.5, -0.15], [0.6, 0.4]], -0.05, (0.4, 0.3), "the share of b comes out below zero"),
        ([[0.9, 0.4], [0.9, 0.4]], -0.05, (1.3, 1.2), "the shares of single parameters add up to 130%"),
        ([[0.5, 0.3], [0.6, 0.4]], -0.25, (0.8, 0.7), "is known only to lie between"),
    ],
)
def test_what_no_share_can_be_is_told(shares: list, low: float, total: tuple[float, float], said: str) -> None:
    found = np.array(shares)
    assert said in shares_too_few(["a", "b"], 1024, found, found + low, found - low, total)
    assert bool(said) is bool(shares_too_few(["a", "b"], 1024, found, found + low, found - low, total))


def test_every_seed_gives_its_own_intervals_zero_too(circle: pd.DataFrame) -> None:
    points = points_of(runs_table(circle, ishigami, 1), "outcome", NAMES)
    again = [sobol(points, resamples=30, seed=seed).table for seed in (0, 0, 1)]
    pd.testing.assert_frame_equal(again[0], again[1])
    assert not again[0].equals(again[2])


@pytest.mark.parametrize("analysis", [sobol, morris])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda table: table.assign(outcome=table["outcome"].where(table.index != 7)), "1 of"),
        (lambda table: table.assign(outcome=table["outcome"].where(table.index != 7, np.inf)), "at point 3"),
        (lambda table: table.drop(index=[5, 6]), "2 of"),
        (lambda table: table[table["point"] != 3], "not a"),
        (lambda table: table.assign(point=table["point"] * 5 % (table["point"].max() + 1)), "not a"),
        (lambda table: table.assign(outcome=0.3), "0.3 in every run"),
        (lambda table: pd.concat([table, table.iloc[[0]]]), "twice"),
        (lambda table: table.assign(x1=table["x1"].where(table.index != 7, 0.123)), "several values"),
        (lambda table: table.assign(outcome="good"), "words"),
        (lambda table: table.drop(columns="outcome"), 'no column "outcome"'),
        (lambda table: table.assign(outcome=np.nan), "No run has a value"),
        (lambda table: table.assign(council=np.where(table["replicate"] == 0, "Camden", "Leeds")), "--council"),
    ],
)
def test_what_cannot_be_right_is_refused_in_a_sentence(analysis, spoil, sentence: str) -> None:
    make = saltelli if analysis is sobol else trajectories
    settings = make(CIRCLE, 16, **({"second": True} if analysis is sobol else {}), seed=1)
    table = spoil(runs_table(settings, ishigami, 2))
    with pytest.raises(InputError, match=sentence) as caught:
        analysis(points_of(table, "outcome", NAMES), resamples=2)
    assert str(caught.value).count("\n") == 0


def test_noise_alone_is_not_shared_out() -> None:
    settings = saltelli(CIRCLE, 16, second=False, seed=1)
    refused = 0
    for seed in range(20):
        table = runs_table(settings, lambda x: 0 * x["x1"], 2, 1.0, seed=seed)
        try:
            found = sobol(points_of(table, "outcome", NAMES), resamples=50)
        except InputError as error:
            refused += "noise" in str(error)
        else:
            assert found.noise_of_runs > 0.5
    assert refused >= 3
