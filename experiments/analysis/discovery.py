"""What PRIM and CART share: when a world fails, a rule that says where, and how well it catches the failing worlds.

A world is a point of the design; it fails when its mean outcome over the replicates meets a condition such as "< 0.5".
The searches are :mod:`experiments.analysis.prim` and :mod:`experiments.analysis.cart`; what they report of their own
worlds flatters them, so that both are measured on worlds that the search did not see, too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs
from experiments.analysis.wording import decimals
from sim.errors import InputError

LEAST_WORLDS = 40
"""Worlds below which two halves are too small to search, one sentence says so instead."""


@dataclass(frozen=True)
class Condition:
    """When a world fails: its outcome is below or above a threshold."""

    below: bool
    threshold: float

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read "< 0.5" or ">0.5"; anything else is an :class:`InputError`."""
        found = re.fullmatch(r"\s*([<>])\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*", text)
        if not found:
            raise InputError(f'"{text}" does not say when a world fails; write "< 0.5" or "> 0.5", in quotes.')
        return cls(found[1] == "<", float(found[2]))

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Where ``values`` fail."""
        return values < self.threshold if self.below else values > self.threshold

    def __str__(self) -> str:
        return f"{'<' if self.below else '>'} {self.threshold:g}"


@dataclass(frozen=True)
class Restriction:
    """One side of a box: the parameter lies between ``low`` and ``high``, or is one of ``among`` (words).

    None is an open end. ``lowest`` and ``highest`` are the parameter's ends in the design. ``quasi_p`` is the larger
    of the two ends' (NaN in a tree). ``whole`` numbers are said as such.
    """

    parameter: str
    low: float | None
    high: float | None
    among: tuple[str, ...]
    lowest: float
    highest: float
    whole: bool = False
    quasi_p: float = np.nan

    def holds(self, settings: pd.DataFrame) -> np.ndarray:
        """Which worlds lie within it."""
        column = settings[self.parameter]
        if self.among:
            named: np.ndarray = column.astype(str).isin(self.among).to_numpy()
            return named
        values = column.to_numpy(dtype=float)
        inside = np.ones(len(values), dtype=bool)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside

    @property
    def words(self) -> str:
        """The restriction as people say it: "trust_initial is below 0.31"."""
        if self.among:
            return f"{self.parameter} is {' or '.join(self.among)}"
        if self.whole:
            least = "" if self.low is None else f"{math.ceil(self.low):,}"
            most = "" if self.high is None else f"{math.floor(self.high):,}"
            if least and most:
                return f"{self.parameter} is {least}" + (f" to {most}" if least != most else "")
            return f"{self.parameter} is {least or most} or {'more' if least else 'less'}"
        places = decimals((self.highest - self.lowest) / 10)
        low = f"{self.low:.{places}f}" if self.low is not None else ""
        high = f"{self.high:.{places}f}" if self.high is not None else ""
        if low and high:
            return f"{self.parameter} is between {low} and {high}"
        return f"{self.parameter} is {'above' if low else 'below'} {low or high}"


@dataclass(frozen=True)
class Quality:
    """How well a description catches the failing worlds; ``worlds`` inside, ``failing`` of them."""

    density: float
    coverage: float
    worlds: int
    failing: int

    @classmethod
    def of(cls, inside: np.ndarray, fails: np.ndarray) -> Quality:
        """The quality of the worlds ``inside``, both arrays of truth values by world."""
        worlds, failing = int(inside.sum()), int((inside & fails).sum())
        return cls(
            failing / worlds if worlds else np.nan, failing / fails.sum() if fails.any() else np.nan, worlds, failing
        )


def undecided_words(undecided: float) -> str:
    """How many worlds the replicates leave open, as a sentence that can be added."""
    if not np.isfinite(undecided):
        return " With one run per world it is not known how many of them failed by chance."
    return f" For {undecided:.0%} of the worlds the replicates leave open whether they fail." if undecided else ""


def within(restrictions: Sequence[Restriction], settings: pd.DataFrame) -> np.ndarray:
    """Which worlds lie inside all of the restrictions."""
    inside = np.ones(len(settings), dtype=bool)
    for restriction in restrictions:
        inside &= restriction.holds(settings)
    return inside


def undecided_share(points: Points, condition: Condition) -> float:
    """Share of the worlds whose 90% interval over replicates holds the threshold; NaN with one replicate."""
    from scipy.stats import t

    n = np.isfinite(points.runs).sum(axis=1)
    if not (n > 1).all():
        return float("nan")
    half = t.ppf((1 + LEVEL) / 2, n - 1) * np.nanstd(points.runs, axis=1, ddof=1) / np.sqrt(n)
    return float((np.abs(points.means - condition.threshold) < half).mean())


def failing_worlds(points: Points, condition: Condition) -> tuple[Points, np.ndarray]:
    """The worlds with at least one finished run, and which of them fail."""
    there = np.isfinite(points.runs).any(axis=1)
    kept = Points(
        points.outcome, points.names[there], points.settings[there].reset_index(drop=True), points.runs[there]
    )
    if len(kept.names) < LEAST_WORLDS:
        raise InputError(
            f"{len(kept.names)} worlds are too few to search for boxes; sweep at least {LEAST_WORLDS} points, better "
            "some hundreds."
        )
    check_differs(kept.runs, kept.outcome, f"{len(kept.names)} worlds")
    fails = condition.holds(kept.means)
    if fails.all() or not fails.any():
        low, high = kept.means.min(), kept.means.max()
        raise InputError(
            f"{'Every' if fails.all() else 'No'} world fails with {points.outcome} {condition}; it lies between "
            f"{low:.4g} and {high:.4g}, choose a threshold between them."
        )
    if min(fails.sum(), (~fails).sum()) < 2:
        raise InputError(
            f"Only one world {'fails' if fails.sum() == 1 else 'does not fail'} with {points.outcome} {condition}; "
            "choose another threshold."
        )
    return kept, fails


def word_parameters(settings: pd.DataFrame) -> list[str]:
    """The parameters whose values are words."""
    return [name for name in settings if not pd.api.types.is_numeric_dtype(settings[name])]


def whole_parameters(settings: pd.DataFrame) -> list[str]:
    """The parameters whose values are whole numbers."""
    return [name for name in settings if pd.api.types.is_integer_dtype(settings[name])]
