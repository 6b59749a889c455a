"""Scenario discovery: the worlds and PRIM's box around those that fail, and the trajectory it was picked from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from experiments.analysis.wording import in_plain_words, plain
from experiments.figures import style

if TYPE_CHECKING:
    from experiments.analysis.discovery import Restriction
    from experiments.analysis.points import Points
    from experiments.analysis.prim import Box

FAILS, HOLDS, BOX = style.WORSE_COLOUR, style.SCENARIO_COLOURS[0], style.INK


def discovery_box(found: Box, points: Points, *, label: str) -> Figure:
    """The worlds in the two strongest restrictions, and coverage against density of every box on the way."""
    there = np.isfinite(points.runs).any(axis=1)
    settings = points.settings[there].reset_index(drop=True)
    fails = found.condition.holds(np.nanmean(points.runs[there], axis=1))
    strongest = sorted(found.restrictions, key=lambda restriction: restriction.quasi_p)
    shown = [restriction.parameter for restriction in strongest[:2]]
    shown += [name for name in settings.columns if name not in shown][: 2 - len(shown)]
    others = [in_plain_words(restriction.words, [restriction.parameter]) for restriction in strongest[2:]]
    upward = settings[shown[-1]]
    longest = 0 if pd.api.types.is_numeric_dtype(upward) else max(len(str(word)) for word in upward.unique())
    with style.house_style():
        frame = style.frame(
            title=_title(found, label),
            shown=(
                f"Left: {found.worlds:,} worlds, of which {found.failing:,} fail ({label} {found.condition}). Right: "
                "the boxes on the way from all worlds to the densest"
            ),
            note=(
                (f"The box also asks that {' and '.join(others)}. " if others else "")
                + f"On worlds that the search did not see, {_percent(found.unseen.density)} of those inside fail and "
                f"{_percent(found.unseen.coverage)} of all that fail are inside (hollow diamond); on its own worlds "
                f"{_percent(found.own.density)} and {_percent(found.own.coverage)} (filled). A world fails when "
                f"the mean of its runs does ({points.runs.shape[1]} each)"
                + (
                    f"; for {found.undecided:.0%} of the worlds their runs leave that open."
                    if np.isfinite(found.undecided)
                    else "."
                )
                + in_plain_words(found.fell_short, settings.columns)
            ),
            rows=1,
            columns=2,
            panel_height=3.4,
            between_columns=0.85,
            left=0.95 + 0.075 * max(0, longest - 6),
        )
        left, right = frame.axes[0]
        if len(shown) == 2:
            _worlds(left, settings, fails, shown[0], shown[1], {r.parameter: r for r in found.restrictions})
        else:
            _worlds(left, settings.assign(chance=np.linspace(0, 1, len(settings))), fails, shown[0], "chance", {})
        _trajectory(right, found)
        frame.legend(
            [
                Line2D([], [], color=FAILS, marker="X", linestyle="", markersize=7, label="world that fails"),
                Line2D([], [], color=HOLDS, marker="o", linestyle="", markersize=4, label="world that does not"),
                Patch(facecolor="none", edgecolor=BOX, linewidth=2, label="the box"),
                Line2D([], [], color=style.GREY, marker="o", markersize=4, label="boxes on the way"),
            ]
        )
    return frame.figure


def _title(found: Box, label: str) -> str:
    if not found.restrictions:
        return f"Which worlds fail in {label} cannot be told from these parameters better than by chance"
    strongest = sorted(found.restrictions, key=lambda rule: rule.quasi_p)
    rules = [in_plain_words(restriction.words, [restriction.parameter]) for restriction in strongest]
    more = f" (and {len(rules) - 3} more conditions)" if len(rules) > 3 else ""
    return f"{label[:1].upper()}{label[1:]} fails mostly where {' and '.join(rules[:3])}{more}"


def _worlds(
    panel: Any,
    settings: pd.DataFrame,
    fails: np.ndarray,
    across: str,
    upward: str,
    rules: dict[str, Restriction],
) -> None:
    """Worlds as dots, failing ones as crosses on top, and the box's outline."""
    # Words and whole numbers lie on top of each other; a little scatter, the same every time, shows how many there are.
    scatter = np.random.default_rng(0)
    at, edges = [], []
    for name, axis in ((across, panel.xaxis), (upward, panel.yaxis)):
        column = settings[name]
        rule = rules.get(name)
        if pd.api.types.is_numeric_dtype(column):
            values = column.to_numpy(dtype=float)
            width = float(np.ptp(values)) or 1.0
            low, high = values.min() - 0.03 * width, values.max() + 0.03 * width
            if pd.api.types.is_integer_dtype(column):
                values = values + scatter.uniform(-0.25, 0.25, len(values))
                low, high = low - 0.3, high + 0.3
            edges.append((_or(rule.low if rule else None, low), _or(rule.high if rule else None, high)))
            style.plain_numbers(axis)
        else:
            # The words of the box stand side by side, so that it is one rectangle.
            inside = list(rule.among) if rule else []
            words = [*inside, *sorted(set(column.astype(str)) - set(inside))]
            values = column.astype(str).map({word: place for place, word in enumerate(words)}).to_numpy(dtype=float)
            values = values + scatter.uniform(-0.25, 0.25, len(values))
            low, high = -0.5, len(words) - 0.5
            edges.append((low, len(inside) - 0.5 if inside else high))
            axis.set_ticks(range(len(words)), words)
        at.append(values)
        (panel.set_xlim if axis is panel.xaxis else panel.set_ylim)(low, high)
    many = len(fails) > 800
    panel.plot(
        at[0][~fails], at[1][~fails], "o", color=HOLDS, markersize=2 if many else 3, alpha=0.5, markeredgewidth=0
    )
    panel.plot(
        at[0][fails],
        at[1][fails],
        "X",
        color=FAILS,
        markersize=4 if many else 6,
        markeredgecolor="white",
        markeredgewidth=0.4,
    )
    if rules:
        (x0, x1), (y0, y1) = edges
        panel.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=BOX, linewidth=2, clip_on=False))
    panel.set_xlabel(plain(across))
    panel.set_ylabel(plain(upward))


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def _trajectory(panel: Any, found: Box) -> None:
    path = found.trajectory
    panel.plot(path["coverage"], path["density"], "-", color=style.PALE, linewidth=2, zorder=1)
    panel.plot(path["coverage"], path["density"], "o", color=style.GREY, markersize=4, zorder=2)
    if found.restrictions:
        # The hollow one is larger and see-through, so that both show where they lie on each other.
        panel.plot([found.own.coverage], [found.own.density], "D", color=BOX, markersize=7, zorder=4)
        panel.plot(
            [found.unseen.coverage],
            [found.unseen.density],
            "D",
            markerfacecolor="none",
            markeredgecolor=BOX,
            markeredgewidth=1.6,
            markersize=12,
            zorder=3,
        )
    panel.axhline(found.failing / found.worlds, color=style.GREY, linewidth=1, linestyle=(0, (4, 2)))
    panel.text(0.02, found.failing / found.worlds + 0.02, "all worlds", color=style.GREY, fontsize=style.SMALL)
    panel.set_xlim(-0.03, 1.03)
    panel.set_ylim(0, 1.05)
    panel.set_xlabel("coverage: share of all failing worlds inside")
    panel.set_ylabel("density: share of worlds inside that fail")
    style.as_percent(panel.xaxis)
    style.as_percent(panel.yaxis)


def _percent(share: float) -> str:
    return f"{share:.0%}" if np.isfinite(share) else "none"
