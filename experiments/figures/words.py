"""Names of parameters and their values for people."""

from __future__ import annotations

from typing import Any

PLAIN = {
    "style_mean": "leaders' style",
    "initial_trust": "initial trust",
    "budget_mode": "funding",
    "budget_cut": "size of the cut",
}
"""Parameters whose name says too little."""


def parameter(name: str) -> str:
    """A parameter's name in plain words."""
    return PLAIN.get(name, name.removesuffix("_mean").replace("_", " "))


def parameter_axis(name: str) -> str:
    """The same with its unit, for an axis."""
    from sim.machine.declared import PARAMETERS

    declared = PARAMETERS.get(name)
    unit = "" if declared is None or declared.kind == "choice" or declared.unit in ("mode", "word") else declared.unit
    if unit in ("share", "probability"):
        unit = ""
    said = parameter(name)
    return f"{said[:1].upper()}{said[1:]}" + (f" ({unit})" if unit else "")


def value(given: Any) -> str:
    """A value of a parameter, short."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    return f"{given:.3g}" if isinstance(given, float) else str(given).replace("_", " ")
