"""Run the cases of ``engine_runs`` process by process and print a digest of every array each process changed, as JSON.

Called by ``test_three_callers`` in a process where numba is switched off, and with the same months in compiled code.
"""

from __future__ import annotations

import json
import sys

from engine_runs import CASES, digests, simulation_of

from sim.machine.kernel import COMPILED
from sim.schedule import PROCESSES


def trail(case: str, months: int) -> list[list[object]]:
    """[where, digests of what changed there], first the opening, then every process of every month."""
    simulation = simulation_of(case)
    known = digests(simulation)
    steps: list[list[object]] = [["the first day", known]]
    for _ in range(months):
        simulation.begin_month()
        for process in PROCESSES:
            simulation.act(process)
            now = digests(simulation)
            steps.append([f"{process.name}, month {simulation.month}", {n: d for n, d in now.items() if d != known[n]}])
            known = now
        simulation.month += 1
    steps.append(["the end", known])
    return steps


if __name__ == "__main__":
    months = int(sys.argv[1])
    json.dump({"compiled": COMPILED, "trails": {case: trail(case, months) for case in CASES}}, sys.stdout)
