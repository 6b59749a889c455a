"""What a figure says before it is drawn: its finding, its panels, its words and its numbers.

Each figure of the gallery is a function from a :class:`~experiments.figures.view.View` to a :class:`Picture`; what they
share (sizes, folding, legend, caption, files) is done once, in :mod:`~experiments.figures.sheet`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.figures.palette import Palette, Stroke
from experiments.figures.sizes import Size

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Pen:
    """What draws: the size, the colours, how each scenario looks, and about how large a panel will be, in inches."""

    size: Size
    palette: Palette
    scenarios: Mapping[str, Stroke]
    width: float
    height: float

    def thick(self, points: float) -> float:
        """Points of a line or a mark at this size, given those on a page."""
        return points * self.size.scale

    def verdict(self, verdict: str) -> tuple[str, str]:
        """Colour and mark of better, worse, and all that is neither."""
        return {"better": (self.palette.better, "o"), "worse": (self.palette.worse, "X")}.get(
            verdict, (self.palette.muted, "D") if verdict in ("higher", "lower") else (self.palette.unclear, "s")
        )


Draw = Callable[["Axes", Pen], None]


@dataclass(frozen=True)
class Panel:
    """One panel; ``draw`` also sets its scales and the name of its x axis. ``deep`` is its height over the usual.

    ``axis`` is the name of the y axis, which stands level above it; ``below`` is drawn under it with the same x axis.
    ``room`` is the share of its width that words above it may take, where names beside it take the rest.
    """

    draw: Draw
    title: str = ""
    axis: str = ""
    room: float = 1.0
    deep: float = 1.0
    wide: float = 1.0
    below: Panel | None = None
    optional: bool = False
    """Whether it is left out where the height of the figure is given, so that the others have room."""


@dataclass(frozen=True)
class Entry:
    """One entry of the legend: its words, and what makes its mark."""

    words: str
    mark: Callable[[Pen], Any]


@dataclass(frozen=True)
class Picture:
    """A figure before it is drawn.

    ``titles`` say the same finding, the fullest first: the first that fits on two lines is taken. ``shown`` says what
    is drawn, ``notes`` how to read it, the most needed first. ``numbers`` is what is plotted, a row for each mark or
    point of a line. ``alt`` says what is seen, for somebody who cannot see it.
    """

    titles: tuple[str, ...]
    shown: str
    panels: tuple[Panel, ...]
    numbers: pd.DataFrame
    alt: str
    notes: tuple[str, ...] = ()
    legend: tuple[Entry, ...] = field(default=())
    most_columns: int = 3
    wide_panels: bool = False
    """Whether each panel wants the whole width where that is narrow."""
    timed: bool = False
    """Whether it shows years, so that the caption says where their funding comes from."""
