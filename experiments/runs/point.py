"""The scenario of a point: that of its cell, of which only what the point sets is checked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from experiments.designs.factors import Value
from sim.machine.declared import PARAMETERS
from sim.scenario.resolved import Scenario
from sim.scenario.values import checked_value

NAMES = tuple(field.name for field in fields(Scenario) if field.name != "settings")


def at_point(scenario: Scenario, settings: Mapping[str, Value]) -> Scenario:
    """``scenario.changed(**settings)``; what ``scenario`` has was checked when it was made, and is taken as it is.

    Runs of one cell differ in a few numbers, and to check all others before each run would cost more than to keep it.
    """
    if any("." in name or name not in PARAMETERS for name in settings):
        return scenario.changed(**settings)  # something of an event, or what is not known
    laid = dict(scenario.settings)
    for name, value in settings.items():
        laid[name] = checked_value(PARAMETERS[name], value)
        if laid[name] == PARAMETERS[name].default:
            del laid[name]
    found = object.__new__(Scenario)
    found.__dict__.update({name: getattr(scenario, name) for name in NAMES})
    found.__dict__["settings"] = MappingProxyType({name: laid[name] for name in sorted(laid)})
    return found
