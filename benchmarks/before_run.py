"""What runs take in the ``sim`` that Python finds, that of model 0.2.0 or today's: a process that prints JSON."""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from typing import Any

MONTHS = 180
FAMILY_MONTHS = 60


def known(name: str, *places: str) -> Any:
    """Something under the first of these modules that there is."""
    for place in places:
        try:
            return getattr(importlib.import_module(place), name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(f"{name} is in none of {', '.join(places)}")


def main(councils: dict[str, dict[str, int]], family: dict[str, int], runs: int) -> dict[str, float]:
    """Medians of seconds of processor time: to build each council, to run it, and to run all 353 in one model."""
    simulation = known("Simulation", "sim.machine.engine", "sim.engine")
    baseline = known("load_scenario", "sim.scenario.scenario", "sim.scenario")("baseline")
    every = list(known("all_councils", "sim.council.councils", "sim.councils")())
    camden = known("find_council", "sim.council.councils", "sim.councils")("Camden")
    found = {}
    for name, settings in councils.items():
        scenario = baseline.changed(**settings) if settings else baseline
        taken = []
        for replicate in range(runs + 1):
            begun = time.process_time()
            one = simulation(scenario, [camden], replicate=replicate)
            built = time.process_time()
            one.advance(MONTHS)
            if replicate:
                taken.append((built - begun, time.process_time() - built))
        found[f"build {name}"], found[name] = (statistics.median(part) for part in zip(*taken, strict=True))
    together = simulation(baseline.changed(**family), every)
    together.advance(1)
    begun = time.process_time()
    together.advance(FAMILY_MONTHS)
    found["family"] = (time.process_time() - begun) * MONTHS / FAMILY_MONTHS
    return found


if __name__ == "__main__":
    print(json.dumps(main(**json.loads(sys.argv[1]))))
