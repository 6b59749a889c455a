"""``python -m benchmarks``: how fast the engine is, as ratios measured side by side; the table goes to results.md.

Every ratio is the median over pairs timed in turn in one process, so that a machine that slows down slows both. Nothing
here gates a test. The twin's draws are made before its clock starts; both sides collect the same outcomes.
"""

from __future__ import annotations

import datetime
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import mesa
import numba
import numpy as np

from benchmarks.twin import ENGINE_RULES, OUTCOMES
from benchmarks.twin.docking import draws_of_a_run, first_day
from benchmarks.twin.model import TwinModel
from sim.councils import find_council
from sim.engine import Simulation, warm_up
from sim.model import CouncilModel
from sim.scenario import load_scenario
from sim.schedule import PROCESSES

HERE = Path(__file__).parent
MONTHS = 60
PAIRS = 5
AGENTS_BESIDE_STAFF = 82

BASELINE = load_scenario("baseline")
CAMDEN = find_council("Camden")


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Wall seconds of one call, as the mean of ``times``."""
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def ratio(
    slow: Callable[[], Callable[[], object]], quick: Callable[[], Callable[[], object]]
) -> tuple[float, float, float]:
    """Medians over pairs: (slow over quick, seconds of slow, seconds of quick). Each callable prepares, untimed."""
    rows = []
    for _ in range(PAIRS):
        one, other = slow(), quick()
        rows.append((seconds(one), seconds(other)))
    return (
        statistics.median(a / b for a, b in rows),
        statistics.median(a for a, _ in rows),
        statistics.median(b for _, b in rows),
    )


def advance_twin(twin: TwinModel) -> None:
    for _ in range(MONTHS):
        twin.step()


def against_twin() -> list[str]:
    """The engine, and the Mesa face, against the plain-Mesa twin of the same rules."""
    start = first_day(BASELINE, CAMDEN, 0)
    draws = draws_of_a_run(start, MONTHS)

    def twin(collect: bool) -> Callable[[], object]:
        model = TwinModel(start, draws, collect=collect)
        return lambda: advance_twin(model)

    def engine() -> Callable[[], object]:
        run = first_day(BASELINE, CAMDEN, 0)
        return lambda: run.advance(MONTHS)

    def face() -> Callable[[], object]:
        model = CouncilModel(BASELINE, CAMDEN, rng=0, months=MONTHS, only=ENGINE_RULES, collect=OUTCOMES)
        return lambda: [model.step() for _ in range(MONTHS)]

    lines = []
    for name, target, slow, quick in (
        ("engine against the tuned twin", 80, lambda: twin(False), engine),
        ("`CouncilModel.step()` with a data collector against the twin with one", 40, lambda: twin(True), face),
    ):
        times, a, b = ratio(slow, quick)
        lines.append(f"| {name} | {times:.0f} | {target} | {a * 1000:.0f} ms, {b * 1000:.2f} ms for {MONTHS} months |")
    return lines


class SweptTwin(TwinModel):
    """The twin as ``mesa.batch_run`` wants it: made from keywords alone."""

    prepared: tuple[Simulation, object]

    def __init__(self, which: int = 0, rng: object = None, seed: object = None) -> None:
        start, draws = self.prepared
        super().__init__(start, draws, collect=True)  # type: ignore[arg-type]


def against_batch_run(runs: int = 4) -> str:
    """Runs of the engine, one after another, against ``mesa.batch_run`` of the twin in one process."""
    from mesa.batchrunner import batch_run

    start = first_day(BASELINE, CAMDEN, 0)
    # batch_run takes one step more than it is told.
    SweptTwin.prepared = (start, draws_of_a_run(start, MONTHS + 1))

    def swept() -> Callable[[], object]:
        return lambda: batch_run(
            SweptTwin,
            {"which": list(range(runs))},
            number_processes=1,
            max_steps=MONTHS - 1,
            data_collection_period=1,
            display_progress=False,
        )

    def engine() -> Callable[[], object]:
        return lambda: [first_day(BASELINE, CAMDEN, 0).advance(MONTHS) for _ in range(runs)]

    times, a, b = ratio(swept, engine)
    what = "engine against `mesa.batch_run` of the twin, one process each, set-up included"
    return f"| {what} | {times:.0f} | 100 | {a:.2f} s, {b * 1000:.0f} ms for {runs} runs |"


def sized(people: int) -> Simulation:
    """Camden with about this many agents, everything on."""
    part = people / 280
    scenario = BASELINE.changed(
        politicians=max(12, round(40 * part)),
        managers=max(12, round(30 * part)),
        frontline_staff=max(24, round(200 * part)),
        partners=max(1, round(12 * part)),
    )
    return Simulation(scenario, [CAMDEN], seed=0)


def growth() -> list[str]:
    """Time of a month by the number of agents."""
    lines = []
    for people in (500, 2_000, 10_000, 50_000, 100_000):
        run = sized(people)
        months = max(2, 200_000 // people)
        run.advance(1)
        month = statistics.median(seconds(partial(run.advance, months)) / months for _ in range(3))
        agents = run.state.kind.size
        lines.append(f"| {agents:,} | {month * 1e3:.2f} | {month / agents * 1e9:.0f} |")
    return lines


def memory_of(people: int) -> float:
    """Peak memory, in MB, of a process that runs a year of so many agents."""
    code = (
        "import resource; from benchmarks.__main__ import sized; sized(%d).advance(12); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code % people], capture_output=True, text=True, check=True)
    return float(done.stdout)


def profile() -> list[str]:
    """A research-size run, process by process: microseconds a month and share."""
    scenario = BASELINE.changed(politicians=60, managers=40, frontline_staff=400, partners=20)
    run = Simulation(scenario, [CAMDEN], seed=0)
    spent = dict.fromkeys((p.name for p in PROCESSES), 0.0)
    run.advance(1)
    for _ in range(120):
        run.begin_month()
        for process in PROCESSES:
            begun = time.perf_counter()
            run.act(process)
            spent[process.name] += time.perf_counter() - begun
        run.month += 1
    empty = min(spent.values())
    net = {name: (value - empty) / 120 * 1e6 for name, value in spent.items()}
    total = sum(net.values())
    first = sorted(net.items(), key=lambda item: -item[1])[:12]
    return [f"| `{name}` | {value:.1f} | {value / total:.0%} |" for name, value in first]


def research_run() -> float:
    """Seconds of a research-size run: 60/40/400/20 agents, 180 months, everything on, all outcomes, set-up included."""
    scenario = BASELINE.changed(politicians=60, managers=40, frontline_staff=400, partners=20)
    return statistics.median(seconds(lambda: Simulation(scenario, [CAMDEN], seed=0).advance(180)) for _ in range(7))


def compilation() -> tuple[float, float]:
    """(first use, later start) in seconds of processor time, in a fresh cache folder."""
    code = (
        "import resource; from sim.engine import warm_up; warm_up(); "
        "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TOWNHALL_CACHE": folder}
        command = [sys.executable, "-c", code]
        both = [
            float(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
            for _ in range(2)
        ]
    return both[0], both[1]


def main() -> None:
    """Measure everything, print the table, keep it beside this file."""
    warm_up(print)
    ratios = [*against_twin(), against_batch_run()]
    first, later = compilation()
    text = "\n".join(
        [
            "# How fast it is",
            "",
            f"Measured by `make bench` on {datetime.date.today()}: {platform.system()} on {platform.machine()}, "
            f"{os.cpu_count()} cores; Python {platform.python_version()}, numba {numba.__version__}, "
            f"numpy {np.__version__}, Mesa {mesa.__version__}. Medians over {PAIRS} pairs timed in turn; ratios travel "
            "between machines, times do not.",
            "",
            "| what | times faster | aim | median times |",
            "|---|---|---|---|",
            *ratios,
            "",
            "A research-size run (60/40/400/20 agents, 180 months, everything on, all outcomes) takes "
            f"{research_run() * 1000:.0f} ms, set-up included; in it, the dearest processes:",
            "",
            "| process | microseconds a month | share |",
            "|---|---|---|",
            *profile(),
            "",
            "| agents | ms a month | ns an agent and month |",
            "|---|---|---|",
            *growth(),
            "",
            f"Peak memory with 100,000 agents: {memory_of(100_000):.0f} MB (aim: under 500). First-use compilation: "
            f"{first:.0f} s of processor time (aim: under 60); a later start: {later:.1f} s.",
            "",
        ]
    )
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
