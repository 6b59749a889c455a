"""A matrix of numbers as tinted cells, each with its number in it where that has room: regret, trust, money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm, to_rgb

from experiments.figures import letters
from experiments.figures.picture import Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

LINEAR = 12.92
"""Below a small value the light of a colour is its number over this (sRGB, IEC 61966-2-1)."""


@dataclass(frozen=True)
class Scale:
    """Which value has which colour: ``low`` and ``high`` are its ends; with ``zero`` white lies at 0.

    Levels go from pale to dark. Differences use the pair of better and worse; ``direction`` says which is which.
    """

    low: float
    high: float
    zero: bool = False
    direction: int = 1

    def colours(self, pen: Pen) -> Colormap:
        """The colours of the style."""
        palette = pen.palette
        if not self.zero:
            return LinearSegmentedColormap.from_list("level", [palette.tints[1], palette.ways[1], palette.ways[0]])
        ends = [palette.worse, palette.ground, palette.better] if self.direction else neutral(pen)
        return LinearSegmentedColormap.from_list("difference", ends if self.direction >= 0 else ends[::-1])

    @property
    def norm(self) -> Normalize:
        """From values to places on the scale."""
        if self.zero:
            reach = max(abs(self.low), abs(self.high)) or 1.0
            return TwoSlopeNorm(0.0, -reach, reach)
        return Normalize(self.low, self.high if self.high > self.low else self.low + 1.0)


def neutral(pen: Pen) -> list[str]:
    """The colours of differences that are neither good nor bad."""
    return [pen.palette.ways[2], pen.palette.ground, pen.palette.ways[0]]


def scale_of(values: np.ndarray, *, zero: bool = False, direction: int = 1) -> Scale:
    """A scale that holds all finite ``values``."""
    finite = np.asarray(values, dtype=float).ravel()
    finite = finite[np.isfinite(finite)]
    if not len(finite):
        return Scale(0.0, 1.0, zero, direction)
    low, high = float(finite.min()), float(finite.max())
    return Scale(low if zero else min(low, high - 1e-12), high, zero, direction)


def light(colour: object) -> float:
    """How light a colour is, 0 to 1, as the eye weighs its parts."""
    parts: np.ndarray = np.array(to_rgb(colour))  # type: ignore[arg-type]
    linear = np.where(parts <= 0.04045, parts / LINEAR, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def words_on(colour: object, pen: Pen) -> str:
    """Ink or ground, whichever stands out more from ``colour``."""
    own = light(colour)
    each = (pen.palette.ink, pen.palette.ground)
    return max(each, key=lambda words: _contrast(own, light(words)))


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def rows_that_fit(pen: Pen, count: int, *, fewest: int = 3) -> int:
    """How many of ``count`` rows have room for a line of words each: all of them, unless the height is given."""
    if pen.size.height is None:
        return count
    left = pen.height - letters.height(3, pen.size.body)
    return min(count, max(fewest, int(left / (1.1 * letters.height(1, pen.size.small)))))


def name_rows(axes: Axes, pen: Pen, names: Sequence[str], room: float, *, titled: bool = False) -> None:
    """Names beside rows at 0, 1, ... from above, on two lines where the rows are deep enough."""
    lines = 2
    if pen.size.height is not None:
        deep = pen.height - letters.height(3 if titled else 2, pen.size.body)
        lines = 2 if deep / max(1, len(names)) > letters.height(2, pen.size.small) else 1
    axes.set_yticks(
        range(len(names)), [letters.shorten(name, room, pen.size.small, lines=lines) for name in names], linespacing=1.0
    )
    axes.tick_params(axis="y", length=0, labelcolor=pen.palette.ink)


def draw_matrix(
    axes: Axes,
    pen: Pen,
    values: np.ndarray,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    scale: Scale,
    said: Sequence[Sequence[str]] = (),
    room: float | None = None,
) -> None:
    """Draw ``values`` (rows, columns); cells without a number are a faint grey. ``said`` are the words in the cells.

    ``room`` is what the names of rows may take beside it, in inches. Long names of columns stand upright.
    """
    colours, norm = scale.colours(pen), scale.norm
    axes.set_facecolor(pen.palette.tints[0])  # of cells that have no number
    shown = np.ma.masked_invalid(values)
    axes.pcolormesh(
        np.arange(values.shape[1] + 1) - 0.5, np.arange(values.shape[0] + 1) - 0.5, shown, cmap=colours, norm=norm,
        edgecolors=pen.palette.ground, linewidth=pen.thick(1.0), rasterized=values.size > 3000,
    )  # fmt: skip
    for i, line in enumerate(said):
        for j, words in enumerate(line):
            if words:
                colour = words_on(colours(norm(values[i, j])), pen) if np.isfinite(values[i, j]) else pen.palette.muted
                axes.text(j, i, words, ha="center", va="center", fontsize=pen.size.small, color=colour)
    axes.set_ylim(values.shape[0] - 0.5, -0.5)
    axes.set_xlim(-0.5, values.shape[1] - 0.5)
    axes.grid(visible=False)
    axes.tick_params(length=0, labelcolor=pen.palette.ink)
    for spine in axes.spines.values():
        spine.set_visible(False)
    beside = room or (1.2 if pen.size.width < 5 else 1.5 * pen.size.scale)
    name_rows(axes, pen, rows, beside, titled=bool(columns))
    if columns:
        cell = (pen.width - (beside if any(rows) else 0.2)) / len(columns)
        # As in the panel beside it that has the names of the rows, so that all stand alike.
        narrow = (pen.width - beside) / len(columns)
        upright = any(letters.width(word, pen.size.small) > 0.9 * narrow for name in columns for word in name.split())
        deep = 0.95 * pen.size.scale
        names = [
            letters.shorten(name, deep, pen.size.small)
            if upright
            else letters.shorten(name, 0.95 * cell, pen.size.small, lines=3)
            for name in columns
        ]
        axes.set_xticks(range(len(columns)), names, rotation=90 if upright else 0, linespacing=1.0)
        axes.xaxis.set_ticks_position("bottom")
    else:
        axes.set_xticks([])
    axes.tick_params(length=0)
