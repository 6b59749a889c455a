"""How much a sweep costs beside its runs: ``python -m benchmarks.sweeps`` measures and writes ``sweeps.md``.

The runs are those of a small council, which are short: whatever a sweep adds to a run weighs most there.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.stamp import busy, stamp
from experiments.designs.sweep import SweepDesign
from experiments.designs.sweep_file import load_design
from experiments.runs.plan import Expansion
from sim.machine.engine import simulate_many, warm_up

RESULTS = Path(__file__).with_name("sweeps.md")
MANY, FEW = 100_000, 10_000
PURE = 1000
"""Runs that are timed without a sweep around them."""

DESIGN = """\
why: Many runs of a small council.
kind: latin_hypercube
points: {points}
replications: 10
months: {months}
constants: {{politicians: 12, managers: 12, frontline_staff: 24, partners: 1, wards: 1}}
levers:
  style_mean:
  initial_trust:
"""


@dataclass(frozen=True)
class Measured:
    """One sweep: seconds on the clock, processor seconds of driver and workers, and the driver's greatest memory."""

    runs: int
    workers: int
    wall: float
    driver: float
    workers_cpu: float
    memory: float


def design_of(runs: int, months: int, folder: Path) -> SweepDesign:
    path = folder / f"small-{runs}-{months}.yaml"
    path.write_text(DESIGN.format(points=runs // 10, months=months))
    return load_design(path)


def pure(design: SweepDesign, count: int) -> float:
    """Processor seconds of one run, done in a loop without anything around it."""
    runs = Expansion(design).sample(count)
    (scenario,), (council,) = design.scenarios, design.councils
    prepared = [(scenario.changed(**run.settings), run.replicate) for run in runs]
    simulate_many(scenario, council, months=design.months, seed=0, replicates=[0])
    began = time.process_time()
    for one, replicate in prepared:
        simulate_many(one, council, months=design.months, seed=0, replicates=[replicate])
    return (time.process_time() - began) / len(prepared)


def sweep(design: SweepDesign, workers: int, folder: Path) -> Measured:
    """A whole sweep in a process of its own, as a user starts it."""
    source = folder / f"{design.name}.yaml"
    command = [sys.executable, "-m", "experiments.cli", "sweep"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, str(source), "--workers", str(workers), "--out", str(folder / f"{design.name}-{workers}")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    watched = psutil.Process(process.pid)
    most, driver = 0, 0.0

    def watch() -> None:
        nonlocal most, driver
        while process.poll() is None:
            try:
                most = max(most, watched.memory_info().rss)
                own = watched.cpu_times()
                driver = own.user + own.system
            except psutil.Error:
                return
            time.sleep(0.1)

    watching = threading.Thread(target=watch)
    watching.start()
    status = process.wait()
    wall = time.perf_counter() - began
    watching.join()
    if status:
        raise RuntimeError(f"the sweep ended with exit status {status}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(len(Expansion(design)), workers, wall, driver, total - driver, most / 1e6)


def verdict(reached: bool) -> str:
    return "reached" if reached else "missed"


def main() -> None:
    """Measure, print, and write the page."""
    warm_up(print)
    others = busy()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"{PURE} runs of 180 months without a sweep, {FEW // 2:,} in a sweep with one worker and with two ...")
        full = design_of(FEW // 2, 180, folder)
        alone = pure(full, PURE)
        nothing = sweep(design_of(10, 180, folder), 1, folder)  # what starting and ending takes
        one, two = sweep(full, 1, folder), sweep(full, 2, folder)
        print(f"{FEW:,} and {MANY:,} runs of one year, two workers ...")
        few, many = (sweep(design_of(runs, 12, folder), 2, folder) for runs in (FEW, MANY))
    spent = one.driver + one.workers_cpu - nothing.driver - nothing.workers_cpu
    overhead = spent / ((one.runs - nothing.runs) * alone) - 1.0
    speed = (one.wall - nothing.wall) / (two.wall - nothing.wall)
    rows = [
        (
            f"driver's greatest resident memory, {many.runs:,} runs",
            f"{many.memory:.0f} MB",
            "under 400 MB",
            many.memory < 400,
        ),
        (
            f"the same over that of {few.runs:,} runs",
            f"{many.memory / few.memory:.2f}",
            "under 1.3",
            many.memory < 1.3 * few.memory,
        ),
        (
            "processor time of driver and worker over that of the bare runs (180 months)",
            f"{1 + overhead:.3f}",
            "under 1.10",
            overhead < 0.10,
        ),
        ("runs a second of two workers over those of one", f"{speed:.2f}", "at least 1.85", speed >= 1.85),
    ]
    each = one.runs - nothing.runs
    lines = [
        "# What a sweep costs beside its runs",
        "",
        "Measured by `python -m benchmarks.sweeps`; a small council, so that what is not the model weighs most.",
        "",
        *stamp(others),
        "",
        "| | measured | aim | |",
        "|---|---:|---:|---|",
        *(f"| {what} | {found} | {aim} | {verdict(reached)} |" for what, found, aim, reached in rows),
        "",
        f"Bare: {alone * 1e3:.2f} ms of processor time a run ({PURE} runs in a loop in one process). In the sweep: "
        f"{spent / each * 1e3:.2f} ms, of which the driver's part {(one.driver - nothing.driver) / each * 1e3:.2f} ms.",
        f"Starting and ending ({nothing.wall:.1f} s on the clock) is taken off. The ratio of two workers to one needs",
        "two processors that nothing else is using.",
        "",
    ]
    page = "\n".join(lines)
    temporary = RESULTS.with_suffix(".tmp")
    temporary.write_text(page, encoding="utf-8")
    os.replace(temporary, RESULTS)
    print(page)


if __name__ == "__main__":
    main()
