"""The JSON schema of a lesson's file, made from the declarations, so that editors complete and check it."""

from __future__ import annotations

from typing import Any

from experiments.classroom.lesson_shape import LessonFile
from sim.machine.declared import PARAMETERS
from sim.references import read_references
from sim.scenario.scenario import list_scenarios, theories
from sim.scenario.schema import scenario_schema

LESSON_SCHEMA_FILE = "lesson.schema.json"
"""The file that the first line of each lesson names, for editors; ``townhall schema lesson --out`` writes it."""


def lesson_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a lesson's file. What the loader accepts, the schema accepts (a test).

    The loader knows more: that every result has one explanation, or that an explanation states no number.
    """
    from sim.outcomes import OUTCOMES

    theories()  # completes the declarations
    schema = LessonFile.model_json_schema()
    properties, parts = schema["properties"], schema["$defs"]
    scenario = scenario_schema()["properties"]
    properties["set"] = scenario["set"]
    properties["outcome"] |= {"enum": list(OUTCOMES)}
    properties["levers"] |= {"items": {"enum": sorted(PARAMETERS)}}
    values, off = {"$ref": "#/$defs/:set"}, scenario["without"]["anyOf"][1]
    parts[":set"] = properties.pop("set")
    parts["Side"]["properties"]["scenario"] |= {"enum": list(list_scenarios())}
    for part in ("Side", "Mechanism"):
        named = parts[part]["properties"]
        named["set"] = {"description": named["set"]["description"], **values}
        named["without"] = {"description": named["without"]["description"], **off}
    for part in ("Expects", "Said"):
        parts[part]["properties"]["references"] |= {"items": {"enum": sorted(read_references())}}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "description": LessonFile.__doc__}
