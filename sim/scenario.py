"""Scenarios: a named set of parameter values, written as a small difference from another scenario.

A scenario file is YAML with four keys, of which only ``why`` is required::

    # yaml-language-server: $schema=scenario.schema.json
    extends: baseline          # the scenario this one differs from
    why: One sentence that says what the scenario is for.
    set:                       # parameter: value; see "townhall parameters"
      style_mean: 0.2
      initial_trust: 30 %      # a value may carry its unit, which is then checked
    without: [S12]             # theories switched off, or "all"

Its shape is checked by pydantic, its values by the declarations of the parameters (:mod:`sim.declared`);
every mistake raises :class:`~sim.errors.InputError` with one sentence that names the file and the line.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from sim.csv_input import QUOTED, shown
from sim.declared import PARAMETERS, Parameter, parameter
from sim.errors import InputError, did_you_mean
from sim.paths import configs_dir
from sim.yaml_reader import Document, read_yaml, shown_path

SCHEMA_FILE = "scenario.schema.json"
"""The file that the first line of each scenario names, for editors; ``townhall schema --out`` writes it."""

Value = float | int | str


class ScenarioFile(BaseModel):
    """A small difference from another scenario: which values are set, which theories are off, and why."""

    # This is the file's shape only; what its values may be is the declarations' business.

    model_config = ConfigDict(extra="forbid", title="Town Hall scenario")

    extends: StrictStr | None = Field(None, min_length=1, description="The scenario this one differs from, by name.")
    why: StrictStr = Field(min_length=1, pattern=r"\S", description="One sentence that says what the scenario is for.")
    set: dict[str, Any] = Field(default_factory=dict, description="The values that differ: parameter: value.")
    without: Literal["all"] | list[StrictStr] = Field(
        default_factory=list, description='Theories that are switched off, such as [S12], or "all".'
    )


_EXPECTED = {
    "extends": "the name of another scenario",
    "why": "one sentence that says what the scenario is for",
    "set": "a mapping of parameter: value",
    "without": 'a list of theories such as [S12], or "all"',
}


@dataclass(frozen=True)
class Scenario:
    """A scenario, resolved and valid: what differs from the declared defaults, and which theories are off.

    Attributes:
        name: how it is called in tables and figures.
        why: the sentence that says what it is for.
        settings: parameter -> value, only where the value differs from the declared default; sorted by name.
        without: ids of the theories that are switched off, sorted.
        chain: names from the root scenario to this one, along ``extends``.
        source: the file it was read from, or "" when it was made in Python.

    Building one validates it; a bad name, type, unit or range raises :class:`~sim.errors.InputError`.
    Scenarios can be compared, hashed and pickled.
    """

    name: str
    why: str = ""
    settings: Mapping[str, Value] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        known = theories()
        settings = {}
        for name in sorted(self.settings):
            value = checked_value(declared(name), self.settings[name])
            if value != PARAMETERS[name].default:
                settings[name] = value
        for theory in self.without:
            _check_theory(theory, known)
        object.__setattr__(self, "settings", MappingProxyType(settings))
        object.__setattr__(self, "without", tuple(sorted(set(self.without))))
        object.__setattr__(self, "chain", tuple(self.chain) or (self.name,))

    @cached_property
    def values(self) -> dict[str, Value]:
        """The value of every declared parameter, sorted by name. Treat it as read-only."""
        theories()
        return {name: self.settings.get(name, PARAMETERS[name].default) for name in sorted(PARAMETERS)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved values and the theories that are off: equal digest, equal model.

        Name, sentence and file do not enter: a scenario that only extends another has its digest.
        """
        content = json.dumps({"values": self.values, "without": self.without}, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    def changed(self, **settings: Any) -> Scenario:
        """Return the scenario with some values set anew (validated); a value may be "25 %" or "2 months per layer"."""
        return replace(self, settings={**self.settings, **settings})

    def switched_off(self, *ids: str) -> Scenario:
        """Return the scenario with further theories switched off."""
        return replace(self, without=(*self.without, *ids))

    def renamed(self, name: str, why: str = "") -> Scenario:
        """Return the scenario under another name, so that a variant can stand beside it in one table."""
        return replace(self, name=name, why=why or self.why)

    def __hash__(self) -> int:
        return hash((self.name, self.digest))

    def __reduce__(self) -> tuple[Callable[..., Scenario], tuple[Any, ...]]:
        # A mapping proxy cannot be pickled; rebuilding from plain values also validates on arrival.
        return Scenario, (self.name, self.why, dict(self.settings), self.without, self.chain, self.source)


def theories() -> Mapping[str, Any]:
    """The theories by id. Importing what this imports also completes :data:`sim.declared.PARAMETERS`."""
    import sim.population  # noqa: F401  (declares the sizes and the first day, which are no processes)
    from sim.schedule import THEORIES

    return THEORIES


def declared(name: str) -> Parameter:
    """The declaration of parameter ``name``; InputError with the nearest name if there is none."""
    theories()
    return parameter(shown(name, QUOTED))


def checked_value(declaration: Parameter, value: Any) -> Value:
    """``value`` in the parameter's own type and unit, or an :class:`InputError` of one sentence.

    A string such as "2 months per layer" must carry the declared unit; "25 %" is understood wherever the
    declared unit is a share or a probability.
    """
    if isinstance(value, str) and len(value) > QUOTED:
        value = shown(value, QUOTED)
    elif not isinstance(value, str | int | float | None):
        value = _kind(value)  # what is refused is named, not printed
    if declaration.kind != "choice":
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
            value = math.inf if value > 0 else -math.inf  # no number has hundreds of digits, and none is printed
        if isinstance(value, str):
            value = _without_unit(declaration, value)
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError(
                f"{declaration.name} must lie between {declaration.lo:g} and {declaration.hi:g} "
                f"({declaration.unit}), not {value!r}."
            )
    result: Value = declaration.check(value)
    return result + 0.0 if isinstance(result, float) else result  # -0.0 and 0.0 must have one digest


_LARGEST = 10**15
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})(?:\s+(\S.*?)|\s*(%))\s*", re.ASCII)


def percent_scale(declaration: Parameter) -> float | None:
    """What "25 %" is divided by: 100 where the unit is a share or a probability, 1 where it is per cent, else None."""
    return {"share": 100.0, "probability": 100.0, "percent": 1.0, "%": 1.0}.get(declaration.unit.split(" ")[0])


def _without_unit(declaration: Parameter, text: str) -> float | int:
    name, unit = declaration.name, declaration.unit
    found = _QUANTITY.fullmatch(text)
    if found is None:
        mend = " Leave out the quotes." if re.fullmatch(_NUMBER, text.strip(), re.ASCII) else ""
        raise InputError(f'{name} must be a number ({unit}), not "{text}".{mend}')
    number, given = float(found[1]), found[2] or found[3]
    if given == unit:
        return int(number) if number == int(number) and declaration.kind == "int" else number
    scale = percent_scale(declaration)
    if given == "%" and scale is not None:
        return number / scale
    also = ' or "%"' if scale is not None else ""
    raise InputError(f'{name} has the unit "{unit}"{also}, not "{given}"; write the number alone or with that unit.')


def parse_setting(text: str) -> tuple[str, Value]:
    """``"style_mean=0.2"`` as (name, checked value): what ``--set`` takes on the command line."""
    name, equals, written = (part.strip() for part in text.partition("="))
    if not (name and equals and written):
        raise InputError(
            f'"{shown(text, QUOTED)}" is not a setting; write parameter=value, for example style_mean=0.2.'
        )
    declaration = declared(name)
    value: Any = written
    if declaration.kind != "choice":
        try:
            value = int(written)
        except ValueError:
            try:
                value = float(written)
            except ValueError:
                value = written
    return name, checked_value(declaration, value)


def scenarios_folder() -> Path:
    """Where the scenarios that come with Town Hall live, one file each; the file's name is the scenario's."""
    return configs_dir() / "scenarios"


def list_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with Town Hall: baseline first, then by name."""
    names = (path.stem for path in scenarios_folder().glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: (name != "baseline", name)))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Load a scenario by name ("command") or from a file ("my/own.yaml") and resolve what it extends.

    In a file of your own, ``extends`` names a scenario beside it or one that comes with Town Hall.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return _load(Path(name_or_path), ())
    path = scenarios_folder() / f"{text}.yaml"
    if text not in list_scenarios():
        hint = did_you_mean(text, list_scenarios()) or _see("townhall scenarios")
        raise InputError(f'There is no scenario "{shown(text, QUOTED)}".{hint}')
    return _load(path, ())


def _see(command: str) -> str:
    return f' "{command}" lists them.'


def _load(path: Path, below: tuple[Path, ...]) -> Scenario:
    """The scenario in ``path``; ``below`` are the files that led here through ``extends``."""
    document = read_yaml(path)
    shape = _shaped(document)
    here = (*below, path.resolve())
    parent = None
    if shape.extends is not None:
        parent_path = _parent(document, path, shape.extends)
        if parent_path.resolve() in here:
            first = here.index(parent_path.resolve())
            circle = " -> ".join(p.stem for p in (*here[first:], parent_path))
            raise document.error(
                ("extends",), f'"extends" goes round in a circle ({circle}); let one of them extend something else.'
            )
        parent = _load(parent_path, here)
    settings: dict[str, Value] = dict(parent.settings) if parent else {}
    for name, value in shape.set.items():
        try:
            settings[name] = checked_value(declared(name), value)
        except InputError as error:
            raise document.error(("set", name), str(error)) from None
    without = _without(document, shape)
    return Scenario(
        name=path.stem,
        why=" ".join(shape.why.split()),
        settings=settings,
        without=(*(parent.without if parent else ()), *without),
        chain=(*(parent.chain if parent else ()), path.stem),
        source=shown_path(path),
    )


def _shaped(document: Document) -> ScenarioFile:
    if document.content is None:
        raise InputError(f'{document.shown}: the file is empty; a scenario needs at least a "why".')
    if not isinstance(document.content, dict):
        raise InputError(
            f'{document.shown}: a scenario is a mapping with the key "why", not {_kind(document.content, 40)}.'
        )
    try:
        return ScenarioFile.model_validate(document.content)
    except ValidationError as error:
        # One sentence: the first mistake in the file's own order; missing keys (no line) come last.
        mistakes = error.errors(include_url=False)
        first = min(mistakes, key=lambda mistake: document.line(mistake["loc"][:2]) or math.inf)
        raise _shape_error(document, first["type"], first["loc"]) from None


def _shape_error(document: Document, kind: str, location: tuple[int | str, ...]) -> InputError:
    key = str(location[0])
    if kind == "extra_forbidden":
        hint = did_you_mean(key, _EXPECTED) or f" A scenario has the keys {', '.join(_EXPECTED)}."
        if key in PARAMETERS or (theories() and key in PARAMETERS):
            hint = f' It is a parameter: put it under "set", as set: {{{key}: ...}}.'
        return document.error((key,), f'"{shown(key, QUOTED)}" is not a key of a scenario.{hint}')
    if kind == "missing":
        return document.error((), f'the key "{key}" is missing; it is {_EXPECTED[key]}.')
    content = document.content[key]
    if content in (None, ""):
        found = "and it is empty"
    elif key == "without" and isinstance(content, list):
        wrong = next(index for index, theory in enumerate(content) if not isinstance(theory, str))
        return document.error((key, wrong), f"{_kind(content[wrong])} is not a theory; write its id, such as S12.")
    else:
        found = f"not {_kind(content)}"
    return document.error(location[:1], f'"{key}" must be {_EXPECTED[key]}, {found}.')


def _kind(content: Any, most: int = QUOTED) -> str:
    """``content`` as a message names it: what it is, or, if it is short, itself."""
    if isinstance(content, dict):
        return "a mapping"
    if isinstance(content, list | tuple | set):
        return "a list"
    if isinstance(content, int) and abs(content) > _LARGEST:
        return "a number of many digits"
    said = repr(content)
    return said if len(said) <= most else "a long text"


def _parent(document: Document, path: Path, name: str) -> Path:
    beside = {p.stem: p for p in path.parent.glob("*.yaml")}
    shipped = {known: scenarios_folder() / f"{known}.yaml" for known in list_scenarios()}
    found = beside.get(name) or shipped.get(name)
    if found is None:
        hint = did_you_mean(name, {**shipped, **beside}) or _see("townhall scenarios")
        raise document.error(("extends",), f'there is no scenario "{shown(name, QUOTED)}" to extend.{hint}')
    return found


def _without(document: Document, shape: ScenarioFile) -> tuple[str, ...]:
    known = theories()
    if shape.without == "all":
        return tuple(known)
    for index, theory in enumerate(shape.without):
        try:
            _check_theory(theory, known)
        except InputError as error:
            raise document.error(("without", index), str(error)) from None
    return tuple(shape.without)


def _check_theory(theory: str, known: Iterable[str]) -> None:
    names = sorted(known)
    if theory not in names:
        raise InputError(f'There is no theory "{shown(theory, QUOTED)}".{nearest_id(theory, names)}')


def nearest_id(text: str, ids: Iterable[str]) -> str:
    """What follows a theory's id that is none: the one that is meant, or where all of them lie."""
    names = sorted(ids)
    # "S1" is nearer to S01 than to S21, which has as many letters in common.
    number = re.fullmatch(r"\s*[sS]?\s*(\d+)\s*", text, re.ASCII)
    meant = f"S{int(number[1]):02d}" if number else text
    # A number that no theory has is near to none of them: S00 is no slip for S20.
    near = did_you_mean(meant, names) if not number or meant in names else ""
    return near or f" They are {names[0]} to {names[-1]}; townhall theories lists them."


def scenario_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a scenario file, made from the declarations, for editors.

    A test holds it against the loader: what the one accepts, so does the other.
    """
    from sim.scenario_schema import build_schema

    return build_schema(ScenarioFile, theories())
