"""The budget gap of each financial year against the nine ways in which it was closed, one panel per scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import seaborn as sns
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import join
from experiments.figures import style
from experiments.figures.marks import draw_marks, marks_of, note_of
from experiments.figures.years import financial_year, funding_legend, shade_funding
from sim.scenario.provenance import told

if TYPE_CHECKING:
    from experiments.analysis.runs import Runs
    from experiments.designs.comparison import Comparison

GAP, CLOSED = "gap.budget", "gap.closed."
MID_YEAR = 6
"""October: the budget in force in a financial year was set in the round before it and stands unchanged through it."""

WORDS = {
    "salami_slice": "salami slicing",
    "stop_a_service": "stopping services",
    "redesign": "redesign",
    "pool_with_partners": "pooling with partners",
    "outsource": "outsourcing",
    "commercialise": "commercial income",
    "draw_reserves": "drawing reserves",
    "shunt_cost": "shunting cost",
    "raise_council_tax": "raising council tax",
}
"""The ways as a sentence says them."""

_PALETTE = [to_hex(colour) for colour in sns.color_palette("colorblind")]
COLOURS = [_PALETTE[index] for index in (0, 3, 2, 9, 1, 8, 7, 4, 5)]
HATCHES = ("", "", "///", "", "...", "", "\\\\\\", "", "xxx")
"""Every other way is hatched too, so that neighbours are told apart without colour."""


def yearly(runs: Runs, scenario: str, outcome: str) -> np.ndarray:
    """What was in force in each financial year, shape (runs that finished, years)."""
    values = runs.of(scenario)[:, :, runs.outcomes.index(outcome)]
    values = values[np.isfinite(values).all(axis=1)]
    months = values.shape[1]
    in_force: np.ndarray = values[:, [min(start + MID_YEAR, months - 1) for start in range(0, months, 12)]]
    return in_force


def budget_gap(design: Comparison, runs: Runs, ways: Sequence[str], *, title: str) -> Figure:
    """Stacked bars (mean over runs) of the nine ``ways``, and the gap that was to be closed with its 90% band."""
    columns = min(2, len(design.names))
    rows = -(-len(design.names) // columns)
    names = [WORDS.get(way, way) for way in ways]
    marks = marks_of(design)
    with style.house_style():
        funding = funding_legend(design.scenarios, design.council, design.months)
        frame = style.frame(
            title=title,
            shown=(
                f"{design.council.short_name}: budget gap of each financial year and how it was closed, £m a year "
                f"in 2016-17 prices; mean of {design.replications} runs"
            ),
            note=(
                f"{told(design.scenarios, [design.council], design.months)} "
                "A bar that ends below the gap left part of it "
                f"open; a gap below zero is money to spare. Whiskers: nine of ten runs.{note_of(marks)}"
            ),
            rows=rows,
            columns=columns,
            panel_height=2.1,
            legend_rows=3 if funding else 2,
            between_columns=0.3,
            between_rows=0.62,
            share_y=True,
        )
        # The first financial year has no gap: its budget was set before the run begins.
        years = np.arange(min(1, (design.months - 1) // 12), -(-design.months // 12))
        for panel, scenario in zip(frame.axes.flat, design.scenarios, strict=False):
            name = scenario.name
            base = np.zeros(len(years))
            for way, colour, hatch in zip(ways, COLOURS, HATCHES, strict=True):
                height = yearly(runs, name, CLOSED + way)[:, years].mean(axis=0)
                panel.bar(
                    years, height, bottom=base, width=0.78, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4
                )
                base = base + height
            gap = yearly(runs, name, GAP)[:, years]
            low, high = np.quantile(gap, (0.05, 0.95), axis=0)
            panel.vlines(years, low, high, color=style.INK, linewidth=0.9)
            panel.plot(
                years,
                gap.mean(axis=0),
                color=style.INK,
                marker="o",
                markersize=3.6,
                linewidth=1.2,
                markeredgecolor="white",
                markeredgewidth=0.5,
            )
            panel.set_title(name, pad=6)
            step = max(1, round(len(years) / (5 if columns > 1 else 8)))
            panel.set_xticks(years[::step], [financial_year(12 * int(year)) for year in years[::step]])
            panel.set_xlim(years[0] - 0.6, years[-1] + 0.6)
            shade_funding(panel, [scenario], design.council, design.months, month=1 / 12, start=-0.5)
            # What happens before the first bar is told in the note alone.
            shown = tuple(m for m in marks if name in m.scenarios and -0.5 + m.month / 12 >= years[0] - 0.6)
            draw_marks(panel, shown, month=1 / 12, start=-0.5)
            panel.grid(axis="x", visible=False)
            style.plain_numbers(panel.yaxis)
            panel.axhline(0, color="#b0b4b9", linewidth=0.8)
        for row in frame.axes:
            row[0].set_ylabel("£m a year")
        style.drop_empty(frame.axes, len(design.names))
        patches = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=name)
            for name, colour, hatch in zip(names, COLOURS, HATCHES, strict=True)
        ]
        line = Line2D([], [], color=style.INK, marker="o", markersize=4, linewidth=1.2, label="the gap to be closed")
        frame.legend([line, *patches, *funding], columns=5)
    return frame.figure


def budget_gap_finding(design: Comparison, runs: Runs, ways: Sequence[str]) -> str:
    """The finding for the title: which way carried most, and in which way the scenarios differ most."""
    amounts = {
        name: np.stack([yearly(runs, name, CLOSED + way).sum(axis=1) for way in ways], axis=1) for name in design.names
    }
    if design.factors:
        # The question is about the first factor; what it does is the same picture at either level of the second.
        amounts = {
            level: np.concatenate([amounts[name] for name in names])
            for level, names in design.factors[0].levels.items()
        }
    totals = {name: amount.sum() for name, amount in amounts.items()}
    council = design.council.short_name
    if not all(total > 0 for total in totals.values()):
        without = join([name for name, total in totals.items() if not total > 0])
        return f"{council} has no budget gap to close under {without}"
    shares = {name: amount.sum(axis=0) / totals[name] for name, amount in amounts.items()}
    words = [WORDS.get(way, way) for way in ways]

    def percent(name: str, way: int) -> str:
        return f"{100 * shares[name][way]:.0f}%"

    tops: dict[int, list[str]] = {}
    for name, share in shares.items():
        tops.setdefault(int(share.argmax()), []).append(name)
    if len(tops) > 1:
        most = [
            f"{words[way]} under {join([f'{name} ({percent(name, way)})' for name in names])}"
            for way, names in tops.items()
        ]
        return f"{council} closes its gaps most by {join(most)}"
    (top,) = tops
    listed = join([f"{name} ({percent(name, top)})" for name in shares])
    said = f"{council} closes its gaps most by {words[top]} under {listed} alike"
    way = int(np.ptp(np.stack(list(shares.values())), axis=0).argmax())
    more, less = (pick(shares, key=lambda name: shares[name][way]) for pick in (max, min))
    pairs = min(len(amounts[more]), len(amounts[less]))
    between = paired_interval(amounts[more][:pairs, [way]] - amounts[less][:pairs, [way]])
    if between.clear[0] and percent(more, way) != percent(less, way):
        values = f"{percent(less, way)} under {less} and {percent(more, way)} under {more}"
        return f"{said}; they differ most in {words[way]}, {values}"
    return f"{said}, with no clear difference between them"
