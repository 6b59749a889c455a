"""When to stop replicating: batch by batch, until the interval is as narrow as wanted.

Who looks after every batch and stops at the first narrow interval has looked more than once, and stops a little too
often just when the runs happened to be alike; the interval then holds the truth less often than it says (Chow and
Robbins 1965 show that this vanishes only as intervals become narrow). Here look *k* gets its own, stricter level: of
the allowed error α it may spend α / (k (k + 1)), which adds up to α over any number of looks. Whichever look is the
last, the chance that its interval misses is at most α (Bonferroni; exact for normal runs, close for others from about
30 runs a look). The price is width: at 90%, the second look's interval is that of a single look at 98.3%. Few looks
cost less, so batches that double are better than many small ones: that is what ``next_batch`` advises.

The spending of α over looks is Robbins' (1970), doi:10.1214/aoms/1177696786; Chow and Robbins (1965),
doi:10.1214/aoms/1177700156.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import LEVEL, Interval, paired_interval
from sim.errors import InputError

FIRST_BATCH = 30
"""Runs below which nobody stops, however narrow the interval: a standard deviation of few runs can be far too small."""


@dataclass(frozen=True)
class Look:
    """What one look says. ``interval`` is at ``level``, so widened for the looks there were; shape (columns,).

    ``enough`` where every column is narrow enough; ``next_batch`` runs are advised before the next look (0 if enough).
    """

    look: int
    interval: Interval
    level: float
    half_width: float
    enough: bool
    next_batch: int

    @property
    def finding(self) -> str:
        """Stop or go on, in a sentence."""
        widest = float(np.nanmax((self.interval.high - self.interval.low) / 2))
        state = (
            f"after {self.interval.n} runs and {self.look} {'look' if self.look == 1 else 'looks'} the interval is "
            f"±{widest:.3g}, wanted is ±{self.half_width:g}"
        )
        if self.enough:
            return f"Enough: {state}."
        return f"Not enough yet: {state}; about {self.next_batch:,} more runs before the next look."


def level_of_look(look: int, level: float = LEVEL) -> float:
    """The level of look number ``look`` (from 1), so that all looks together keep ``level``."""
    return 1 - (1 - level) / (look * (look + 1))


def precision_reached(
    batches: Sequence[np.ndarray], half_width: float, *, level: float = LEVEL, first_batch: int = FIRST_BATCH
) -> Look:
    """Whether the runs so far fix every mean to within ``half_width``.

    Parameters
    ----------
    batches
        The runs between looks, in their order, each of shape (runs,) or (runs, columns), such as one column per
        point or per paired difference. All batches are needed, since their number is the number of looks.
    half_width
        Wanted on either side, in the outcome's unit.
    level
        Level that the interval keeps at whichever look it is stopped.
    first_batch
        Least number of finished runs at which to stop.

    Raises
    ------
    InputError
        Without a batch, or with a half-width that is not above 0.
    """
    if not half_width > 0:
        raise InputError(f"The wanted half-width must be above 0, not {half_width:g}.")
    if not len(batches):
        raise InputError("No runs yet: the first look needs a first batch.")
    columns = [np.asarray(batch, dtype=float).reshape(len(batch), -1) for batch in batches]
    runs = np.concatenate(columns)
    # A look for which no run finished was no look.
    looks = max(1, sum(bool(np.isfinite(batch).any()) for batch in columns))
    now = level_of_look(looks, level)
    by_column = [paired_interval(runs[:, [place]], now) for place in range(runs.shape[1])]
    interval = Interval(
        np.array([found.mean[0] for found in by_column]),
        np.array([found.low[0] for found in by_column]),
        np.array([found.high[0] for found in by_column]),
        min(found.n for found in by_column),
        np.array([found.share_higher[0] for found in by_column]),
    )
    widths = (interval.high - interval.low) / 2
    enough = bool(interval.n >= first_batch and (widths <= half_width).all())
    return Look(
        looks,
        interval,
        now,
        half_width,
        enough,
        0 if enough else _next_batch(runs, looks, half_width, level, first_batch),
    )


def _next_batch(runs: np.ndarray, looks: int, half_width: float, level: float, first_batch: int) -> int:
    """Runs that should be enough at the next look's level, a tenth more for luck; never more than there are already."""
    from scipy.stats import norm

    n = int(np.isfinite(runs).sum(axis=0).min())
    if n < first_batch:
        return first_batch - n
    spread = float(np.nanmax(np.nanstd(runs, axis=0, ddof=1)))
    needed = 1.1 * (norm.ppf((1 + level_of_look(looks + 1, level)) / 2) * spread / half_width) ** 2
    return int(np.clip(np.ceil(needed) - n, max(1, n // 10), n))
