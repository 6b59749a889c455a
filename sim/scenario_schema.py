"""The JSON schema of a scenario file, made from the declarations, so that editors complete and check it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from sim.declared import PARAMETERS, Parameter
from sim.scenario import list_scenarios, percent_scale

_NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"


def build_schema(shape: type[BaseModel], theories: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of ``shape`` with every declared parameter and every theory filled in."""
    schema = shape.model_json_schema()
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
                "items": {"oneOf": [{"const": id, "title": theory.title} for id, theory in theories.items()]},
            },
        ],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "description": shape.__doc__}


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


def describe(declaration: Parameter) -> str:
    """What an editor shows beside the parameter: meaning, range, unit, where the default comes from."""
    if declaration.kind == "choice":
        scope = "One of " + ", ".join(declaration.choices)
    else:
        scope = f"{declaration.lo:g} to {declaration.hi:g}, {declaration.unit}"
    source = f" [{declaration.source}]" if declaration.source else ""
    return f"{declaration.doc.rstrip('.')}. {scope}; default {declaration.default}. {declaration.mark}{source}."
