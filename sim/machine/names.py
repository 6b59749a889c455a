"""Which names a function asks its arguments for, read from its source and from that of the kernels it hands them on to.

``s.trust`` and ``p.pace`` in the body of a process are what it reads; ``helper(s, c)`` makes it read what the helper
names. Every file is read once and every function parsed once.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _lines(path: str) -> list[str]:
    """The lines of a file."""
    return Path(path).read_text(encoding="utf-8").splitlines()


@cache
def _body(path: str, first: int) -> ast.Module:
    """The function that begins in this line, decorators included: all up to the next line that is not indented."""
    lines = _lines(path)
    define = next(at for at in range(first - 1, len(lines)) if lines[at].lstrip().startswith("def "))
    indent = lines[define][: -len(lines[define].lstrip())]
    inner = (indent + " ", indent + ")")
    end = define + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(inner)):
        end += 1
    return ast.parse("\n" * define + textwrap.dedent("\n".join(lines[define:end])))


@dataclass
class _Asked:
    """What one function asks its arguments for, and to whom it hands them on: seen in one walk through its body."""

    names: dict[str, set[str]]
    handed: dict[str, list[tuple[str, int]]]
    """By argument: (function, place among its arguments)."""
    loose: dict[str, int]
    """By name: a line in which it stands in another way."""


@cache
def _asked(path: str, first: int) -> _Asked:
    asked = _Asked({}, {}, {})
    followed: set[int] = set()
    alone: list[ast.Name] = []
    for node in ast.walk(_body(path, first)):
        if isinstance(node, ast.Name):
            alone.append(node)
        elif isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name):
                asked.names.setdefault(node.value.id, set()).add(node.attr)
                followed.add(id(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for place, given in enumerate(node.args):
                if isinstance(given, ast.Name):
                    asked.handed.setdefault(given.id, []).append((node.func.id, place))
                    followed.add(id(given))
    for node in alone:
        if id(node) not in followed:
            asked.loose.setdefault(node.id, node.lineno)
    return asked


def names_used(function: Any, argument: str) -> frozenset[str]:
    """Every name that ``function`` asks its argument called ``argument`` for, itself or through those it hands it to.

    Errors: ``RuntimeError`` where the argument is handed on in a way that cannot be followed.
    """
    found: set[str] = set()
    _collect(getattr(function, "py_func", function), argument, found, set())
    return frozenset(found)


def _collect(function: Callable[..., Any], argument: str, found: set[str], seen: set[tuple[int, str]]) -> None:
    code = function.__code__
    if (id(code), argument) in seen:
        return
    seen.add((id(code), argument))
    asked = _asked(code.co_filename, code.co_firstlineno)
    found |= asked.names.get(argument, set())
    for name, place in asked.handed.get(argument, ()):
        given: Any = function.__globals__.get(name)
        helper = getattr(given, "py_func", given)
        if not hasattr(helper, "__code__"):
            raise RuntimeError(
                f"{function.__name__} hands {argument} on to {name}, which must be a kernel that stands above it."
            )
        _collect(helper, helper.__code__.co_varnames[place], found, seen)
    if argument in asked.loose:
        raise RuntimeError(
            f"{function.__name__}, line {asked.loose[argument]}, hands {argument} on in a way that cannot be followed; "
            f"write {argument}.name, or helper({argument}, ...)."
        )
