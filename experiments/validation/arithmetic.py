"""Statistics that several facts share. What is not known is left out."""

from __future__ import annotations

import numpy as np

from experiments.validation.panel import Unknown

FEW = 5
"""Fewer pairs have no correlation."""


def known(*values: np.ndarray) -> np.ndarray:
    """Where all of them are numbers."""
    return np.asarray(np.logical_and.reduce([np.isfinite(v) for v in values]))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation. :class:`Unknown` where there are fewer than five pairs or nothing varies."""
    a, b = np.ravel(a), np.ravel(b)
    here = known(a, b)
    if here.sum() < FEW or a[here].std() == 0.0 or b[here].std() == 0.0:
        raise Unknown("a correlation of too few, or of what does not vary")
    return float(np.corrcoef(a[here], b[here])[0, 1])


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's correlation. :class:`Unknown` where there are fewer than five pairs or nothing varies."""
    from scipy.stats import rankdata

    here = known(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    return correlation(rankdata(np.asarray(a)[here]), rankdata(np.asarray(b)[here]))


def within(values: np.ndarray) -> np.ndarray:
    """Deviations of each row from its own mean."""
    with np.errstate(invalid="ignore"):
        count = np.isfinite(values).sum(axis=1, keepdims=True)
        mean = np.nansum(values, axis=1, keepdims=True) / np.where(count > 0, count, np.nan)
    return np.asarray(values - mean)


def l_kurtosis(sample: np.ndarray) -> float:
    """The fourth L-moment ratio (Hosking 1990): .123 for a Gaussian, 0 for a uniform distribution."""
    ordered = np.sort(sample)
    n = ordered.size
    rank = np.arange(1, n + 1)
    moments = [ordered.mean()]
    weight = np.ones(n)
    for order in (1, 2, 3):
        weight = weight * (rank - order) / (n - order)
        moments.append(np.mean(weight * ordered))
    second = 2 * moments[1] - moments[0]
    fourth = 20 * moments[3] - 30 * moments[2] + 12 * moments[1] - moments[0]
    return ratio(float(fourth), float(second))


def ratio(part: float, whole: float) -> float:
    """One over the other; :class:`Unknown` where that is undefined, never something divided by next to nothing."""
    if whole == 0.0 or not np.isfinite(part) or not np.isfinite(whole):
        raise Unknown("a ratio to nothing")
    return float(part / whole)
