"""The memory of a sweep's driver: it must not grow with the runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most
from benchmarks.workers import design_of, sweep

FEW, MANY = 10_000, 100_000
MONTHS = 12


def measure(say: Say) -> Section:
    """Two sweeps of short runs, one ten times as large as the other."""
    with tempfile.TemporaryDirectory() as place:
        taken = []
        for runs in (FEW, MANY):
            say(f"A sweep of {runs:,} runs of {MONTHS} months, two workers ...")
            taken.append(sweep(design_of(runs, MONTHS, Path(place)), 2, Path(place)))
    few, many = taken
    rows = [
        at_most("driver", f"a sweep's driver, {MANY:,} runs: memory", "399 MB", 400, many.memory, "MB"),
        at_most("driver_growth", f"the same over that of {FEW:,} runs", "1.06×", 1.3, many.memory / few.memory, "×"),
    ]
    cells = [(f"{one.runs:,}", f"{one.wall:.1f}", f"{one.driver:.1f}", f"{one.memory:.0f}") for one in taken]
    header = ("runs", "on the clock (s)", "driver's processor (s)", "driver's greatest memory (MB)")
    return Section(
        "Memory of a sweep's driver", rows, [f"Runs of {MONTHS} months of a small council.", "", *table(header, cells)]
    )
