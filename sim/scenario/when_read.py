"""When each parameter is read, derived from the rules that read it: an event can only move what is read again.

A process reads ``p.name`` (conformance tests hold that there is no other way). What ``newcomers``, and what follows it,
reads is read when a person arrives; what stands under ``if now.opening`` is read when a theory opens; what the building
of a council asks for by name (``values["name"]``), and what no process reads, is read on the first day. Everything else
is read in the months. One parameter can be read at several of these moments.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path
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
        if newcomers.name in (process.name, process.follows):
            for name in process.parameters:
                found[name].add(ARRIVAL)
            continue
        monthly, opening = _read(process.plain)
        handed_on = set(process.parameters) - monthly - opening  # to kernels that ask for them by name
        for moment, names in ((MONTHLY, monthly | handed_on), (OPENING, opening)):
            for name in names:
                found[name].add(moment)
    for name in found.keys() & _asked_by_name():
        found[name].add(FIRST_DAY)
    return {name: frozenset(moments or {FIRST_DAY}) for name, moments in found.items()}


def _read(function: Callable[..., Any]) -> tuple[set[str], set[str]]:
    """The parameters that a process reads in any month, and those under ``if now.opening``."""
    found: tuple[set[str], set[str]] = (set(), set())

    def visit(node: ast.AST, opening: bool) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "now.opening":
            for below in node.body:
                visit(below, True)
            for below in node.orelse:
                visit(below, opening)
            return
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p":
            found[opening].add(node.attr)
        for child in ast.iter_child_nodes(node):
            visit(child, opening)

    visit(ast.parse(textwrap.dedent(inspect.getsource(function))), False)
    return found


def _asked_by_name() -> set[str]:
    """The parameters that building a council and its first day ask a mapping of values for."""
    import sim

    home = Path(sim.__file__).parent
    return {
        node.slice.value
        for place in ("council/population.py", "council/network.py", "machine/engine.py")
        for node in ast.walk(ast.parse((home / place).read_text(encoding="utf-8")))
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("values", "v")
    }
