"""What the source of a process does with its state and its parameters, read from the syntax tree.

The tests compare this with what the process declared. Calls that hand ``s`` or ``p`` on to another kernel are followed.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Store:
    """One assignment to a state array: ``operator`` is "=" or the name of an augmented one ("Add", "Sub", ...)."""

    name: str
    operator: str
    value: ast.expr
    line: str


@dataclass
class Use:
    """All uses of one argument (``s`` or ``p``) of a function and of the kernels it hands it on to."""

    loaded: set[str] = field(default_factory=set)
    """Values read."""
    shaped: set[str] = field(default_factory=set)
    """Only asked for their size."""
    stores: list[Store] = field(default_factory=list)

    @property
    def stored(self) -> set[str]:
        return {store.name for store in self.stores}

    @property
    def all(self) -> set[str]:
        return self.loaded | self.shaped | self.stored


def python_of(function: Any) -> Callable[..., Any]:
    """The Python function behind a compiled one."""
    return getattr(function, "py_func", function)


def use_of(function: Callable[..., Any], argument: str) -> Use:
    """How ``function`` uses its argument called ``argument``."""
    use = Use()
    _collect(python_of(function), argument, use, set())
    return use


def _collect(function: Callable[..., Any], argument: str, use: Use, seen: set[tuple[str, str]]) -> None:
    key = (f"{function.__module__}.{function.__qualname__}", argument)
    if key in seen:
        return
    seen.add(key)
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source)
    lines = source.splitlines()

    def named(node: ast.AST) -> str | None:
        """X for ``s.X``."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == argument:
            return node.attr
        return None

    # ``out = s.outcome[c]`` makes a view: storing into ``out[m]`` stores into the outcome.
    views: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            name = named(value)
            if name is not None:
                views[node.targets[0].id] = name

    def target_of(node: ast.AST) -> tuple[str | None, ast.AST | None]:
        """(state array, the attribute node) that a subscript store goes to."""
        if not isinstance(node, ast.Subscript):
            return None, None
        base = node.value
        while isinstance(base, ast.Subscript):
            base = base.value
        name = named(base)
        if name is not None:
            return name, base
        if isinstance(base, ast.Name):
            return views.get(base.id), None
        return None, None

    def flat(targets: list[ast.expr]) -> list[ast.expr]:
        """Targets with those of tuples one by one."""
        return [one for t in targets for one in (flat(t.elts) if isinstance(t, ast.Tuple | ast.List) else [t])]

    not_loads: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in flat(node.targets):
                name, attribute = target_of(target)
                if name is not None:
                    use.stores.append(Store(name, "=", node.value, lines[node.lineno - 1].strip()))
                    not_loads.add(id(attribute))
        elif isinstance(node, ast.AugAssign):
            name, attribute = target_of(node.target)
            if name is not None:
                operator = type(node.op).__name__
                use.stores.append(Store(name, operator, node.value, lines[node.lineno - 1].strip()))
                not_loads.add(id(attribute))
        elif isinstance(node, ast.Attribute) and node.attr in ("shape", "size"):
            name = named(node.value)
            if name is not None:
                use.shaped.add(name)
                not_loads.add(id(node.value))
    for node in ast.walk(tree):
        name = named(node)
        if name is not None and id(node) not in not_loads:
            use.loaded.add(name)
        if isinstance(node, ast.Call):
            for place, given in enumerate(node.args):
                if isinstance(given, ast.Name) and given.id == argument:
                    assert isinstance(node.func, ast.Name), f"{argument} is handed on by {ast.unparse(node)}"
                    callee = python_of(function.__globals__[node.func.id])
                    _collect(callee, list(inspect.signature(callee).parameters)[place], use, seen)
