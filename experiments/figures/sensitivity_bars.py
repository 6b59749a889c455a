"""Sensitivity as bars: how much each parameter matters, with its interval and what noise would have added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analysis.wording import in_plain_words, plain
from experiments.figures import style

if TYPE_CHECKING:
    from experiments.analysis.sensitivity import Sensitivity

MOST = 20
"""Parameters shown; the table has all."""

MAIN, ALONE = style.SCENARIO_COLOURS[0], style.SCENARIO_COLOURS[1]


def sensitivity_bars(found: Sensitivity, *, label: str, unit: str = "") -> Figure:
    """Parameters from the most important down; ``label`` is the outcome's name for people, ``unit`` its unit."""
    rows = found.table.head(MOST)
    names = [plain(name) for name in rows["parameter"]]
    is_sobol = found.method == "sobol"
    with style.house_style():
        frame = style.frame(
            title=in_plain_words(found.finding.split(". ")[0].replace(found.outcome, label), found.table["parameter"]),
            shown=(
                f"Share of the variance of {label} between {found.points:,} points, with 90% intervals"
                if is_sobol
                else f"Mean size of the effect on {label} of a step across a parameter's range, with 90% intervals"
            ),
            note=_note(found, hidden=len(found.table) - len(rows)),
            rows=1,
            columns=1,
            panel_height=0.3 + (0.36 if is_sobol else 0.28) * len(names),
            left=0.35 + 0.08 * max(len(name) for name in names),
            above=0.15,
            below=0.5,
        )
        panel = frame.axes[0, 0]
        places = np.arange(len(names))
        if is_sobol:
            _bars(panel, places - 0.2, rows, "ST", ("ST_low", "ST_high"), MAIN, hatch=None)
            _bars(panel, places + 0.2, rows, "S1", ("S1_low", "S1_high"), ALONE, hatch="///")
            panel.plot(rows["ST_with_noise"], places - 0.2, "|", color=style.GREY, markersize=11, markeredgewidth=1.6)
            panel.set_xlabel("share of the variance")
            style.as_percent(panel.xaxis)
            legend: list[Any] = [
                Patch(facecolor=MAIN, label="with all its interactions (ST)"),
                Patch(facecolor=ALONE, hatch="///", edgecolor="white", label="alone (S1)"),
            ]
        else:
            _bars(panel, places, rows, "mu_star", ("low", "high"), MAIN, hatch=None)
            panel.plot(rows["mu_star_with_noise"], places, "|", color=style.GREY, markersize=11, markeredgewidth=1.6)
            panel.plot(rows["sigma"], places, "D", color=ALONE, markersize=5.5, markeredgecolor="white")
            panel.set_xlabel(unit)
            style.plain_numbers(panel.xaxis)
            legend = [
                Patch(facecolor=MAIN, label="mean size of the effect (mu*)"),
                Line2D([], [], color=ALONE, marker="D", linestyle="", label="its spread over the design (sigma)"),
            ]
        with_noise = Line2D(
            [], [], color=style.GREY, marker="|", linestyle="", markersize=11, label="with noise left in"
        )
        if np.isfinite(found.noise_of_means):
            legend.append(with_noise)
        frame.legend([*legend, Line2D([], [], color=style.INK, linewidth=1.4, label="90% interval")])
        panel.axvline(0, color=style.INK, linewidth=1.1)
        panel.grid(axis="y", visible=False)
        panel.tick_params(axis="y", length=0)
        panel.set_yticks(places, names)
        panel.set_ylim(len(names) - 0.4, -0.6)
    return frame.figure


def _bars(
    panel: Any, places: np.ndarray, rows: Any, value: str, ends: tuple[str, str], colour: str, hatch: Any
) -> None:
    """Bars with their intervals; what is not clear is pale."""
    height = 0.36 if value in ("ST", "S1") else 0.6
    clear = rows["clear"].to_numpy(dtype=bool)
    bars = panel.barh(places, rows[value], height=height, color=colour, hatch=hatch, edgecolor="white", linewidth=0.6)
    for bar, sure in zip(bars, clear, strict=True):
        bar.set_alpha(1.0 if sure else 0.4)
    panel.hlines(places, rows[ends[0]], rows[ends[1]], color=style.INK, linewidth=1.4)


def _note(found: Sensitivity, hidden: int) -> str:
    more = f" {hidden} less important parameters are in the table." if hidden > 0 else ""
    pale = "" if found.table["clear"].all() else " Pale: no clear effect, its interval reaches zero."
    if not np.isfinite(found.noise_of_means):
        return f"One run per point: noise cannot be told from effects and is in the bars.{pale}{more}"
    return (
        f"{found.replicates} replicates per point. Chance makes up {found.noise_of_runs:.0%} of the variance of single "
        f"runs and {found.noise_of_means:.0%} of that of the points' means; it is taken out of the bars. A bar can "
        f"reach below zero, since it is an estimate.{pale}{more}"
    )
