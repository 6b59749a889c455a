"""Many looks at once: Student's p-values of mean differences, and Holm's procedure over them.

Source: Holm (1979), https://www.jstor.org/stable/4615733.
"""

from __future__ import annotations

import numpy as np


def holm(p_values: np.ndarray, risk: float) -> np.ndarray:
    """Which effects stay clear such that the risk of even one false alarm is at most ``risk``; NaN never does."""
    found = np.where(np.isfinite(p_values), p_values, 1.0)
    order = np.argsort(found, kind="stable")
    passed = found[order] <= risk / np.arange(len(found), 0, -1)
    first_miss = len(passed) if passed.all() else int(np.argmin(passed))
    clear = np.zeros(len(found), dtype=bool)
    clear[order[:first_miss]] = True
    return clear


def p_values(effects: np.ndarray, small: float = 0.0) -> np.ndarray:
    """Two-sided p-values of Student's test that a mean is zero, by column of ``effects`` (pairs, effects).

    A column that is constant has 1 at zero and 0 elsewhere; up to ``small`` a number is zero.
    """
    from scipy.stats import t

    n = len(effects)
    mean, spread = effects.mean(axis=0), effects.std(axis=0, ddof=1)
    constant = (effects == effects[0]).all(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 2 * t.sf(np.abs(mean) / spread * np.sqrt(n), n - 1)
    nothing = (np.abs(effects) <= small).all(axis=0)
    return np.where(nothing, 1.0, np.where(constant, 0.0, found))
