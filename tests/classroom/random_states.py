"""States of the page, drawn at random of all that the model declares."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.classroom.lessons import shipped
from sim.council.councils import all_councils
from sim.council.population import STRUCTURE
from sim.machine.declared import PARAMETERS
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import list_scenarios, theories
from tests.classroom.states import DRAWERS

VIEWS, WINDOWS = ("story", "people", "why"), ("last_year", "whole")
ROLES = ("leader", "cabinet_member", "chief_executive", "director", "team_manager", "member_of_staff")
LAYERS = ("every", "dyad", "line", "party_group", "team", "informal", "boundary", "ward", "peers")
GOALS = ("class", "index", "service.unmet", "money.reserves")
FIRST_YEAR, PEOPLE = 2010, 282


def _amount(draw: np.random.Generator, low: float, high: float) -> float:
    """Of full length, or short as people write it."""
    value = float(draw.uniform(low, high))
    return value if draw.random() < 0.5 else min(high, max(low, round(value, int(draw.integers(0, 4)))))


def _value(draw: np.random.Generator, name: str) -> Any:
    found = PARAMETERS[name]
    if found.kind == "choice":
        return str(draw.choice(found.choices))
    if found.kind == "int":
        return int(draw.integers(int(found.lo), int(found.hi) + 1))
    return _amount(draw, found.lo, found.hi)


def _event(draw: np.random.Generator, at: int) -> dict[str, Any]:
    """One event; each in a year of its own, so that no two contradict each other."""
    date = f"{FIRST_YEAR + 1 + at}-{draw.integers(1, 13):02d}"
    kinds: list[dict[str, Any]] = [
        {"set": {"training_share": _amount(draw, 0, 1)}},
        {"switch": {str(draw.choice(list(theories()))): str(draw.choice(["on", "off"]))}},
        {"replace": {"role": str(draw.choice(ROLES)), "style": _amount(draw, 0, 1)}},
        {
            "shift": {
                "role": str(draw.choice(ROLES)),
                "listening": _amount(draw, -1, 1),
                "ability": _amount(draw, -1, 1),
            }
        },
        {"shock": {"layer": str(draw.choice(LAYERS)), "trust": _amount(draw, -1, 1)}},
        {"sum": {"million": _amount(draw, -50, 50), "announced": str(draw.choice(["yes", "no"]))}},
        {"funding": {"change": _amount(draw, -20, 20)}},
    ]
    said = {"date": date, **kinds[int(draw.integers(len(kinds)))]}
    return {"name": f"event-{at}", **said} if draw.random() < 0.4 else said


def _scenario(draw: np.random.Generator) -> dict[str, Any]:
    """A scenario of a council, with what was changed in it: what is looked at, or pinned."""
    free = [name for name in PARAMETERS if name not in STRUCTURE]
    moved = draw.choice(free, int(draw.integers(0, 7)), replace=False)
    return {
        "council": str(draw.choice([council.code for council in all_councils()])),
        "scenario": str(draw.choice(list(list_scenarios()))),
        "levers": {str(name): _value(draw, name) for name in moved},
        "without": [str(one) for one in draw.choice(list(theories()), int(draw.integers(0, 4)), replace=False)],
        "events": [_event(draw, int(at)) for at in draw.choice(13, int(draw.integers(0, 4)), replace=False)],
    }


def _game(draw: np.random.Generator) -> dict[str, Any]:
    """A game before its first decision, after its last, or between."""
    if draw.random() < 0.2:
        return {}
    return {"goal": str(draw.choice(GOALS)), "choices": draw.integers(0, 3, int(draw.integers(0, 6))).tolist()}


def random_state(seed: int) -> dict[str, Any]:
    """What an address holds of one state."""
    draw = np.random.default_rng(seed)
    lessons = [None, *(lesson["name"] for lesson in shipped())]
    looked_at = _scenario(draw)
    return {
        **looked_at,
        "reference": str(draw.choice(list(list_scenarios()))),
        "seed": int(draw.choice([0, 1, 2026, 4_294_967_295])),
        "month": int(draw.integers(0, 181)),
        "view": str(draw.choice(VIEWS)),
        "outcome": str(draw.choice(OUTCOMES)),
        "window": str(draw.choice(WINDOWS)),
        "row": int(draw.integers(PEOPLE)) if draw.random() < 0.5 else None,
        "lesson": lessons[int(draw.integers(len(lessons)))],
        "step": int(draw.integers(0, 6)),
        "pins": [_scenario(draw) for _ in range(int(draw.integers(0, 4)))],
        "game": _game(draw) if draw.random() < 0.3 else None,
        "spread": bool(draw.random() < 0.3),
        "drawer": str(draw.choice(DRAWERS)) if draw.random() < 0.3 else None,
    }
