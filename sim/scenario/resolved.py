"""A scenario, resolved: which parameters a run gets, which theories are off, and what happens when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.event import Event, Timetable, in_order, make_event
from sim.scenario.values import Value, check_theory, checked_value, declared, theories


@lru_cache(maxsize=1)
def _defaults(count: int) -> dict[str, Value]:
    """All defaults by name, sorted; ``count`` is that of the declared parameters, which grows as theories come in."""
    return {name: parameter.default for name, parameter in sorted(PARAMETERS.items())}


def _laid(settings: Mapping[str, Value], given: Mapping[str, Any]) -> Mapping[str, Value]:
    """Settings that are checked already, with what is given, checked, laid over them; defaults fall away."""
    laid = dict(settings)
    for name in sorted(given):
        value = checked_value(declared(name), given[name])
        if value != PARAMETERS[name].default:
            laid[name] = value
        else:
            laid.pop(name, None)
    return MappingProxyType({name: laid[name] for name in sorted(laid)})


@dataclass(frozen=True)
class Scenario:
    """A scenario, resolved and valid: what differs from the declared defaults, and which theories are off.

    Attributes:
        name: how it is called in tables and figures.
        why: the sentence that says what it is for.
        settings: parameter -> value, only where the value differs from the declared default; sorted by name.
        without: ids of the theories that are switched off, sorted.
        events: what happens in which month, by date (see :mod:`sim.scenario.event`); each has a name.
        chain: names from the root scenario to this one, along ``extends``.
        source: the file it was read from, or "" when it was made in Python.

    Building one validates it; a bad name, type, unit or range raises :class:`~sim.errors.InputError`.
    Scenarios can be compared, hashed and pickled.
    """

    name: str
    why: str = ""
    settings: Mapping[str, Value] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    source: str = ""
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        known = theories()
        settings = _laid({}, self.settings)
        for theory in self.without:
            check_theory(theory, known)
        object.__setattr__(self, "settings", settings)
        object.__setattr__(self, "without", tuple(sorted(set(self.without))))
        object.__setattr__(self, "chain", tuple(self.chain) or (self.name,))
        object.__setattr__(self, "events", in_order(self.events))

    @cached_property
    def values(self) -> dict[str, Value]:
        """The value of every declared parameter, sorted by name. Treat it as read-only."""
        theories()
        return {**_defaults(len(PARAMETERS)), **self.settings}

    @cached_property
    def event_factors(self) -> dict[str, Parameter]:
        """What a design can vary of its events, by name, such as ``crisis.date``."""
        return {name: parameter for event in self.events for name, parameter in event.factors().items()}

    @cached_property
    def all_values(self) -> dict[str, Value]:
        """The value of every declared parameter, and of everything that a design can vary of the events."""
        return self.values | {name: parameter.default for name, parameter in self.event_factors.items()}

    @cached_property
    def timetable(self) -> Timetable:
        """The events as a run takes them."""
        return Timetable(self.events)

    @property
    def switched_on(self) -> frozenset[str]:
        """Theories that an event switches on."""
        return frozenset(
            name for event in self.events if event.kind == "switch" for name, to in event.given if to == "on"
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved values, the theories that are off and the events: equal digest, equal model.

        Name, sentence and file do not enter: a scenario that only extends another has its digest.
        """
        said: dict[str, object] = {"values": self.values, "without": self.without}
        if self.events:
            said["events"] = [event.content for event in self.events]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()

    def changed(self, **settings: Any) -> Scenario:
        """Return the scenario with some values set anew (validated); a value may be "25 %" or "2 months per layer".

        ``**{"crisis.date": "2014-04"}`` sets something of the event "crisis" anew.
        """
        if "events" in settings:
            raise InputError(
                'events are laid over a scenario, as in load_scenario("baseline").with_events({"date": "2015-06", '
                '"set": {"training_share": 0.5}}).'
            )
        plain = {name: value for name, value in settings.items() if "." not in name}
        events = {event.name: event for event in self.events}
        for name, value in settings.items():
            if name in plain:
                continue
            event, _, part = name.partition(".")
            if event not in events:
                hint = did_you_mean(event, events) or (f" Its events are {', '.join(events)}." if events else "")
                raise InputError(f'The scenario {self.name} has no event "{shown(event, QUOTED)}".{hint}')
            events[event] = events[event].changed(part, value)
        # What this scenario has was checked when it was made: to check it again before each run would cost too much.
        found = object.__new__(Scenario)
        found.__dict__.update({name: getattr(self, name) for name in FIELDS})
        found.__dict__["settings"] = _laid(self.settings, plain)
        return found if len(plain) == len(settings) else replace(found, events=tuple(events.values()))

    def with_events(self, *events: Event | Mapping[str, Any]) -> Scenario:
        """Return the scenario with further events, such as ``{"date": "2015-06", "set": {"training_share": 0.5}}``.

        One of the same name takes the place of the scenario's own.
        """
        made = [event if isinstance(event, Event) else make_event(event) for event in events]
        names = {event.name for event in made if event.name}
        return replace(self, events=(*(event for event in self.events if event.name not in names), *made))

    def switched_off(self, *ids: str) -> Scenario:
        """Return the scenario with further theories switched off, from the first day to the last.

        What its events say of switching these on or off falls away.
        """
        events = []
        for event in self.events:
            kept = tuple(item for item in event.given if event.kind != "switch" or item[0] not in ids)
            if kept:
                events.append(replace(event, given=kept))
        return replace(self, without=(*self.without, *ids), events=tuple(events))

    def renamed(self, name: str, why: str = "") -> Scenario:
        """Return the scenario under another name, so that a variant can stand beside it in one table."""
        return replace(self, name=name, why=why or self.why)

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def __reduce__(self) -> tuple[Callable[..., Scenario], tuple[Any, ...]]:
        # A mapping proxy cannot be pickled; rebuilding from plain values also validates on arrival.
        return Scenario, (self.name, self.why, dict(self.settings), self.without, self.chain, self.source, self.events)


FIELDS = tuple(each.name for each in fields(Scenario))
