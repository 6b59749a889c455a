"""The two halves of the councils: what is built and fitted is fitted on half A, and tried once on half B.

Within each class the councils are put in the order of a digest of their code, and dealt out in turn. So both halves
have as many councils of each class, to one, and nobody chose who is in which.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

A, B, BOTH = "A", "B", "both"

OPEN_TO = 2014
"""The last financial year of half A that may be looked at while the model is built: 2014-15."""


def half_a(codes: Sequence[str], klass: Sequence[str]) -> np.ndarray:
    """Which councils are in half A, as booleans."""
    chosen = np.zeros(len(codes), dtype=bool)
    for name in sorted(set(klass)):
        members = [at for at, k in enumerate(klass) if k == name]
        members.sort(key=lambda at: (blake2b(codes[at].encode(), digest_size=16).digest(), codes[at]))
        chosen[members[::2]] = True
    return chosen


def in_half(half: str, codes: Sequence[str], klass: Sequence[str]) -> np.ndarray:
    """Which councils are in ``half`` (A, B or both), as booleans."""
    first = half_a(codes, klass)
    return {A: first, B: ~first, BOTH: np.ones(len(codes), dtype=bool)}[half]
