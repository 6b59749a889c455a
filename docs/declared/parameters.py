"""Parameters: every one with its default, range and source, and what they rest on."""

from __future__ import annotations

from docs.words import code, codes, number, table
from sim.machine.declared import FREE, MARKS, PARAMETERS, ROLES, Parameter
from sim.references import reference
from sim.schedule import PROCESSES


def default_of(parameter: Parameter) -> str:
    """The default: a word or a number."""
    return str(parameter.default) if parameter.kind == "choice" else number(parameter.default)


def range_of(parameter: Parameter) -> str:
    """What a parameter may be."""
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    return f"{number(parameter.lo)} to {number(parameter.hi)}"


def owners() -> dict[str, list[Parameter]]:
    """Parameters by the module that declares them: first those of the first day, then in the order of the schedule."""
    order = ["population", "network", *(process.module.rsplit(".", 1)[-1] for process in PROCESSES)]
    grouped: dict[str, list[Parameter]] = {owner: [] for owner in order}
    for parameter in PARAMETERS.values():
        grouped.setdefault(parameter.owner, []).append(parameter)
    return {owner: found for owner, found in grouped.items() if found}


def parameters() -> str:
    """Every parameter, a table for each module."""
    parts = []
    for owner, found in owners().items():
        rows = (
            (
                code(p.name),
                default_of(p),
                range_of(p),
                p.unit,
                p.mark,
                p.role,
                reference(p.source).short if p.source else "",
                p.doc,
            )
            for p in found
        )
        columns = ("parameter", "default", "range", "unit", "mark", "role", "source", "meaning")
        parts.append(f"## {owner}\n\n" + table(columns, rows))
    return "\n\n".join(parts)


def marks() -> str:
    """How many parameters rest on what."""
    meaning = {
        "DATA": "computed from data that come with the model",
        "SOURCED": "a figure read in a source",
        "SEED": "testimony in a source article",
        "LITERATURE": "taken from the literature",
        "ASSUMPTION": "no source; free: calibrated, or swept by itself",
        "DESIGN": "the experimenter's choice: a lever or a size, no claim",
        "FIXED": "cited or stipulated; swept with its group alone",
    }
    counts = {mark: sum(p.mark == mark for p in PARAMETERS.values()) for mark in MARKS}
    rows = [(mark, counts[mark], meaning[mark]) for mark in MARKS]
    return table(("mark", "parameters", "meaning"), [*rows, ("all", sum(counts.values()), "")])


def calibrated() -> str:
    """The parameters whose declarations say that they were set to a pattern in data."""
    words = ("calibrated", "set so that", "at the start)")
    rows = ((code(p.name), p.doc) for p in PARAMETERS.values() if any(word in p.doc for word in words))
    return table(("parameter", "meaning"), rows)


def assumptions() -> str:
    """The names of all free parameters, by module."""
    rows = (
        (owner, *(codes(p.name for p in found if p.role == role) for role in FREE))
        for owner, found in owners().items()
        if any(p.free for p in found)
    )
    return table(("module", *FREE), rows)


def roles() -> str:
    """How many parameters have which role, and what a study may do with them."""
    meaning = {
        "calibrate": "free: to be calibrated to facts",
        "strength": "free: one for each theory; at 0 what the theory gains is gone",
        "sweep": "free: swept for robustness",
        "fixed": "cited, measured or stipulated; moves with its group alone",
        "design": "the experimenter's choice",
    }
    counts = {role: sum(p.role == role for p in PARAMETERS.values()) for role in ROLES}
    rows = [(role, counts[role], meaning[role]) for role in ROLES]
    return table(("role", "parameters", "meaning"), [*rows, ("all", sum(counts.values()), "")])
