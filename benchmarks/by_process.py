"""Where the time of a research-size run goes: every process timed in every month of one real run."""

from __future__ import annotations

import statistics
import time

import numpy as np

from sim.council.councils import find_council
from sim.machine.engine import NUMBERS, Simulation, run_months
from sim.scenario.scenario import load_scenario
from sim.schedule import PROCESSES

SIZES = {"politicians": 60, "managers": 40, "frontline_staff": 400, "partners": 20}
MONTHS = 180
RUNS = 5
NOTHING = np.empty(0)


def _simulation() -> Simulation:
    return Simulation(load_scenario("baseline").changed(**SIZES), [find_council("Camden")])


def _by_process() -> np.ndarray:
    """Seconds of one run by what (emptying first, then every process) and month, the cost of calling taken off."""
    simulation = _simulation()
    taken = np.empty((len(PROCESSES) + 1, MONTHS))
    out = np.empty((1, *simulation.state.outcome.T.shape))
    masks = np.eye(len(PROCESSES), dtype=bool) & simulation._in_months
    none = np.zeros(len(PROCESSES), dtype=bool)
    key = np.uint64(simulation.seed), np.uint64(simulation.replicate)

    def call(on: np.ndarray, flows: np.ndarray, entries: np.ndarray) -> float:
        # One month of one process, as the engine runs it; nothing to empty, so that entries stay for their fold.
        month, clock = simulation.month, time.perf_counter
        arguments = (flows, entries, *key, month, month + 1, simulation.state.outcome, out)
        begun = clock()
        run_months(*simulation._tables, NUMBERS, on, simulation._opens, *arguments)
        return clock() - begun

    for month in range(MONTHS):
        calling = statistics.median(call(none, NOTHING, NOTHING) for _ in range(9))
        taken[0, month] = call(none, simulation.state.flow_block, simulation.state.entry_block) - calling
        for at, mask in enumerate(masks):
            taken[at + 1, month] = call(mask, NOTHING, NOTHING) - calling
        simulation.month += 1
    return taken


def profile() -> dict[str, float]:
    """The sum over months of the medians over runs, so that a month in which the machine did something else is none."""
    taken = np.median([_by_process() for _ in range(RUNS)], axis=0).sum(axis=1)
    names = ["emptying flows and entries", *(process.name for process in PROCESSES)]
    return dict(zip(names, map(float, taken), strict=True))
