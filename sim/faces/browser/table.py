"""The table that goes with the module: declarations, scenarios, and where everything stands in a page's memory."""

from __future__ import annotations

from typing import Any

from sim import MODEL_VERSION
from sim.council.council import _FORMAL
from sim.council.councils import CLASSES, all_councils
from sim.faces.browser import declared
from sim.faces.browser.columns import letters
from sim.faces.browser.councils import councils_told
from sim.faces.browser.plan import EVENTS, OF_A_COUNCIL, Told, first_day, plans
from sim.faces.ledger import own_names
from sim.machine.engine import DRAWN, ENTRIES, PLACES
from sim.machine.state import VARIABLES, dtype_of
from sim.scenario.dates import LONGEST_RUN
from sim.schedule import ADDERS, PROCESSES, SCHEDULE

SHOWN = ("person", "person_and_one", "arc", "event")
"""Axes whose variables a page can look at by name."""


def variables_told(told: Told) -> dict[str, list[Any]]:
    """Every variable of these axes: its view, its type of number, its axis, whether people carry it along."""
    arrays = told.state.arrays
    return {
        name: [told.view(arrays[name]), dtype_of(one).name, one.axis]
        for name, one in VARIABLES.items()
        if one.axis in SHOWN
    }


def conditions_told(told: Told) -> dict[str, list[list[Any]]]:
    """By theory what it writes for others, which goes back to its start when an event switches the theory off."""
    found: dict[str, list[list[Any]]] = {}
    for process in PROCESSES:
        if process.theory is None or process.always:
            continue
        for name in process.writes:
            one = VARIABLES[name]
            if one.kind == "condition":
                said = [told.view(told.state.arrays[name]), dtype_of(one).name, one.start]
                found.setdefault(process.theory.id, []).append(said)
    return found


def ledger_told(told: Told) -> list[dict[str, Any]]:
    """The stocks of people with a ledger: their rows, who adds (with events and without), and who folds."""
    found = []
    for stock in ENTRIES:
        if VARIABLES[stock].axis != "person":
            continue
        folds = next(process.name for process in PROCESSES if stock in process.folds)
        found.append(
            {
                "stock": stock,
                "unit": VARIABLES[stock].unit,
                "rows": told.view(told.state.rows(stock)),
                "adders": [PLACES[process.name] for process in ADDERS[stock]],
                "folds": PLACES[folds],
                "own": own_names(stock),
            }
        )
    return found


def memory_told(told: Told) -> dict[str, Any]:
    """Where everything stands in the block."""
    layout, state, windows = told.plan.layout, told.state, told.windows()
    return {
        "bytes": layout.size,
        "entries": layout.first_entry * 8,
        "room": layout.sizes["arc"][0],
        "people": layout.sizes["person"][0],
        "event_rows": EVENTS,
        "longest_run": LONGEST_RUN,
        "flow_view": told.view(state.flow_block),
        "entry_view": told.view(state.entry_block),
        "outcome_view": told.view(state.arrays["outcome"]),
        "windows": {**windows, "state": [letters(views) for views in windows["state"]]},
        "first_day": first_day(told),
        "drawn": DRAWN.tolist(),
        "conditions": conditions_told(told),
        "ledger": ledger_told(told),
        "variables": variables_told(told),
        "loose": list(OF_A_COUNCIL),
    }


def tables(digest: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The table, and the file of councils."""
    councils = all_councils()
    every = plans(councils)
    told = Told(every[0])
    memory = memory_told(told)
    rows = councils_told(councils, every, told)
    table = {
        "digest": digest,
        "model": MODEL_VERSION,
        "parameters": declared.parameters_told(),
        "outcomes": declared.outcomes_told(),
        "scenarios": declared.scenarios_told(),
        "events": declared.kinds_told(),
        "processes": declared.processes_told(),
        "phases": {phase: len(processes) for phase, processes in SCHEDULE.items()},
        "words": {**declared.words_told(), "klass": dict(CLASSES), "formal": _FORMAL.pattern},
        "memory": memory,
        "views": told.views,
    }
    return table, {"digest": digest, **rows}
