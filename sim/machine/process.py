"""The one shape of every process: a plain function over declared arrays, compiled, with a stable number.

A process is called as ``function(s, p, now)``. ``s`` holds the state it names, ``p`` the parameters it names, ``now``
the moment and the address of its draws. What it changes is declared, what it reads is found in the source of its body
and of the kernels that it hands ``s`` or ``p`` on to (``sim/machine/names.py``).

``reads``
    state read only: all that the body names and the declaration does not.
``writes``
    conditions and own stocks assigned here (one writer each), and flows added to.
``adds``
    stocks this process changes: it sees its own empty row ``s.add_<stock>`` and fills it. Nobody reads it until the
    fold.
``folds``
    stocks this process owns: it sees ``s.<stock>`` and all rows ``s.<stock>_entries`` in schedule order; it sums them
    into the stock and writes what a bound cut off into the last row. These rows are the ledger.

The outcomes that a file declares are ``s.outcome_...``; a theory takes its own in a function under :func:`measuring`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.machine.declared import OUTCOME_FIELDS
from sim.machine.kernel import kernel
from sim.machine.names import names_used
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
    mechanism: str
    """What stands for the article in the model, in a line."""


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
    takes: tuple[str, ...] = ()
    """The fields of outcomes that it fills."""
    follows: str = ""
    """The process of the core that this one follows without standing in the schedule: ``newcomers`` or ``measures``."""

    @property
    def always(self) -> bool:
        """Whether it acts also while its theory is off: people are who they are, and what is shown is shown."""
        return bool(self.follows)

    @property
    def claim(self) -> str:
        """The first sentence of the function's docstring."""
        return (inspect.getdoc(self.plain) or "").split("\n\n")[0].replace("\n", " ")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of ``s`` in order."""
        return self.state_type.fields


def process(
    number: int,
    *,
    theory: Theory | None = None,
    writes: Sequence[str] = (),
    adds: Sequence[str] = (),
    folds: Sequence[str] = (),
    follows: str = "",
) -> Callable[[Callable[..., None]], Process]:
    """Make a process of a function; ``number`` is its constant address in every random draw (1 to 65,535)."""

    def declare(function: Callable[..., None]) -> Process:
        written = (
            *writes,
            *(f"add_{stock}" for stock in adds),
            *(name for stock in folds for name in (stock, f"{stock}_entries")),
        )
        named = names_used(function, "s")
        taken = tuple(sorted(name for name in named if name.startswith(OUTCOME_FIELDS)))
        reads = tuple(sorted(named - {*written, *taken}))
        wanted = tuple(sorted(names_used(function, "p")))
        stem = "".join(word.title() for word in function.__name__.split("_"))
        return Process(
            name=function.__name__,
            number=number,
            function=kernel(function),
            plain=function,
            module=function.__module__,
            theory=theory,
            reads=reads,
            writes=tuple(writes),
            adds=tuple(adds),
            folds=tuple(folds),
            parameters=wanted,
            state_type=window_type(f"{stem}State", function.__module__, reads + written + taken),
            parameter_type=window_type(f"{stem}Parameters", function.__module__, wanted),
            takes=taken,
            follows=follows,
        )

    return declare


def arriving(number: int, *, theory: Theory, writes: Sequence[str]) -> Callable[[Callable[..., None]], Process]:
    """Make the process that gives a newcomer what a theory adds to a person, whether the theory is on or off.

    It acts after ``newcomers``, on the first day too, and needs no line in the schedule.
    """
    return process(number, theory=theory, writes=writes, follows="newcomers")


def measuring(number: int, *, theory: Theory) -> Callable[[Callable[..., None]], Process]:
    """Make the process that takes a theory's outcomes at the end of the month, whether the theory is on or off.

    It acts after ``measures``, which has set all outcomes to 0, and needs no line in the schedule.
    """
    return process(number, theory=theory, follows="measures")
