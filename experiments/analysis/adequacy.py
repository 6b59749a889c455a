"""How many replications decide a question: at a wanted precision, or on which side of a threshold a mean lies.

From a pilot of some runs: what is asked of are its mean and standard deviation, for normal runs.

* Precision: the smallest *n* whose interval, t(n − 1) s / √n on either side, is no wider than wanted. The pilot's *s*
  is itself uncertain, so the number is given for its upper end too (chi-square): plan with that one.
* Threshold: the smallest *n* with which the interval leaves the threshold out with the wanted probability (power of
  the t-test, noncentral t), if the true mean is the pilot's. It may be nearer to the threshold. The number is
  therefore given for the end of the pilot's interval that is nearest, too, and there is none where the interval
  holds the threshold: then the pilot does not say which side it is, and no number of runs can be promised.

Both are tried on the pilot itself: experiments of *n* runs are drawn from it (bootstrap), and how often they keep the
promise is told. That shows where the normal theory is off, such as for rare events.

Source: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, ISBN 9780805802832; for simulations, Law
(2015), Simulation Modeling and Analysis, section 9.4, ISBN 9780073401324.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import LEVEL, paired_interval
from sim.errors import InputError

POWER = 0.9
MOST = 10_000_000
"""Runs beyond which the answer is "not decidable with a sensible number of runs"."""

DRAWS = 2000
LEAST = 5
"""Runs of a pilot; fewer say nearly nothing about a standard deviation."""


@dataclass(frozen=True)
class Adequacy:
    """How many runs are needed, and what the pilot of ``pilot`` runs showed.

    ``runs`` is for the pilot's own mean and standard deviation, ``runs_to_be_safe`` for their unfavourable ends; None
    where no number up to ten million is enough. ``kept`` is the share of bootstrap experiments of ``runs`` runs that
    keep the promise, ``covered`` the share whose interval holds the pilot's mean (both NaN where ``runs`` is None).
    """

    question: str
    pilot: int
    mean: float
    low: float
    high: float
    spread: float
    runs: int | None
    runs_to_be_safe: int | None
    kept: float
    covered: float

    @property
    def finding(self) -> str:
        """The number in a sentence."""
        known = f"{self.pilot} runs so far, mean {self.mean:.4g} (90% interval {self.low:.4g} to {self.high:.4g})"
        if self.runs is None:
            return f"To {self.question} no sensible number of runs is enough, as far as can be told from {known}."
        said = f"To {self.question}, about {self.runs:,} runs are needed ({known})"
        safe = (
            f"to be safe {self.runs_to_be_safe:,}"
            if self.runs_to_be_safe is not None
            else "no number can be promised, since these runs leave open on which side the mean lies"
        )
        tried = f"drawn afresh from these runs, {self.kept:.0%} of such experiments do it"
        return f"{said}; {safe}; {tried}, and {self.covered:.0%} of their intervals hold the mean."


def for_precision(values: np.ndarray, half_width: float, *, level: float = LEVEL, seed: int = 0) -> Adequacy:
    """Runs until the mean's interval is ``half_width`` on either side. ``values`` are a pilot's, shape (runs,)."""
    from scipy.stats import chi2

    kept = _pilot(values)
    if not half_width > 0:
        raise InputError(f"The wanted half-width must be above 0, not {half_width:g}.")
    spread, n = _spread(kept), len(kept)
    largest = spread * float(np.sqrt((n - 1) / chi2.ppf(1 - level, n - 1)))

    def enough(spread: float, runs: np.ndarray) -> np.ndarray:
        from scipy.stats import t

        narrow: np.ndarray = t.ppf((1 + level) / 2, runs - 1) * spread / np.sqrt(runs) <= half_width
        return narrow

    runs = _smallest(lambda count: enough(spread, count))
    safe = _smallest(lambda count: enough(largest, count))
    found = paired_interval(kept[:, None], level)
    share, covered = (
        _tried(kept, runs, level, seed, lambda low, high: (high - low) / 2 <= half_width) if runs else (np.nan, np.nan)
    )
    return Adequacy(
        f"fix the mean to within {half_width:g} on either side",
        n,
        float(found.mean[0]),
        float(found.low[0]),
        float(found.high[0]),
        spread,
        runs,
        safe,
        share,
        covered,
    )


def for_threshold(
    values: np.ndarray, threshold: float, *, level: float = LEVEL, power: float = POWER, seed: int = 0
) -> Adequacy:
    """Runs until the interval leaves ``threshold`` out with probability ``power``; ``values`` as above."""
    from scipy.stats import nct, t

    kept = _pilot(values)
    spread, n = _spread(kept), len(kept)
    found = paired_interval(kept[:, None], level)
    mean, low, high = float(found.mean[0]), float(found.low[0]), float(found.high[0])

    def enough(distance: float, runs: np.ndarray) -> np.ndarray:
        if spread == 0:
            return np.full(runs.shape, distance > 0)
        least = t.ppf((1 + level) / 2, runs - 1)
        told: np.ndarray = nct.sf(least, runs - 1, distance / spread * np.sqrt(runs)) >= power
        return told

    nearest = 0.0 if low <= threshold <= high else min(abs(low - threshold), abs(high - threshold))
    runs = _smallest(lambda count: enough(abs(mean - threshold), count)) if mean != threshold else None
    safe = _smallest(lambda count: enough(nearest, count)) if nearest > 0 else None
    share, covered = (
        _tried(kept, runs, level, seed, lambda low, high: (low > threshold) | (high < threshold))
        if runs
        else (np.nan, np.nan)
    )
    question = f"tell with {power:.0%} probability on which side of {threshold:g} the mean lies"
    return Adequacy(question, n, mean, low, high, spread, runs, safe, share, covered)


def _pilot(values: np.ndarray) -> np.ndarray:
    kept: np.ndarray = np.asarray(values, dtype=float)
    kept = kept[np.isfinite(kept)]
    if len(kept) < LEAST:
        runs = "1 finished run is" if len(kept) == 1 else f"{len(kept)} finished runs are"
        raise InputError(f"{runs} too few to plan with; run at least {LEAST}, better 30.")
    return kept


def _spread(values: np.ndarray) -> float:
    """The standard deviation; of equal runs exactly zero, not a rounding."""
    return float(values.std(ddof=1)) if np.ptp(values) else 0.0


def _smallest(enough: Callable[[np.ndarray], np.ndarray]) -> int | None:
    """The smallest number of runs from 2 to ``MOST`` that is enough; more are enough too."""
    low, high = 1, 2
    while not enough(np.array(high)):
        low, high = high, high * 2
        if low > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(np.array(middle)) else (middle, high)
    return high if high <= MOST else None


def _tried(
    values: np.ndarray,
    runs: int,
    level: float,
    seed: int,
    keeps: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> tuple[float, float]:
    """Shares of bootstrap experiments of ``runs`` runs that keep the promise, and whose interval holds the mean."""
    rng = np.random.default_rng(seed)
    # In parts, so that a large number of runs needs little memory.
    draws = DRAWS if runs <= 10_000 else max(50, DRAWS * 10_000 // runs)
    part = max(1, 2_000_000 // runs)
    kept, covered = [], []
    for start in range(0, draws, part):
        drawn = values[rng.integers(len(values), size=(runs, min(part, draws - start)))]
        found = paired_interval(drawn, level)
        kept.append(keeps(found.low, found.high))
        covered.append((found.low <= values.mean()) & (values.mean() <= found.high))
    return float(np.concatenate(kept).mean()), float(np.concatenate(covered).mean())
