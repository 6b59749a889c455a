"""The JSON schema of a sweep design, made from the declarations, so that editors complete and check it."""

from __future__ import annotations

from typing import Any

from experiments.designs.factors import DISTRIBUTIONS, ROLES
from experiments.designs.sweep import GRID, GROUPS, KINDS, RANDOM_NUMBERS, WORLDS
from experiments.designs.sweep_shape import DesignFile
from sim.machine.declared import MARKS, PARAMETERS, Parameter
from sim.scenario.event import NAME
from sim.scenario.scenario import list_scenarios, theories
from sim.scenario.schema import describe, parameter_schema

DESIGN_SCHEMA_FILE = "design.schema.json"
"""The file that the first line of each design names, for editors; ``townhall schema design --out`` writes it."""


EVENT_VALUE = rf"^{NAME.pattern}\.\w+$"
"""What a design calls the date or a value of an event."""


def design_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a design file. What the loader accepts, the schema accepts (a test).

    The loader knows more: that a Sobol design needs a power of 2, or that "from" lies below "to".
    """
    theories()  # completes the declarations
    schema = DesignFile.model_json_schema()
    properties = schema["properties"]
    properties["kind"] = {
        "description": properties["kind"]["description"],
        "oneOf": [{"const": kind, "title": title} for kind, title in KINDS.items()],
    }
    properties["groups"] |= {"enum": list(GROUPS)}
    properties["random_numbers"] |= {"enum": list(RANDOM_NUMBERS)}
    properties["scenarios"]["items"] = {"type": "string", "examples": list(list_scenarios())}
    for role in ROLES:
        properties[role] = {"description": properties[role]["description"], "$ref": "#/$defs/:factors"}
    for key, made in (("policies", (GRID,)), ("worlds", WORLDS)):
        properties[key] = {
            "description": properties[key]["description"],
            "anyOf": [{"enum": list(made)}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/:setting"}}],
        }
    properties["constants"] |= {
        "additionalProperties": False,
        "properties": {name: parameter_schema(PARAMETERS[name]) for name in sorted(PARAMETERS)},
        "patternProperties": {EVENT_VALUE: {"type": ["number", "string"]}},
    }
    # Said once, however often the schema refers to it.
    schema["$defs"] = {
        ":factors": {
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": {
                "marks": {
                    "description": "Every parameter with one of these marks that the design does not name elsewhere.",
                    "type": "array",
                    "items": {"enum": list(MARKS)},
                },
                "except": {
                    "description": "Parameters that marks does not take.",
                    "type": "array",
                    "items": {"enum": sorted(PARAMETERS)},
                },
                **{name: factor_schema(PARAMETERS[name]) for name in sorted(PARAMETERS)},
            },
            "patternProperties": {
                EVENT_VALUE: {
                    "description": "The date or a value of an event of the scenarios, such as crisis.date.",
                    "type": ["array", "object", "null"],
                }
            },
            "dependentRequired": {"except": ["marks"]},
        }
    }
    schema["$defs"] |= {
        ":setting": {"allOf": [{"$ref": "#/properties/constants"}], "minProperties": 1},
        ":steps": {"type": "integer", "minimum": 2, "maximum": 10_000},
        ":distribution": {"enum": list(DISTRIBUTIONS)},
    }
    properties["outcomes"] = {
        "description": properties["outcomes"]["description"],
        "anyOf": [
            {"enum": ["all", "headline"]},
            {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": _outcomes()}},
        ],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "description": DesignFile.__doc__}


def factor_schema(declaration: Parameter) -> dict[str, Any]:
    """The schema of one factor: nothing (its declared range), a list of values, or a range."""
    value = {"$ref": f"#/properties/constants/properties/{declaration.name}"}
    values = {"type": "array", "minItems": 1, "uniqueItems": True, "items": value}
    forms: list[dict[str, Any]] = [{"type": "null"}, values]
    listed = {"type": "object", "additionalProperties": False, "properties": {"values": values}}
    forms.append({**listed, "required": ["values"]})
    if declaration.kind != "choice":
        forms.append(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "from": value,
                    "to": value,
                    "steps": {"$ref": "#/$defs/:steps"},
                    "distribution": {"$ref": "#/$defs/:distribution"},
                    "peak": value,
                },
            }
        )
    return {"description": describe(declaration), "anyOf": forms}


def _outcomes() -> list[str]:
    from sim.outcomes import OUTCOMES

    return list(OUTCOMES)
