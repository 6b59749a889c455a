"""Reads a design from YAML: what may stand in it, and one sentence with the file and the line for every mistake.

::

    # yaml-language-server: $schema=design.schema.json
    why: One sentence that says what the sweep is for.
    kind: latin_hypercube      # or grid, one_at_a_time, sobol, morris, csv
    points: 500
    replications: 10           # runs of every point, with the same random numbers at every point
    scenarios: [command, distributed]
    councils: [Camden]
    uncertainties:             # what nobody knows
      marks: [ASSUMPTION]      # every parameter with this mark, over its declared range
      need_growth: {from: 0.01, to: 0.03}
    levers:                    # what somebody can choose
      style_mean:              # over its declared range
    constants:                 # what is the same in all runs
      initial_trust: 0.5
    outcomes: headline         # or all (the default), or a list of names
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from experiments.designs.design import DEFAULT_MONTHS
from experiments.designs.factors import DEFAULT_STEPS, DISTRIBUTIONS, ROLES, Factor, Value
from experiments.designs.sampling import SAMPLED
from experiments.designs.sweep import (
    DEFAULT_MORRIS_LEVELS,
    DEFAULT_REPLICATIONS,
    KINDS,
    RANDOM_NUMBERS,
    SweepDesign,
)
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, read_csv, shown
from sim.inputs.yaml_reader import Document, Location, read_yaml
from sim.machine.declared import MARKS, PARAMETERS, Parameter
from sim.paths import configs_dir
from sim.scenario.scenario import Scenario, checked_value, declared, list_scenarios, load_scenario, theories

LARGEST_SEED = 2**32 - 1
MOST_POINTS = 100_000_000
SELECTING = ("marks", "except")
"""Keys of a block of factors that are no parameters."""


class DesignFile(BaseModel):
    """A sweep: which parameters vary over what, in which scenarios and councils, how often."""

    # This is the file's shape only; what its factors may be is the declarations' business.

    model_config = ConfigDict(extra="forbid", title="Town Hall sweep design")

    why: StrictStr = Field(min_length=1, pattern=r"\S", description="One sentence that says what the sweep is for.")
    kind: StrictStr = Field(description="How the points are chosen.")
    points: StrictInt | list[StrictInt] | None = Field(
        None,
        description="Latin hypercube: the points, or a list of the sizes of several hypercubes. Sobol: base samples, a "
        "power of 2. Morris: trajectories.",
    )
    second_order: StrictBool = Field(False, description="Sobol: also the pairs of factors, for twice the runs.")
    levels: StrictInt = Field(DEFAULT_MORRIS_LEVELS, description="Morris: levels of each factor, an even number.")
    file: StrictStr | None = Field(None, min_length=1, description="csv: the table, a column per factor.")
    sampling_seed: StrictInt = Field(0, ge=0, le=LARGEST_SEED, description="Seed of the points that are drawn.")
    scenarios: list[StrictStr] = Field(
        default_factory=lambda: ["baseline"], min_length=1, description="Names or files; every point is run in each."
    )
    councils: Literal["all"] | list[StrictStr] = Field(
        default_factory=lambda: ["Camden"],
        description='Names, codes or CSV files of your own (file.csv#NAME), or "all"; every point is run in each.',
    )
    replications: StrictInt = Field(
        DEFAULT_REPLICATIONS, ge=1, le=1_000_000, description="Runs of every point in every scenario and council."
    )
    months: StrictInt = Field(DEFAULT_MONTHS, ge=1, le=1200, description="Length of a run, from April 2010 on.")
    seed: StrictInt = Field(0, ge=0, le=LARGEST_SEED, description="Seed of the runs; 0 is a seed too.")
    random_numbers: StrictStr = Field(
        "common", description="Whether replicate k meets the same random numbers at every point (common) or others."
    )
    uncertainties: dict[str, Any] = Field(default_factory=dict, description="The factors that nobody knows.")
    levers: dict[str, Any] = Field(default_factory=dict, description="The factors that somebody can choose.")
    constants: dict[str, Any] = Field(default_factory=dict, description="Values that hold in every run.")
    outcomes: Literal["all", "headline"] | list[StrictStr] = Field("all", description="Which outcomes are kept.")
    monthly: StrictBool = Field(False, description="Keep every month, beside the end and the years.")


class FactorFile(BaseModel):
    """What may stand behind a factor's name, where it is not a list of values."""

    model_config = ConfigDict(extra="forbid")

    values: list[Any] | None = Field(None, min_length=1, description="The levels.")
    low: float | None = Field(None, alias="from", description="The lowest value; the declared one when left out.")
    high: float | None = Field(None, alias="to", description="The highest value; the declared one when left out.")
    steps: int | None = Field(None, ge=2, le=10_000, description="Equally spaced levels (grid and one_at_a_time).")
    distribution: Literal["uniform", "log_uniform", "triangular"] | None = Field(
        None, description="How a sampled factor is spread; uniform when left out."
    )
    peak: float | None = Field(None, description="The likeliest value (triangular); the declared default if left out.")


_EXPECTED = {
    "why": "one sentence that says what the sweep is for",
    "kind": f"one of {', '.join(KINDS)}",
    "points": "a whole number",
    "second_order": "true or false",
    "levels": "an even whole number from 2",
    "file": "the name of a CSV file",
    "sampling_seed": f"a whole number from 0 to {LARGEST_SEED}",
    "scenarios": "a list of scenarios such as [command, distributed]",
    "councils": 'a list of councils such as [Camden], or "all"',
    "replications": "a whole number from 1 to 1000000",
    "months": "a whole number from 1 to 1200",
    "seed": f"a whole number from 0 to {LARGEST_SEED}",
    "random_numbers": " or ".join(RANDOM_NUMBERS),
    "uncertainties": "a mapping with a line for each factor",
    "levers": "a mapping with a line for each factor",
    "constants": "a mapping of parameter: value",
    "outcomes": '"all", "headline" or a list of outcomes',
    "monthly": "true or false",
}
_ONLY_FOR = {"points": SAMPLED, "second_order": ("sobol",), "levels": ("morris",), "file": ("csv",)}
_FACTOR_KEYS = ("values", "from", "to", "steps", "distribution", "peak")


def quoted(content: Any) -> str:
    """``content`` as a message may repeat it: short, and a long text by its beginning."""
    if isinstance(content, str):
        return f'"{shown(content, QUOTED)}"'
    return shown(repr(content), QUOTED)


def designs_folder() -> Path:
    """Where the designs that come with Town Hall live, one file each."""
    return configs_dir() / "designs"


def list_designs() -> tuple[str, ...]:
    """Names of the designs that come with Town Hall."""
    return tuple(sorted(path.stem for path in designs_folder().glob("*.yaml")))


def load_design(name_or_path: str | Path) -> SweepDesign:
    """Load a design by name ("mission-grid") or from a file ("my/own.yaml"); :class:`InputError` for any mistake."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return _Reader(Path(name_or_path)).design()
    if text not in list_designs():
        hint = did_you_mean(text, list_designs()) or f" Those that come with Town Hall are {', '.join(list_designs())}."
        raise InputError(f'There is no design "{shown(text, QUOTED)}".{hint}')
    return _Reader(designs_folder() / f"{text}.yaml").design()


class _Reader:
    """One file on its way to a design."""

    def __init__(self, path: Path) -> None:
        theories()  # completes the declarations
        self.path = path
        self.document = read_yaml(path)
        self.shape = _shaped(self.document)

    def design(self) -> SweepDesign:
        shape = self.shape
        self._check_keys()
        constants = self._constants()
        factors = self._factors(constants)
        if not factors:
            raise self._error(
                (), 'nothing varies: name at least one factor under "levers" or "uncertainties" (or use "compare").'
            )
        table: tuple[tuple[Value | None, ...], ...] = ()
        if shape.kind == "csv":
            factors, table = self._table(factors)
        design = SweepDesign(
            name=self.path.stem,
            why=" ".join(shape.why.split()),
            kind=shape.kind,
            factors=factors,
            scenarios=self._scenarios(constants),
            councils=self._councils(),
            constants=constants,
            outcomes=self._outcomes(),
            replications=shape.replications,
            months=shape.months,
            seed=shape.seed,
            random_numbers=shape.random_numbers,
            points=self._points(),
            sampling_seed=shape.sampling_seed,
            second_order=shape.second_order,
            levels=shape.levels,
            table=table,
            monthly=shape.monthly,
        )
        try:
            return design.check()
        except InputError as error:
            raise self._error((), str(error)) from None

    def _error(self, location: Location, sentence: str) -> InputError:
        return self.document.error(location, sentence)

    def _check_keys(self) -> None:
        shape = self.shape
        if shape.kind not in KINDS:
            hint = did_you_mean(shape.kind, KINDS) or f" The kinds are {', '.join(KINDS)}."
            raise self._error(("kind",), f'there is no kind of design "{shown(shape.kind, QUOTED)}".{hint}')
        for key, kinds in _ONLY_FOR.items():
            if key in shape.model_fields_set and shape.kind not in kinds:
                named = " or ".join(kinds)
                raise self._error((key,), f'"{key}" belongs to the kind {named}, not to {shape.kind}; leave it out.')
        if shape.random_numbers not in RANDOM_NUMBERS:
            hint = did_you_mean(shape.random_numbers, RANDOM_NUMBERS)
            raise self._error(
                ("random_numbers",),
                f'"random_numbers" must be {_EXPECTED["random_numbers"]}, not {quoted(shape.random_numbers)}.{hint}',
            )
        if shape.levels < 2 or shape.levels % 2:
            raise self._error(("levels",), f'"levels" must be {_EXPECTED["levels"]}, not {shape.levels}.')

    def _points(self) -> tuple[int, ...]:
        kind, given = self.shape.kind, self.shape.points
        if kind not in SAMPLED:
            return ()
        if given is None:
            raise self._error((), f'the key "points" is missing; it says how many points a {kind} design has.')
        if isinstance(given, list) and kind != "latin_hypercube":
            raise self._error(("points",), f'"points" must be one whole number in a {kind} design.')
        sizes = tuple(given) if isinstance(given, list) else (given,)
        if not sizes or min(sizes) < 2 or sum(sizes) > MOST_POINTS:
            raise self._error(
                ("points",), f'"points" must be a whole number from 2 to {MOST_POINTS}; with one nothing varies.'
            )
        if kind == "sobol" and sizes[0] & (sizes[0] - 1):
            near = 2 ** max(1, round(math.log2(sizes[0])))
            raise self._error(
                ("points",), f'"points" must be a power of 2 in a sobol design, not {sizes[0]}; the nearest is {near}.'
            )
        return sizes

    def _constants(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, value in self.shape.constants.items():
            try:
                found[name] = checked_value(self._varied(name), value)
            except InputError as error:
                raise self._error(("constants", name), str(error)) from None
        return found

    def _factors(self, constants: Mapping[str, Value]) -> tuple[Factor, ...]:
        named: dict[str, str] = dict.fromkeys(constants, "constants")
        for role in ROLES:
            for name in getattr(self.shape, role):
                if name in SELECTING:
                    continue
                if name in named:
                    raise self._error(
                        (role, name), f'"{name}" stands under "{named[name]}" and under "{role}"; keep one of the two.'
                    )
                named[name] = role
        found: list[Factor] = []
        for role in ROLES:
            block = getattr(self.shape, role)
            for name, given in block.items():
                if name not in SELECTING:
                    found.append(self._factor(role, name, given))
            for name in self._selected(role, block):
                # What the design names elsewhere, it has said more exactly there.
                if name not in named:
                    named[name] = role
                    found.append(self._declared(role, PARAMETERS[name]))
        return tuple(found)

    def _selected(self, role: str, block: Mapping[str, Any]) -> list[str]:
        """The parameters that "marks" takes and "except" leaves out, by name."""
        marks, without = block.get("marks", []), block.get("except", [])
        if "except" in block and "marks" not in block:
            raise self._error((role, "except"), f'"except" leaves parameters out of "marks", which "{role}" has not.')
        for key, given in (("marks", marks), ("except", without)):
            if not isinstance(given, list):
                raise self._error((role, key), f'"{key}" must be a list, such as [{MARKS[4]}], not {quoted(given)}.')
        for at, mark in enumerate(marks):
            if mark not in MARKS:
                hint = did_you_mean(str(mark), MARKS) or f" The marks are {', '.join(MARKS)}."
                raise self._error((role, "marks", at), f'there is no mark "{shown(str(mark), QUOTED)}".{hint}')
        for at, name in enumerate(without):
            try:
                left = declared(str(name))
            except InputError as error:
                raise self._error((role, "except", at), str(error)) from None
            if left.mark not in marks:
                raise self._error(
                    (role, "except", at),
                    f'"{name}" has the mark {left.mark}, which "marks" does not take; leave it out here.',
                )
        taken = (p for p in PARAMETERS.values() if p.mark in marks and p.name not in without)
        return sorted(p.name for p in taken if p.kind == "choice" or p.lo < p.hi)

    def _varied(self, name: str) -> Parameter:
        """What a design varies under this name: a parameter, or a date or a value of an event ("crisis.date")."""
        if "." not in name:
            return declared(name)
        found = []
        for scenario in self._scenarios({}):
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

    def _declared(self, role: str, parameter: Parameter) -> Factor:
        peak = 0.0 if parameter.kind == "choice" else float(parameter.default)
        return Factor(parameter, role, float(parameter.lo), float(parameter.hi), peak=peak)

    def _factor(self, role: str, name: str, given: Any) -> Factor:
        try:
            parameter = self._varied(name)
        except InputError as error:
            raise self._error((role, name), str(error)) from None
        if given is None and parameter.unit == "month" and parameter.kind == "choice":
            raise self._error((role, name), f'"{name}" is a date; list those to try, such as [2012-04, 2014-04].')
        factor = self._declared(role, parameter)
        if given is None:
            return self._bounded(role, factor)
        if isinstance(given, list):
            given = {"values": given}
        if not isinstance(given, dict):
            raise self._error(
                (role, name),
                f'"{name}" must have a range such as {{from: 0.2, to: 0.8}}, a list of values, or nothing (its '
                f'declared range); one value that holds in every run stands under "constants".',
            )
        if self.shape.kind == "csv":
            raise self._error((role, name), f'the values of "{name}" stand in the CSV file; leave them out here.')
        return self._tried(role, self._bounded(role, self._detailed(role, factor, given)))

    def _tried(self, role: str, factor: Factor) -> Factor:
        """``factor``, if it is no part of an event, or if the event can take each of its values."""
        ends = () if factor.parameter.kind == "choice" else (factor.low, factor.high)
        for value in (factor.values or ends) if "." in factor.name else ():
            for scenario in self._scenarios({}):
                try:
                    scenario.changed(**{factor.name: value})
                except InputError as error:
                    raise self._error((role, factor.name), str(error)) from None
        return factor

    def _detailed(self, role: str, factor: Factor, given: dict[str, Any]) -> Factor:
        name, parameter, kind = factor.name, factor.parameter, self.shape.kind
        for key in given:
            if key not in _FACTOR_KEYS:
                hint = did_you_mean(key, _FACTOR_KEYS) or f" It may have {', '.join(_FACTOR_KEYS)}."
                raise self._error((role, name, key), f'"{shown(key, QUOTED)}" says nothing about a factor.{hint}')
        if given.get("values") is not None or parameter.kind == "choice":
            for key in _FACTOR_KEYS[1:]:
                if key in given:
                    why = "a choice has no range" if parameter.kind == "choice" else 'it has "values" already'
                    raise self._error((role, name, key), f'"{key}" has no place at "{name}": {why}; leave it out.')
            return self._listed(role, factor, given.get("values"))
        if kind in SAMPLED and "steps" in given:
            raise self._error((role, name, "steps"), f'"steps" belongs to a grid or one_at_a_time, not to {kind}.')
        if kind not in SAMPLED and "distribution" in given:
            raise self._error(
                (role, name, "distribution"), f'a {kind} design has levels, no distribution; give "steps".'
            )
        low, high = (self._number(role, factor, key, given) for key in ("from", "to"))
        if low >= high:
            raise self._error((role, name), f'"{name}" runs from {low:g} to {high:g}; "from" must be below "to".')
        steps = given.get("steps", DEFAULT_STEPS)
        if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= 10_000:
            raise self._error(
                (role, name, "steps"),
                f'"steps" must be a whole number from 2 to 10000, not {quoted(steps)}; one value that holds in every '
                'run stands under "constants".',
            )
        distribution = given.get("distribution", "uniform")
        if distribution not in DISTRIBUTIONS:
            hint = did_you_mean(str(distribution), DISTRIBUTIONS) or f" There are {', '.join(DISTRIBUTIONS)}."
            raise self._error((role, name, "distribution"), f"there is no distribution {quoted(distribution)}.{hint}")
        if distribution == "log_uniform" and low <= 0:
            raise self._error(
                (role, name), f'"{name}" begins at {low:g}, and log_uniform needs a "from" above 0; set one.'
            )
        if "peak" in given and distribution != "triangular":
            raise self._error((role, name, "peak"), '"peak" belongs to "distribution: triangular"; leave it out.')
        peak = self._number(role, factor, "peak", given)
        if distribution == "triangular" and not low <= peak <= high:
            raise self._error(
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
            raise self._error((role, factor.name, key), str(error)) from None

    def _listed(self, role: str, factor: Factor, given: Any) -> Factor:
        if not isinstance(given, list) or not given:
            raise self._error((role, factor.name), f'the values of "{factor.name}" must be a list with at least one.')
        values: list[Value] = []
        for at, value in enumerate(given):
            try:
                values.append(checked_value(factor.parameter, value))
            except InputError as error:
                raise self._error((role, factor.name, "values", at), str(error)) from None
            if values[-1] in values[:-1]:
                raise self._error(
                    (role, factor.name), f'"{factor.name}" has the value {value} twice; keep one of the two.'
                )
        return Factor(factor.parameter, role, factor.low, factor.high, tuple(values), peak=factor.peak)

    def _bounded(self, role: str, factor: Factor) -> Factor:
        """``factor``, unless its parameter is declared without bounds and the design gives none."""
        if not (math.isfinite(factor.low) and math.isfinite(factor.high)):
            raise self._error((role, factor.name), f'"{factor.name}" has no bounds of its own; give "from" and "to".')
        return factor

    def _scenarios(self, constants: Mapping[str, Value]) -> tuple[Scenario, ...]:
        found = []
        for at, name in enumerate(self.shape.scenarios):
            beside = self.path.parent / name
            is_file = name.endswith((".yaml", ".yml"))
            try:
                # A file's name counts from the design that names it.
                found.append(load_scenario(beside if is_file and not Path(name).is_absolute() else name))
            except InputError as error:
                if name in list_scenarios() or (is_file and beside.exists()):
                    raise  # it names its own file and line
                raise self._error(("scenarios", at), str(error)) from None
        return tuple(scenario.changed(**constants) for scenario in found)

    def _councils(self) -> tuple[Any, ...]:
        from experiments.designs.choices import choose_council
        from sim.council.councils import all_councils

        if self.shape.councils == "all":
            return all_councils()
        if not self.shape.councils:
            raise self._error(("councils",), f'"councils" must be {_EXPECTED["councils"]}, and it is empty.')
        found = []
        for at, name in enumerate(self.shape.councils):
            path, _, _ = name.partition("#")
            own = path.casefold().endswith(".csv") and not Path(path).is_absolute()
            try:
                found.append(choose_council(str(self.path.parent / name) if own else name))
            except InputError as error:
                raise self._error(("councils", at), str(error)) from None
        return tuple(found)

    def _outcomes(self) -> tuple[str, ...]:
        from sim.outcomes import HEADLINE, OUTCOMES

        given = self.shape.outcomes
        if given == "all":
            return tuple(OUTCOMES)
        if given == "headline":
            return tuple(HEADLINE)
        if not given:
            raise self._error(("outcomes",), f'"outcomes" must be {_EXPECTED["outcomes"]}, and it is empty.')
        for at, name in enumerate(given):
            if name not in OUTCOMES:
                hint = did_you_mean(name, OUTCOMES) or ' "townhall outcomes" lists them.'
                raise self._error(("outcomes", at), f'there is no outcome "{shown(name, QUOTED)}".{hint}')
            if name in given[:at]:
                raise self._error(("outcomes", at), f'the outcome "{name}" is given twice; keep one of the two.')
        return tuple(given)

    def _table(self, factors: tuple[Factor, ...]) -> tuple[tuple[Factor, ...], tuple[tuple[Value | None, ...], ...]]:
        """The factors in the order of the file's columns, by which an analysis may know the design, and its points."""
        if self.shape.file is None:
            raise self._error((), f'the key "file" is missing; it is {_EXPECTED["file"]}.')
        path = Path(self.shape.file)
        path = path if path.is_absolute() else self.path.parent / path
        rows = read_csv(path, [factor.name for factor in factors], empty_rows=True)
        order = list(rows[0].cells)
        factors = tuple(sorted(factors, key=lambda factor: order.index(factor.name)))
        table = []
        for row in rows:
            values: list[Value | None] = []
            for factor in factors:
                p = factor.parameter
                if not row.has(factor.name):
                    values.append(None)  # the scenario's own
                elif p.kind == "choice":
                    try:
                        values.append(checked_value(p, row.text(factor.name)))
                    except InputError as error:
                        raise row.problem(factor.name, str(error)) from None
                else:
                    own = "an empty cell leaves the scenario's own value"
                    number = row.number(factor.name, p.lo, p.hi, p.unit, otherwise=own)
                    if p.kind == "int" and number != int(number):
                        raise row.problem(factor.name, f"{number:g} is not a whole number ({p.unit}).")
                    values.append(checked_value(p, int(number) if p.kind == "int" else number))
            table.append(tuple(values))
        return factors, tuple(table)


def _shaped(document: Document) -> DesignFile:
    if document.content is None:
        raise InputError(f'{document.shown}: the file is empty; a design needs at least "why" and "kind".')
    if not isinstance(document.content, dict):
        raise InputError(f'{document.shown}: a design is a mapping with the keys "why", "kind" and others.')
    for role in ROLES:
        # "levers:" with nothing below it is an empty block, no mistake.
        if role in document.content and document.content[role] is None:
            document.content[role] = {}
    try:
        return DesignFile.model_validate(document.content)
    except ValidationError as error:
        mistakes = error.errors(include_url=False)
        first = min(mistakes, key=lambda mistake: document.line(mistake["loc"][:1]) or math.inf)
        raise _shape_error(document, first["type"], first["loc"]) from None


def _shape_error(document: Document, kind: str, location: tuple[int | str, ...]) -> InputError:
    key = str(location[0])
    if kind == "extra_forbidden":
        hint = did_you_mean(key, _EXPECTED) or f" A design has the keys {', '.join(_EXPECTED)}."
        if key in PARAMETERS:
            hint = (
                f' It is a parameter: put it under "levers", "uncertainties" or "constants", as levers: {{{key}: ...}}.'
            )
        return document.error((key,), f'"{shown(key, QUOTED)}" is not a key of a design.{hint}')
    if kind == "missing":
        return document.error((), f'the key "{key}" is missing; it is {_EXPECTED[key]}.')
    content = document.content[key]
    if content is None or content == "":
        found = "and it is empty"
    elif isinstance(content, dict):
        found = "not a mapping"
    else:
        found = "not this list" if isinstance(content, list) else f"not {quoted(content)}"
    return document.error(location[:1], f'"{key}" must be {_EXPECTED[key]}, {found}.')
