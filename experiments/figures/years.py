"""Months on a time axis in financial years, and what funding stands behind each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from experiments.analysis.wording import join

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario

FIRST_YEAR = 2010
SHADES = {"national index": "#f0f1f3", "interpolated": "#dfe2e6"}
"""Background of the years whose funding is not the council's own."""


def financial_year(month: int) -> str:
    """The financial year of a month (April 2010 = 0), as "2018-19"."""
    year = FIRST_YEAR + month // 12
    return f"{year}-{(year + 1) % 100:02d}"


def status_of(council: Council, year_index: int) -> str:
    """What stands behind funding in a financial year; years after the last keep what the last one has."""
    return council.funding_status[min(year_index, len(council.funding_status) - 1)]


def time_axis(panel: Axes, months: int, labels: int = 4) -> None:
    """Tick the first month of financial years, about ``labels`` of them with a name."""
    years = max(1, -(-months // 12))
    step = max(1, round(years / labels))
    ticks = np.arange(0, years, step) * 12
    panel.set_xticks(ticks, [financial_year(int(tick)) for tick in ticks])
    panel.tick_params(axis="x", pad=6)  # keeps the first name clear of the lowest number of the other axis
    panel.set_xticks(np.arange(years) * 12, minor=True)
    panel.set_xlim(0, max(1, months - 1))


def shade_funding(panel: Axes, council: Council, months: int, *, month: float = 1.0, start: float = 0.0) -> None:
    """Shade the years whose funding follows the national index, and darker those that are interpolated.

    ``month`` is the width of a month on the panel's axis and ``start`` where April 2010 begins.
    """
    for index in range(-(-months // 12)):
        shade = SHADES.get(status_of(council, index))
        if shade:
            first, last = start + index * 12 * month, start + min(months, (index + 1) * 12) * month
            panel.axvspan(first, last, color=shade, linewidth=0, zorder=0)


def funding_legend(council: Council, months: int) -> list[Any]:
    """Legend entries for the shades that :func:`shade_funding` used."""
    used = {status_of(council, index) for index in range(-(-months // 12))}
    words = {"national index": "funding: national index", "interpolated": "funding: interpolated"}
    return [
        Patch(facecolor=SHADES[status], edgecolor="none", label=words[status]) for status in SHADES if status in used
    ]


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
