"""Numbers of a study's runs as arrays, and what may be compared where some of the runs failed.

One rule for all studies: what is compared is compared over what ran on every side of the comparison, and the number of
those is told.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.runs.keeping import rows_per_council
from experiments.runs.reading import Results

TOO_FEW = "too few runs"
"""What is said in place of a finding where too little ran to have one."""


def array_of(
    results: Results, kind: str, keys: np.ndarray, outcomes: Sequence[str], *, months: int, councils: int = 1
) -> np.ndarray:
    """One kind of rows of the runs ``keys``: shape (that of ``keys``, councils, rows, outcomes).

    All of them are runs of ``months`` months with so many ``councils``. NaN where a run is not done.
    """
    if not np.isin(keys, results.contents.keys).any():
        return np.full((*keys.shape, councils, rows_per_council(kind, months), len(outcomes)), np.nan)
    values = results.array(kind, keys, outcomes)
    return values.reshape(*keys.shape, *values.shape[1:])


def ran_in_all(*sides: np.ndarray) -> np.ndarray:
    """Which rows (the first axis: replicates, councils or points) ran on every one of ``sides``, as booleans.

    A run that is not done is NaN in everything; an outcome alone that a council does not have is no reason.
    """
    ran = [~np.isnan(side).all(axis=tuple(range(1, side.ndim))) for side in sides]
    return np.asarray(np.logical_and.reduce(ran))
