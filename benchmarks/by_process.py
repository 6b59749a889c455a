"""Where the time of a research-size run goes: every process timed in every month of one real run."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

import numpy as np

from sim.council.councils import find_council
from sim.machine.engine import NUMBERS, Simulation, run_months
from sim.scenario.scenario import load_scenario
from sim.schedule import PROCESSES

SIZES = {"politicians": 60, "managers": 40, "frontline_staff": 400, "partners": 20}
MONTHS = 180
RUNS = 5
NOTHING = np.empty(0)


@dataclass(frozen=True)
class Profile:
    """Seconds of one run: in whole, to build it, and by process (with the emptying of flows and entries)."""

    whole: float
    build: float
    shares: dict[str, float]
    agents: int
    ties: int


def _simulation() -> Simulation:
    return Simulation(load_scenario("baseline").changed(**SIZES), [find_council("Camden")])


def _by_process() -> dict[str, float]:
    """Seconds by process in one run, the cost of calling taken off."""
    simulation = _simulation()
    taken = dict.fromkeys(["emptying flows and entries", *(process.name for process in PROCESSES)], 0.0)
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

    for _ in range(MONTHS):
        calling = statistics.median(call(none, NOTHING, NOTHING) for _ in range(9))
        taken["emptying flows and entries"] += (
            call(none, simulation.state.flow_block, simulation.state.entry_block) - calling
        )
        for process, mask in zip(PROCESSES, masks, strict=True):
            taken[process.name] += call(mask, NOTHING, NOTHING) - calling
        simulation.month += 1
    return taken


def profile() -> Profile:
    """Medians over runs."""
    whole, build = [], []
    for _ in range(RUNS):
        begun = time.process_time()
        simulation = _simulation()
        build.append(time.process_time() - begun)
        begun = time.process_time()
        simulation.advance(MONTHS)
        whole.append(time.process_time() - begun)
    runs = [_by_process() for _ in range(RUNS)]
    shares = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    state = simulation.state
    return Profile(statistics.median(whole), statistics.median(build), shares, state.kind.size, state.source.size)
