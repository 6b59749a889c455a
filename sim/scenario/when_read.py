"""When each parameter is read, derived from the rules that read it: an event can only move what is read again.

A process reads ``p.name`` in its body (conformance tests hold that there is no other way). What only ``newcomers``
reads is read when a person arrives; what only stands under ``if now.opening`` is read when a theory opens; what no
process reads is read on the first day, when the council is built. Everything else is read in the months.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

FIRST_DAY, OPENING, ARRIVAL, MONTHLY = "first day", "opening", "arrival", "monthly"


@cache
def when_read() -> dict[str, frozenset[str]]:
    """For every declared parameter the moments at which it is read."""
    from sim.core.newcomers import newcomers
    from sim.machine.declared import PARAMETERS
    from sim.scenario.values import theories
    from sim.schedule import PROCESSES

    theories()
    found: dict[str, set[str]] = {name: set() for name in PARAMETERS}
    for process in PROCESSES:
        monthly = _read_outside_openings(process.plain)
        for name in process.parameters:
            moment = ARRIVAL if process is newcomers else MONTHLY if name in monthly else OPENING
            found[name].add(moment)
    return {name: frozenset(moments or {FIRST_DAY}) for name, moments in found.items()}


def _read_outside_openings(function: Callable[..., Any]) -> set[str]:
    """The parameters that a process reads anywhere but under ``if now.opening``."""
    names: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "now.opening":
            for below in node.orelse:
                visit(below)
            return
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p":
            names.add(node.attr)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
    return names
