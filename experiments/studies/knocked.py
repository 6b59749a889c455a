"""How sure it is what a theory brings: the knock-outs of an explanation as one table for screen, report and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import verdict

if TYPE_CHECKING:
    from sim.faces.explain import Explanation

ONE_PAIR = "one seed"
"""What is said in place of a verdict where there is one pair, which has no interval."""


def knocked(found: Explanation) -> pd.DataFrame:
    """A row per theory, the largest mean paired difference first.

    Columns: theory, title, with_it and without_it (means), difference, low and high (its 90 % interval; NaN for fewer
    than two pairs), pairs, verdict: the outcome is "higher" or "lower" with the theory, or there is "no clear
    difference" where the interval spans zero, or "no difference" where every pair is equal.
    """
    columns = ["theory", "title", "with_it", "without_it", "difference", "low", "high", "pairs", "verdict"]
    rows = []
    for one in found.knock_outs:
        interval = paired_interval(one.differences[:, None])
        low, high = float(interval.low[0]), float(interval.high[0])
        # The interval's mean is exact where all pairs agree.
        difference = float(interval.mean[0])
        said = ONE_PAIR if np.isnan(low) else verdict(difference, low, high, 0)
        rows.append((one.theory, one.title, one.value_with, one.value_without, difference, low, high, interval.n, said))
    return pd.DataFrame(rows, columns=columns)
