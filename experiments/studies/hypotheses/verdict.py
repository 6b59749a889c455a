"""The verdict rule: a statistic and its interval against the threshold that was set before any run.

The interval is the percentile bootstrap's at 90 %: the replicates are drawn again, the same ones in every arm, so that
pairs stay pairs. Supported: the interval lies wholly where the criterion wants it. Not supported: it lies wholly
elsewhere. Undecided: it spans the threshold; then it is said how many replications would decide, if the statistic
stayed where it is and the interval narrowed with the square root of their number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from experiments.studies.hypotheses.declared import Criterion, Results

SUPPORTED, NOT_SUPPORTED, UNDECIDED, FAILED = "supported", "not supported", "undecided", "failed"
CALIBRATED = "calibrated"
"""In place of a verdict on what data were fitted to: it proves nothing."""

DRAWS = 400
LEVEL = 0.90
MOST = 1_000_000
"""Replications beyond which it is said that no number of them would decide."""


@dataclass(frozen=True)
class Judged:
    """One criterion, judged: its statistic with interval, and the verdict.

    ``needed`` are the replications that would decide an undecided criterion: 0 where it is decided, infinite where
    the statistic lies on the threshold. ``error`` says why a failed one has no statistic.
    """

    criterion: Criterion
    effect: float
    low: float
    high: float
    verdict: str
    n: int
    needed: float = 0.0
    error: str = ""
    whole_run: str = ""
    """The verdict if what is a mean of the last year were one of the whole run; "" where that was not asked."""

    @property
    def windows_differ(self) -> bool:
        """Whether that verdict is another one."""
        return bool(self.whole_run) and self.whole_run != self.verdict

    @property
    def holds(self) -> bool:
        """Whether the statistic itself lies on the right side, whatever the interval."""
        return holds(self.criterion, self.effect)

    @property
    def distance(self) -> float:
        """How far the statistic lies from the nearest threshold."""
        limits = [x for x in (self.criterion.at_least, self.criterion.at_most) if x is not None]
        return min(abs(self.effect - limit) for limit in limits)


def holds(criterion: Criterion, value: float) -> bool:
    """Whether ``value`` is where the criterion wants it. Nothing at all is not above zero."""
    if criterion.at_least is not None and not (value > 0 if criterion.at_least == 0 else value >= criterion.at_least):
        return False
    return math.isfinite(value) and (criterion.at_most is None or value <= criterion.at_most)


def verdict_of(criterion: Criterion, low: float, high: float) -> str:
    """The verdict on a criterion whose statistic has the interval from ``low`` to ``high``."""
    if holds(criterion, low) and holds(criterion, high):
        return SUPPORTED
    lowest = -math.inf if criterion.at_least is None else criterion.at_least
    highest = math.inf if criterion.at_most is None else criterion.at_most
    outside = high < lowest or low > highest or (lowest == 0 and high <= 0)
    return NOT_SUPPORTED if outside else UNDECIDED


def replications_needed(criterion: Criterion, effect: float, low: float, high: float, n: int) -> float:
    """The replications at which the interval would leave every threshold out that it spans now."""
    needed = 0.0
    for threshold in (criterion.at_least, criterion.at_most):
        if threshold is None or not low <= threshold <= high:
            continue
        distance = abs(effect - threshold)
        half = effect - low if threshold < effect else high - effect
        needed = max(needed, math.inf if distance == 0 else n * (half / distance) ** 2)
    return needed if needed > MOST else float(math.ceil(needed))


def judge(
    criteria: Sequence[Criterion], results: Results, *, seed: int = 0, name: str = "", draws: int = DRAWS
) -> list[Judged]:
    """Judge each criterion on ``results``; a statistic that is not finite, or raises, fails its own row only.

    ``seed`` and ``name`` (the hypothesis's id) fix the bootstrap's draws.
    """
    n = results.replicates
    rng = np.random.default_rng([seed, crc32(name.encode())])
    rows = rng.integers(0, n, size=(draws, n))
    drawn: list[list[float]] = [[] for _ in criteria]
    judged: list[Judged | None] = []
    effects: list[float] = []
    for criterion in criteria:
        value, error = _statistic(criterion, results)
        effects.append(value)
        judged.append(Judged(criterion, value, math.nan, math.nan, FAILED, n, error=error) if error else None)
    for draw in rows:
        taken = results.take(draw)
        for place, criterion in enumerate(criteria):
            if judged[place] is None:
                value, error = _statistic(criterion, taken)
                drawn[place].append(value)
                if error:
                    said = f"{error} (in a bootstrap draw)"
                    judged[place] = Judged(criterion, effects[place], math.nan, math.nan, FAILED, n, error=said)
    return [
        found if found is not None else _decided(criterion, effect, values, n)
        for found, criterion, effect, values in zip(judged, criteria, effects, drawn, strict=True)
    ]


def judge_both_windows(
    criteria: Sequence[Criterion], results: Results, *, seed: int = 0, name: str = ""
) -> list[Judged]:
    """:func:`judge`, each with the verdict that it would get over the whole run.

    Only means of the last year are taken over the whole run; a criterion that names its months keeps them.
    """
    judged, whole = judge(criteria, results, seed=seed, name=name), results.over_the_whole_run()
    moved = [one.criterion for one in judged if one.error == "" and _statistic(one.criterion, whole)[0] != one.effect]
    others = {one.criterion.name: one.verdict for one in (judge(moved, whole, seed=seed, name=name) if moved else [])}
    return [replace(one, whole_run=others.get(one.criterion.name, one.verdict)) for one in judged]


def overall(judged: Sequence[Judged]) -> str:
    """The verdict on a hypothesis: supported if all criteria are, not supported if any is not, else undecided."""
    counted = [one.verdict for one in judged if not one.criterion.calibrated]
    if not counted:
        return CALIBRATED
    for verdict in (NOT_SUPPORTED, FAILED, UNDECIDED):
        if verdict in counted:
            return verdict
    return SUPPORTED


def shown_verdict(judged: Judged) -> str:
    """The verdict as it is shown: what was calibrated is never called supported."""
    if judged.criterion.calibrated and judged.verdict != FAILED:
        return f"{CALIBRATED} ({'reached' if judged.holds else 'not reached'})"
    return judged.verdict


def point_verdict(criteria: Sequence[Criterion], values: Sequence[float]) -> bool:
    """Whether every criterion that counts holds for the statistics alone, without intervals."""
    return all(
        holds(criterion, value) for criterion, value in zip(criteria, values, strict=True) if not criterion.calibrated
    )


def statistics(criteria: Sequence[Criterion], results: Results) -> list[float]:
    """The statistic of each criterion; NaN where there is none."""
    return [_statistic(criterion, results)[0] for criterion in criteria]


def _statistic(criterion: Criterion, results: Results) -> tuple[float, str]:
    """The statistic, or NaN and the sentence that says why there is none."""
    try:
        with np.errstate(all="ignore"):
            value = float(criterion.statistic(results))
    except Exception as error:
        return math.nan, f'The statistic of "{criterion.name}" failed: {type(error).__name__}: {error}.'
    if not math.isfinite(value):
        return math.nan, f'The statistic of "{criterion.name}" is not a finite number.'
    return value, ""


def _decided(criterion: Criterion, effect: float, values: Sequence[float], n: int) -> Judged:
    low, high = (float(end) for end in np.quantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    verdict = verdict_of(criterion, low, high)
    needed = replications_needed(criterion, effect, low, high, n) if verdict == UNDECIDED else 0.0
    return Judged(criterion, effect, low, high, verdict, n, needed)
