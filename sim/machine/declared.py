"""Declarations: every parameter, state variable and outcome is stated once, in the file that brings it.

From a declaration come validation, command-line help, scenario files, the JSON schema, sliders, sweep
bounds and the tables of ``docs/reference/``. Nothing about a parameter is written down a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sim.council.services import PROFILES
from sim.errors import InputError, did_you_mean

MARKS = ("DATA", "SOURCED", "SEED", "LITERATURE", "ASSUMPTION", "DESIGN", "FIXED")
"""Where a default comes from. DESIGN marks a choice of the experimenter (a lever or a size), not a claim.
FIXED marks a number that has a citation or is stipulated, and is swept with its group alone."""

FREE = ("calibrate", "strength", "sweep")
"""Roles of the parameters that are free: to be calibrated to facts, the strength of a theory (at 0 what it gains is
gone), or swept for robustness."""

ROLES = (*FREE, "fixed", "design")
"""What a study may do with a parameter. A fixed one moves with its group alone; design is the experimenter's choice."""

ROLE_OF_MARK = {"DESIGN": "design", "ASSUMPTION": "sweep"}
"""The role of a parameter that names none; every other mark means fixed."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter.

    ``kind`` is ``"float"``, ``"int"`` or ``"choice"``; ``lo`` and ``hi`` are inclusive; a choice has
    ``choices`` (its value in scenario files is the word, in the kernels its position). ``role`` is one of
    :data:`ROLES`; where none is named the mark says it. ``owner`` is the module that declared it, filled in by
    :func:`parameters`, as the role is.
    """

    default: Any
    lo: float = 0.0
    hi: float = 1.0
    unit: str = "share"
    mark: str = "ASSUMPTION"
    doc: str = ""
    source: str = ""
    choices: tuple[str, ...] = ()
    role: str = ""
    name: str = ""
    owner: str = ""

    @property
    def free(self) -> bool:
        """Whether studies may move it by itself."""
        return self.role in FREE

    @cached_property
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
    owner = _own(owner)
    named = {}
    for name, declaration in declared.items():
        known = _registry.get(name)
        if known is not None and known.owner != owner:
            raise RuntimeError(f"parameter {name} is declared by both {known.owner} and {owner}")
        if declaration.mark not in MARKS:
            raise RuntimeError(f"parameter {name} has the unknown mark {declaration.mark}")
        role = declaration.role or ROLE_OF_MARK.get(declaration.mark, "fixed")
        if role not in ROLES:
            raise RuntimeError(f"parameter {name} has the unknown role {role}")
        named[name] = replace(declaration, name=name, owner=owner, role=role)
    _registry.update(named)
    return named


def parameter(name: str) -> Parameter:
    """The declaration of ``name``, or an :class:`InputError` with the nearest name."""
    try:
        return _registry[name]
    except KeyError:
        raise InputError(f'There is no parameter "{name}".' + did_you_mean(name, _registry)) from None


def _own(module: str) -> str:
    """The owner that a module's ``__name__`` stands for: its last part."""
    return module.rsplit(".", 1)[-1]


@dataclass(frozen=True)
class Variable:
    """One declared state variable.

    ``axis`` is ``council``, ``service`` (councils x 8), ``ward``, ``person``, ``arc``, ``way`` (councils x 9 ways to
    close a gap), ``path``, or one of :data:`AXES`; ``kind`` is ``stock``, ``condition``, ``flow`` or ``fixed`` (set
    once, by the data or by the population). A stock may have entries: named contributions of single processes, folded
    in schedule order by the process that owns the stock. ``owner`` is the module that declared it,
    ``port`` the port that the variable is a contribution to, if it is (``sim/machine/ports.py``). A line of money has
    also a ``nature`` and two accounts, ``payer`` and ``payee`` (``sim/core/lines.py``).
    """

    axis: str
    kind: str
    doc: str
    unit: str = "share"
    lo: float = -float("inf")
    hi: float = float("inf")
    start: float = 0.0
    integer: bool = False
    port: str = ""
    nature: str = ""
    payer: str = ""
    payee: str = ""
    name: str = ""
    owner: str = ""


def var(axis: str, kind: str, doc: str, **fields: Any) -> Variable:
    """Declare a variable; ``start`` is what it is at first and what stands while its theory is off."""
    return Variable(axis, kind, doc, **fields)


def identity(axis: str, doc: str, kind: str = "fixed") -> Variable:
    """Declare a 64-bit identity that addresses random draws."""
    return Variable(axis, kind, doc, unit="identity", integer=True)


_variables: dict[str, Variable] = {}


def state(owner: str, **declared: Variable) -> dict[str, Variable]:
    """Register the state of one module (``owner`` is its ``__name__``) and return it by name."""
    owner = _own(owner)
    for name in declared:
        known = _variables.get(name)
        if known is not None and known.owner != owner:
            raise RuntimeError(f"the state variable {name} is declared by both {known.owner} and {owner}")
    named = {name: replace(variable, name=name, owner=owner) for name, variable in declared.items()}
    _variables.update(named)
    return named


def belongs_to_a_theory(owner: str) -> bool:
    """Whether a module is that of a theory: s01_..., s02_..."""
    return re.match(r"s\d\d_", owner) is not None


def variables() -> dict[str, Variable]:
    """Every declared variable: first those that belong to nobody else, then those of the theories, one after another.

    The order does not hang on which module was imported first. Complete once ``sim.schedule`` is imported.
    """
    return dict(sorted(_variables.items(), key=lambda item: _place(item[1].owner)))


def _place(owner: str) -> tuple[bool, bool, str]:
    return belongs_to_a_theory(owner), owner != "state", owner


@dataclass(frozen=True)
class Axis:
    """An axis of a theory's own: ``size`` places for each council."""

    size: int
    doc: str


AXES: dict[str, Axis] = {}
"""The axes that theories bring, by name."""


def axis(name: str, size: int, doc: str) -> Axis:
    """Declare an axis; state of that axis has the shape (councils, ``size``)."""
    declared = Axis(size, doc)
    if AXES.setdefault(name, declared) != declared:
        raise RuntimeError(f"the axis {name} is declared twice")
    return declared


@dataclass(frozen=True)
class Measure:
    """One declared outcome: ``direction`` is +1 where more is better, -1 where less is better, 0 where neither.

    ``field`` is where its process puts it, ``s.<field>`` over councils, or over services and councils; ``lo`` and
    ``hi`` are the bounds it could stick to.
    """

    name: str
    unit: str
    direction: int
    doc: str
    group: str = ""
    service: str = ""
    lo: float | None = None
    hi: float | None = None
    field: str = ""
    owner: str = ""


OUTCOME_FIELDS = "outcome_"
"""With this begin the names of all fields of outcomes."""


def outcome(
    name: str,
    unit: str,
    direction: int,
    doc: str,
    lo: float | None = None,
    hi: float | None = None,
    *,
    field: str = "",
    service: str = "",
) -> Measure:
    """Declare an outcome. Its field is its name with underscores, ``outcome_trust_dyad`` for ``trust.dyad``."""
    field = field or OUTCOME_FIELDS + name.replace(".", "_")
    return Measure(name, unit, direction, doc, name.split(".")[0], service, lo, hi, field)


def by_service(
    name: str, unit: str, direction: int, doc: str, lo: float | None = None, hi: float | None = None
) -> tuple[Measure, ...]:
    """Declare an outcome for each of the eight services, with one field: ``outcome_service_spend_by_service``."""
    field = f"{OUTCOME_FIELDS}{name.replace('.', '_')}_by_service"
    return tuple(
        replace(
            outcome(f"{name}.{profile.name}", unit, direction, f"{doc}, {profile.label}", lo, hi, field=field),
            group="service",
            service=profile.name,
        )
        for profile in PROFILES
    )


_outcomes: dict[str, tuple[Measure, ...]] = {}


def outcomes(owner: str, *declared: Measure | Iterable[Measure]) -> tuple[Measure, ...]:
    """Register the outcomes of one module (``owner`` is its ``__name__``)."""
    owner = _own(owner)
    flat = [one for item in declared for one in ([item] if isinstance(item, Measure) else item)]
    _outcomes[owner] = tuple(replace(one, owner=owner) for one in flat)
    return _outcomes[owner]


def measures() -> dict[str, Measure]:
    """Every declared outcome by name: first those that belong to nobody else, then those of the theories.

    Complete once ``sim.schedule`` is imported; ``sim.outcomes`` has it so.
    """
    found: dict[str, Measure] = {}
    for owner in sorted(_outcomes, key=_place):
        for one in _outcomes[owner]:
            if one.name in found:
                raise RuntimeError(f"the outcome {one.name} is declared by both {found[one.name].owner} and {owner}")
            found[one.name] = one
    return found
