"""The front of this folder: what others use of scenarios. Each part has a file of its own.

``values`` (what a value may be), ``event_kinds`` and ``event`` (what happens when), ``resolved`` (a scenario),
``validate`` and ``load`` (from a file to a scenario), ``schema`` (for editors). Arrows go one way, in this order.
"""

from __future__ import annotations

from sim.scenario.load import list_scenarios, load_scenario, scenarios_folder
from sim.scenario.resolved import Scenario
from sim.scenario.schema import SCHEMA_FILE, scenario_schema
from sim.scenario.validate import ScenarioFile
from sim.scenario.values import Value, checked_value, declared, nearest_id, parse_setting, percent_scale, theories

__all__ = [
    "SCHEMA_FILE",
    "Scenario",
    "ScenarioFile",
    "Value",
    "checked_value",
    "declared",
    "list_scenarios",
    "load_scenario",
    "nearest_id",
    "parse_setting",
    "percent_scale",
    "scenario_schema",
    "scenarios_folder",
    "theories",
]
