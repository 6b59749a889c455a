"""How times are taken: in pairs, by turns, so that whatever else the machine does falls on both sides alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Side = tuple[Callable[[], Any], Callable[[Any], Any]]
"""What is prepared outside the timed part, and what is then timed (it is handed what was prepared)."""


@dataclass(frozen=True)
class Pair:
    """Medians over pairs: seconds of processor time of either side, and how many times longer the slow side took."""

    fast: float
    slow: float
    ratio: float
    lowest: float
    highest: float
    pairs: int

    @classmethod
    def of(cls, taken: Sequence[tuple[float, float]]) -> Pair:
        """Of seconds of the fast and of the slow side, a pair for each turn."""
        fast, slow = zip(*taken, strict=True)
        ratios = [b / a for a, b in taken]
        return cls(
            statistics.median(fast),
            statistics.median(slow),
            statistics.median(ratios),
            min(ratios),
            max(ratios),
            len(ratios),
        )


def seconds(side: Side) -> float:
    """Processor time of this process that one call takes; the collector of rubbish waits."""
    prepare, act = side
    prepared = prepare()
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        act(prepared)
        return time.process_time() - begun
    finally:
        gc.enable()


def by_turns(fast: Side, slow: Side, pairs: int) -> Pair:
    """Time both sides ``pairs`` times, one after the other, after one untimed turn of each."""
    seconds(fast)
    seconds(slow)
    return Pair.of([(seconds(fast), seconds(slow)) for _ in range(pairs)])


def least_of(action: Callable[[], Any], turns: int) -> float:
    """Seconds of the fastest of some turns, after one untimed turn: a bound is no average."""
    side: Side = (lambda: None, lambda _: action())
    seconds(side)
    return min(seconds(side) for _ in range(turns))


def median_of(side: Side, turns: int) -> float:
    """Median over ``turns`` of the processor time of one side, after one untimed turn."""
    seconds(side)
    return statistics.median(seconds(side) for _ in range(turns))
