"""The verdict rule on known intervals, and whether the bootstrap's intervals cover what they should."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from experiments.studies.hypotheses.declared import Criterion, Results
from experiments.studies.hypotheses.verdict import (
    CALIBRATED,
    FAILED,
    NOT_SUPPORTED,
    SUPPORTED,
    UNDECIDED,
    Judged,
    holds,
    judge,
    overall,
    point_verdict,
    replications_needed,
    shown_verdict,
    verdict_of,
)


def criterion(at_least: float | None = None, at_most: float | None = None, name: str = "one") -> Criterion:
    return Criterion(
        name, "a statement", lambda r: float((r.mean("a", "x") - r.mean("b", "x")).mean()), at_least, at_most
    )


@pytest.mark.parametrize(
    ("at_least", "at_most", "low", "high", "wanted"),
    [
        (1.5, None, 1.5, 1.8, SUPPORTED),
        (1.5, None, 1.1, 1.49, NOT_SUPPORTED),
        (1.5, None, 1.4, 1.6, UNDECIDED),
        (None, 0.05, 0.01, 0.05, SUPPORTED),
        (None, 0.05, 0.06, 0.09, NOT_SUPPORTED),
        (None, 0.05, 0.04, 0.06, UNDECIDED),
        (0.2, 0.6, 0.25, 0.55, SUPPORTED),
        (0.2, 0.6, 0.1, 0.3, UNDECIDED),
        (0.2, 0.6, 0.1, 0.7, UNDECIDED),
        (0.2, 0.6, 0.61, 0.7, NOT_SUPPORTED),
        (0.2, 0.6, 0.0, 0.19, NOT_SUPPORTED),
        (0.0, None, 0.0, 0.0, NOT_SUPPORTED),
        (0.0, None, -0.1, 0.0, NOT_SUPPORTED),
        (0.0, None, 0.0, 0.1, UNDECIDED),
        (0.0, None, 0.001, 0.1, SUPPORTED),
        (None, 0.0, 0.0, 0.0, SUPPORTED),
    ],
)
def test_known_intervals(at_least: float | None, at_most: float | None, low: float, high: float, wanted: str) -> None:
    assert verdict_of(criterion(at_least, at_most), low, high) == wanted


def test_nothing_is_not_above_zero() -> None:
    assert not holds(criterion(at_least=0.0), 0.0)
    assert holds(criterion(at_least=0.0), 1e-12)
    assert holds(criterion(at_most=0.0), 0.0)
    assert not holds(criterion(at_most=0.0), math.nan)


def test_replications_that_would_decide() -> None:
    # Half width .2 at 25, distance .1: the interval must be half as wide, so four times the replications.
    assert replications_needed(criterion(at_least=0.0), 0.1, -0.1, 0.3, 25) == 100
    assert replications_needed(criterion(at_least=0.0, at_most=1.0), 0.1, -0.1, 0.3, 25) == 100
    assert math.isinf(replications_needed(criterion(at_least=0.1), 0.1, -0.1, 0.3, 25))
    assert replications_needed(criterion(at_least=0.0), 0.2, 0.1, 0.3, 25) == 0


def results(values: np.ndarray) -> Results:
    """Arms a and b whose paired differences have the given values; one council, twelve months, outcome x."""
    base = np.random.default_rng(5).normal(size=len(values))
    arms = {"a": base + values, "b": base}
    return Results({name: np.repeat(v[:, None, None, None], 12, axis=2) for name, v in arms.items()}, ("x",))


def test_that_many_replications_do_decide() -> None:
    few = np.random.default_rng(1).normal(0.1, 1.0, size=100)
    (undecided,) = judge([criterion(at_least=0.0)], results(few))
    assert undecided.verdict == UNDECIDED
    needed = int(undecided.needed)
    assert 100 < needed < 100_000
    # As many with the mean and spread of the few; a little more, because the estimate is one.
    many = np.random.default_rng(2).normal(undecided.effect, few.std(), size=int(1.5 * needed))
    (decided,) = judge([criterion(at_least=0.0)], results(many - many.mean() + undecided.effect))
    assert decided.verdict == SUPPORTED


def test_judging_is_reproducible_and_keeps_pairs() -> None:
    values = np.random.default_rng(3).normal(0.5, 0.1, size=40)
    first, again = (judge([criterion(at_least=0.0)], results(values), seed=4, name="S01")[0] for _ in range(2))
    other = judge([criterion(at_least=0.0)], results(values), seed=4, name="S02")[0]
    assert (first.low, first.high) == (again.low, again.high)
    assert (first.low, first.high) != (other.low, other.high)
    # The arms' own spread (1) drops out: only that of the differences (.1) is left.
    assert first.high - first.low < 0.1


@pytest.mark.parametrize("draw", ["normal", "exponential"])
def test_the_interval_covers_what_it_should(draw: str) -> None:
    """90 % intervals from 60 pairs hold the true mean in about 90 % of 400 studies."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        values = getattr(rng, draw)(size=60) if draw == "exponential" else rng.normal(1.0, 1.0, size=60)
        (one,) = judge([criterion(at_least=0.0)], results(values), draws=200)
        covered += one.low <= 1.0 <= one.high
    assert 0.84 <= covered / 400 <= 0.95


def test_a_statistic_that_is_not_finite_fails_its_own_row_only() -> None:
    broken = replace(criterion(at_least=0.0, name="broken"), statistic=lambda r: math.nan)
    raising = replace(criterion(at_least=0.0, name="raising"), statistic=lambda r: 1 / 0)
    fine, nan, error = judge([criterion(at_least=0.0), broken, raising], results(np.full(10, 2.0)))
    assert fine.verdict == SUPPORTED
    assert nan.verdict == error.verdict == FAILED
    assert "broken" in nan.error
    assert "not a finite number" in nan.error
    assert "ZeroDivisionError" in error.error


def test_a_statistic_that_breaks_in_a_draw_fails_too() -> None:
    """A ratio that has no value for some draws has no interval."""

    def ratio(r: Results) -> float:
        kept = r.mean("a", "x") - r.mean("b", "x")
        return float("nan") if (kept < 5).all() else 1.0

    values = np.zeros(3)
    values[0] = 10.0
    (one,) = judge([replace(criterion(at_least=0.0), statistic=ratio)], results(values))
    assert one.verdict == FAILED
    assert "bootstrap" in one.error


def judged(verdict: str, *, calibrated: bool = False, effect: float = 1.0) -> Judged:
    return Judged(replace(criterion(at_least=0.0), calibrated=calibrated), effect, effect, effect, verdict, 10)


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        ([SUPPORTED, SUPPORTED], SUPPORTED),
        ([SUPPORTED, UNDECIDED], UNDECIDED),
        ([SUPPORTED, NOT_SUPPORTED, UNDECIDED], NOT_SUPPORTED),
        ([SUPPORTED, FAILED], FAILED),
        ([NOT_SUPPORTED, FAILED], NOT_SUPPORTED),
    ],
)
def test_the_verdict_on_a_hypothesis(verdicts: list[str], wanted: str) -> None:
    assert overall([judged(verdict) for verdict in verdicts]) == wanted


def test_what_was_calibrated_counts_for_nothing_and_is_never_called_supported() -> None:
    reached = judged(SUPPORTED, calibrated=True)
    missed = judged(NOT_SUPPORTED, calibrated=True, effect=-1.0)
    assert overall([reached]) == CALIBRATED
    assert overall([judged(SUPPORTED), missed]) == SUPPORTED
    assert shown_verdict(reached) == "calibrated (reached)"
    assert shown_verdict(missed) == "calibrated (not reached)"
    assert point_verdict([reached.criterion, criterion(at_least=0.0)], [-1.0, 1.0])


def test_results_pick_rows_in_every_way_of_asking() -> None:
    rng = np.random.default_rng(9)
    held = Results({"a": rng.normal(size=(6, 2, 24, 1)), "b": rng.normal(size=(6, 2, 24, 1))}, ("x",))
    rows = np.array([5, 0, 0, 3])
    taken = held.take(rows)
    assert taken.replicates == 4
    np.testing.assert_array_equal(taken.mean("a", "x"), held.mean("a", "x")[rows])
    np.testing.assert_array_equal(taken.by_council("b", "x", 3, 9), held.values["b"][rows][:, :, 3:9, 0].mean(axis=2))
    np.testing.assert_array_equal(taken.path("a", "x"), held.path("a", "x")[rows])
    np.testing.assert_array_equal(taken.values["b"], held.values["b"][rows])
    again = taken.take(np.array([1, 1]))
    np.testing.assert_array_equal(again.mean("a", "x"), held.mean("a", "x")[[0, 0]])
    assert taken.difference("a", "b", "x") == pytest.approx(
        float((taken.mean("a", "x") - taken.mean("b", "x")).mean()), abs=1e-15
    )
