"""The one shape of every process: a plain function over declared arrays, compiled, with a stable number.

A process is called as ``function(s, p, now)``. ``s`` holds exactly the state it declared, ``p`` exactly the
parameters its body reads, ``now`` the moment and the address of its draws. What it did not declare it cannot
touch: the field is not there.

``reads``
    state read only.
``writes``
    conditions and own stocks assigned here (one writer each), and flows added to.
``adds``
    stocks this process changes: it sees its own empty row ``s.add_<stock>`` and fills it. Nobody reads it
    until the fold.
``folds``
    stocks this process owns: it sees ``s.<stock>`` and all rows ``s.<stock>_entries`` in schedule order; it
    sums them into the stock and writes what a bound cut off into the last row. These rows are the ledger.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.machine.kernel import kernel
from sim.machine.window import Window, window_type


@dataclass(frozen=True)
class Theory:
    """One source article: what it claims, and the key of its reference."""

    id: str
    title: str
    claim: str
    citation: str
    outcome: str
    """The declared outcome that switching the theory off must move."""


@dataclass(frozen=True)
class Process:
    """One rule in one phase of the month."""

    name: str
    number: int
    function: Any
    plain: Callable[..., None]
    module: str
    theory: Theory | None
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    adds: tuple[str, ...]
    folds: tuple[str, ...]
    parameters: tuple[str, ...]
    state_type: type[Window]
    parameter_type: type[Window]

    @property
    def claim(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.plain) or "").split("\n\n")[0].replace("\n", " ")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of ``s`` in order."""
        folded = tuple(name for stock in self.folds for name in (stock, f"{stock}_entries"))
        return self.reads + self.writes + tuple(f"add_{stock}" for stock in self.adds) + folded


def attributes_of(function: Callable[..., Any], argument: str) -> tuple[str, ...]:
    """The sorted names that the source of ``function`` reads as ``argument.name``."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return tuple(
        sorted(
            {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == argument
            }
        )
    )


def process(
    number: int,
    *,
    theory: Theory | None = None,
    reads: Sequence[str] = (),
    writes: Sequence[str] = (),
    adds: Sequence[str] = (),
    folds: Sequence[str] = (),
) -> Callable[[Callable[..., None]], Process]:
    """Make a process of a function; ``number`` is its constant address in every random draw (1 to 65,535)."""

    def declare(function: Callable[..., None]) -> Process:
        wanted = attributes_of(function, "p")
        stem = "".join(word.title() for word in function.__name__.split("_"))
        draft = Process(
            function.__name__,
            number,
            kernel(function),
            function,
            function.__module__,
            theory,
            tuple(reads),
            tuple(writes),
            tuple(adds),
            tuple(folds),
            wanted,
            Window,
            Window,
        )
        state_type = window_type(f"{stem}State", function.__module__, draft.fields)
        parameter_type = window_type(f"{stem}Parameters", function.__module__, wanted)
        return Process(
            **{
                **{f: getattr(draft, f) for f in draft.__dataclass_fields__},
                "state_type": state_type,
                "parameter_type": parameter_type,
            }
        )

    return declare
