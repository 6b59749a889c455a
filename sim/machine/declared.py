"""Declarations: every parameter and every state variable is stated once, here is what a statement holds.

From a declaration come validation, command-line help, scenario files, the JSON schema, sliders, sweep
bounds and the tables of ``docs/reference/``. Nothing about a parameter is written down a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sim.errors import InputError, did_you_mean

MARKS = ("DATA", "SOURCED", "SEED", "LITERATURE", "ASSUMPTION", "DESIGN")
"""Where a default comes from. DESIGN marks a choice of the experimenter (a lever or a size), not a claim."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    ``kind`` is ``"float"``, ``"int"`` or ``"choice"``; ``lo`` and ``hi`` are inclusive; a choice has
    ``choices`` (its value in scenario files is the word, in the kernels its position). ``owner`` is the
    module that declared it, filled in by :func:`parameters`.
    """

    default: Any
    lo: float = 0.0
    hi: float = 1.0
    unit: str = "share"
    mark: str = "ASSUMPTION"
    doc: str = ""
    source: str = ""
    choices: tuple[str, ...] = ()
    name: str = ""
    owner: str = ""

    @property
    def kind(self) -> str:
        if self.choices:
            return "choice"
        return "int" if isinstance(self.default, int) else "float"

    def check(self, value: Any) -> Any:
        """Return ``value`` in this parameter's type, or raise :class:`InputError` with one clear sentence."""
        if self.kind == "choice":
            if not isinstance(value, str) or value not in self.choices:
                raise InputError(
                    f"{self.name} must be one of {', '.join(self.choices)}, not {value!r}."
                    + did_you_mean(str(value), self.choices)
                )
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{self.name} must be a number ({self.unit}), not {value!r}.")
        if self.kind == "int":
            if float(value) != int(value):
                raise InputError(f"{self.name} must be a whole number ({self.unit}), not {value!r}.")
            value = int(value)
        else:
            value = float(value)
        if not self.lo <= value <= self.hi:
            raise InputError(f"{self.name} must lie between {self.lo:g} and {self.hi:g} ({self.unit}), not {value!r}.")
        return value

    def number(self, value: Any) -> float:
        """The number the kernels read: a choice is its position."""
        return float(self.choices.index(value)) if self.kind == "choice" else float(value)


def par(default: Any, **fields: Any) -> Parameter:
    """Declare a parameter; ``mark``, ``unit`` and ``doc`` are required in practice (a conformance test)."""
    return Parameter(default=default, **fields)


_registry: dict[str, Parameter] = {}
PARAMETERS = MappingProxyType(_registry)
"""Every declared parameter by name. Complete once ``sim.schedule`` is imported."""


def parameters(owner: str, **declared: Parameter) -> dict[str, Parameter]:
    """Register the parameters of one module (``owner`` is its ``__name__``) and return them by name."""
    owner = owner.rsplit(".", 1)[-1]
    named = {}
    for name, declaration in declared.items():
        known = _registry.get(name)
        if known is not None and known.owner != owner:
            raise RuntimeError(f"parameter {name} is declared by both {known.owner} and {owner}")
        if declaration.mark not in MARKS:
            raise RuntimeError(f"parameter {name} has the unknown mark {declaration.mark}")
        named[name] = replace(declaration, name=name, owner=owner)
    _registry.update(named)
    return named


def parameter(name: str) -> Parameter:
    """The declaration of ``name``, or an :class:`InputError` with the nearest name."""
    try:
        return _registry[name]
    except KeyError:
        raise InputError(f'There is no parameter "{name}".' + did_you_mean(name, _registry)) from None


@dataclass(frozen=True)
class Variable:
    """One declared state variable.

    ``axis`` is ``council``, ``service`` (shape councils x 8), ``ward``, ``person``, ``arc``, ``way``
    (councils x 8 ways to close a gap), ``idea`` or ``series``; ``kind`` is ``stock``, ``condition``, ``flow``,
    ``fixed`` (set once, by the data or by the population) or ``scratch``. A stock may have entries: named
    contributions of single processes, folded in schedule order by the process that owns the stock.
    """

    name: str
    axis: str
    kind: str
    doc: str
    unit: str = "share"
    lo: float = -float("inf")
    hi: float = float("inf")
    start: float = 0.0
    integer: bool = False


@dataclass(frozen=True)
class Measure:
    """One declared outcome: ``direction`` is +1 where more is better, -1 where less is better, 0 where neither."""

    name: str
    unit: str
    direction: int
    doc: str
    group: str = ""
    service: str = ""
    lo: float | None = None
    hi: float | None = None
