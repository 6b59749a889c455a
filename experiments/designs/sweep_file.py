"""Reads a design from YAML: what may stand in it, and one sentence with the file and the line for every mistake.

::

    # yaml-language-server: $schema=design.schema.json
    why: One sentence that says what the sweep is for.
    kind: latin_hypercube      # or grid, one_at_a_time, sobol, morris, csv, crossed
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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.designs.alike import refuse_overrun
from experiments.designs.clashes import Clash, refuse_clashes
from experiments.designs.factor_file import FactorReader, quoted
from experiments.designs.factors import ROLES, Factor, Value
from experiments.designs.listed import ONE_OF, listed_settings
from experiments.designs.sampling import SAMPLED
from experiments.designs.sweep import (
    GRID,
    GROUPS,
    KINDS,
    LISTED,
    RANDOM_NUMBERS,
    WORLDS,
    SweepDesign,
)
from experiments.designs.sweep_shape import EXPECTED, shaped
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, read_csv, shown
from sim.inputs.yaml_reader import Location, read_yaml
from sim.paths import configs_dir
from sim.scenario.scenario import Scenario, checked_value, list_scenarios, load_scenario, theories

MOST_POINTS = 100_000_000

_ONLY_FOR = {
    "points": (*SAMPLED, "crossed"),
    "second_order": ("sobol",),
    "levels": ("morris",),
    "groups": ("morris",),
    "file": ("csv", "crossed"),
    "policies": ("crossed",),
    "worlds": ("crossed",),
}
_LISTS = {"uncertainties": "worlds", "levers": "policies"}
"""The key of a crossed design that may list settings of the factors of each role."""


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
        self.shape = shaped(self.document)
        blocks = {role: getattr(self.shape, role) for role in ROLES}
        self.reader = FactorReader(self.document, blocks, self._made, lambda: self._scenarios({}, ()))

    def design(self) -> SweepDesign:
        shape = self.shape
        self._check_keys()
        constants = self._constants()
        factors = self.reader.factors(constants)
        if not factors and shape.kind != "crossed":
            raise self._error(
                (), 'nothing varies: name at least one factor under "levers" or "uncertainties" (or use "compare").'
            )
        table: tuple[tuple[Value | None, ...], ...] = ()
        policies: tuple[tuple[Value, ...], ...] = ()
        if shape.kind == "csv":
            factors, table = self._table(factors)
        if shape.kind == "crossed":
            factors, table, policies = self._crossed(factors, constants)
        # The points of a table, and the first of one at a time, may leave a scenario's own values.
        left = shape.kind in ("csv", "one_at_a_time") or any(None in row for row in table)
        set_everywhere = () if left else tuple(factor.name for factor in factors)
        design = SweepDesign(
            name=self.path.stem,
            why=" ".join(shape.why.split()),
            kind=shape.kind,
            factors=factors,
            scenarios=self._scenarios(constants, set_everywhere),
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
            grouped=shape.groups,
            table=table,
            policies=policies,
            monthly=shape.monthly,
        )
        try:
            design.check()
        except InputError as error:
            raise self._error((), str(error)) from None
        try:
            refuse_clashes(design)
        except Clash as error:
            named = self.document.line(error.place) is not None
            raise self._error(error.place if named else (_LISTS[error.place[0]],), str(error)) from None
        return design

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
                f'"random_numbers" must be {EXPECTED["random_numbers"]}, not {quoted(shape.random_numbers)}.{hint}',
            )
        if shape.groups not in GROUPS:
            hint = did_you_mean(shape.groups, GROUPS)
            raise self._error(("groups",), f'"groups" must be {EXPECTED["groups"]}, not {quoted(shape.groups)}.{hint}')
        if shape.kind == "crossed":
            self._check_crossed()
        if shape.levels < 2 or shape.levels % 2:
            raise self._error(("levels",), f'"levels" must be {EXPECTED["levels"]}, not {shape.levels}.')

    def _check_crossed(self) -> None:
        """What a crossed design says of how its halves come about, before either is read."""
        shape = self.shape
        for key, words in (("policies", (GRID,)), ("worlds", WORLDS)):
            given = getattr(shape, key)
            if isinstance(given, str) and given not in words:
                hint = did_you_mean(given, words)
                raise self._error((key,), f'"{key}" must be {EXPECTED[key]}, not {quoted(given)}.{hint}')
        for key, wanted in (("points", "latin_hypercube"), ("file", "csv")):
            if key in shape.model_fields_set and shape.worlds != wanted:
                made = "a list" if isinstance(shape.worlds, list) else shape.worlds
                raise self._error(
                    (key,), f'"{key}" belongs to "worlds: {wanted}", and the worlds are {made}; leave it out.'
                )
        if shape.random_numbers != RANDOM_NUMBERS[0]:
            raise self._error(
                ("random_numbers",),
                "a crossed design compares policies by what they do with the same luck in the same world; leave "
                '"random_numbers" out.',
            )

    def _made(self, role: str) -> str:
        """How the values of the factors of ``role`` come about: the kind of the design, or of this half of it."""
        if self.shape.kind != "crossed":
            return self.shape.kind
        given: str | list[Any] = getattr(self.shape, _LISTS[role])
        return LISTED if isinstance(given, list) else given

    def _crossed(
        self, factors: tuple[Factor, ...], constants: Mapping[str, Value]
    ) -> tuple[tuple[Factor, ...], tuple[tuple[Value | None, ...], ...], tuple[tuple[Value, ...], ...]]:
        """The factors, worlds first, with the worlds and the policies that are listed (empty where they are made)."""
        own = {role: tuple(factor for factor in factors if factor.role == role) for role in ROLES}
        listed: dict[str, tuple[tuple[Value | None, ...], ...]] = dict.fromkeys(ROLES, ())
        taken = dict.fromkeys(constants, "constants") | {factor.name: factor.role for factor in factors}
        for role in ROLES:
            key = _LISTS[role]
            if self._made(role) == LISTED:
                if own[role]:
                    raise self._error(
                        (role,),
                        f'"{role}" and the list under "{key}" both say what the {key} are; keep one of the two.',
                    )
                found = listed_settings(self.reader, key, getattr(self.shape, key), role, taken)
                own[role], listed[role] = found
                taken |= dict.fromkeys((factor.name for factor in own[role]), key)
            elif not own[role]:
                raise self._error(
                    (),
                    f'a crossed design has {key} over "{role}", and there are none: name at least one, or list the '
                    f'{key} under "{key}".',
                )
            elif self._made(role) == "csv":
                own[role], listed[role] = self._table(own[role], complete=ONE_OF[key])
        policies = tuple(tuple(value for value in row if value is not None) for row in listed["levers"])
        return own["uncertainties"] + own["levers"], listed["uncertainties"], policies

    def _points(self) -> tuple[int, ...]:
        kind, given = self.shape.kind, self.shape.points
        if kind == "crossed":
            kind = self._made("uncertainties")
        if kind not in SAMPLED:
            return ()
        if given is None:
            what = "worlds" if self.shape.kind == "crossed" else "points"
            raise self._error(
                (), f'the key "points" is missing; it says how many {what} a {self.shape.kind} design has.'
            )
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
                found[name] = checked_value(self.reader.varied(name), value)
            except InputError as error:
                raise self._error(("constants", name), str(error)) from None
        return found

    def _scenarios(self, constants: Mapping[str, Value], varied: Sequence[str]) -> tuple[Scenario, ...]:
        """The scenarios, with ``constants`` laid over them; ``varied`` are the factors that every point sets."""
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
        try:
            refuse_overrun(found, {*constants, *varied})
        except InputError as error:
            raise self._error(("scenarios",), str(error)) from None
        try:
            return tuple(scenario.changed(**constants) for scenario in found)
        except InputError as error:
            raise self._error(("constants",), str(error)) from None

    def _councils(self) -> tuple[Any, ...]:
        from experiments.designs.choices import choose_council, file_in
        from sim.council.councils import all_councils

        if self.shape.councils == "all":
            return all_councils()
        if not self.shape.councils:
            raise self._error(("councils",), f'"councils" must be {EXPECTED["councils"]}, and it is empty.')
        found = []
        for at, name in enumerate(self.shape.councils):
            path, _ = file_in(name)
            own = path is not None and not path.is_absolute()
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
            raise self._error(("outcomes",), f'"outcomes" must be {EXPECTED["outcomes"]}, and it is empty.')
        for at, name in enumerate(given):
            if name not in OUTCOMES:
                hint = did_you_mean(name, OUTCOMES) or ' "townhall outcomes" lists them.'
                raise self._error(("outcomes", at), f'there is no outcome "{shown(name, QUOTED)}".{hint}')
            if name in given[:at]:
                raise self._error(("outcomes", at), f'the outcome "{name}" is given twice; keep one of the two.')
        return tuple(given)

    def _table(
        self, factors: tuple[Factor, ...], complete: str = ""
    ) -> tuple[tuple[Factor, ...], tuple[tuple[Value | None, ...], ...]]:
        """The factors in the order of the file's columns, by which an analysis may know the design, and its points.

        ``complete`` names what each row is, where none of its cells may be empty.
        """
        if self.shape.file is None:
            raise self._error((), f'the key "file" is missing; it is {EXPECTED["file"]}.')
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
                if complete and not row.has(factor.name):
                    raise row.problem(factor.name, f"the cell is empty, and a {complete} has a value for every factor.")
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
