"""What differs between the two scenarios of a contrast: of several things none can be called the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.contrasts import DIFFERENCE, EFFECT_AT, contrasts, shown_contrasts
from experiments.analysis.wording import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from experiments.analysis.contrasts import Contrast
    from experiments.designs.comparison import Comparison
    from sim.scenario.scenario import Scenario

NAMED = 6
"""So many differences are named one by one; of more, the first, and how many there are."""


def differing(one: Scenario, other: Scenario) -> dict[str, tuple[str, str]]:
    """What differs between two scenarios, by name, with what it is in each: parameters, theories on or off, events.

    Dated events of one kind are one thing: two budget rounds that are given are one policy.
    """
    values, others = one.values, other.values
    found = {name: (_said(values[name]), _said(others[name])) for name in values if values[name] != others[name]}
    for theory in sorted(set(one.without) ^ set(other.without)):
        found[theory] = ("off" if theory in one.without else "on", "off" if theory in other.without else "on")
    for kind in sorted({event.kind for event in (*one.events, *other.events)}):
        happens, others_happen = (
            {event.content: f"{event.date} {event.said}" for event in scenario.events if event.kind == kind}
            for scenario in (one, other)
        )
        if happens.keys() != others_happen.keys():
            found[f"dated events ({kind})"] = (_listed(happens.values()), _listed(others_happen.values()))
    return found


def _listed(happenings: Iterable[str]) -> str:
    return ", ".join(happenings) or "none"


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
