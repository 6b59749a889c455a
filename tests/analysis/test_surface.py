"""Response surfaces against a known quadratic, and against what is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from run_tables import runs_table, uniform

from experiments.analysis.points import points_of
from experiments.analysis.surface import surface
from sim.errors import InputError


def quadratic(x: pd.DataFrame) -> np.ndarray:
    """In coded units (z = 2 x − 1): 1 + 2 z_a − z_b + 0.5 z_a² + 1.5 z_a z_b."""
    a, b = 2 * x["a"] - 1, 2 * x["b"] - 1
    return 1 + 2 * a - b + 0.5 * a**2 + 1.5 * a * b


TRUTH = {"mean level": 1, "a": 2, "b": -1, "a²": 0.5, "b²": 0, "a x b": 1.5}


def grid() -> pd.DataFrame:
    return pd.DataFrame([(a, b) for a in np.linspace(0, 1, 5) for b in np.linspace(0, 1, 5)], columns=["a", "b"])


def test_a_known_quadratic_is_found_exactly() -> None:
    found = surface(points_of(runs_table(grid(), quadratic, 3), "outcome", ["a", "b"]))
    assert dict(zip(found.table["term"], found.table["coefficient"], strict=True)) == pytest.approx(TRUTH, abs=1e-9)
    assert found.explained == pytest.approx(1)
    assert found.lack_of_fit == 1
    at = pd.DataFrame({"a": [0.1, 0.9], "b": [0.3, 0.2]})
    np.testing.assert_allclose(found.predict(at)["mean"], quadratic(at), atol=1e-9)


@pytest.mark.parametrize("common", [False, True], ids=["own noise", "common noise"])
def test_nine_of_ten_intervals_hold_the_truth_and_few_fits_are_doubted(common: bool) -> None:
    held, predicted, doubted = [], [], []
    at = pd.DataFrame({"a": [0.5], "b": [0.25]})
    for seed in range(150):
        table = runs_table(grid(), quadratic, 4, 0.5, seed=seed, common=common)
        if common:  # and a little of each point's own
            table["outcome"] += np.random.default_rng(seed + 9999).normal(0, 0.1, len(table))
        found = surface(points_of(table, "outcome", ["a", "b"]))
        truth = np.array(list(TRUTH.values()))
        held.append((found.table["low"] <= truth) & (truth <= found.table["high"]))
        doubted.append(found.lack_of_fit < 0.1)
        there = found.predict(at).iloc[0]
        predicted.append(there["low"] <= quadratic(at).iloc[0] <= there["high"])
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)
    assert np.mean(predicted) == pytest.approx(0.9, abs=0.06)
    assert np.mean(doubted) == pytest.approx(0.1, abs=0.06)


def test_what_is_no_quadratic_is_doubted() -> None:
    table = runs_table(grid(), lambda x: np.where(x["a"] > 0.6, 1.0, 0.0), 4, 0.1, seed=1)
    found = surface(points_of(table, "outcome", ["a", "b"]))
    assert found.lack_of_fit < 1e-6
    assert "not quadratic" in found.finding
    assert found.explained < 0.95


def test_with_one_replicate_the_fit_cannot_be_judged() -> None:
    covered = []
    for seed in range(150):
        found = surface(points_of(runs_table(grid(), quadratic, 1, 0.3, seed=seed), "outcome", ["a", "b"]))
        truth = np.array(list(TRUTH.values()))
        covered.append((found.table["low"] <= truth) & (truth <= found.table["high"]))
    assert np.mean(covered) == pytest.approx(0.9, abs=0.03)
    assert np.isnan(found.lack_of_fit)
    assert "cannot be told" in found.finding


def test_a_surface_says_nothing_outside_its_design() -> None:
    found = surface(points_of(runs_table(grid(), quadratic, 2), "outcome", ["a", "b"]))
    with pytest.raises(InputError, match="b lies outside the design's 0 to 1"):
        found.predict(pd.DataFrame({"a": [0.5], "b": [1.2]}))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (uniform(5, "ab"), "needs more points"),
        (uniform(30, "ab").assign(b=0.5), "at every point"),
        (uniform(30, "ab").assign(b=lambda x: (x["b"] > 0.5) * 1.0), "two levels only"),
        (uniform(30, "ab").assign(b="word"), "holds words"),
        (uniform(30, "ab").assign(b=lambda x: x["a"] * 2), "cannot be told apart"),
    ],
)
def test_what_has_no_surface_is_refused_in_a_sentence(settings: pd.DataFrame, sentence: str) -> None:
    table = runs_table(settings, lambda x: x["a"], 2, 0.1)
    with pytest.raises(InputError, match=sentence):
        surface(points_of(table, "outcome", ["a", "b"]))


def test_a_missing_run_is_refused() -> None:
    table = runs_table(grid(), quadratic, 2).drop(index=4)
    with pytest.raises(InputError, match="at point 2"):
        surface(points_of(table, "outcome", ["a", "b"]))
