"""How many cores there are to work with."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores that this process may use (a job of a cluster often may not use all)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1
