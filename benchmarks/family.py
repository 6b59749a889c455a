"""Time of a family by the number of councils: is it linear?"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

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


def main() -> None:
    """Print the table by itself."""
    from benchmarks.report import by_councils
    from sim.machine.engine import warm_up

    warm_up(print)
    print("\n".join(by_councils([measure(count) for count in COUNCILS])))


if __name__ == "__main__":
    main()
