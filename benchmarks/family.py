"""Time of a family by the number of councils: is it linear?"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most, figure

COUNCILS = (10, 40, 160, 353)
MONTHS, RUN = 24, 180
"""Months that are timed, and months of a whole run."""

BEFORE, AIM = 6.2, 2.0
"""Seconds that model 0.2.0 took for all 353 when the aim was set, and the aim."""


@dataclass(frozen=True)
class FamilySize:
    """What a family of this many councils takes, in seconds of processor time."""

    councils: int
    agents: int
    build: float
    month: float


def one(count: int) -> FamilySize:
    """Build and run a family of ``count`` councils, spread over the 353, everything on."""
    from experiments.studies.family.found import sized
    from sim.council.councils import all_councils
    from sim.machine.engine import Simulation
    from sim.scenario.scenario import load_scenario

    every = all_councils()
    councils = [every[at * len(every) // count] for at in range(count)]
    scenario = sized(load_scenario("baseline"))
    builds, months = [], []
    for _ in range(3):
        begun = time.process_time()
        simulation = Simulation(scenario, councils)
        builds.append(time.process_time() - begun)
        begun = time.process_time()
        simulation.advance(MONTHS)
        months.append((time.process_time() - begun) / MONTHS)
    return FamilySize(count, simulation.state.kind.size, statistics.median(builds), statistics.median(months))


def measure(say: Say) -> Section:
    """Families of some sizes, and the figure of the largest."""
    families = []
    for count in COUNCILS:
        say(f"A family of {count} councils ...")
        families.append(one(count))
    first, last = families[0], families[-1]
    growth = (last.month / last.councils) / (first.month / first.councils)
    whole = RUN * last.month
    alone = RUN * first.month / first.councils * last.councils
    rows = [
        at_most(
            "family",
            f"{last.councils} councils, {RUN} months, one core",
            f"{BEFORE:g} s",
            AIM,
            whole,
            "s",
            f"so many councils of {last.agents / last.councils:.0f} agents take {figure(alone)} s at the rate of "
            f"{first.councils} of them, which the processor's cache holds; the rest is memory.",
        )
    ]
    cells = [
        (
            f"{family.councils:,}",
            f"{family.agents:,}",
            f"{family.build * 1e3:.0f}",
            f"{family.month * 1e3:.2f}",
            f"{family.month / family.councils * 1e6:.0f}",
        )
        for family in families
    ]
    lines = [
        "Many councils in one model (`townhall family`), everything on, all outcomes.",
        "",
        *table(("councils", "agents", "build (ms)", "month (ms)", "µs per council and month"), cells),
        f"Time per council with {last.councils} councils is {growth:.2f} times that with {first.councils} (linear: 1).",
    ]
    return Section("By number of councils", rows, lines)
