"""The accounts on one scope: the move of functions into the children's line in 2014-15 is taken out again.

In 2014-15 the children's line of councils with social care rises by 15 per cent in real terms at the median, in every
other year since 2012-13 by 1 to 2 per cent (:data:`TYPICAL_YEARS`). About £1bn a year came into it in that one year
and everywhere: what the line contains was changed. A cut that is read from the unmended accounts is too small.

What is done: what a council's line rose in 2014-15 beyond the typical year (the mean, over the other years, of the
median council's growth) is an amount in £m, real. It is taken from the council's children's line and from its core
spending in 2014-15 and in each year after. A line that rose less than typically gains by the same rule, so that
nobody chooses whose movement counts.
"""

from __future__ import annotations

import numpy as np

MOVED_IN = 2014
TYPICAL_YEARS = (2012, 2013, 2015, 2016, 2017)


def typical_growth(line: np.ndarray, first: int) -> float:
    """The growth of a usual year: the mean over :data:`TYPICAL_YEARS` of the median council's.

    Parameters
    ----------
    line
        Spending of councils with social care, £m real: (councils, years).
    first
        The year of its first column.
    """
    with np.errstate(all="ignore"):
        growth = line[:, 1:] / line[:, :-1] - 1.0
    medians = [np.nanmedian(growth[:, year - first - 1]) for year in TYPICAL_YEARS]
    return float(np.mean(medians))


def moved(line: np.ndarray, first: int) -> np.ndarray:
    """What was moved into each council's line, £m real a year: (councils,); 0 where the accounts have gaps."""
    before, after = line[:, MOVED_IN - first - 1], line[:, MOVED_IN - first]
    return np.nan_to_num(after - before * (1.0 + typical_growth(line, first)))
