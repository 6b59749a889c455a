"""Morris' screening: each parameter's mean size of effect against how much its effect differs from place to place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.analysis.wording import join, plain, sentence_case
from experiments.figures import style

if TYPE_CHECKING:
    from experiments.analysis.sensitivity import Sensitivity

NAMED = 12
"""Parameters that have a number and a name; all are in the table."""

EVEN = 0.5
"""Below this ratio of sigma to mu* an effect is much the same everywhere; above one, its sign changes or nearly so."""

CLEAR, UNCLEAR = style.SCENARIO_COLOURS[0], style.UNCLEAR_COLOUR


def screening_plot(found: Sensitivity, *, label: str, unit: str = "") -> Figure:
    """mu* across, sigma upward, both with their intervals; ``label`` is the outcome's name for people."""
    rows = found.table
    clear = rows["clear"].to_numpy(dtype=bool)
    named = rows[clear].head(NAMED)
    names = [f"{place}  {plain(name)}" for place, name in enumerate(named["parameter"], start=1)]
    behind = f" ({unit})" if unit else ""
    with style.house_style():
        frame = style.frame(
            title=_title(found, label),
            shown=(
                f"Effect on {label} of a step across a parameter's whole range: its mean size, and how much it differs "
                f"from place to place; {len(rows)} parameters"
            ),
            note=_note(found, len(rows) - len(named)),
            rows=1,
            columns=1,
            panel_height=max(3.6, 0.25 * (len(names) + 1)),
            left=0.95,
            right=0.45 + 0.085 * max((len(name) for name in names), default=0),
            above=0.15,
            below=0.55,
        )
        panel = frame.axes[0, 0]
        _crosses(panel, rows[~clear], UNCLEAR, "o", 4.0)
        _crosses(panel, rows[clear], CLEAR, "o", 6.5)
        top = 1.12 * max(float(rows["high"].max()), float(rows["mu_star"].max())) or 1.0
        tall = 1.15 * float(rows[["sigma", "sigma_high"]].to_numpy().max()) or top / 4
        panel.set_xlim(min(0.0, 1.05 * float(rows["low"].min())), top)
        panel.set_ylim(0, tall)
        for slope, line in ((1.0, "-"), (EVEN, (0, (4, 2)))):
            panel.plot([0, 2 * top], [0, 2 * top * slope], color=style.GREY, linewidth=1, linestyle=line, zorder=1)
        panel.axvline(0, color=style.INK, linewidth=1.1)
        panel.set_xlabel(f"mean size of the effect, mu*{behind}")
        panel.set_ylabel(f"how much it differs, sigma{behind}")
        style.plain_numbers(panel.xaxis)
        style.plain_numbers(panel.yaxis)
        frame.legend(
            [
                Line2D([], [], color=CLEAR, marker="o", markersize=6.5, label="clear effect, with 90% intervals"),
                Line2D([], [], color=UNCLEAR, marker="o", markersize=4, label="no clear effect"),
                Line2D([], [], color=style.GREY, linewidth=1, label="sigma = mu*"),
                Line2D([], [], color=style.GREY, linewidth=1, linestyle=(0, (4, 2)), label="sigma = half of mu*"),
            ]
        )
        _numbers(frame.figure, panel, named)
        # The names stand beside the panel, where nothing lies under them.
        step = 0.25 / panel.get_position().height / frame.figure.get_figheight()
        for place, name in enumerate(names):
            panel.text(
                1.03,
                0.98 - step * place,
                name,
                transform=panel.transAxes,
                va="top",
                fontsize=style.SMALL,
                clip_on=False,
            )
    return frame.figure


def _crosses(panel: Any, rows: Any, colour: str, marker: str, size: float) -> None:
    """Every parameter as a dot with its two intervals."""
    panel.hlines(rows["sigma"], rows["low"], rows["high"], color=colour, linewidth=1.2, alpha=0.7, zorder=2)
    panel.vlines(
        rows["mu_star"], rows["sigma_low"], rows["sigma_high"], color=colour, linewidth=1.2, alpha=0.7, zorder=2
    )
    panel.plot(
        rows["mu_star"],
        rows["sigma"],
        marker,
        color=colour,
        markersize=size,
        markeredgecolor="white",
        markeredgewidth=0.6,
        zorder=3,
        clip_on=False,
    )


def _numbers(figure: Figure, panel: Any, named: Any) -> None:
    """A number beside each named dot, where no other number and no other dot lies: the nearest free place around it."""
    figure.draw_without_rendering()  # limits and places are known only then
    dots = panel.transData.transform(named[["mu_star", "sigma"]].to_numpy(dtype=float))
    inch = figure.dpi
    taken: list[np.ndarray] = []
    edge = panel.bbox
    for place, dot in enumerate(dots, start=1):
        best = dot
        for ring in (0.14, 0.24, 0.34, 0.46, 0.6, 0.8, 1.0):
            free = []
            for turn in np.linspace(0, 2 * np.pi, 16, endpoint=False) + np.pi / 4:
                at = dot + inch * ring * np.array([np.cos(turn), np.sin(turn)])
                inside = edge.x0 + 12 < at[0] < edge.x1 - 12 and edge.y0 + 10 < at[1] < edge.y1 - 8
                apart = all(abs(at - other)[0] > 0.2 * inch or abs(at - other)[1] > 0.18 * inch for other in taken)
                clear = all(np.hypot(*(at - other)) > 0.12 * inch for other in dots)
                if inside and apart and clear:
                    free.append(at)
            if free:
                best = free[0]
                break
        taken.append(best)
        panel.annotate(
            str(place),
            xy=panel.transData.inverted().transform(dot),
            xytext=panel.transData.inverted().transform(best),
            ha="center",
            va="center",
            fontsize=style.SMALL,
            fontweight="bold",
            color=style.INK,
            arrowprops={"arrowstyle": "-", "color": style.GREY, "linewidth": 0.6, "shrinkA": 5, "shrinkB": 2},
            zorder=5,
        )


def _title(found: Sensitivity, label: str) -> str:
    """Which have an effect at all, and how many differ from place to place."""
    rows = found.table
    clear = rows[rows["clear"]]
    if clear.empty:
        return f"No parameter has a clear effect on {label}"
    if found.too_few:
        return f"Too few points to rank the parameters by their effect on {label}"
    who = [plain(name) for name in clear["parameter"].head(3)]
    if len(clear) > 3:
        who = [*who, f"{len(clear) - 3} more"]
    bent = int((clear["sigma"] > clear["mu_star"]).sum())
    how = f"; the effect of {bent} of them differs more from place to place than it is large" if bent else ""
    have = "has" if len(clear) == 1 else "have"
    others = len(rows) - len(clear)
    rest = f", {others} {'other has' if others == 1 else 'others have'} none that is clear" if others else ""
    return f"{sentence_case(join(who))} {have} a clear effect on {label}{rest}{how}"


def _note(found: Sensitivity, unnamed: int) -> str:
    noise = (
        f"{found.replicates} replicates per point; what chance adds is taken out."
        if np.isfinite(found.noise_of_means)
        else "One run per point: noise cannot be told from effects and makes both look larger."
    )
    few = f" {sentence_case(found.too_few)}." if found.too_few else ""
    rest = f" {unnamed} parameters without a name here are in the table." if unnamed else ""
    return (
        "Low, near the ground: the effect is much the same everywhere, so it adds up. Above the line sigma = mu*: it "
        f"changes its sign, is bent, or depends on other parameters. {noise}{few}{rest}"
    )
