"""Which names a function asks its arguments for, read from its source and from that of the kernels it hands them on to.

``s.trust`` and ``p.pace`` in the body of a process are what it reads; ``helper(s, c)`` makes it read what the helper
names. Every file is read once and every function parsed once.
"""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.machine.compiled_cache import sealed, whole
from sim.machine.kernel import CACHE
from sim.machine.sources import SOURCES, source_digest


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


def _asked(path: str, first: int) -> _Asked:
    """What was seen before of the function that begins in this line, by this process or by an earlier one."""
    place = Path(path)
    key = f"{place.relative_to(SOURCES).as_posix()}:{first}" if place.is_relative_to(SOURCES) else f"{path}:{first}"
    if key not in _seen():
        _seen()[key] = _look(path, first)
    return _seen()[key]


def _file() -> Path:
    """Where what was seen is kept: under the digest of all sources, so that an edit anywhere looks anew."""
    return CACHE / f"names-{source_digest()}"


@cache
def _seen() -> dict[str, _Asked]:
    """What an earlier process kept, and what this one adds; nothing where what was kept is damaged or foreign."""
    try:
        found = json.loads(whole(_file()) or b"{}")
        return {
            key: _Asked(
                {argument: set(given) for argument, given in names.items()},
                {argument: [(name, place) for name, place in given] for argument, given in handed.items()},
                loose,
            )
            for key, (names, handed, loose) in found.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def keep_names() -> None:
    """Keep what was seen of the model's own functions for the processes to come, if it can be kept."""
    found = {
        key: [{argument: sorted(given) for argument, given in asked.names.items()}, asked.handed, asked.loose]
        for key, asked in _seen().items()
        if not Path(key).is_absolute()
    }
    try:
        _file().write_bytes(sealed(json.dumps(found).encode()))
    except OSError:
        return  # a cache that can only be read: the next start looks again


def _look(path: str, first: int) -> _Asked:
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
