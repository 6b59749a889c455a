"""That declarations fit together: one clear sentence for whoever writes a theory and slips.

Each declaration checks itself where it is made. What only shows when all are there, such as a process that reads what
nobody declares, is checked here, once, before the first state is laid out.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sim.errors import did_you_mean
from sim.machine.declared import PARAMETERS, Variable
from sim.machine.ports import PORTS
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.outcomes import FIELDS
from sim.schedule import ADDERS, PROCESSES


@cache
def check_declarations(axes: Collection[str]) -> None:
    """``RuntimeError`` for the first declaration that does not fit the others; ``axes`` are those that there are."""
    for variable in VARIABLES.values():
        _check_variable(variable, axes)
    for port in PORTS.values():
        if port.axis not in axes:
            raise RuntimeError(
                f"the port {port.name} has the axis {port.axis}, which there is not." + did_you_mean(port.axis, axes)
            )
    for process in PROCESSES:
        _check_process(process)


def _check_variable(variable: Variable, axes: Collection[str]) -> None:
    said = f"the state variable {variable.name} of {variable.owner}"
    if variable.axis not in axes:
        raise RuntimeError(
            f"{said} has the axis {variable.axis}, which there is not." + did_you_mean(variable.axis, axes)
        )
    if variable.port:
        if variable.port not in PORTS:
            raise RuntimeError(
                f"{said} contributes to {variable.port}, which is no port." + did_you_mean(variable.port, PORTS)
            )
        port = PORTS[variable.port]
        if (variable.axis, variable.start) != (port.axis, port.neutral):
            raise RuntimeError(
                f"{said} has the axis {variable.axis} and starts at {variable.start:g}; the port {port.name} has the "
                f"axis {port.axis} and is neutral at {port.neutral:g}. Declare it with contributes(...)."
            )


def _check_process(process: Process) -> None:
    rows = {f"{stock}_entries" for stock in ADDERS}
    known = {*VARIABLES, *(port.field for port in PORTS.values())}
    said = f"the process {process.name} of {process.module.rsplit('.', 1)[-1]}"
    for stock in process.adds:
        if stock not in ADDERS:
            raise RuntimeError(
                f"{said} adds to {stock}, which is no stock with a ledger. Those are {', '.join(sorted(ADDERS))}."
            )
    for name in process.reads:
        stock = name.removeprefix("add_")
        if stock != name and stock in ADDERS:
            raise RuntimeError(f'{said} adds to {stock} without saying so: write adds=("{stock}",) above it.')
        if name not in known and name not in rows:
            raise RuntimeError(f"{said} asks for s.{name}, which nobody declares." + did_you_mean(name, known))
    for name in process.writes:
        if name not in known:
            raise RuntimeError(f"{said} writes {name}, which nobody declares." + did_you_mean(name, known))
    for name in process.takes:
        if name not in FIELDS:
            raise RuntimeError(f"{said} fills s.{name}, which is no outcome." + did_you_mean(name, FIELDS))
    for name in process.parameters:
        if name not in PARAMETERS:
            raise RuntimeError(f"{said} asks for p.{name}, which nobody declares." + did_you_mean(name, PARAMETERS))
