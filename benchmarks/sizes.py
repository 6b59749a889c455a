"""Time and memory by the number of agents. Each size runs in a process of its own, so that its peak is its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most, figure

AGENTS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SHARES = {"politicians": 60 / 520, "managers": 40 / 520, "frontline_staff": 400 / 520, "partners": 20 / 520}
"""Of the research size, 60/40/400/20."""
MONTHS = 12


@dataclass(frozen=True)
class Size:
    """What a council of this size takes."""

    agents: int
    ties: int
    build: float
    """Seconds of processor time to build it."""
    month: float
    """Seconds of processor time a month, everything on."""
    peak: float
    """Highest memory of the whole process, in millions of bytes, Python and libraries included."""
    block: int
    """Bytes of the block of memory that holds all state."""


def settings_for(agents: int) -> dict[str, int]:
    """Sizes of the four groups that add up to about so many agents."""
    return {name: max(12, round(agents * share)) for name, share in SHARES.items()}


def run_size(agents: int) -> None:
    """Build and run one size, and print what it took as JSON (the process measures itself)."""
    from sim.council.councils import find_council
    from sim.machine.engine import Simulation, warm_up
    from sim.scenario.scenario import load_scenario

    warm_up()
    scenario = load_scenario("baseline").changed(**settings_for(agents))
    council = find_council("Camden")
    begun = time.process_time()
    simulation = Simulation(scenario, [council])
    build = time.process_time() - begun
    taken = []
    for _ in range(5):
        begun = time.process_time()
        simulation.advance(MONTHS)
        taken.append((time.process_time() - begun) / MONTHS)
    state = simulation.state
    found = [state.kind.size, state.source.size, build, statistics.median(taken), peak_memory() / 1e6]
    print(json.dumps([*found, state.block.nbytes]))


def peak_memory() -> int:
    """Bytes that this process held at most."""
    try:
        # On Linux ru_maxrss also counts what the parent held when it started this process.
        for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def one(agents: int) -> Size:
    """What a council of about ``agents`` takes."""
    program = f"from benchmarks.sizes import run_size; run_size({agents})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The run of {agents} agents failed: {done.stderr[-2000:]}")
    return Size(*json.loads(done.stdout))


def measure(say: Say) -> Section:
    """Every size, and the figures of the largest."""
    sizes = []
    for agents in AGENTS:
        say(f"A council of {agents:,} agents ...")
        sizes.append(one(agents))
    first, last = sizes[0], sizes[-1]
    growth = (last.month / last.agents) / (first.month / first.agents)
    empty = _nothing()
    block = last.block / 1e6
    rows = [
        at_most(
            "month_100k",
            "100,000 agents: a month",
            "110 ms",
            30,
            last.month * 1e3,
            "ms",
            f"a month of {first.agents:,} agents, which the processor's cache holds, takes "
            f"{figure(first.month * 1e3 / first.agents * last.agents)} ms for as many agents; the rest is memory.",
        ),
        at_most(
            "peak_100k",
            "100,000 agents: peak memory",
            "582 MB",
            450,
            last.peak,
            "MB",
            f"a process that has only loaded the model holds {empty:,.0f} MB, the block of memory {block:,.0f} MB.",
        ),
    ]
    cells = [
        (
            f"{size.agents:,}",
            f"{size.ties:,}",
            f"{size.build * 1e3:.1f}",
            f"{size.month * 1e3:.3f}",
            f"{size.month / size.agents * 1e9:.0f}",
            f"{size.peak:.0f}",
        )
        for size in sizes
    ]
    lines = [
        "Everything on, all outcomes; each size in a process of its own. The peak is that of the whole process; of one",
        f"that has only run a council of the usual size for a month it is {empty:.0f} MB.",
        "",
        *table(("agents", "ties", "build (ms)", "month (ms)", "ns per agent and month", "peak (MB)"), cells),
        f"Time per agent at {last.agents:,} agents is {growth:.2f} times that at {first.agents:,} (linear is 1).",
    ]
    return Section("By number of agents", rows, lines)


def _nothing() -> float:
    """Millions of bytes that a process peaks at which has only loaded the model and run a council for a month."""
    program = "from sim.machine.engine import warm_up; import benchmarks.sizes as s; warm_up(); print(s.peak_memory())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1e6
