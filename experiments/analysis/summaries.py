"""One number per run and outcome, in several ways, and the spread over runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.designs.design import YEAR


@dataclass(frozen=True)
class Summary:
    """A way to make one number of a run's months: ``of`` takes (runs, months, outcomes), gives (runs, outcomes).

    ``meaning`` says what the number is, ``when`` how a sentence says it.
    """

    name: str
    meaning: str
    when: str
    of: Callable[[np.ndarray], np.ndarray]

    def unit(self, unit: str) -> str:
        """The summary's unit, given the outcome's."""
        return f"{unit} x months" if self.name == "area" else unit


SUMMARIES: dict[str, Summary] = {
    summary.name: summary
    for summary in (
        Summary("last_year", "mean of the last twelve months", "in the last year", lambda v: v[:, -YEAR:].mean(axis=1)),
        Summary("end", "value in the last month", "in the last month", lambda v: v[:, -1]),
        Summary("mean", "mean of all months", "over the whole run", lambda v: v.mean(axis=1)),
        Summary("area", "sum over all months", "summed over all months", lambda v: v.sum(axis=1)),
    )
}

PRIMARY = "last_year"
"""What the sentences speak about: the last year, since many outcomes have a yearly rhythm and single months are noisy.
"""

WHOLE = "mean"
"""What each verdict of the last year is held against: the mean of all months."""


def year_to_date(values: np.ndarray) -> np.ndarray:
    """Mean of the twelve months up to each month (of those there are, in the first year); shape (runs, months, ...)."""
    sums = np.cumsum(values, axis=1)
    sums[:, YEAR:] = sums[:, YEAR:] - np.cumsum(values, axis=1)[:, :-YEAR]
    counts = np.minimum(np.arange(1, values.shape[1] + 1), YEAR)
    return sums / counts.reshape(1, -1, *[1] * (values.ndim - 2))


@dataclass(frozen=True)
class Band:
    """Mean, median and 90% band over runs, each of shape (months, outcomes): half of the rest lies on either side."""

    mean: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray


def band(values: np.ndarray) -> Band:
    """The spread of ``values`` (runs, ...) over its first axis; runs that failed (NaN) are left out.

    A quantile of the runs themselves, computed, not a bootstrap: it says where nine of ten runs lie.
    """
    kept = values[np.isfinite(values).any(axis=tuple(range(1, values.ndim)))]
    if not len(kept):
        empty = np.full(values.shape[1:], np.nan)
        return Band(empty, empty, empty, empty)
    low, median, high = np.quantile(kept, (0.05, 0.5, 0.95), axis=0)
    return Band(kept.mean(axis=0), low, median, high)
