"""Are there points enough for a sensitivity analysis to be believed? One sentence of what is wrong, or an empty text.

The sizes of intervals say it: those of shares of the variance may be at most 0.2 wide, those of Morris' mean sizes at
most as wide as the largest size. Sarrazin and colleagues ask for 0.05 before an index is called converged; wider
intervals are no mistake as long as they are read, these here are too wide to read a ranking from. Beside them stand
what no true index can be: a share above one or clearly below zero, and single shares that add up to clearly more than
one.

Sources: Sarrazin, Pianosi and Wagener (2016), doi:10.1016/j.envsoft.2016.02.005; Campolongo, Cariboni and Saltelli
(2007), doi:10.1016/j.envsoft.2006.10.004 (trajectories). That a share may be 0.2 wide, and the least number of base
samples, are choices of this project.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

WIDEST = 0.2
"""Width of the widest interval of a share of the variance that still lets shares be told."""

TELLING = 10.0
"""Width of an interval of a share beyond which its ends tell nothing, and are not said."""

LEAST_BASE = 64
"""Base samples of a Sobol design below which its bootstrap cannot be believed either."""

LEAST_TRAJECTORIES = 4
"""Trajectories of a Morris design; four to ten are what its authors advise."""


def shares_too_few(
    names: Sequence[str],
    base: int,
    shares: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    total: tuple[float, float],
) -> str:
    """What speaks against the indices of ``base`` base samples; empty where nothing does.

    ``shares`` and the ends of their intervals have shape (first and total, parameters); ``total`` is the sum of the
    first ones and the lower end of its interval.
    """
    width = high - low
    first, place = divmod(int(np.nanargmax(width)) if np.isfinite(width).any() else 0, width.shape[1])
    widest = float(width[first, place])
    # An estimate may lie a little outside; of many idle parameters one in twenty has an interval that does.
    above, below = (shares > 1 + WIDEST / 2) | ((low > 1) & (shares > 1.005)), shares < -WIDEST / 2
    said = []
    if base < LEAST_BASE:
        said.append(f"{base} base samples are fewer than the {LEAST_BASE} that the method needs")
    if not widest <= WIDEST:
        which = "alone" if first == 0 else "with all interactions"
        known = (
            f"is known only to lie between {low[first, place]:.0%} and {high[first, place]:.0%}"
            if widest <= TELLING
            else "is not known at all"
        )
        said.append(f"the share of {names[place]} {which} {known}")
    for wrong, words in ((above, "above 100%"), (below, "below zero")):
        if wrong.any():
            said.append(f"the share of {names[int(np.argwhere(wrong)[0][1])]} comes out {words}, which no share can be")
    if total[1] > 1:
        said.append(f"the shares of single parameters add up to {total[0]:.0%}")
    if not said:
        return ""
    # An interval narrows with the root of the points.
    factor = max(2.0, (widest / WIDEST) ** 2) if math.isfinite(widest) else 2.0
    wanted = 2 ** math.ceil(math.log2(max(LEAST_BASE, base * min(factor, 1024.0))))
    return f"{'; '.join(said)}. Some {wanted:,} base samples (points: {wanted}) may be enough"


def effects_too_few(
    names: Sequence[str], trajectories: int, size: np.ndarray, low: np.ndarray, high: np.ndarray
) -> str:
    """What speaks against the mean sizes of effects of ``trajectories``; empty where nothing does.

    ``size`` and the ends of its interval have shape (parameters,).
    """
    width, largest = high - low, float(np.max(size))
    place = int(np.argmax(width))
    said = []
    if trajectories < LEAST_TRAJECTORIES:
        said.append(f"{trajectories} trajectories are fewer than the {LEAST_TRAJECTORIES} that the method needs")
    if width[place] > largest > 0:
        said.append(
            f"the effect of {names[place]} is known only to lie between {max(low[place], 0):.3g} and {high[place]:.3g}"
        )
    if not said:
        return ""
    factor = max(1.5, (float(width[place]) / largest) ** 2) if largest > 0 else 1.5
    wanted = max(10, math.ceil(trajectories * min(factor, 100.0)))
    return f"{'; '.join(said)}. Some {wanted:,} trajectories (points: {wanted}) may be enough"
