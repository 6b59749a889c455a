"""What can go wrong with a run, in one line; which outcomes a council has at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.council.councils import Council


def runnable(outcomes: Sequence[str], council: Council) -> np.ndarray:
    """Which outcomes this council has, as booleans by outcome: not those of services that its class does not run."""
    from sim.council.councils import SERVICES
    from sim.outcomes import MEASURES

    runs = dict(zip(SERVICES, council.runs, strict=True))
    return np.array([runs.get(MEASURES[name].service, True) for name in outcomes])


def all_finite(years: np.ndarray, lacking: np.ndarray | None) -> bool:
    """Whether the means of all years, shape (councils, years, outcomes), are finite, but for what councils lack.

    Then every month is, since a sum with one that is not finite is not finite either; and years are fewer than months.
    """
    if math.isfinite(np.add.reduce(years, axis=None)):  # at once, in nearly every run
        return True
    good = np.isfinite(years)
    return bool((good if lacking is None else good | lacking[:, None]).all())


def not_finite(run: np.ndarray, outcomes: Sequence[str], lacking: np.ndarray | None) -> str:
    """The first number of ``run``, shape (months, councils, outcomes), that is not finite, but for what councils lack.

    ``lacking`` has the shape (councils, outcomes), or is None. An empty text where all are finite.
    """
    bad = ~np.isfinite(run)
    if lacking is not None:
        bad &= ~lacking
    if not bad.any():
        return ""
    month = int(bad.any(axis=(1, 2)).argmax())
    return f"{outcomes[int(np.nonzero(bad[month])[1][0])]} was not a finite number in month {month}"


def said(error: BaseException) -> str:
    """An error on one line, with its kind."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
