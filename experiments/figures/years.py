"""Months on a time axis in financial years, and what funding stands behind each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.scenario.provenance import Provenance, common

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario

FIRST_YEAR = 2010
OTHERS, INTERPOLATED = "funding: not its own", "funding: interpolated"
SHADES = {OTHERS: "#f0f1f3", INTERPOLATED: "#dfe2e6"}
"""Background of the years whose funding is not the council's own."""


def financial_year(month: int) -> str:
    """The financial year of a month (April 2010 = 0), as "2018-19"."""
    year = FIRST_YEAR + month // 12
    return f"{year}-{(year + 1) % 100:02d}"


def time_axis(panel: Axes, months: int, labels: int = 4) -> None:
    """Tick the first month of financial years, about ``labels`` of them with a name."""
    years = max(1, -(-months // 12))
    step = max(1, round(years / labels))
    ticks = np.arange(0, years, step) * 12
    panel.set_xticks(ticks, [financial_year(int(tick)) for tick in ticks])
    panel.tick_params(axis="x", pad=6)  # keeps the first name clear of the lowest number of the other axis
    panel.set_xticks(np.arange(years) * 12, minor=True)
    panel.set_xlim(0, max(1, months - 1))


def shade_funding(
    panel: Axes, scenarios: Sequence[Scenario], council: Council, months: int, *, month: float = 1.0, start: float = 0.0
) -> None:
    """Shade the years whose funding is not the council's own, and darker those that are interpolated.

    ``month`` is the width of a month on the panel's axis and ``start`` where April 2010 begins.
    """
    for year in range(-(-months // 12)):
        if shade := _shade(common(scenarios, [council], year)):
            first, last = start + year * 12 * month, start + min(months, (year + 1) * 12) * month
            panel.axvspan(first, last, color=SHADES[shade], linewidth=0, zorder=0)


def funding_legend(scenarios: Sequence[Scenario], council: Council, months: int) -> list[Any]:
    """Legend entries for the shades that :func:`shade_funding` uses."""
    used = {_shade(common(scenarios, [council], year)) for year in range(-(-months // 12))}
    return [Patch(facecolor=colour, edgecolor="none", label=words) for words, colour in SHADES.items() if words in used]


def _shade(behind: Provenance | None) -> str:
    if behind is None or behind.own:
        return ""
    return INTERPOLATED if behind.interpolated else OTHERS
