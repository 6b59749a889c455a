"""The interval of a mean of paired differences.

Student's: mean +/- t(n - 1) x standard deviation / sqrt(n), at 90%. It is exact for normal differences and close
for others from about 30 pairs on (tests hold its coverage for normal, skewed and yes-or-no differences). It
says how well *n* pairs fix the model's own mean difference. It does not say that the model is right, and more runs
make it as narrow as one likes; so the tables also give the spread of the runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVEL = 0.90


@dataclass(frozen=True)
class Interval:
    """A mean and its interval, each of shape (outcomes,); ``n`` pairs, ``share_higher`` of them above zero."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: int
    share_higher: np.ndarray

    @property
    def clear(self) -> np.ndarray:
        """Where the interval leaves out zero."""
        return leaves_out_zero(self.low, self.high)


def leaves_out_zero(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Where an interval leaves out zero; one that is not known (NaN) does not."""
    return (low > 0) | (high < 0)


def paired_interval(differences: np.ndarray, level: float = LEVEL) -> Interval:
    """Mean and Student interval of paired ``differences``, shape (pairs, outcomes).

    A pair with a failed run (NaN in every outcome) is left out. Fewer than two pairs have no interval: NaN.
    """
    from scipy.stats import t

    kept = differences[np.isfinite(differences).any(axis=1)]
    n = len(kept)
    nothing = np.full(differences.shape[1], np.nan)
    if n == 0:
        return Interval(nothing, nothing, nothing, 0, nothing)
    # A constant column is its own mean; summing and dividing could be off by a rounding, and zero must stay zero.
    constant = (kept == kept[0]).all(axis=0)
    mean = np.where(constant, kept[0], kept.mean(axis=0))
    share = (kept > 0).mean(axis=0)
    if n == 1:
        return Interval(mean, nothing, nothing, 1, share)
    spread = np.where(constant, 0.0, kept.std(axis=0, ddof=1))
    half = float(t.ppf((1 + level) / 2, n - 1)) * spread / np.sqrt(n)
    return Interval(mean, mean - half, mean + half, n, share)
