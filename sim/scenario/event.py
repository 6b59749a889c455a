"""Dated events: what a scenario says happens in a month, checked against the declarations of the kinds of event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.machine.declared import Parameter
from sim.scenario.dates import DATES, date_of, month_of
from sim.scenario.event_kind import Change, EventKind
from sim.scenario.event_kinds import EVENT_KINDS
from sim.scenario.values import Value, checked_value, kind_of

__all__ = ["Change", "Event", "MistakenEvent", "make_event"]

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
KEYS = ("date", "name")
"""What may stand in an event beside its kind."""


class MistakenEvent(InputError):
    """An event that cannot be: ``place`` says where in it the mistake lies, ``event`` which event of several it is."""

    def __init__(self, sentence: str, place: tuple[str | int, ...] = (), event: Event | None = None) -> None:
        super().__init__(sentence)
        self.place = place
        self.event = event


@dataclass(frozen=True)
class Event:
    """One event: its ``kind``, its ``month`` (0 is April 2010), what is ``given`` in it, and its name, if it has one.

    Building one validates it; what cannot be raises :class:`MistakenEvent`.
    """

    kind: str
    month: int
    given: tuple[tuple[str, Value], ...]
    name: str = ""

    def __post_init__(self) -> None:
        kind = self.declared
        checked: dict[str, Value] = {}
        for name, value in self.given:
            if name not in kind.names():
                raise MistakenEvent(
                    f'there is nothing called "{shown(name, QUOTED)}" in {kind.name}.{kind.hint(name)}', (name,)
                )
            try:
                checked[name] = checked_value(kind.declaration(name), value)
            except InputError as error:
                raise MistakenEvent(str(error), (name,)) from None
        for name in kind.required:
            if name not in checked:
                raise MistakenEvent(f'"{kind.name}" needs "{name}", as in {kind.example}.')
        if not checked:
            raise MistakenEvent(f'"{kind.name}" says nothing; write for example {kind.example}.')
        try:
            kind.check(checked, self.month)
        except InputError as error:
            raise MistakenEvent(str(error)) from None
        object.__setattr__(self, "given", tuple(sorted(checked.items())))

    @property
    def declared(self) -> EventKind:
        """The declaration of its kind."""
        return EVENT_KINDS[self.kind]

    @property
    def date(self) -> str:
        """The month as "2015-06"."""
        return date_of(self.month)

    @property
    def values(self) -> dict[str, Value]:
        """What is given, by name."""
        return dict(self.given)

    @property
    def said(self) -> str:
        """What happens, in a few words, for tables and figures."""
        return self.declared.said(self.values)

    @property
    def content(self) -> tuple[object, ...]:
        """All that a run's numbers can depend on."""
        return self.month, self.kind, self.given

    def described(self) -> dict[str, object]:
        """The event as a scenario file, a manifest and a results folder have it."""
        return {"name": self.name, "date": self.date, self.kind: self.values}

    def factors(self) -> dict[str, Parameter]:
        """What a design can vary, by name: ``name.date``, and ``name.`` with each value that is given."""
        found: dict[str, Parameter] = {
            f"{self.name}.date": DateParameter(
                self.date, choices=DATES, unit="month", mark="DESIGN", doc=f"When it happens: {self.said}"
            )
        }
        for name, value in self.given:
            found[f"{self.name}.{name}"] = replace(self.declared.declaration(name), default=value)
        return {name: replace(parameter, name=name) for name, parameter in found.items()}

    def changed(self, name: str, value: Any) -> Event:
        """The event with its date or one of its values set anew."""
        known = ("date", *self.values)
        if name not in known:
            hint = did_you_mean(name, known) or f" It has {', '.join(known)}."
            raise MistakenEvent(f'The event "{self.name}" has no "{shown(name, QUOTED)}".{hint}')
        try:
            if name == "date":
                return replace(self, month=month_of(value))
            return replace(self, given=tuple({**self.values, name: value}.items()))
        except InputError as error:
            raise MistakenEvent(f'In the event "{self.name}" {error}') from None


@dataclass(frozen=True)
class DateParameter(Parameter):
    """The date of an event as a factor: one of all months, told of as a date."""

    def check(self, value: Any) -> Any:
        """``value`` if it is a date."""
        month_of(value)
        return value


def make_event(said: Any) -> Event:
    """The event that a mapping such as ``{"date": "2015-06", "set": {"training_share": 0.5}}`` says."""
    kinds = ", ".join(EVENT_KINDS)
    if not isinstance(said, Mapping):
        raise MistakenEvent(f'an event is a mapping with a "date" and one of {kinds}, not {kind_of(said, 40)}.')
    for key in said:
        if key not in (*KEYS, *EVENT_KINDS):
            hint = did_you_mean(str(key), (*EVENT_KINDS, *KEYS)) or f" The kinds are {kinds}."
            raise MistakenEvent(f'there is no kind of event "{shown(str(key), QUOTED)}".{hint}', (str(key),))
    found = [key for key in said if key in EVENT_KINDS]
    if len(found) != 1:
        wrong = f"an event says one thing, and this one says {' and '.join(found)}; write two events"
        raise MistakenEvent(wrong + "." if found else f"this event does not say what happens; write one of {kinds}.")
    kind, name = found[0], said.get("name", "")
    if "date" not in said:
        raise MistakenEvent(f"this event has no date; write for example {EVENT_KINDS[kind].example}.")
    try:
        month = month_of(said["date"])
    except InputError as error:
        raise MistakenEvent(str(error), ("date",)) from None
    if "name" in said and not (isinstance(name, str) and NAME.fullmatch(name)):
        raise MistakenEvent(
            f"the name of an event is small letters, digits and hyphens, such as new-leader, not {kind_of(name, 40)}.",
            ("name",),
        )
    body = said[kind]
    if not isinstance(body, Mapping):
        raise MistakenEvent(
            f'"{kind}" must be a mapping, as in {EVENT_KINDS[kind].example}, not {kind_of(body, 40)}.', (kind,)
        )
    try:
        return Event(kind, month, tuple((str(key), value) for key, value in body.items()), name)
    except MistakenEvent as error:
        raise MistakenEvent(str(error), (kind, *error.place)) from None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by date, each with a name; :class:`MistakenEvent` where two have one name, or contradict each other."""
    if isinstance(events, Event | Mapping | str) or not isinstance(events, Iterable):
        raise MistakenEvent(f"events are given as a list, not as {kind_of(events, 40)}.")
    events = tuple(events)
    for event in events:
        if not isinstance(event, Event):
            raise MistakenEvent(
                "an event of a scenario is made by make_event, as in "
                'make_event({"date": "2015-06", "set": {"training_share": 0.5}}), '
                f"and not {kind_of(event, 40)}."
            )
    ordered = sorted(events, key=lambda event: (event.month, event.kind, repr(event.given), event.name))
    names: set[str] = set()
    for event in ordered:
        if event.name and event.name in names:
            raise MistakenEvent(f'Two events have the name "{event.name}"; give one of them another.', ("name",), event)
        names.add(event.name)
    found = []
    for event in ordered:
        plain = name = f"{event.kind}-{event.date}"
        count = 1
        while not event.name and name in names:
            count += 1
            name = f"{plain}-{count}"
        names.add(event.name or name)
        found.append(event if event.name else replace(event, name=name))
    _check_clashes(found)
    return tuple(found)


def _check_clashes(events: Sequence[Event]) -> None:
    known: dict[tuple[object, ...], Event] = {}
    for event in events:
        for thing in event.declared.things(event.values):
            other = known.setdefault((event.month, thing), event)
            if other is not event:
                words = " ".join(str(part) for part in thing if not isinstance(part, int))  # type: ignore[attr-defined]
                raise MistakenEvent(
                    f'The events "{other.name}" and "{event.name}" are both about {words} in {event.date}; keep one.',
                    (),
                    event,
                )


@dataclass(frozen=True)
class Timetable:
    """All events of a scenario as a run takes them."""

    events: tuple[Event, ...]

    @cached_property
    def changes(self) -> Mapping[int, tuple[Change, ...]]:
        """Parameters and theories that change between two months, by the month that they change for."""
        found: dict[int, list[Change]] = {}
        for event in self.events:
            changes = event.declared.changes(event.values)
            if changes:
                found.setdefault(event.month, []).extend(changes)
        return MappingProxyType({month: tuple(changes) for month, changes in found.items()})

    @cached_property
    def table(self) -> dict[str, np.ndarray]:
        """The rows that ``sim/core/dated_events.py`` acts on, a column for each variable of the state."""
        rows = [(event.month, row) for event in self.events for row in event.declared.rows(event.values)]
        return {
            "event_month": np.array([month for month, _ in rows], np.int64),
            "event_kind": np.array([row.kind for _, row in rows], np.int64),
            "event_place": np.array([row.place for _, row in rows], np.int64),
            "event_trait": np.array([row.trait for _, row in rows], np.int64),
            "event_amount": np.array([row.amount for _, row in rows], np.float64),
            "event_announced": np.array([row.announced for _, row in rows], np.float64),
        }
