"""Does one number go with another over many points? Spearman's rank correlation with an interval."""

from __future__ import annotations

import numpy as np

from experiments.analysis.intervals import LEVEL

FEWEST = 10
"""From fewer points nothing is said."""


def rank_correlation(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float]:
    """The rank correlation of two columns, shape (points,), and the ends of its interval by Fisher's transformation.

    Points where either is unknown are left out. NaN where fewer than :data:`FEWEST` are left, or a column is constant.
    The standard error is that of Bonett and Wright (2000), ``sqrt((1 + r^2 / 2) / (n - 3))``.
    """
    from scipy.stats import norm, spearmanr

    known = np.isfinite(one) & np.isfinite(other)
    one, other = one[known], other[known]
    count = len(one)
    if count < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return np.nan, np.nan, np.nan
    r = float(spearmanr(one, other).statistic)
    if abs(r) >= 1:
        return r, r, r
    middle, error = np.arctanh(r), np.sqrt((1 + r * r / 2) / (count - 3))
    reach = float(norm.ppf((1 + LEVEL) / 2)) * error
    return r, float(np.tanh(middle - reach)), float(np.tanh(middle + reach))
