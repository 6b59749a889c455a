"""The least that a run can take: what no engine with these rules can leave out, in loops that do nothing else.

Three things are counted and timed, each as fast as a compiled loop on this processor does it, with all that it needs
already in place: the contacts on ties (their luck, and how they become trust), all other draws, and a sum over the
neighbours of everybody for each of the rules that ask them. People, services, money and outcomes are taken to be free.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import numba
import numpy as np

from benchmarks.timing import least_of
from sim.machine.arithmetic import exp
from sim.machine.engine import Simulation
from sim.machine.randomness import Now, uniforms

NEIGHBOUR_RULES = 3
"""Rules that ask one's ties every month: the story that others tell, who took a change on, who leads by example."""

COUNTED_MONTHS = 12
TURNS = 7

COUNT = """
import json, sys
import sim.machine.randomness as randomness
drawn = 0
words = randomness.words
def counted(*given):
    global drawn
    drawn += 1
    return words(*given)
randomness.words = counted
from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario
settings, months = json.loads(sys.argv[1]), int(sys.argv[2])
simulation = Simulation(load_scenario("baseline").changed(**settings), [find_council("Camden")])
drawn = 0
simulation.advance(months)
print(json.dumps([drawn, simulation.state.ties]))
"""


@dataclass(frozen=True)
class Floor:
    """Seconds of a run that cannot be left out."""

    contacts: float
    draws: float
    neighbours: float
    other_draws: float
    """Draws a month that are not the luck of contacts."""

    @property
    def whole(self) -> float:
        """All three together."""
        return self.contacts + self.draws + self.neighbours


def other_draws(settings: dict[str, float]) -> float:
    """Blocks of random numbers that a month draws beside those of contacts, counted in a year in plain Python."""
    command = [sys.executable, "-c", COUNT, json.dumps(settings), str(COUNTED_MONTHS)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    drawn, ties = json.loads(done.stdout)
    return float(drawn - ties * COUNTED_MONTHS // 2) / COUNTED_MONTHS


@numba.njit(error_model="numpy", nogil=True)
def _contacts(now, months, identity, layer, met, odds, prior, good, bad, trust, ahead):
    """Contacts on ties: one block of luck for two months, whether it was good, and what trust makes of it."""
    for month in range(months):
        luck = ahead.copy()
        if month % 2 == 0:
            for z in range(identity.size):
                luck[z], ahead[z] = uniforms(now, identity[z], layer[z])
        for z in range(identity.size):
            fine = luck[z] * (1.0 + exp(-odds[z])) < met[z]
            happened = luck[z] < met[z]
            good[z] = 0.98 * good[z] + (0.3 if fine else 0.0)
            bad[z] = 0.98 * bad[z] + (0.9 if happened and not fine else 0.0)
            trust[z] = (good[z] + prior[z]) / (good[z] + bad[z] + 2.0)


@numba.njit(error_model="numpy", nogil=True)
def _draws(now, months, identity, out):
    for month in range(months):
        for i in range(identity.size):
            out[i], _ = uniforms(now, identity[i], month)


@numba.njit(error_model="numpy", nogil=True)
def _neighbours(months, start, target, trust, told, out):
    for _ in range(months):
        for i in range(out.size):
            heard = 0.0
            for z in range(start[i], start[i + 1]):
                heard += trust[z] * told[target[z]]
            out[i] = heard


def _now() -> Now:
    zero = np.uint64(0)
    return Now(0, 4, 2010, False, zero, zero, 901, False)


def contact_seconds(simulation: Simulation, months: int) -> float:
    """Seconds that the contacts on the ties of this council take in so many months, and nothing else."""
    state = simulation.state
    ties = state.ties
    even = [np.full(ties, value) for value in (0.4, 0.2, 1.0, 0.5, 0.5, 0.5, 0.5)]
    layer = state.layer.astype(np.uint64)
    identity, now = state.arc_id.copy(), _now()
    return least_of(lambda: _contacts(now, months, identity, layer, *even), TURNS)


def floor(simulation: Simulation, months: int, settings: dict[str, float]) -> Floor:
    """What a run of this council takes at least; ``settings`` are those of its sizes."""
    state = simulation.state
    others = other_draws(settings)
    identity = np.arange(round(others), dtype=np.uint64)
    told = np.full(state.kind.size, 0.5)
    start, target, trust = state.arc_start.copy(), state.target.copy(), state.trust.copy()
    now, drawn, heard = _now(), np.empty(identity.size), told.copy()
    return Floor(
        contact_seconds(simulation, months),
        least_of(lambda: _draws(now, months, identity, drawn), TURNS),
        NEIGHBOUR_RULES * least_of(lambda: _neighbours(months, start, target, trust, told, heard), TURNS),
        others,
    )
