"""What the theory tests share: councils on their first day, and one process acting by itself.

A theory test builds a small state by hand, lets a single process act, and looks at what it wrote. Many councils stand
in one simulation so that chance averages out: twins of Camden that differ only in their luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.core.hours import hours_there_are
from sim.council.council import Council
from sim.council.councils import find_council
from sim.faces.money import lines, paid
from sim.machine.engine import Simulation
from sim.machine.process import Process
from sim.scenario.scenario import Scenario

FEW = {"politicians": 12, "managers": 14, "frontline_staff": 40, "partners": 4, "wards": 2}
"""Sizes of a council that is quick to run."""

MARCH, APRIL, MAY = 11, 0, 1
"""Months of the run (counted from April 2010) in which the budget is set, the year begins, and people vote."""


def twins(count: int, name: str = "Camden") -> list[Council]:
    """``count`` copies of a council that differ only in their code, and so in nothing but their random numbers."""
    council = find_council(name)
    return [replace(council, code=f"{council.code}-{at}") for at in range(count)]


def first_day(
    councils: int | str | Sequence[Council] = 1, *, seed: int = 3, without: Sequence[str] = (), **settings: Any
) -> Simulation:
    """A simulation on its first day: twins of Camden, a named council, or given ones; small unless sizes are set."""
    if isinstance(councils, int):
        councils = twins(councils)
    elif isinstance(councils, str):
        councils = [find_council(councils)]
    return Simulation(Scenario("test", settings={**FEW, **settings}), councils, seed=seed, without=without)


def deals_in_hours(process: Process) -> bool:
    """Whether a process asks somebody for hours, or reads what nobody asked for."""
    return "own_hours" in (*process.reads, *process.writes)


def open_hours(simulation: Simulation) -> None:
    """Give everybody the month's hours, and count what is asked from here on."""
    simulation.act(hours_there_are)
    simulation.state.hours_asked[:] = 0.0
    simulation.state.hours_granted[:] = 0.0


def act(simulation: Simulation, *processes: Process, month: int | None = None) -> None:
    """Begin a month (empty flows and entries) and let only these processes act in it.

    Whoever asks for hours finds people who have some: unless the processes open the month themselves, it is opened
    before them.
    """
    if month is not None:
        simulation.month = month
    simulation.begin_month()
    if hours_there_are not in processes and any(map(deals_in_hours, processes)):
        open_hours(simulation)
    entered = simulation.__dict__["entered"] = {}
    for process in processes:
        rows = {stock: simulation.state.entries[stock][0] for stock in process.adds}
        before = {stock: row.copy() for stock, row in rows.items()}
        simulation.act(process)
        for stock, row in rows.items():
            entered[stock, process.name] = row - before[stock]


def months_of(simulation: Simulation, months: int, *processes: Process) -> None:
    """Let only these processes act, month after month."""
    for _ in range(months):
        act(simulation, *processes)
        simulation.month += 1


def entry(simulation: Simulation, stock: str, process: Process) -> np.ndarray:
    """What ``process`` entered for ``stock`` this month."""
    entered: np.ndarray = simulation.__dict__["entered"][stock, process.name]
    return entered


def brought(simulation: Simulation, process: Process) -> np.ndarray:
    """What the lines of money that ``process`` writes bring each council this month, less what they cost it, £m."""
    amounts = paid(simulation.state)
    return sum(
        (line.sign * amount for line, amount in zip(lines(), amounts, strict=True) if line.name in process.writes),
        start=np.zeros(len(simulation.councils)),
    )


def set_trust(simulation: Simulation, arcs: np.ndarray, trust: float | np.ndarray, evidence: float = 6.0) -> None:
    """Put evidence on these arcs such that the trust on them is ``trust``, as far as the evidence can carry it."""
    s = simulation.state
    disposition = s.disposition[s.source[arcs]]
    s.good_evidence[arcs] = np.clip(trust * (evidence + 2.0) - 2.0 * disposition, 0.0, evidence)
    s.bad_evidence[arcs] = evidence - s.good_evidence[arcs]
    s.trust[arcs] = (s.good_evidence[arcs] + 2.0 * disposition) / (evidence + 2.0)


def set_dyads(simulation: Simulation, trust: float) -> np.ndarray:
    """Both directions of every pair at ``trust``, with nobody's disposition in the way; returns the arcs."""
    s = simulation.state
    arcs = np.concatenate([s.leader_arc, s.dyad_arc[s.runs == 1.0]])
    both = np.concatenate([arcs, s.reverse[arcs]])
    s.disposition[s.source[both]] = 0.5
    set_trust(simulation, both, trust)
    return arcs


def pair_trust(simulation: Simulation, arcs: np.ndarray) -> np.ndarray:
    """Trust of each pair, the mean of both ways."""
    s = simulation.state
    return 0.5 * (s.trust[arcs] + s.trust[s.reverse[arcs]])


def staff_rows(simulation: Simulation) -> np.ndarray:
    """Rows of all members of staff."""
    return np.flatnonzero(simulation.state.kind == 2)
