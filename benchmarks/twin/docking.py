"""Engine and twin side by side, from one first day and with one luck."""

from __future__ import annotations

import numpy as np

from benchmarks.twin import ENGINE_RULES, OUTCOMES
from benchmarks.twin.draws import Draws, draws_for
from benchmarks.twin.model import TwinModel
from benchmarks.twin.people import COUNTS, FLAGS, NUMBERS, SERVICE_NUMBERS
from sim.council.council import Council
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES as ALL
from sim.scenario.scenario import Scenario

COLUMNS = [ALL.index(name) for name in OUTCOMES]


def first_day(scenario: Scenario, council: Council, seed: int) -> Simulation:
    """A council on its first day, of which only the docked processes will act."""
    return Simulation(scenario, [council], seed=seed, only=ENGINE_RULES)


def draws_of_a_run(start: Simulation, months: int) -> Draws:
    """The draws of a run; a post sees at most half as many people as there are months (hiring takes one)."""
    return draws_for(start, months, months // 2 + 1)


def engine_outcomes(simulation: Simulation, months: int) -> np.ndarray:
    """(months, ``OUTCOMES``) of the engine."""
    return np.ascontiguousarray(simulation.advance(months)[:, 0, COLUMNS])


def twin_outcomes(twin: TwinModel, months: int) -> np.ndarray:
    """(months, ``OUTCOMES``) of the twin."""
    found = []
    for _ in range(months):
        twin.step()
        found.append([twin.outcomes[name] for name in OUTCOMES])
    return np.array(found)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference, as a share of the larger of 1 and the value."""
    return float((np.abs(one - other) / np.maximum(1.0, np.abs(other))).max())


def state_difference(twin: TwinModel, simulation: Simulation) -> dict[str, float]:
    """The largest difference of every state variable that the twin has: of people, of services, of ties."""
    state = simulation.state
    found = {}
    for name in (*NUMBERS, *FLAGS, *COUNTS):
        theirs = state.arrays[name]
        ours = np.array([getattr(person, name) for person in twin.people], np.float64)
        # Hours of an empty post are nobody's: the engine clears them, the twin leaves them.
        matters = state.filled == 1.0 if name == "contact_hours" else slice(None)
        found[name] = difference(ours[matters], theirs[matters])
    runs = [service.k for service in twin.services]
    for name in SERVICE_NUMBERS:
        ours = np.array([getattr(service, name) for service in twin.services])
        found[name] = difference(ours, state.arrays[name][0, runs])
    for name in ("good", "bad", "trust"):
        ours = np.array([getattr(tie, name) for person in twin.people for tie in person.ties])
        found[name] = difference(ours, state.arrays[name if name == "trust" else f"{name}_evidence"])
    found["outside_pull"] = difference(np.array([twin.outside_pull]), state.outside_pull)
    return found
