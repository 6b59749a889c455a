"""Reads the blocks of factors of a design: which parameters vary, and over what."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from experiments.designs.factors import DEFAULT_STEPS, DISTRIBUTIONS, ROLES, Factor, Value
from experiments.designs.sampling import SAMPLED
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.inputs.yaml_reader import Document
from sim.machine.declared import MARKS, PARAMETERS, Parameter
from sim.scenario.event import DateParameter
from sim.scenario.scenario import Scenario, checked_value, declared

SELECTING = ("marks", "except")
"""Keys of a block of factors that are no parameters."""

_FACTOR_KEYS = ("values", "from", "to", "steps", "distribution", "peak")


def quoted(content: Any) -> str:
    """``content`` as a message may repeat it: short, and a long text by its beginning."""
    if isinstance(content, str):
        return f'"{shown(content, QUOTED)}"'
    return shown(repr(content), QUOTED)


class FactorReader:
    """The blocks "uncertainties" and "levers" of one design on their way to factors.

    ``made`` says for each role how the values of its factors come about: by a kind of design, which decides whether
    they have levels or a distribution. ``scenarios`` are those of the design, whose events it may vary.
    """

    def __init__(
        self,
        document: Document,
        blocks: Mapping[str, Mapping[str, Any]],
        made: Callable[[str], str],
        scenarios: Callable[[], Sequence[Scenario]],
    ) -> None:
        self.document = document
        self.blocks = blocks
        self.made = made
        self.scenarios = scenarios

    def varied(self, name: str) -> Parameter:
        """What a design varies under this name: a parameter, or a date or a value of an event ("crisis.date")."""
        if "." not in name:
            return declared(name)
        found = []
        for scenario in self.scenarios():
            known = scenario.event_factors
            if name not in known:
                hint = did_you_mean(name, known) or (
                    f" It has {shown(', '.join(known), QUOTED)}." if known else " It has no events."
                )
                raise InputError(f'The scenario {scenario.name} has no event value "{shown(name, QUOTED)}".{hint}')
            found.append(known[name])
        bounds = {(one.unit, one.lo, one.hi, one.choices) for one in found}
        if len(bounds) > 1:
            raise InputError(f'"{name}" means different things in the scenarios of this design; vary one at a time.')
        return found[0]

    def check_event(self, name: str, values: Iterable[Value]) -> None:
        """:class:`InputError` where ``name`` is part of an event that cannot take each of ``values``.

        Whether events then contradict each other is a matter of all factors together (:func:`check_points`).
        """
        event, _, part = name.partition(".")
        for value in values if part else ():
            for scenario in self.scenarios():
                for own in scenario.events:
                    if own.name == event:
                        own.changed(part, value)

    def factors(self, constants: Mapping[str, Value]) -> tuple[Factor, ...]:
        named: dict[str, str] = dict.fromkeys(constants, "constants")
        for role in ROLES:
            for name in self.blocks[role]:
                if name in SELECTING:
                    continue
                if name in named:
                    raise self.document.error(
                        (role, name), f'"{name}" stands under "{named[name]}" and under "{role}"; keep one of the two.'
                    )
                named[name] = role
        found: list[Factor] = []
        for role in ROLES:
            block = self.blocks[role]
            for name, given in block.items():
                if name not in SELECTING:
                    found.append(self._factor(role, name, given))
            for name in self._selected(role, block):
                # What the design names elsewhere, it has said more exactly there.
                if name not in named:
                    named[name] = role
                    found.append(self.over_its_range(role, PARAMETERS[name]))
        return tuple(found)

    def _selected(self, role: str, block: Mapping[str, Any]) -> list[str]:
        """The parameters that "marks" takes and "except" leaves out, by name."""
        marks, without = block.get("marks", []), block.get("except", [])
        if "except" in block and "marks" not in block:
            raise self.document.error(
                (role, "except"), f'"except" leaves parameters out of "marks", which "{role}" has not.'
            )
        for key, given in (("marks", marks), ("except", without)):
            if not isinstance(given, list):
                raise self.document.error(
                    (role, key), f'"{key}" must be a list, such as [{MARKS[4]}], not {quoted(given)}.'
                )
        for at, mark in enumerate(marks):
            if mark not in MARKS:
                hint = did_you_mean(str(mark), MARKS) or f" The marks are {', '.join(MARKS)}."
                raise self.document.error((role, "marks", at), f'there is no mark "{shown(str(mark), QUOTED)}".{hint}')
        for at, name in enumerate(without):
            try:
                left = declared(str(name))
            except InputError as error:
                raise self.document.error((role, "except", at), str(error)) from None
            if left.mark not in marks:
                raise self.document.error(
                    (role, "except", at),
                    f'"{name}" has the mark {left.mark}, which "marks" does not take; leave it out here.',
                )
        taken = (p for p in PARAMETERS.values() if p.mark in marks and p.name not in without)
        return sorted(p.name for p in taken if p.kind == "choice" or p.lo < p.hi)

    def over_its_range(self, role: str, parameter: Parameter) -> Factor:
        """The factor over the range that its parameter declares."""
        peak = 0.0 if parameter.kind == "choice" else float(parameter.default)
        return Factor(parameter, role, float(parameter.lo), float(parameter.hi), peak=peak)

    def _factor(self, role: str, name: str, given: Any) -> Factor:
        try:
            parameter = self.varied(name)
        except InputError as error:
            raise self.document.error((role, name), str(error)) from None
        factor = self.over_its_range(role, parameter)
        if given is None and isinstance(parameter, DateParameter) and self.made(role) != "csv":
            raise self.document.error(
                (role, name), f'"{name}" is a date; list those to try, such as [2012-04, 2014-04].'
            )
        if given is None:
            return self._bounded(role, factor)
        if isinstance(given, list):
            given = {"values": given}
        if not isinstance(given, dict):
            raise self.document.error(
                (role, name),
                f'"{name}" must have a range such as {{from: 0.2, to: 0.8}}, a list of values, or nothing (its '
                f'declared range); one value that holds in every run stands under "constants".',
            )
        if self.made(role) == "csv":
            raise self.document.error(
                (role, name), f'the values of "{name}" stand in the CSV file; leave them out here.'
            )
        return self._tried(role, self._bounded(role, self._detailed(role, factor, given)))

    def _tried(self, role: str, factor: Factor) -> Factor:
        """``factor``, if it is no part of an event, or if the event can take each of its values."""
        ends = () if factor.parameter.kind == "choice" else (factor.low, factor.high)
        try:
            self.check_event(factor.name, factor.values or ends)
        except InputError as error:
            raise self.document.error((role, factor.name), str(error)) from None
        return factor

    def _detailed(self, role: str, factor: Factor, given: dict[str, Any]) -> Factor:
        name, parameter, kind = factor.name, factor.parameter, self.made(role)
        for key in given:
            if key not in _FACTOR_KEYS:
                hint = did_you_mean(key, _FACTOR_KEYS) or f" It may have {', '.join(_FACTOR_KEYS)}."
                raise self.document.error(
                    (role, name, key), f'"{shown(key, QUOTED)}" says nothing about a factor.{hint}'
                )
        if given.get("values") is not None or parameter.kind == "choice":
            for key in _FACTOR_KEYS[1:]:
                if key in given:
                    why = "a choice has no range" if parameter.kind == "choice" else 'it has "values" already'
                    raise self.document.error(
                        (role, name, key), f'"{key}" has no place at "{name}": {why}; leave it out.'
                    )
            return self._listed(role, factor, given.get("values"))
        if kind in SAMPLED and "steps" in given:
            raise self.document.error(
                (role, name, "steps"), f'"steps" belongs to a grid or one_at_a_time, not to {kind}.'
            )
        if kind not in SAMPLED and "distribution" in given:
            raise self.document.error(
                (role, name, "distribution"), f'a {kind} design has levels, no distribution; give "steps".'
            )
        low, high = (self._number(role, factor, key, given) for key in ("from", "to"))
        if low >= high:
            raise self.document.error(
                (role, name), f'"{name}" runs from {low:g} to {high:g}; "from" must be below "to".'
            )
        steps = given.get("steps", DEFAULT_STEPS)
        if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= 10_000:
            raise self.document.error(
                (role, name, "steps"),
                f'"steps" must be a whole number from 2 to 10000, not {quoted(steps)}; one value that holds in every '
                'run stands under "constants".',
            )
        distribution = given.get("distribution", "uniform")
        if distribution not in DISTRIBUTIONS:
            hint = did_you_mean(str(distribution), DISTRIBUTIONS) or f" There are {', '.join(DISTRIBUTIONS)}."
            raise self.document.error(
                (role, name, "distribution"), f"there is no distribution {quoted(distribution)}.{hint}"
            )
        if distribution == "log_uniform" and low <= 0:
            raise self.document.error(
                (role, name), f'"{name}" begins at {low:g}, and log_uniform needs a "from" above 0; set one.'
            )
        if "peak" in given and distribution != "triangular":
            raise self.document.error(
                (role, name, "peak"), '"peak" belongs to "distribution: triangular"; leave it out.'
            )
        peak = self._number(role, factor, "peak", given)
        if distribution == "triangular" and not low <= peak <= high:
            raise self.document.error(
                (role, name),
                f'the likeliest value of "{name}", {peak:g}, lies outside {low:g} to {high:g}; set "peak".',
            )
        return Factor(parameter, role, low, high, (), steps, distribution, peak)

    def _number(self, role: str, factor: Factor, key: str, given: Mapping[str, Any]) -> float:
        if key not in given:
            return {"from": factor.low, "to": factor.high, "peak": factor.peak}[key]
        try:
            return float(checked_value(factor.parameter, given[key]))
        except InputError as error:
            raise self.document.error((role, factor.name, key), str(error)) from None

    def _listed(self, role: str, factor: Factor, given: Any) -> Factor:
        if not isinstance(given, list) or not given:
            raise self.document.error(
                (role, factor.name), f'the values of "{factor.name}" must be a list with at least one.'
            )
        values: list[Value] = []
        for at, value in enumerate(given):
            try:
                values.append(checked_value(factor.parameter, value))
            except InputError as error:
                raise self.document.error((role, factor.name, "values", at), str(error)) from None
            if values[-1] in values[:-1]:
                raise self.document.error(
                    (role, factor.name), f'"{factor.name}" has the value {value} twice; keep one of the two.'
                )
        return Factor(factor.parameter, role, factor.low, factor.high, tuple(values), peak=factor.peak)

    def _bounded(self, role: str, factor: Factor) -> Factor:
        """``factor``, unless its parameter is declared without bounds and the design gives none."""
        if not (math.isfinite(factor.low) and math.isfinite(factor.high)):
            raise self.document.error(
                (role, factor.name), f'"{factor.name}" has no bounds of its own; give "from" and "to".'
            )
        return factor
