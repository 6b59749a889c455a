"""Whether there is memory for what is asked: looked at before it is tried."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import InputError

MEMORY = Path("/proc/meminfo")
GROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)
"""Where Linux says what a container may use and what it uses."""


def available() -> int | None:
    """Bytes that this process can still get, as far as the system tells; None where it does not."""
    found = []
    try:
        for line in MEMORY.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    except (OSError, ValueError):
        pass
    for most, used in GROUPS:
        try:
            found.append(int(most.read_text(encoding="ascii")) - int(used.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no such group, or "max"
            continue
    if not found:
        try:
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        except (AttributeError, OSError, ValueError):  # not on this system
            return None
    return min(found)


def check_room(agents: int, needed: int) -> None:
    """:class:`InputError` where a model of so many agents, which takes ``needed`` bytes, does not fit in memory."""
    there = available()
    if there is not None and needed > there:
        raise InputError(
            f"{agents:,} agents and their ties take about {_said(needed)} of memory, and there are {_said(there)}; "
            "give smaller sizes or fewer councils."
        )


def _said(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{max(0, size) / 1e6:,.0f} MB"
