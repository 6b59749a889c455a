"""Stopping keeps its level over all looks; a plain rule does not."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.intervals import paired_interval
from experiments.analysis.stopping import level_of_look, precision_reached
from sim.errors import InputError


def stopped(rng: np.random.Generator, draw, size: int, half_width: float, *, corrected: bool) -> tuple[bool, int]:
    """Run batches of ``size`` until the interval is narrow; whether it holds 0, and how many runs it took."""
    batches: list[np.ndarray] = []
    while True:
        batches.append(draw(rng, size))
        if corrected:
            look = precision_reached(batches, half_width, first_batch=size)
            interval, enough = look.interval, look.enough
        else:
            interval = paired_interval(np.concatenate(batches)[:, None])
            enough = bool((interval.high - interval.low)[0] / 2 <= half_width)
        if enough:
            return bool(interval.low[0] <= 0 <= interval.high[0]), interval.n


@pytest.mark.parametrize(
    ("draw", "size", "half_width"),
    [(lambda rng, n: rng.normal(0, 1, n), 5, 0.45), (lambda rng, n: rng.exponential(1, n) - 1, 30, 0.2)],
    ids=["normal, from few runs on", "skewed, from 30 runs on"],
)
def test_nine_of_ten_stopped_intervals_hold_the_truth(draw, size: int, half_width: float) -> None:
    rng = np.random.default_rng(1)
    plain = np.array([stopped(rng, draw, size, half_width, corrected=False) for _ in range(700)])
    careful = np.array([stopped(rng, draw, size, half_width, corrected=True) for _ in range(700)])
    assert careful[:, 0].mean() >= 0.9
    assert plain[:, 0].mean() < 0.885, "a plain rule stops when the runs happen to be alike"
    assert careful[:, 1].mean() > plain[:, 1].mean(), "which has its price"


def test_the_looks_together_spend_the_level() -> None:
    spent = [1 - level_of_look(look) for look in range(1, 100_000)]
    assert sum(spent) == pytest.approx(0.1, abs=1e-5)
    assert spent[0] == pytest.approx(0.05)


def test_a_look_says_stop_or_go_on() -> None:
    rng = np.random.default_rng(0)
    first = precision_reached([rng.normal(0, 1, 40)], 0.1)
    assert not first.enough
    assert first.next_batch == 40, "at most as many again: the spread of 40 runs is not known well"
    assert "Not enough yet" in first.finding
    last = precision_reached([rng.normal(0, 1, 40), rng.normal(0, 1, 2000)], 0.1)
    assert last.enough
    assert last.next_batch == 0
    assert last.level == pytest.approx(1 - 0.1 / 6)
    assert "Enough" in last.finding


def test_the_advice_leads_to_the_end_in_few_looks() -> None:
    rng = np.random.default_rng(3)
    batches = [rng.normal(0, 1, 30)]
    look = precision_reached(batches, 0.05)
    while not look.enough:
        batches.append(rng.normal(0, 1, look.next_batch))
        look = precision_reached(batches, 0.05)
    assert look.look <= 9
    assert look.interval.n < 6000


def test_every_column_must_be_narrow_and_failed_runs_do_not_count() -> None:
    rng = np.random.default_rng(0)
    narrow, wide = rng.normal(0, 0.01, 50), rng.normal(0, 5, 50)
    assert precision_reached([narrow], 0.1).enough
    assert not precision_reached([np.column_stack([narrow, wide])], 0.1).enough
    narrow[:30] = np.nan
    assert precision_reached([narrow], 0.1).interval.n == 20
    assert not precision_reached([narrow], 0.1).enough, "nobody stops after 20 runs"
    assert precision_reached([narrow], 0.1).next_batch == 10


def test_equal_runs_are_enough_after_the_first_batch() -> None:
    assert precision_reached([np.full(30, 0.3)], 1e-9).enough


def test_mistakes_are_answered_in_a_sentence() -> None:
    with pytest.raises(InputError, match="above 0"):
        precision_reached([np.arange(5.0)], 0.0)
    with pytest.raises(InputError, match="No runs yet"):
        precision_reached([], 0.1)
