"""What is inserted into ``docs/events.md``: the kinds of event and when parameters are read, from the declarations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.words import code, codes, number, table
from sim.scenario.event_kinds import EVENT_KINDS
from sim.scenario.scenario import list_scenarios, load_scenario
from sim.scenario.when_read import ARRIVAL, MONTHLY, when_read

PAGE = Path(__file__).parent / "events.md"


def kinds() -> str:
    """Every kind of event, with what may stand in it."""
    parts = []
    for kind in EVENT_KINDS.values():
        rows = [
            (
                code(name) + (" (needed)" if name in kind.required else ""),
                ", ".join(p.choices) if p.kind == "choice" else f"{number(p.lo)} to {number(p.hi)}, {p.unit}",
                p.doc,
            )
            for name, p in kind.fields.items()
        ]
        inside = {
            "parameter": "In it stands any number of parameters with their values.",
            "theory": "In it stands any number of theories, each `on` or `off`.",
        }.get(kind.open) or table(("in it", "range", "meaning"), rows)
        parts.append(f"### {kind.name}\n\n{kind.doc}\n\n```yaml\n- {kind.example}\n```\n\n{inside}")
    return "\n\n".join(parts)


def refused() -> str:
    """The parameters that no event can move."""
    return codes(sorted(name for name, moments in when_read().items() if not moments & {ARRIVAL, MONTHLY}))


def arrival() -> str:
    """The parameters that are read when somebody arrives."""
    return codes(sorted(name for name, moments in when_read().items() if ARRIVAL in moments))


def examples() -> str:
    """The scenarios with events that come with the model."""
    rows = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        if scenario.events:
            happens = "; ".join(f"{event.date}: {event.said}" for event in scenario.events)
            rows.append((code(name), happens, scenario.why))
    return table(("scenario", "what happens", "why"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "kinds": kinds,
    "refused": refused,
    "arrival": arrival,
    "examples": examples,
}
