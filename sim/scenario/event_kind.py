"""What a kind of event is: what it says, what may stand in it, and what it does to a run.

The kinds themselves are declared in :mod:`sim.scenario.event_kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from sim.errors import did_you_mean
from sim.machine.declared import PARAMETERS, Parameter, par
from sim.scenario.values import Value, declared, nearest_id, theories

Given = Mapping[str, Value]


class Row(NamedTuple):
    """One row of the table of events; the month is the event's."""

    kind: int
    place: int = 0
    trait: int = 0
    amount: float = 0.0
    announced: float = 0.0


class Change(NamedTuple):
    """A parameter that has another number from a month on, or a theory that is switched ``on`` or off."""

    name: str
    number: float | None
    on: bool = False


@dataclass(frozen=True)
class EventKind:
    """One kind of event.

    ``fields`` may stand in it, ``required`` must. ``open`` gives the declaration of any further name ("parameter" or
    "theory"). ``things`` says what it is about: two events on one thing in one month contradict each other.
    """

    name: str
    doc: str
    example: str
    things: Callable[[Given], Iterable[Hashable]]
    said: Callable[[Given], str]
    fields: Mapping[str, Parameter] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    open: str = ""
    rows: Callable[[Given], list[Row]] = lambda given: []
    changes: Callable[[Given], list[Change]] = lambda given: []
    check: Callable[[Given, int], None] = lambda given, month: None
    notices: Callable[[Given], list[str]] = lambda given: []

    def names(self) -> tuple[str, ...]:
        """Every name that may stand in it."""
        if self.open == "parameter":
            theories()
            return tuple(sorted(PARAMETERS))
        return tuple(theories()) if self.open == "theory" else tuple(self.fields)

    def hint(self, name: str) -> str:
        """What follows a ``name`` that may not stand in it: the one that is meant, or where all of them are."""
        if self.open == "theory":
            return nearest_id(name, self.names())
        every = ' "townhall parameters" lists them.' if self.open else f" It has {', '.join(self.fields)}."
        return did_you_mean(name, self.names()) or every

    def declaration(self, name: str) -> Parameter:
        """The declaration of one of its :meth:`names`."""
        if self.open == "parameter":
            return declared(name)
        if self.open == "theory":
            return par(
                "off", choices=("on", "off"), mark="DESIGN", unit="switch", doc=theories()[name].title, name=name
            )
        return self.fields[name]


def named(**fields: Parameter) -> Mapping[str, Parameter]:
    """Declarations that know their own names."""
    return MappingProxyType({name: replace(declaration, name=name) for name, declaration in fields.items()})


def number(lo: float, hi: float, unit: str, doc: str) -> Parameter:
    """A number that may stand in an event."""
    return par(0.0, lo=lo, hi=hi, unit=unit, mark="DESIGN", doc=doc)


def choice(choices: Iterable[str], doc: str) -> Parameter:
    """A word that may stand in an event, one of ``choices``."""
    words = tuple(choices)
    return par(words[0], choices=words, unit="word", mark="DESIGN", doc=doc)
