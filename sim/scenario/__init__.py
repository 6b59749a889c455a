"""Scenarios: loaded, validated against the declarations, and the JSON schema that editors check them with."""

from typing import Any

from sim.moved import once_in


def __getattr__(name: str) -> Any:
    return once_in(__name__, "sim.scenario.scenario", name)
