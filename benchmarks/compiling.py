"""The first use (everything is compiled) and every later one (it is taken from the cache), each in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most, figure

PROGRAM = """
import json, resource, time
begun, work = time.perf_counter(), time.process_time()
from sim.machine.engine import warm_up
imported = time.perf_counter() - begun
ready = warm_up(print)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([imported, ready, time.process_time() - work + used.ru_utime + used.ru_stime]))
"""


@dataclass(frozen=True)
class Start:
    """Seconds until the model is imported, then until its first month is done, and of processor time in all."""

    imported: float
    ready: float
    work: float


def starts() -> tuple[Start, Start]:
    """The first start with an empty cache, and the next."""
    with tempfile.TemporaryDirectory() as folder:
        taken = []
        for _ in range(2):
            environment = {**os.environ, "TOWNHALL_CACHE": folder}
            done = subprocess.run(
                [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"The model did not start: {done.stderr[-2000:]}")
            taken.append(Start(*json.loads(done.stdout.splitlines()[-1])))
    return taken[0], taken[1]


def measure(say: Say) -> Section:
    """The first use, and every later one."""
    say("First use and warm start ...")
    first, later = starts()
    whole = first.imported + first.ready
    rows = [
        at_most(
            "first_use",
            "first use, compiling",
            "41 s",
            22,
            whole,
            "s",
            f"numba and LLVM take {figure(first.work)} s of processor time for it, so that two processes need "
            f"{figure(first.work / 2)} s at the least.",
        )
    ]
    cells = [
        (name, f"{start.imported:.1f}", f"{start.ready:.1f}", f"{start.work:.1f}")
        for name, start in (("first use, empty cache", first), ("every later one", later))
    ]
    header = ("", "import (s)", "to the end of the first month (s)", "processor time of all processes (s)")
    lines = [
        "In processes of their own, on the clock; where there are two cores, two processes compile.",
        "",
        *table(header, cells),
    ]
    return Section("First use", rows, lines)
