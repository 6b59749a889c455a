"""Policies or worlds that a crossed design lists one by one: a setting on a line, all of the same parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from experiments.designs.factor_file import FactorReader
from experiments.designs.factors import Factor, Value
from sim.errors import InputError, did_you_mean
from sim.machine.declared import Parameter
from sim.scenario.scenario import checked_value

ONE_OF = {"policies": "policy", "worlds": "world"}


def listed_settings(
    reader: FactorReader, key: str, given: Sequence[Any], role: str, taken: Mapping[str, str]
) -> tuple[tuple[Factor, ...], tuple[tuple[Value, ...], ...]]:
    """The factors of the list that stands under ``key``, and a row of their values for each of its entries.

    ``reader`` knows what the design may vary; ``taken`` says which parameters stand elsewhere in the design, and where.
    Raises :class:`InputError` with file and line for anything that is no list of settings of the same parameters.
    """
    one, document = ONE_OF[key], reader.document
    if not given:
        raise document.error((key,), f'"{key}" is empty; list at least one {one}, such as {{{_example(role)}}}.')
    parameters: dict[str, Parameter] = {}
    rows: list[tuple[Value, ...]] = []
    for at, entry in enumerate(given):
        if not isinstance(entry, dict) or not entry:
            raise document.error(
                (key, at), f"{_nth(at, one)} must be a mapping of parameter: value, such as {{{_example(role)}}}."
            )
        values: dict[str, Value] = {}
        for name, value in entry.items():
            try:
                parameter = reader.varied(str(name))
                values[name] = checked_value(parameter, value)
                reader.check_event(name, [values[name]])
            except InputError as error:
                raise document.error((key, at, name), str(error)) from None
            if name in taken:
                raise document.error(
                    (key, at, name), f'"{name}" stands under "{taken[name]}" and under "{key}"; keep one of the two.'
                )
            if at == 0:
                parameters[name] = parameter
            elif name not in parameters:
                hint = did_you_mean(name, [p for p in parameters if p not in entry])
                raise document.error(
                    (key, at, name), f'{_nth(at, one)} sets "{name}", which the first does not; set it in all.{hint}'
                )
        missing = next((name for name in parameters if name not in values), None)
        if missing is not None:
            raise document.error((key, at), f'{_nth(at, one)} does not set "{missing}", which the first does; set it.')
        row = tuple(values[name] for name in parameters)
        if row in rows:
            raise document.error(
                (key, at), f"{_nth(at, one)} is the same as {_nth(rows.index(row), one)}; keep one of the two."
            )
        rows.append(row)
    columns = zip(*rows, strict=True)
    factors = tuple(
        replace(reader.over_its_range(role, parameter), values=tuple(dict.fromkeys(column)))
        for parameter, column in zip(parameters.values(), columns, strict=True)
    )
    return factors, tuple(rows)


def _nth(at: int, one: str) -> str:
    return f"{one} {at + 1}"


def _example(role: str) -> str:
    return "style_mean: 0.2" if role == "levers" else "initial_trust: 0.3"
