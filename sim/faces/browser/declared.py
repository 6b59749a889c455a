"""What the declarations say, as the table of a page holds it: parameters, outcomes, theories, scenarios, events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.core import dated_events
from sim.core.dated_events import DATED, TRAITS
from sim.council.population import STRUCTURE
from sim.council.services import KINDS, LAYERS, ROLES, SERVICES, WAYS
from sim.faces.browser.columns import column
from sim.machine.declared import PARAMETERS, Parameter
from sim.outcomes import MEASURES
from sim.scenario.event_kinds import EVENT_KINDS, HEADS, PLACES
from sim.scenario.scenario import list_scenarios, load_scenario, theories
from sim.scenario.when_read import ARRIVAL, MONTHLY, when_read
from sim.schedule import PROCESSES


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Rows as columns by name, each as short as it can be written; no column where there is no row."""
    return {name: column([row[at] for row in rows]) for at, name in enumerate(names) if rows}


PARAMETER = ("name", "kind", "default", "lo", "hi", "unit", "mark", "doc", "choices", "movable")
"""The order of a parameter's row; ``movable`` is 1 where an event can move it."""

OUTCOME = ("name", "unit", "direction", "doc", "lo", "hi")
"""The order of an outcome's row."""


ROWS = (
    *("REPLACED", "TRAIT_MOVED", "TRAIT_GIVEN", "SUM_MILLION", "SUM_PERCENT"),
    *("FUNDING", "TRUST", "WAY_SHARE", "CLOSED", "ABOLISHED"),
)
"""The codes of the rows of events, by the names that they have in the rule."""


def number(value: float | None) -> float | int | None:
    """A number as short as it can be written."""
    return int(value) if value is not None and value == int(value) else value


def parameter_row(one: Parameter, movable: bool = False) -> list[Any]:
    """One parameter, in the order of :data:`PARAMETER`."""
    default = one.default if isinstance(one.default, str) else number(one.default)
    choices = list(one.choices) or 0
    # What a fixed number means stands in the reference; a page that has to stay small has the help of those that move.
    doc = "" if one.mark == "FIXED" else one.doc
    return [one.name, one.kind, default, number(one.lo), number(one.hi), one.unit, one.mark, doc, choices, +movable]


def parameters_told() -> dict[str, list[Any]]:
    """Every declared parameter, by name."""
    theories()
    moments = when_read()
    rows = [parameter_row(PARAMETERS[name], bool(moments[name] & {ARRIVAL, MONTHLY})) for name in sorted(PARAMETERS)]
    return columns(PARAMETER, rows)


def outcomes_told() -> dict[str, list[Any]]:
    """Every declared outcome, in order."""
    rows = [[one.name, one.unit, one.direction, one.doc, number(one.lo), number(one.hi)] for one in MEASURES.values()]
    return columns(OUTCOME, rows)


def scenarios_told() -> list[dict[str, Any]]:
    """The scenarios that come with Town Hall, resolved."""
    found = []
    for scenario in map(load_scenario, list_scenarios()):
        said = {"name": scenario.name, "why": scenario.why, "set": dict(scenario.settings)}
        found.append(said | {"without": list(scenario.without), "events": [e.described() for e in scenario.events]})
    return found


def kinds_told() -> list[dict[str, Any]]:
    """Every kind of event: what may stand in it, and what must."""
    return [
        {
            "name": kind.name,
            "doc": kind.doc,
            "example": kind.example,
            "open": kind.open,
            "required": list(kind.required),
            "fields": columns(PARAMETER, [parameter_row(one) for one in kind.fields.values()]),
        }
        for kind in EVENT_KINDS.values()
    ]


def processes_told() -> list[list[Any]]:
    """Of every process its name, its number, its theory, whether it acts always, whether only events need it."""
    return [[p.name, p.number, p.theory.id if p.theory else "", +p.always, +(p in DATED)] for p in PROCESSES]


def words_told() -> dict[str, Any]:
    """What stands for codes of the state, in words."""
    return {
        "kind": list(KINDS),
        "role": list(ROLES),
        "service": list(SERVICES),
        "layer": list(LAYERS),
        "heads": HEADS,
        "places": PLACES,
        "traits": list(TRAITS),
        "ways": list(WAYS),
        "rows": {name: getattr(dated_events, name) for name in ROWS},
        "theories": {name: theory.title for name, theory in theories().items()},
        "structure": list(STRUCTURE),
    }
