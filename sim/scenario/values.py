"""Values of parameters as people write them: checked against the declarations, in the declared unit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown
from sim.machine.declared import PARAMETERS, Parameter, parameter

Value = float | int | str


def theories() -> Mapping[str, Any]:
    """The theories by id. Importing what this imports also completes :data:`sim.machine.declared.PARAMETERS`."""
    import sim.council.population  # noqa: F401  (declares the sizes and the first day, which are no processes)
    from sim.schedule import THEORIES

    return THEORIES


def declared(name: str) -> Parameter:
    """The declaration of parameter ``name``; InputError with the nearest name if there is none."""
    theories()
    found = PARAMETERS.get(name)
    return parameter(shown(name, QUOTED)) if found is None else found


def checked_value(declaration: Parameter, value: Any) -> Value:
    """``value`` in the parameter's own type and unit, or an :class:`InputError` of one sentence.

    A string such as "2 months per layer" must carry the declared unit; "25 %" is understood wherever the
    declared unit is a share or a probability.
    """
    if isinstance(value, str) and len(value) > QUOTED:
        value = shown(value, QUOTED)
    elif not isinstance(value, str | int | float | None):
        value = kind_of(value)  # what is refused is named, not printed
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
    if "." in name:
        return name, _number_said(written)  # of an event, which its scenario knows (Scenario.changed)
    declaration = declared(name)
    return name, checked_value(declaration, written if declaration.kind == "choice" else _number_said(written))


def _number_said(written: str) -> Value:
    """The number that a text says, or the text."""
    for kind in (int, float):
        try:
            return kind(written)
        except ValueError:
            continue
    return written


def kind_of(content: Any, most: int = QUOTED) -> str:
    """``content`` as a message names it: what it is, or, if it is short, itself."""
    if isinstance(content, dict):
        return "a mapping"
    if isinstance(content, list | tuple | set):
        return "a list"
    if isinstance(content, int) and abs(content) > _LARGEST:
        return "a number of many digits"
    said = repr(content)
    return said if len(said) <= most else "a long text"


def check_theory(theory: str, known: Iterable[str]) -> None:
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
