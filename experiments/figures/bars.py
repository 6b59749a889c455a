"""Bars with intervals, the longest on top: how much each parameter matters, by whatever method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.wording import sentence_case
from experiments.figures import pieces, words
from experiments.figures.matrix import name_rows
from experiments.figures.picture import Entry, Panel, Pen
from experiments.figures.sheet import finite_limits

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Bar:
    """A parameter: how much it matters, with its interval; ``other`` is the same of something that stands below it.

    That is what a tornado finds at the other end of the parameter (``ends`` says which ends), or what Sobol's method
    finds of it alone. ``noise`` is the value with the noise of runs left in, ``spread`` Morris' sigma.
    """

    parameter: str
    value: float
    low: float
    high: float
    other: tuple[float, float, float] | None = None
    ends: tuple[str, str] = ("", "")
    noise: float = np.nan
    spread: float = np.nan

    @property
    def clear(self) -> bool:
        """Whether its interval leaves out zero, or that of its other side does."""
        sides = [(self.low, self.high), *([self.other[1:]] if self.other else [])]
        return any(low > 0 or high < 0 for low, high in sides)


def bars_panel(bars: Sequence[Bar], *, unit: str, axis: str, gap: bool = True, title: str = "") -> Panel:
    """The bars from the first down; pale where the interval reaches zero."""
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high, bar.spread, *(bar.other or ()))]
    limits = finite_limits(ends, zero=True, margin=0.05)
    double = any(bar.other for bar in bars)

    def draw(axes: Axes, pen: Pen) -> None:
        for place, bar in enumerate(bars):
            _draw(axes, pen, bar, place)
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*limits)
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        room = 1.3 if pen.size.width < 5 else 1.9 * pen.size.scale
        name_rows(axes, pen, [sentence_case(words.parameter(bar.parameter)) for bar in bars], room)
        pieces.value_axis(axes.xaxis, unit, gap=gap, most=4, pen=pen)
        axes.set_xlabel(axis)

    return Panel(draw, title=title, deep=max(0.55, (0.22 if double else 0.15) * len(bars) + 0.25), room=0.6)


def _draw(axes: Axes, pen: Pen, bar: Bar, place: int) -> None:
    colours = (pen.palette.ways[1], pen.palette.ways[4])
    sides = [(bar.value, bar.low, bar.high), *([bar.other] if bar.other else [])]
    for at, (value, low, high) in enumerate(sides):
        shift = 0.0 if len(sides) == 1 else (-0.2, 0.2)[at]
        clear = low > 0 or high < 0
        axes.barh(
            place + shift, value, height=0.62 if len(sides) == 1 else 0.36, color=colours[at],
            alpha=1.0 if clear else 0.35, hatch="///" if at else None,
            edgecolor=pen.palette.muted if at else pen.palette.ground,
        )  # fmt: skip
        axes.hlines(place + shift, low, high, color=pen.palette.ink, linewidth=pen.thick(1.3))
    shift = -0.2 if len(sides) > 1 else 0.0
    if np.isfinite(bar.noise):
        axes.plot([bar.noise], [place + shift], **_noise(pen))
    if np.isfinite(bar.spread):
        axes.plot([bar.spread], [place], **_spread(pen))


def _noise(pen: Pen) -> dict[str, Any]:
    return {
        "marker": "|", "linestyle": "", "color": pen.palette.muted, "markersize": pen.thick(9),
        "markeredgewidth": pen.thick(1.4),
    }  # fmt: skip


def _spread(pen: Pen) -> dict[str, Any]:
    return {
        "marker": "D", "linestyle": "", "color": pen.palette.ink, "markersize": pen.thick(4),
        "markeredgecolor": pen.palette.ground, "markeredgewidth": pen.thick(0.6),
    }  # fmt: skip


def entries(bars: Sequence[Bar], *, value: str, other: str = "", level: str) -> tuple[Entry, ...]:
    """The legend: what bars are, the interval, and what else is drawn."""
    found = [pieces.patch_entry(value, lambda pen: {"facecolor": pen.palette.ways[1]})]
    if other:
        found.append(
            pieces.patch_entry(
                other,
                lambda pen: {"facecolor": pen.palette.ways[4], "hatch": "///", "edgecolor": pen.palette.muted},
            )
        )
    if any(np.isfinite(bar.spread) for bar in bars):
        found.append(pieces.line_entry("its spread over the design (sigma)", _spread))
    if any(np.isfinite(bar.noise) for bar in bars):
        found.append(pieces.line_entry("with noise left in", _noise))
    found.append(pieces.line_entry(level, lambda pen: {"color": pen.palette.ink, "linewidth": pen.thick(1.4)}))
    return tuple(found)
