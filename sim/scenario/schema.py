"""The JSON schema of a scenario file, made from the declarations, so that editors complete and check it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.dates import FIRST_YEAR
from sim.scenario.event import KEYS, NAME
from sim.scenario.event_kind import EventKind
from sim.scenario.event_kinds import EVENT_KINDS
from sim.scenario.load import list_scenarios
from sim.scenario.validate import ScenarioFile
from sim.scenario.values import percent_scale, theories

SCHEMA_FILE = "scenario.schema.json"
"""The file that the first line of each scenario names, for editors; ``townhall schema --out`` writes it."""

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
    properties["events"] |= {"items": {"oneOf": [*map(_event, EVENT_KINDS.values()), _CANCELLED]}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "description": ScenarioFile.__doc__}


_CANCELLED: dict[str, Any] = {
    "title": "an event of what this extends that does not happen",
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "cancelled"],
    "properties": {"name": {"type": "string"}, "cancelled": {"const": "yes"}},
}


def _event(kind: EventKind) -> dict[str, Any]:
    """The schema of one kind of event."""
    if kind.open == "parameter":
        # Which parameters an event can move is the loader's business; their values are said under "set".
        body: dict[str, Any] = {"$ref": "#/properties/set"}
    elif kind.open == "theory":
        words = list(kind.declaration(kind.names()[0]).choices)
        body = {
            "type": "object",
            "propertyNames": {"enum": list(kind.names())},
            "additionalProperties": {"enum": words},
        }
    else:
        fields = {name: parameter_schema(kind.declaration(name)) for name in kind.names()}
        body = {"type": "object", "additionalProperties": False, "properties": fields}
        if kind.required:
            body["required"] = list(kind.required)
    years = f"{FIRST_YEAR // 100}[1-9][0-9]|21[01][0-9]"
    beside = {
        "date": {
            "description": "The month it happens in, such as 2015-06.",
            "type": "string",
            "pattern": f"^({years})-(0[1-9]|1[0-2])$",
        },
        "name": {"description": "What designs and figures call it.", "type": "string", "pattern": f"^{NAME.pattern}$"},
    }
    assert set(beside) == set(KEYS)
    return {
        "title": kind.name,
        "description": kind.doc,
        "type": "object",
        "additionalProperties": False,
        "required": ["date", kind.name],
        "properties": {**beside, kind.name: body},
    }


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
