"""What differs between the two scenarios of a contrast: of several things none can be called the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.contrasts import DIFFERENCE, EFFECT_AT, contrasts, shown_contrasts
from experiments.analysis.wording import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from experiments.analysis.contrasts import Contrast
    from experiments.designs.comparison import Comparison
    from sim.scenario.scenario import Scenario

NOTHING = "none"
NAMED = 6
"""So many differences are named one by one; of more, the first, and how many there are."""


def differing(one: Scenario, other: Scenario) -> dict[str, tuple[str, str]]:
    """What differs between two scenarios, by name, with what it is in each: parameters, theories, and what happens.

    A parameter or a theory that an event moves is one thing with its value on the first day; of the other kinds of
    event all of a kind are one, and of each role where they are about a role.
    """
    own, others = _things(one), _things(other)
    found = {}
    for name in [*own, *(name for name in others if name not in own)]:
        high, low = own.get(name, NOTHING), others.get(name, NOTHING)
        if high != low:
            found[name] = (high, low)
    return found


def _things(scenario: Scenario) -> dict[str, str]:
    """All that a scenario says, in words by name."""
    from sim.scenario.scenario import theories

    found = {name: _said(value) for name, value in scenario.values.items()}
    found |= {theory: "off" if theory in scenario.without else "on" for theory in theories()}
    for event in scenario.events:
        if event.kind in ("set", "switch"):
            for name, value in event.values.items():
                found[name] += f", {_said(value)} from {event.date}"
        else:
            role = event.values.get("role")
            name = f"dated events ({event.kind}, {role})" if role else f"dated events ({event.kind})"
            before = f"{found[name]}; " if name in found else ""
            found[name] = f"{before}{event.date} {event.said}"
    return found


def differing_of(design: Comparison, contrast: Contrast) -> dict[str, tuple[str, str]]:
    """What differs between the two scenarios of a contrast; nothing where it is made of more than two."""
    if contrast.kind not in (DIFFERENCE, EFFECT_AT):
        return {}
    scenarios: Mapping[str, Scenario] = {scenario.name: scenario for scenario in design.scenarios}
    (high,) = (scenarios[name] for name, weight in contrast.weights.items() if weight > 0)
    (low,) = (scenarios[name] for name, weight in contrast.weights.items() if weight < 0)
    return differing(high, low)


def confounded(design: Comparison) -> dict[str, str]:
    """For each contrast shown whose scenarios differ in several things, by its name: the sentence that says so."""
    shown = shown_contrasts(design)
    said = {}
    for contrast in contrasts(design):
        found = differing_of(design, contrast)
        if contrast.name in shown and len(found) > 1:
            said[contrast.name] = (
                f"Confounded: {contrast.scenario} and {contrast.reference} differ in {len(found)} things at once, "
                f"{join(_named(found))}. Which of them a difference comes from, this comparison cannot tell."
            )
    return said


def _named(found: Mapping[str, tuple[str, str]]) -> list[str]:
    every = [f"{name} ({high} against {low})" for name, (high, low) in found.items()]
    return every if len(every) <= NAMED else [*every[: NAMED - 1], f"{len(every) - NAMED + 1} more"]


def _said(value: float | int | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
