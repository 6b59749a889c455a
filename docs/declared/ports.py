"""Ports: the places in the core where theories contribute, and who contributes what."""

from __future__ import annotations

from docs.words import code, codes, number, table
from sim.machine.ports import PORTS
from sim.machine.state import VARIABLES
from sim.schedule import CONTRIBUTIONS, PROCESSES, THEORIES

OF_MODULE = {process.module.rsplit(".", 1)[-1]: process.theory.id for process in PROCESSES if process.theory}


def ports() -> str:
    """Every port: where it is, how it combines, what is neutral, who reads it and who contributes."""
    rows = []
    for port in PORTS.values():
        given = ", ".join(
            f"{code(name)} ({OF_MODULE.get(VARIABLES[name].owner, 'core')})" for name in CONTRIBUTIONS[port.name]
        )
        readers = codes(process.name for process in PROCESSES if port.field in process.reads)
        rows.append(
            (code(port.name), port.axis, port.combine, number(port.neutral), port.unit, readers, given, port.doc)
        )
    columns = ("port", "axis", "combines", "neutral", "unit", "read by", "contributions", "meaning")
    return table(columns, rows)


def brought() -> str:
    """What each theory brings, counted."""
    rows = []
    for theory in THEORIES.values():
        own = [v for v in VARIABLES.values() if OF_MODULE.get(v.owner) == theory.id]
        rows.append((theory.id, len(own), sum(bool(v.port) for v in own)))
    return table(("theory", "state variables", "of these contributions to ports"), rows)
