"""Rows of a value with its interval, from above: what forests of every study are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures import pieces
from experiments.figures.matrix import name_rows
from experiments.figures.picture import Panel, Pen
from experiments.figures.sheet import finite_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes


ONE_LINE = 26
"""Letters of a name that stand on one line."""


@dataclass(frozen=True)
class Row:
    """A value with its interval in the unit of the axis. ``verdict`` decides colour and mark; ``hollow`` its face.

    ``stroke`` is drawn as a small upright line, such as the same value of something else; ``place`` is the height.
    """

    value: float
    low: float
    high: float
    verdict: str = ""
    hollow: bool = False
    stroke: float = np.nan
    place: float | None = None


def draw_row(axes: Axes, pen: Pen, row: Row, place: float, look: tuple[str, str] | None = None) -> None:
    """One row at the height ``place``, in the look of its verdict or in another (colour, mark)."""
    colour, mark = look or pen.verdict(row.verdict)
    if np.isfinite(row.low):
        axes.plot([row.low, row.high], [place, place], color=colour, linewidth=pen.thick(1.8), solid_capstyle="butt")
    if np.isfinite(row.stroke):
        axes.plot([row.stroke], [place], marker="|", linestyle="", color=pen.palette.muted, markersize=pen.thick(7))
    if np.isfinite(row.value):
        axes.plot(
            [row.value], [place], marker=mark, linestyle="", color=colour, markersize=pen.thick(5.5), zorder=4,
            markerfacecolor=pen.palette.ground if row.hollow else colour, markeredgewidth=pen.thick(1.0),
        )  # fmt: skip


def frame_rows(axes: Axes, pen: Pen, names: Sequence[str], *, room: float | None = None) -> None:
    """Names beside rows at 0, 1, ... from above, without a line at the left."""
    name_rows(axes, pen, names, room or (1.3 if pen.size.width < 5 else 1.9 * pen.size.scale))
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def rows_panel(
    rows: Sequence[Row],
    names: Sequence[str],
    *,
    title: str,
    unit: str,
    named: bool,
    limits: tuple[float, float] | None = None,
) -> Panel:
    """A panel of rows around zero; their names stand beside them where ``named``, or where the panel stands alone."""
    ends = [end for row in rows for end in (row.value, row.low, row.high)]
    short = max(map(len, names), default=0) <= ONE_LINE
    within = limits or finite_limits(ends, zero=True, margin=0.08)

    def draw(axes: Axes, pen: Pen) -> None:
        for at, row in enumerate(rows):
            draw_row(axes, pen, row, at if row.place is None else row.place)
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*within)
        alone = pen.width > 0.6 * pen.size.width
        frame_rows(axes, pen, names if named or alone else [""] * len(names))
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel(unit)

    return Panel(
        draw, title=title, deep=max(0.4, (0.13 if short else 0.19) * len(names) + 0.2), room=0.62 if named else 0.95
    )
