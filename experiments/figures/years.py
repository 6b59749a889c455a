"""Months in financial years, and what funding stands behind each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.analysis.wording import join

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario

FIRST_YEAR = 2010


def financial_year(month: int) -> str:
    """The financial year of a month (April 2010 = 0), as "2018-19"."""
    year = FIRST_YEAR + month // 12
    return f"{year}-{(year + 1) % 100:02d}"


def status_of(council: Council, year_index: int) -> str:
    """What stands behind funding in a financial year; years after the last keep what the last one has."""
    return council.funding_status[min(year_index, len(council.funding_status) - 1)]


def describe_funding(council: Council, months: int, scenarios: Sequence[Scenario] = ()) -> str:
    """Where funding comes from: replayed until when, then what, and which ``scenarios`` put another in its place."""
    return _replayed(council, months) + replaced_funding(scenarios, months)


def replaced_funding(scenarios: Sequence[Scenario], months: int) -> str:
    """A sentence that names the scenarios under which funding is no council's own, and why; empty without any."""
    found = []
    for scenario in scenarios:
        mode = scenario.values["budget_mode"]
        why = [f"budget_mode {mode}"] if mode != "replay" else []
        why += [
            f"{event.date}: {event.said}"
            for event in scenario.events
            if event.month < months and (event.kind == "funding" or "budget_mode" in event.values)
        ]
        if why:
            found.append(f"{scenario.name} ({'; '.join(why)})")
    return f" Not so under {join(found)}." if found else ""


def _replayed(council: Council, months: int) -> str:
    """One sentence on where funding comes from: replayed until when, then what."""
    statuses = [status_of(council, index) for index in range(-(-months // 12))]
    own = [index for index, status in enumerate(statuses) if status == "replayed"]
    spliced = [index for index, status in enumerate(statuses) if status != "replayed"]
    if not spliced:
        return f"Funding is the council's own in all years shown ({_years([0, len(statuses) - 1])})."
    between = [financial_year(12 * index) for index, status in enumerate(statuses) if status == "interpolated"]
    said = f"Funding is the council's own to {financial_year(12 * own[-1])}, then " if own else "Funding is "
    said += f"spliced with the national index from {financial_year(12 * spliced[0])}"
    if between:
        said += f" ({len(between)} {'year' if len(between) == 1 else 'years'} interpolated: {' and '.join(between)})"
    return f"{said}."


def _years(indices: Sequence[int]) -> str:
    return " to ".join(financial_year(12 * index) for index in indices)
