"""Memory that the rules of a month take and give back stays with the process, for the next month to take.

A rule needs room of its own while it acts, such as a number for every tie. The C library of Linux hands large pieces
back to the system as soon as they are free, and the system empties them page by page before it gives them out again:
with 100,000 agents a third of a month. Where the state is small there is nothing to gain, and nothing is changed.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

LARGE = 16 * 2**20
"""Bytes of state from which this matters."""

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""The names of two settings in the C library: when free memory is given back, and what is never kept."""


def keep_freed_memory(state: int) -> None:
    """Have free memory kept in a process that holds ``state`` bytes of state, where the C library can be told so."""
    if state >= LARGE and sys.platform == "linux":
        _told()


@cache
def _told() -> bool:
    try:
        library = ctypes.CDLL(None)
        # The second is as large as the library takes.
        return bool(library.mallopt(TRIM_THRESHOLD, 2**28)) and bool(library.mallopt(MMAP_THRESHOLD, 2**25))
    except (AttributeError, OSError):  # another C library
        return False
