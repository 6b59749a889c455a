"""Scenarios: those that come with the model, what each sets, and why."""

from __future__ import annotations

from docs.words import code, table
from sim.scenario.scenario import list_scenarios, load_scenario
from sim.schedule import THEORIES


def scenarios() -> str:
    """The scenarios that come with the model."""
    rows = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        parent = scenario.chain[-2] if len(scenario.chain) > 1 else ""
        differs = ", ".join(f"`{key}` = {value}" for key, value in scenario.settings.items())
        happens = "; ".join(f"{event.date}: {event.said}" for event in scenario.events)
        differs = "; ".join(part for part in (differs, happens) if part)
        if scenario.without:
            off = "all theories" if len(scenario.without) == len(THEORIES) else ", ".join(scenario.without)
            differs = "; ".join(part for part in (differs, f"without {off}") if part)
        rows.append((code(name), parent, differs or "nothing", scenario.why))
    return table(("scenario", "extends", "differs from the defaults in", "why"), rows)
