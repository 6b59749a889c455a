"""The state: every variable with its axis, kind, unit and bounds; sizes and services."""

from __future__ import annotations

from docs.declared.parameters import default_of
from docs.words import code, codes, number, span, table
from sim.council.services import PROFILES
from sim.machine.declared import AXES as BROUGHT
from sim.machine.declared import PARAMETERS, Variable
from sim.machine.state import VARIABLES
from sim.schedule import PROCESSES

AXES = {
    "council": "one value for each council",
    "path": "councils x financial years",
    "service": "councils x 8 services",
    "way": "councils x 9 ways to close a gap",
    "line": "lines of money",
    "ward": "councils x wards",
    "person": "one value for each post (politicians, managers, frontline staff, partners)",
    "person_and_one": "posts and one more",
    "arc": "one value for each directed tie",
    "event": "one value for each dated event of the run",
    **{name: f"councils x {axis.size} {axis.doc}" for name, axis in sorted(BROUGHT.items())},
    "outcome": "outcomes x councils",
}


def writers_of(variable: Variable) -> list[str]:
    """Who writes, adds to or folds a variable, in the order of the month."""
    name = variable.name
    return [p.name for p in PROCESSES if name in p.writes + p.adds + p.folds]


def variables() -> str:
    """Every state variable, a table for each axis."""
    parts = []
    for axis, meaning in AXES.items():
        rows = [
            (code(v.name), v.kind, v.unit, span(v.lo, v.hi), number(v.start), codes(writers_of(v)), v.doc)
            for v in VARIABLES.values()
            if v.axis == axis
        ]
        columns = ("variable", "kind", "unit", "bounds", "start", "changed by", "meaning")
        parts.append(f"## {axis}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n" + table(columns, rows))
    return "\n\n".join(parts)


def sizes() -> str:
    """How many agents of which kind by default."""
    kinds = ("politicians", "managers", "frontline_staff", "partners", "wards")
    rows = ((code(name), default_of(PARAMETERS[name]), PARAMETERS[name].doc) for name in kinds)
    return table(("parameter", "default", "who"), rows)


def services() -> str:
    """The table of the eight services."""
    columns = (
        "service",
        "statutory",
        "visibility",
        "relational",
        "wickedness",
        "proactive",
        "need growth a year",
        "cost growth a year",
        "pay share",
        "used more in need",
        "partners that matter most",
    )
    rows = (
        (
            p.label,
            number(p.statutory),
            number(p.visibility),
            number(p.relational),
            number(p.wickedness),
            number(p.proactive),
            number(p.demand_growth),
            number(p.cost_growth),
            number(p.pay_share),
            number(p.users_in_need),
            ", ".join(p.outside),
        )
        for p in PROFILES
    )
    return table(columns, rows)
