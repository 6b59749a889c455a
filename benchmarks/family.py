"""Time of a family by the number of councils: is it linear?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.markdown import table

COUNCILS = (10, 40, 160, 353)
MONTHS = 24


@dataclass(frozen=True)
class FamilySize:
    """What a family of this many councils takes, in seconds of processor time."""

    councils: int
    agents: int
    build: float
    month: float


def measure(count: int) -> FamilySize:
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


def by_councils(families: Sequence[FamilySize]) -> list[str]:
    """The table of families: time by councils."""
    first, last = families[0], families[-1]
    growth = (last.month / last.councils) / (first.month / first.councils)
    rows = [
        (
            f"{family.councils:,}",
            f"{family.agents:,}",
            f"{family.build * 1e3:.0f}",
            f"{family.month * 1e3:.2f}",
            f"{family.month / family.councils * 1e6:.0f}",
        )
        for family in families
    ]
    return [
        "## By number of councils",
        "",
        "Many councils in one model (`townhall family`), everything on, all outcomes.",
        "",
        *table(("councils", "agents", "build (ms)", "month (ms)", "µs per council and month"), rows),
        f"Time per council with {last.councils:,} councils is {growth:.2f} times that with {first.councils:,} "
        f"(linear is 1); 180 months of {last.councils:,} councils take {180 * last.month:.1f} s on one core.",
        "",
    ]


def main() -> None:
    """Print the table by itself."""
    from sim.machine.engine import warm_up

    warm_up(print)
    print("\n".join(by_councils([measure(count) for count in COUNCILS])))


if __name__ == "__main__":
    main()
