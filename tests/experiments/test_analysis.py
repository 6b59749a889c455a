"""The statistics against known answers and against their own promise (coverage)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.analysis.contrasts import Contrast, contrast_values
from experiments.analysis.intervals import paired_interval
from experiments.analysis.summaries import SUMMARIES, band
from experiments.analysis.wording import (
    difference_sentence,
    gap,
    interval,
    label,
    level,
    verdict,
)
from sim.machine.declared import Measure
from sim.outcomes import HEADLINE, MEASURES

PLAIN = Contrast("distributed", "difference", "distributed", "command", {"distributed": 1.0, "command": -1.0})


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_the_interval_of_five_known_numbers() -> None:
    found = paired_interval(column(1, 2, 3, 4, 5))
    # mean 3, standard deviation sqrt(2.5), and the table's t(0.95; 4) = 2.131847
    half = 2.131847 * math.sqrt(2.5) / math.sqrt(5)
    assert found.mean[0] == 3
    assert found.low[0] == pytest.approx(3 - half, abs=1e-6)
    assert found.high[0] == pytest.approx(3 + half, abs=1e-6)
    assert (found.n, found.share_higher[0], found.clear[0]) == (5, 1, True)


def test_equal_runs_differ_by_exactly_zero() -> None:
    runs = np.random.default_rng(0).normal(size=(40, 7)) * 1e6
    found = paired_interval(contrast_values(PLAIN, {"distributed": runs, "command": runs.copy()}))
    assert not np.any(found.mean)
    assert not np.any(found.low)
    assert not np.any(found.high)


def test_a_constant_difference_has_no_width_however_odd_the_number() -> None:
    found = paired_interval(column(*[0.1] * 7))
    assert found.mean[0] == found.low[0] == found.high[0] == 0.1


@pytest.mark.parametrize(
    ("draw", "truth"),
    [
        (lambda rng, size: rng.normal(0.3, 2.0, size), 0.3),
        (lambda rng, size: rng.exponential(1.0, size), 1.0),
        (lambda rng, size: (rng.random(size) < 0.2).astype(float) - (rng.random(size) < 0.1), 0.1),
    ],
    ids=["normal", "skewed", "yes or no"],
)
def test_nine_of_ten_intervals_hold_the_truth(draw, truth: float) -> None:
    """20,000 experiments of 60 pairs: the share of intervals that hold the true mean is what they promise."""
    found = paired_interval(draw(np.random.default_rng(7), (60, 20_000)))
    covered = float(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.885 <= covered <= 0.91


def test_a_pair_with_a_failed_run_is_left_out() -> None:
    values = column(1, 2, 3, 4, 5, 60)
    values[5] = np.nan
    assert paired_interval(values).mean[0] == 3
    assert paired_interval(values).n == 5


def test_one_pair_has_no_interval_and_none_has_nothing() -> None:
    one = paired_interval(column(2.0))
    assert one.mean[0] == 2
    assert np.isnan(one.low[0])
    assert paired_interval(column(np.nan)).n == 0
    assert verdict(2.0, math.nan, math.nan, 1) == "no clear difference"


def test_the_interaction_is_the_difference_of_the_differences_within_each_replicate() -> None:
    weights = {"c low": 1.0, "c high": -1.0, "d low": -1.0, "d high": 1.0}
    runs = {"c low": column(1, 5), "c high": column(2, 5), "d low": column(4, 4), "d high": column(9, 9)}
    found = contrast_values(Contrast("x", "interaction", "d", "c", weights, ("low", "high")), runs)
    assert found[:, 0].tolist() == [(9 - 2) - (4 - 1), (9 - 5) - (4 - 5)]


def test_the_summaries_of_a_run_that_counts_its_months() -> None:
    values = np.arange(24.0).reshape(1, 24, 1)
    found = {name: float(summary.of(values)[0, 0]) for name, summary in SUMMARIES.items()}
    assert found == {"last_year": 17.5, "end": 23.0, "mean": 11.5, "area": 276.0}
    assert float(SUMMARIES["last_year"].of(values[:, :5])[0, 0]) == 2.0, (
        "a short run has all its months in its last year"
    )


def test_the_band_holds_nine_of_ten_runs() -> None:
    values = np.arange(101.0)[:, None]
    found = band(np.vstack([values, [[np.nan]]]))
    assert (found.low[0], found.median[0], found.high[0]) == (5, 50, 95)


def test_a_verdict_needs_an_interval_that_leaves_out_zero() -> None:
    assert verdict(1, 0.5, 1.5, 1) == "better"
    assert verdict(1, 0.5, 1.5, -1) == "worse"
    assert verdict(-1, -1.5, -0.5, -1) == "better"
    assert verdict(-1, -1.5, -0.5, 0) == "lower"
    assert verdict(1, -0.1, 2.1, 1) == "no clear difference"
    assert verdict(1, 0.0, 2.0, 1) == "no clear difference", "zero on the edge is not left out"
    assert verdict(0, 0, 0, 1) == "no difference"


def test_sentences_say_size_direction_and_interval() -> None:
    morale = Measure("staff.morale", "share", 1, "Mean morale of staff")
    summary = SUMMARIES["last_year"]
    assert difference_sentence(morale, PLAIN, summary, 0.0412, 0.032, 0.0504) == (
        "Staff morale: 4.12 percentage points higher under distributed than under command in the last year "
        "(90% interval 3.20 to 5.04), which is better."
    )
    assert difference_sentence(morale, PLAIN, summary, -0.0412, -0.0504, -0.032) == (
        "Staff morale: 4.12 percentage points lower under distributed than under command in the last year "
        "(90% interval 3.20 to 5.04), which is worse."
    )
    assert difference_sentence(morale, PLAIN, summary, 0.002, -0.004, 0.008) == (
        "Staff morale: no clear difference between distributed and command in the last year "
        "(90% interval −0.40 to +0.80 percentage points)."
    )
    assert difference_sentence(morale, PLAIN, summary, 0, 0, 0) == (
        "Staff morale: no difference between distributed and command in the last year; every pair of runs is equal."
    )
    crossed = Contrast("x", "interaction", "distributed", "command", {}, ("low trust", "high trust"))
    assert difference_sentence(morale, crossed, summary, 0.02, 0.01, 0.03) == (
        "Staff morale: the effect of distributed against command is 2.0 percentage points higher with high trust than "
        "with low trust in the last year (90% interval 1.0 to 3.0), in favour of distributed."
    )


def test_numbers_carry_their_unit_as_people_write_it() -> None:
    assert gap(-3.2, -4.0, -2.4, "£m a year") == ("£3.20m a year", "2.40 to 4.00")
    assert gap(0.5, 0.5, 0.5, "months") == ("0.50000 months", "0.50000 to 0.50000")
    assert level(0.125, "share of 2010", 0.01) == "12.5% of 2010"
    assert level(0.31, "ratio", 0.01) == "0.310"
    assert interval(-1.5, 2.5, "cases a month") == "−1.5 to +2.5 cases a month"
    assert interval(-0.01, 0.02, "share a year") == "−1.0 to +2.0 percentage points a year"
    assert interval(0.02, 0.04, "flag") == "+2.0 to +4.0 percentage points of runs"


def test_every_headline_outcome_has_a_short_name() -> None:
    names = [label(MEASURES[name]) for name in HEADLINE]
    assert len(set(names)) == len(names)
    assert not [name for name in names if ":" in name], "give it a short name in experiments/analysis/wording.py"
    assert label(MEASURES["service.quality.housing"]) == "service quality, housing"
