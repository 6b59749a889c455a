"""Ports: named places in the core where theories contribute, so that the core reads nothing that is a theory's.

The process of the core that owns a place declares it::

    HELP = port(__name__, "arena.help", "council", "sum", "what helps every meeting, relative")

and a theory declares what it contributes among its state, and writes it like any variable of its own::

    STATE = state(__name__, lead=contributes(HELP, "what form and quality of the lead add to decisions, relative"))

The owner reads ``s.arena_help``. A contribution stands from month to month until its theory writes it anew, and is
neutral where the theory has never been on. A dated event that switches the theory off makes it neutral again; only a
contribution that is a stock stays, as all stocks do. How a port combines:

``sum``
    ``s.<port>`` has a row for every contribution, in the order of the schedule; :func:`plus` adds them up where they
    are used, :func:`fold` for a whole range of people before the loop that uses them.
``product``
    the same, each row ``x`` standing for a factor ``1 + x``; :func:`times` multiplies by them.
``one``
    at most one theory decides, and ``s.<port>`` is what it says: a switch, a share, another route.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.machine.declared import Variable
from sim.machine.kernel import embedded

COMBINE = ("sum", "product", "one")


@dataclass(frozen=True)
class Port:
    """One declared place: where it is, how it combines, what stands there while nobody contributes."""

    name: str
    axis: str
    combine: str
    doc: str
    unit: str
    neutral: float
    owner: str

    @property
    def field(self) -> str:
        """Its name in ``s``."""
        return self.name.replace(".", "_")


_ports: dict[str, Port] = {}
PORTS = _ports
"""Every port by name. Complete once ``sim.schedule`` is imported."""


def port(
    owner: str, name: str, axis: str, combine: str, doc: str, *, unit: str = "share", neutral: float = 0.0
) -> Port:
    """Declare a port of the module ``owner`` (its ``__name__``); only what one theory decides can be neutral at all."""
    if combine not in COMBINE:
        raise RuntimeError(f"the port {name} combines by {combine}, not by one of {', '.join(COMBINE)}")
    if combine != "one" and neutral != 0.0:
        raise RuntimeError(f"the port {name} is a {combine}, which is neutral at 0")
    declared = Port(name, axis, combine, doc, unit, neutral, owner.rsplit(".", 1)[-1])
    if _ports.setdefault(name, declared) != declared:
        raise RuntimeError(f"the port {name} is declared twice")
    return declared


def contributes(to: Port, doc: str, kind: str = "condition", **fields: Any) -> Variable:
    """Declare a state variable of a theory that is its contribution to a port, of the port's axis and unit."""
    if not isinstance(to, Port):
        raise RuntimeError(f"contributes takes a port, as the core's file that owns it declares it, not {to!r:.80}")
    return Variable(to.axis, kind, doc, unit=to.unit, start=to.neutral, port=to.name, **fields)


@embedded
def plus(start, rows, c):
    """``start`` and the contributions to a council or a person, one after another."""
    for e in range(rows.shape[0]):
        start += rows[e, c]
    return start


@embedded
def plus_at(start, rows, c, k):
    """``start`` and the contributions to a service, a ward or a way, one after another."""
    for e in range(rows.shape[0]):
        start += rows[e, c, k]
    return start


@embedded
def times_at(start, rows, c, k):
    """``start`` times ``1 + x`` for every contribution to a service, one after another."""
    for e in range(rows.shape[0]):
        start *= 1.0 + rows[e, c, k]
    return start


@embedded
def fold(rows, total, first, end):
    """Add the contributions to people from ``first`` to before ``end`` to ``total``, row by row."""
    for e in range(rows.shape[0]):
        for i in range(first, end):
            total[i] += rows[e, i]
