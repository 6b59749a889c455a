"""How many runs: against the textbook, against simulated experiments, and where nothing can be promised."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.adequacy import for_precision, for_threshold
from experiments.analysis.intervals import paired_interval
from sim.errors import InputError


def exact(mean: float, spread: float, n: int = 50) -> np.ndarray:
    """Runs with exactly this mean and standard deviation."""
    drawn = np.random.default_rng(0).normal(size=n)
    return mean + spread * (drawn - drawn.mean()) / drawn.std(ddof=1)


def test_the_runs_of_the_textbook() -> None:
    """Cohen (1988), table 2.4.1, one sample: d = 0.5, power 0.90, two-sided 10% needs 36 (t), 35 by the normal."""
    found = for_threshold(exact(0.5, 1.0), 0.0)
    assert found.runs in (36, 37)
    # 90% interval of +/- 0.1 standard deviations: (1.645 / 0.1)^2 = 271, a little more with t.
    assert 270 <= for_precision(exact(0, 1), 0.1).runs <= 274


def test_the_promise_is_kept_by_new_experiments() -> None:
    rng = np.random.default_rng(1)
    found = for_threshold(exact(0.3, 1.0, 200), 0.0)
    drawn = paired_interval(rng.normal(0.3, 1.0, (found.runs, 4000)))
    assert drawn.clear.mean() == pytest.approx(0.9, abs=0.02)
    assert found.kept == pytest.approx(0.9, abs=0.04), "the bootstrap says so, too"
    assert found.covered == pytest.approx(0.9, abs=0.03)
    narrow = for_precision(exact(0.3, 1.0, 200), 0.1)
    widths = paired_interval(rng.normal(0.3, 1.0, (narrow.runs, 2000)))
    assert ((widths.high - widths.low) / 2).mean() == pytest.approx(0.1, rel=0.02)


def test_the_safe_number_is_safe_in_nine_of_ten_pilots() -> None:
    """A pilot of 10 gets the spread wrong; the number for its upper end is enough in 90% of the pilots."""
    rng = np.random.default_rng(2)
    true = for_precision(exact(0, 1.0, 1000), 0.2).runs
    pilots = [for_precision(rng.normal(0, 1, 10), 0.2) for _ in range(200)]
    assert np.mean([pilot.runs_to_be_safe >= true for pilot in pilots]) == pytest.approx(0.9, abs=0.07)
    assert np.mean([pilot.runs >= true for pilot in pilots]) < 0.6


def test_a_pilot_that_holds_the_threshold_promises_nothing() -> None:
    found = for_threshold(exact(0.05, 1.0, 30), 0.0)
    assert found.runs > 2000
    assert found.runs_to_be_safe is None
    assert "no number can be promised" in found.finding
    assert for_threshold(exact(0, 1.0), 0.0).runs is None or for_threshold(exact(0, 1.0), 0.0).runs > 1e6


def test_the_bootstrap_sees_where_normal_theory_is_off() -> None:
    """One run in fifty is a catastrophe: intervals of few such runs hold the mean far less often than they say."""
    values = np.zeros(200)
    values[:4] = 1.0
    found = for_precision(values, 0.05)
    assert found.covered < 0.8


def test_runs_that_never_differ() -> None:
    found = for_precision(np.full(10, 0.3), 0.01)
    assert (found.runs, found.runs_to_be_safe) == (2, 2)
    assert for_threshold(np.full(10, 0.3), 0.0).runs == 2


def test_what_cannot_be_planned_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="too few to plan"):
        for_precision(np.array([1.0, 2.0, np.nan, np.inf, 3.0]), 0.1)
    with pytest.raises(InputError, match="above 0"):
        for_precision(np.arange(10.0), 0)


def test_an_impossible_precision_has_no_number() -> None:
    found = for_precision(exact(0, 1.0), 1e-6)
    assert found.runs is None
    assert "no sensible number" in found.finding
