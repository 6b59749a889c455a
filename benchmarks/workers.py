"""One worker and two, bare and through a sweep, and what a sweep costs beside its runs.

The runs are those of a small council, which are short: whatever a sweep adds to a run weighs most there.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks.commands import users
from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_least, at_most, figure
from benchmarks.storing import Storing, least
from experiments.designs.sweep import SweepDesign
from experiments.designs.sweep_file import load_design
from experiments.runs.batches import BATCH_SECONDS, most_runs
from experiments.runs.keeping import summarise
from experiments.runs.plan import Expansion
from experiments.runs.planned import Form
from sim.machine.engine import simulate_many

RUNS, PURE = 5_000, 1_000
"""Runs of a sweep, and runs that are timed without a sweep around them."""

FEWEST = 20
"""So few runs that what they take is starting and ending."""

MONTHS = 180

SHARED = "it needs two processors that share nothing and do nothing else."

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

BARE = """
import json, os, sys, time
core, runs, months = map(int, sys.argv[1:])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})
from benchmarks.runs import SMALL
from sim.council.councils import find_council
from sim.machine.engine import simulate_many
from sim.scenario.scenario import load_scenario
scenario, council = load_scenario("baseline").changed(**SMALL), find_council("Camden")
simulate_many(scenario, council, months=months, seed=0, replicates=[0])
print("ready", flush=True)
sys.stdin.readline()
begun = time.perf_counter()
simulate_many(scenario, council, months=months, seed=0, replicates=range(runs))
print(json.dumps(time.perf_counter() - begun), flush=True)
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
    """A design of so many runs, written into ``folder``."""
    path = folder / f"small-{runs}-{months}.yaml"
    path.write_text(DESIGN.format(points=runs // 10, months=months), encoding="utf-8")
    return load_design(path)


def bare(workers: int, runs: int = PURE) -> float:
    """Seconds on the clock of the slowest of ``workers`` processes, each on a core of its own with ``runs`` runs."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", BARE, str(core), str(runs), str(MONTHS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for core in range(workers)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return max(json.loads(process.communicate()[0]) for process in started)


def pure(design: SweepDesign, count: int) -> tuple[float, Storing]:
    """Processor seconds of one run of a design, done in a loop without anything around it; what keeping it takes."""
    runs = Expansion(design).sample(count)
    (scenario,), (council,) = design.scenarios, design.councils
    prepared = [(scenario.changed(**run.settings), run.replicate) for run in runs]
    simulate_many(scenario, council, months=design.months, seed=0, replicates=[0])
    began = time.process_time()
    for one, replicate in prepared:
        simulate_many(one, council, months=design.months, seed=0, replicates=[replicate])
    alone = (time.process_time() - began) / len(prepared)
    # As many as a sweep puts into one file.
    together = max(1, min(count, round(BATCH_SECONDS / alone), most_runs(Expansion(design))))
    months = simulate_many(scenario, council, months=design.months, seed=0, replicates=range(together))
    kinds = Form.of(design.crossings[0].cells[0]).kinds
    return alone, least([np.concatenate([rows[0] for rows in summarise(run[:, None], kinds)]) for run in months])


def sweep(design: SweepDesign, workers: int, folder: Path, take: int = 1) -> Measured:
    """A whole sweep in a process of its own, as a user starts it; ``take`` tells repetitions apart."""
    source = folder / f"{design.name}.yaml"
    out = folder / f"{design.name}-{workers}-{take}"
    command = [sys.executable, "-m", "experiments.cli", "sweep", str(source), "--workers", str(workers)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--out", str(out)],
        env=users(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
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
    _, said = process.communicate()
    wall = time.perf_counter() - began
    watching.join()
    if process.returncode:
        raise RuntimeError(f"the sweep ended with exit status {process.returncode}: {said[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(len(Expansion(design)), workers, wall, driver, total - driver, most / 1e6)


def measure(say: Say) -> Section:
    """One and two workers, bare and through a sweep."""
    say(f"{PURE:,} runs in one process and in each of two ...")
    one_bare, two_bare = bare(1), bare(2)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        full, fewest = design_of(RUNS, MONTHS, folder), design_of(FEWEST, MONTHS, folder)
        alone, storing = pure(full, PURE)
        say(f"Sweeps of {RUNS:,} runs with one worker and with two ...")
        sweep(fewest, 1, folder, 0)
        nothing = sorted((sweep(fewest, 1, folder, take) for take in (1, 2, 3)), key=lambda taken: taken.wall)[1]
        one, two = sweep(full, 1, folder), sweep(full, 2, folder)
    each = one.runs - nothing.runs
    spent = (one.driver + one.workers_cpu - nothing.driver - nothing.workers_cpu) / each
    overhead = 100.0 * (spent / alone - 1.0)
    bare_ratio = 2.0 * one_bare / two_bare
    ratio = (one.wall - nothing.wall) / (two.wall - nothing.wall)
    # What two workers could do if all that the driver does were taken from them, and nothing else were.
    helped = two.driver - nothing.driver
    working = one.workers_cpu - nothing.workers_cpu
    most = bare_ratio * working / (working + helped)
    rows = [
        at_least(
            "two_bare", "two workers over one, bare", "1.96×", 1.95, bare_ratio, "×", "the machine was not quiet."
        ),
        at_least(
            "two_sweep",
            "the same through a sweep",
            "1.86×",
            1.9,
            ratio,
            "×",
            f"{SHARED[:-1]}; bare it is {bare_ratio:.2f}×, and with the driver's {helped:.2f} s on the same two "
            f"processors {most:.2f}×.",
        ),
        at_most(
            "overhead",
            "what a sweep adds to a run, small council",
            "8–10 %",
            5,
            overhead,
            "%",
            f"keeping it takes {100 * storing.all / alone:.1f} % with nothing around it: a bare Parquet file of its "
            f"numbers {storing.file * 1e6:.0f} µs, their digest {storing.digest * 1e6:.0f} µs, the file's checksum "
            f"{storing.checksum * 1e6:.0f} µs.",
        ),
        at_most(
            "sweep_start",
            "a sweep's start and end together",
            "3.5 s",
            2,
            nothing.wall,
            "s",
            f"the driver and the worker each load Python and the libraries; see the commands below ({FEWEST} runs).",
        ),
    ]
    cells = [
        (
            f"{taken.runs:,} runs, {taken.workers} worker{'s' if taken.workers > 1 else ''}",
            f"{taken.wall:.2f}",
            f"{taken.driver:.2f}",
            f"{taken.workers_cpu:.2f}",
        )
        for taken in (nothing, one, two)
    ]
    lines = [
        f"Runs of {MONTHS} months of a small council. Bare: {PURE:,} runs in a loop in one process took {one_bare:.2f}",
        f"s on the clock, in each of two at a time, on two cores, {two_bare:.2f} s. Through a sweep, start and end",
        f"left out: {spent * 1e3:.2f} ms of processor time a run for driver and worker, {figure(alone * 1e3)} ms bare.",
        "A sweep makes a scenario once for the ten replications of its point, the bare loop has one for each run.",
        "Python keeps what it has read of the sources, as it does where nobody forbids it.",
        "",
        *table(("sweep", "on the clock (s)", "driver's processor (s)", "workers' processor (s)"), cells),
    ]
    return Section("Workers, and what a sweep costs", rows, lines)
