"""One rule of the model on a little state of its own: what the verifications hold against results known elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.council.services import SERVICE_COUNT, WAYS
from sim.machine.declared import PARAMETERS
from sim.machine.engine import ENTRIES
from sim.machine.ports import PORTS
from sim.machine.process import Process
from sim.machine.randomness import Now
from sim.machine.state import VARIABLES, dtype_of
from sim.machine.window import Window
from sim.schedule import CONTRIBUTIONS


def state_for(process: Process, *, people: int = 1, arcs: int = 1, **given: Any) -> Window:
    """State of one council for one process: every field at its start value but those given (a number fills a field).

    What theories contribute is given by its own name. Flows and entries are empty; ``people`` and ``arcs`` say how
    many there are.
    """
    axes: dict[str, tuple[int, ...]] = {
        "council": (1,),
        "service": (1, SERVICE_COUNT),
        "ward": (1, 1),
        "way": (1, len(WAYS)),
        "person": (people,),
        "person_and_one": (people + 1,),
        "arc": (arcs,),
        "event": (0,),
    }
    fields: dict[str, np.ndarray] = {}
    ports = {port.field: port for port in PORTS.values()}
    rows: dict[str, np.ndarray] = {}
    for name in process.reads + process.writes + process.folds:
        if name in ports:
            port = ports[name]
            names, shape = CONTRIBUTIONS[port.name], axes[port.axis]
            fields[name] = np.full(shape if port.combine == "one" else (len(names), *shape), port.neutral)
            rows |= {n: fields[name] if port.combine == "one" else fields[name][at] for at, n in enumerate(names)}
            continue
        variable = VARIABLES[name]
        fields[name] = np.full(axes[variable.axis], variable.start, dtype_of(variable))
    for stock in process.adds:
        fields[f"add_{stock}"] = np.zeros(axes[VARIABLES[stock].axis])
    for stock in process.folds:
        fields[f"{stock}_entries"] = np.zeros((ENTRIES[stock], *axes[VARIABLES[stock].axis]))
    for name, value in given.items():
        (rows if name in rows else fields)[name][...] = value
    return process.state_type(**fields)


def numbers_for(process: Process, **changed: float) -> Window:
    """The parameters a process reads, at their defaults but those changed (any number, also beyond the range)."""
    return process.parameter_type(
        *[float(changed.get(name, PARAMETERS[name].number(PARAMETERS[name].default))) for name in process.parameters]
    )


def moment(process: Process, month: int, seed: int = 0) -> Now:
    """The moment as the process sees it in this month of a run."""
    year = 2010 + month // 12
    return Now(
        month,
        (month + 3) % 12 + 1,
        year,
        month % 3 == 2,
        np.uint64(seed),
        np.uint64(0),
        process.number,
    )
