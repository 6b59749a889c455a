"""PRIM and CART against worlds that fail in a known box, and in none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from run_tables import runs_table, uniform

from experiments.analysis import extras
from experiments.analysis.cart import tree
from experiments.analysis.discovery import Condition, Restriction, within
from experiments.analysis.features import features
from experiments.analysis.points import Points, points_of
from experiments.analysis.prim import box
from sim.errors import InputError

FAILING = Condition.parse("< 0.5")


def worlds(points: int, seed: int = 0) -> pd.DataFrame:
    settings = uniform(points, "abc", seed)
    rng = np.random.default_rng(seed + 1)
    settings["count"] = rng.integers(1, 7, points)
    settings["mode"] = pd.Categorical(rng.choice(["fixed", "free", "none"], points))
    return settings


def in_the_box(x: pd.DataFrame) -> np.ndarray:
    return ((x["a"] > 0.6) & (x["b"] < 0.4)).to_numpy()


def planted(settings: pd.DataFrame, inside, *, noise: float = 0.1, replicates: int = 5, seed: int = 0) -> Points:
    table = runs_table(settings, lambda x: np.where(inside(x), 0.3, 0.7), replicates, noise, seed=seed)
    return points_of(table, "outcome", list(settings.columns))


def test_prim_finds_a_planted_box() -> None:
    found = box(planted(worlds(1000), in_the_box), FAILING)
    rows = found.table.set_index("parameter")
    assert list(rows.index) == ["a", "b"], "and says nothing of what does not matter"
    assert rows.loc["a", "low"] == pytest.approx(0.6, abs=0.02)
    assert rows.loc["b", "high"] == pytest.approx(0.4, abs=0.02)
    assert rows["high"].isna()["a"]
    assert (rows["quasi_p"] < 1e-9).all()
    for quality in (found.own, found.unseen):
        assert quality.density > 0.85
        assert quality.coverage > 0.85
    assert found.trajectory["coverage"].iloc[0] == 1
    assert found.trajectory.loc[found.chosen, "density"] >= 0.8
    assert "a is above 0.59" in found.finding
    assert "b is below 0." in found.finding


def test_prim_finds_a_box_of_words_and_whole_numbers() -> None:
    found = box(planted(worlds(1500), lambda x: (x["mode"] != "none") & (x["count"] >= 4)), FAILING)
    rules = {restriction.parameter: restriction for restriction in found.restrictions}
    assert set(rules) == {"mode", "count"}
    assert rules["mode"].among == ("fixed", "free")
    assert 3 < rules["count"].low <= 4
    assert found.own.density == found.own.coverage == 1
    assert rules["mode"].words == "mode is fixed or free"
    assert rules["count"].words == "count is 4 or more"


def test_a_box_with_two_ends_keeps_both() -> None:
    found = box(planted(worlds(1500), lambda x: (x["a"] > 0.3) & (x["a"] < 0.5)), FAILING)
    (rule,) = found.restrictions
    assert (rule.low, rule.high) == (pytest.approx(0.3, abs=0.02), pytest.approx(0.5, abs=0.02))
    assert rule.words.startswith("a is between 0.")


def test_worlds_that_fail_by_chance_have_no_box_on_unseen_worlds() -> None:
    """On its own worlds a search always finds something; on the others chance is seen for what it is."""
    density = []
    for seed in range(5):
        points = planted(worlds(200, seed), lambda x: np.random.default_rng(len(x)).random(len(x)) < 0.2, seed=seed)
        found = box(points, FAILING, seed=seed)
        if found.unseen.worlds:
            density.append(found.unseen.density)
    assert len(density) < 3 or np.mean(density) < 0.4


def mostly(x: pd.DataFrame) -> np.ndarray:
    """Seven in ten of the worlds in the box."""
    return (x["a"] > 0.5).to_numpy() & (np.random.default_rng(4).random(len(x)) < 0.7)


def test_a_density_that_is_not_reached_is_told() -> None:
    """Of the worlds in the box seven in ten fail, whatever else: nobody can have nine in ten."""
    points = planted(worlds(200), mostly, noise=0.01)
    found = box(points, FAILING, density=0.99)
    assert found.own.density < 0.99
    assert "The density asked for, 99%, was not reached" in found.finding
    reached = box(points, FAILING, density=0.4)
    assert reached.own.density >= 0.4
    assert "was not reached" not in reached.finding


def test_a_restriction_that_was_dropped_is_told() -> None:
    """What the search found beyond "a" is chance, is dropped, and with it the density is lost: all three are said."""
    found = [box(planted(worlds(120, seed), mostly, noise=0.01, seed=seed), FAILING, density=0.9) for seed in range(4)]
    dropped = [one for one in found if one.dropped]
    assert dropped, "the search is on few worlds and goes too far in one of four"
    for one in dropped:
        assert (
            f"chance could explain {'it' if len(one.dropped) == 1 else 'them'}: {one.dropped[0].words} (quasi-p 0."
            in one.finding
        )
        assert (one.table["kept"] == [True] * len(one.restrictions) + [False] * len(one.dropped)).all()
        assert all(rule.quasi_p > 0.05 for rule in one.dropped)
        if one.restrictions and one.own.density < 0.9 <= one.trajectory["density"].iloc[one.chosen]:
            assert "it was reached only with what is dropped" in one.finding
    assert not any("Dropped" in one.finding for one in found if not one.dropped)


def test_cart_finds_the_planted_box() -> None:
    found = tree(planted(worlds(1000), in_the_box), FAILING)
    first = found.table.iloc[0]
    assert first["density"] > 0.95
    assert first["coverage"] > 0.95
    assert "a is above 0.60" in first["rule"]
    assert "c is" not in " ".join(found.table["rule"])
    assert found.accuracy > 0.95
    assert found.table["worlds"].sum() == 1000


def test_cart_says_words_as_words() -> None:
    found = tree(planted(worlds(1000), lambda x: (x["mode"] != "none") & (x["count"] >= 4)), FAILING)
    assert found.table.iloc[0]["rule"] == "count is 4 or more and mode is fixed or free"
    assert found.table.iloc[0]["density"] == 1


def test_cart_does_not_grow_on_chance() -> None:
    grown = 0
    for seed in range(5):
        points = planted(worlds(200, seed), lambda x: np.random.default_rng(len(x)).random(len(x)) < 0.2, seed=seed)
        grown += len(tree(points, FAILING, seed=seed).table) > 1
    assert grown <= 2


def test_one_seed_one_answer() -> None:
    points = planted(worlds(300), in_the_box)
    assert box(points, FAILING, seed=0).finding == box(points, FAILING, seed=0).finding
    assert tree(points, FAILING, seed=0).finding == tree(points, FAILING, seed=0).finding


def test_worlds_that_the_replicates_leave_open_are_told() -> None:
    settings = worlds(400)
    sure = planted(settings, in_the_box, noise=0.01)
    unsure = planted(settings, in_the_box, noise=0.5)
    once = planted(settings, in_the_box, noise=0.01, replicates=1)
    assert box(sure, FAILING).undecided == 0
    assert box(unsure, FAILING).undecided > 0.3
    assert "replicates leave open" in box(unsure, FAILING).finding
    assert "not known how many of them failed by chance" in box(once, FAILING).finding


def test_a_failed_run_is_left_out_of_its_world() -> None:
    points = planted(worlds(200), in_the_box)
    runs = points.runs.copy()
    runs[3, 1] = np.nan
    runs[7] = np.nan
    found = box(Points("outcome", points.names, points.settings, runs), FAILING)
    assert found.worlds == 199


@pytest.mark.parametrize(
    ("text", "value", "fails"), [("< 0.5", 0.4, True), (">0.5", 0.4, False), ("<-1e-3", -1, True), ("> .5", 0.6, True)]
)
def test_conditions(text: str, value: float, fails: bool) -> None:
    assert bool(Condition.parse(text).holds(np.array(value))) is fails


@pytest.mark.parametrize("text", ["0.5", "= 3", "< half", "", "<", "< 1 2"])
def test_a_condition_that_says_nothing(text: str) -> None:
    with pytest.raises(InputError, match="when a world fails"):
        Condition.parse(text)


def test_what_cannot_be_searched_is_refused_in_a_sentence() -> None:
    settings = worlds(100)
    with pytest.raises(InputError, match="No world fails"):
        box(planted(settings, in_the_box), Condition.parse("< 0"))
    with pytest.raises(InputError, match="Every world fails"):
        tree(planted(settings, in_the_box), Condition.parse("< 9"))
    with pytest.raises(InputError, match="too few to search"):
        box(planted(settings.iloc[:30].reset_index(drop=True), in_the_box), FAILING)


def test_a_missing_extra_is_answered_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that is named installs what the extra declares; no package of ours is on an index."""
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    points = planted(worlds(100), in_the_box)
    for search in (lambda: box(points, FAILING), lambda: tree(points, FAILING), lambda: features(points)):
        with pytest.raises(InputError, match=r"pip install ema_workbench scikit-learn and give"):
            search()
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["optional-dependencies"]["discovery"]
    assert [re.match(r"[\w-]+", one)[0] for one in declared] == list(extras.PACKAGES.values())


def test_a_world_lies_within_its_restrictions() -> None:
    settings = pd.DataFrame({"a": [0.0, 0.5, 1.0], "m": ["x", "y", "x"]})
    rules = [Restriction("a", 0.5, None, (), 0, 1), Restriction("m", None, None, ("x",), 0, 0)]
    assert within(rules, settings).tolist() == [False, False, True]
    assert within([], settings).all()
