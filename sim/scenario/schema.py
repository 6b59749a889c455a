"""The JSON schema of a scenario file, made from the declarations, so that editors complete and check it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.scenario import ScenarioFile, list_scenarios, percent_scale, theories

_NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"


def scenario_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a scenario file, made from the declarations, for editors.

    A test holds it against the loader: what the one accepts, so does the other.
    """
    known = theories()
    schema = ScenarioFile.model_json_schema()
    properties = schema["properties"]
    properties["extends"] = {
        "description": properties["extends"]["description"],
        "type": "string",
        "examples": list(list_scenarios()),
    }
    properties["set"] |= {
        "additionalProperties": False,
        "properties": {name: parameter_schema(PARAMETERS[name]) for name in sorted(PARAMETERS)},
    }
    properties["without"] = {
        "description": properties["without"]["description"],
        "anyOf": [
            {"const": "all"},
            {
                "type": "array",
                "items": {"oneOf": [{"const": id, "title": theory.title} for id, theory in known.items()]},
            },
        ],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "description": ScenarioFile.__doc__}


def parameter_schema(declaration: Parameter) -> dict[str, Any]:
    """The schema of one parameter's value: a number in its range, a number with its unit, or a word."""
    about = {"description": describe(declaration), "default": declaration.default}
    if declaration.kind == "choice":
        return {**about, "enum": list(declaration.choices)}
    number: dict[str, Any] = {"type": "number", "minimum": declaration.lo, "maximum": declaration.hi}
    if declaration.kind == "int":
        number["type"] = "integer"
    units = [re.escape(declaration.unit)] + (["%"] if percent_scale(declaration) else [])
    return {**about, "anyOf": [number, {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*({'|'.join(units)})\s*$"}]}


MANY = 20
"""A set of definitions with more than this many gets a line for each of them in :func:`schema_text`."""


def schema_text(schema: Mapping[str, Any]) -> str:
    """A schema as a file: every definition of a large set on a line of its own, so that a change of one is a line."""
    return _written(schema, "", opened=True) + "\n"


def _written(value: Any, indent: str, *, opened: bool) -> str:
    """``value`` in JSON: on one line, or ``opened``, with a line for each member."""
    if not opened:
        return json.dumps(value, ensure_ascii=False)
    deeper = indent + "  "
    if isinstance(value, Mapping):
        lines = [
            f"{json.dumps(name)}: {_written(held, deeper, opened=_large(name, held) or _holds_large(held))}"
            for name, held in value.items()
        ]
        return "{\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}}}"
    lines = [_written(held, deeper, opened=_holds_large(held)) for held in value]
    return "[\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}]"


def _large(name: str, value: Any) -> bool:
    """Whether this member of a schema is a large set of definitions."""
    return name in ("properties", "$defs") and isinstance(value, Mapping) and len(value) > MANY


def _holds_large(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_large(name, held) or _holds_large(held) for name, held in value.items())
    return isinstance(value, list) and any(map(_holds_large, value))


def describe(declaration: Parameter) -> str:
    """What an editor shows beside the parameter: meaning, range, unit, where the default comes from."""
    if declaration.kind == "choice":
        scope = "One of " + ", ".join(declaration.choices)
    else:
        scope = f"{declaration.lo:g} to {declaration.hi:g}, {declaration.unit}"
    source = f" [{declaration.source}]" if declaration.source else ""
    return f"{declaration.doc.rstrip('.')}. {scope}; default {declaration.default}. {declaration.mark}{source}."
