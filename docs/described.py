"""Whether the words on a process were checked against its rule as it stands.

Each description under ``docs/odd/submodels/`` ends in ``<!-- described:PROCESS:CODE -->``, where CODE names the rule
(comments and layout left out) that somebody had read when the words were last checked. A test compares both; once you
have read a changed rule and mended its words, ``python -m docs.insert --described PROCESS`` notes that.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

from sim.machine.process import Process
from sim.schedule import PROCESSES

WORDED = tuple(process for process in PROCESSES if not process.follows)
"""The processes that have a section: what takes a theory's outcomes is told by the outcomes."""

DESCRIBED = re.compile(r"<!-- described:(\w+):(\w+) -->")


def code_of(process: Process) -> str:
    """Eight digits that change with the rule: its tokens and those of the helpers beside it.

    Comments, layout, docstrings and values of declared parameters do not enter: the last are inserted, not described.
    """
    module = sys.modules[process.module]
    other = {p.plain for p in PROCESSES}
    helpers = [
        getattr(value, "py_func", value)
        for value in vars(module).values()
        if getattr(getattr(value, "py_func", value), "__module__", "") == module.__name__
        and inspect.isfunction(getattr(value, "py_func", value))
        and getattr(value, "py_func", value) not in other
    ]
    functions = [process.plain, *sorted(helpers, key=lambda helper: str(helper.__name__))]
    rule = "\n".join(shape(inspect.getsource(function)) for function in functions)
    return hashlib.sha256(rule.encode()).hexdigest()[:8]


def shape(source: str) -> str:
    """A function's syntax tree in words: equal for equal code, however it is laid out, on every Python.

    Decorators, docstring, comments, brackets and line breaks leave no trace.
    """
    function = ast.parse(textwrap.dedent(source)).body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    return _words(function)


def _words(node: Any) -> str:
    """One node with what hangs on it; empty fields, which Pythons list differently, are left out."""
    if isinstance(node, ast.AST):
        fields = ((name, value) for name, value in ast.iter_fields(node) if name != "ctx" and value not in (None, []))
        return f"{type(node).__name__}({', '.join(f'{name}={_words(value)}' for name, value in fields)})"
    if isinstance(node, list):
        return f"[{', '.join(map(_words, node))}]"
    return repr(node)


def described(text: str, names: Iterable[str]) -> str:
    """``text`` with the notes of ``names`` renewed: their words were checked against the rule as it stands."""
    processes = {process.name: process for process in PROCESSES}
    wanted = set(names)

    def renew(found: re.Match[str]) -> str:
        return f"<!-- described:{found[1]}:{code_of(processes[found[1]])} -->" if found[1] in wanted else found[0]

    return DESCRIBED.sub(renew, text)
