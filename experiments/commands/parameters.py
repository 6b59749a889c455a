"""``townhall parameters``: every declared parameter, searchable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
from experiments.designs.choices import contains, nothing_found
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from sim.machine.declared import Parameter


def parameters(text: options.SearchText = None, role: options.ParameterRole = None) -> None:
    """Every parameter with its default, range, unit, mark, role, source and meaning."""
    with screen.working("Loading the declarations"):
        from sim.scenario.scenario import theories

        theories()  # completes the declarations

        from sim.machine.declared import PARAMETERS, ROLES
    if role is not None and role not in ROLES:
        hint = did_you_mean(role, ROLES) or f" The roles are {', '.join(ROLES)}."
        raise InputError(f'There is no role "{shown(role, QUOTED)}".{hint}')
    found = [
        declaration
        for name, declaration in sorted(PARAMETERS.items())
        if role in (None, declaration.role)
        and contains(
            text, name, declaration.doc, declaration.unit, declaration.mark, declaration.role, declaration.source
        )
    ]
    if not found:
        raise nothing_found("parameter", text, PARAMETERS)
    columns = [
        Column("parameter"),
        Column("default", "number"),
        Column("range and unit", "words", 16),
        Column("mark, role, source", "words", 12),
        Column("meaning", "words", 30),
    ]
    rows = [
        (
            declaration.name,
            str(declaration.default) if declaration.kind == "choice" else f"{declaration.default:g}",
            _range(declaration),
            ", ".join(word for word in (declaration.mark, declaration.role, declaration.source) if word),
            declaration.doc,
        )
        for declaration in found
    ]
    console = screen.screen()
    show(console, columns, rows)
    say(
        console,
        f"{len(found)} of {len(PARAMETERS)} parameters. The mark says where a default comes from; an ASSUMPTION is one "
        "that nobody has measured, DESIGN is the experimenter's choice. The role says what a study may do with it: "
        "calibrate, strength (of a theory) and sweep are free, fixed moves with its group alone.",
    )


def _range(declaration: Parameter) -> str:
    if declaration.kind == "choice":
        return " | ".join(declaration.choices)
    whole = "whole number, " if declaration.kind == "int" else ""
    return f"{declaration.lo:g} to {declaration.hi:g}, {whole}{declaration.unit}"
