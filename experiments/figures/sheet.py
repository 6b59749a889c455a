"""Draws a :class:`~experiments.figures.picture.Picture` at a size and in a style: the one place where words are set.

From above: the finding on at most two lines, what is shown, the legend, the panels, the notes and where it all comes
from. Lines are folded by the measured length of their words, and the panels make room for their own labels.
"""

from __future__ import annotations

import textwrap
import warnings
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox

from experiments.figures import letters
from experiments.figures.palette import Palette, drawing, strokes
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sizes import Size
from sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

TITLE_LINES = 2
LEAST_PANELS = 0.5
"""Share of a height that was given which belongs to the panels; notes that would take more of it are left to the
caption's file."""


def compose(picture: Picture, size: Size, palette: Palette, scenarios: Sequence[str], source: Sequence[str]) -> Figure:
    """The figure. ``source`` are the last sentences of the caption: funding and command."""
    with drawing(palette, size):
        sheet = _Sheet(picture, size, palette, scenarios, source)
        return sheet.draw()


def onto(picture: Picture, axes: Axes, size: Size, palette: Palette, scenarios: Sequence[str]) -> Figure:
    """Draw a picture of one panel on ``axes`` of the caller's; the finding is its title.

    :class:`InputError` where the picture has more panels than the one.
    """
    figure = axes.get_figure(root=True)
    if figure is None or len(picture.panels) != 1:
        raise InputError(
            f"This figure has {len(picture.panels)} panels and ax is one; leave ax out, or ask for fewer scenarios or "
            "outcomes."
        )
    wide = float(axes.get_window_extent().width / figure.dpi)
    with drawing(palette, size):
        pen = Pen(size, palette, strokes(scenarios, palette), wide, float(axes.get_window_extent().height / figure.dpi))
        panel = picture.panels[0]
        panel.draw(axes, pen)
        axes.set_ylabel(panel.axis)
        axes.set_title("\n".join(_title(picture.titles, wide, size.body)), fontsize=size.body, color=palette.ink)
        if picture.legend:
            axes.legend(handles=[_handle(entry, pen) for entry in picture.legend], fontsize=size.small)
    return figure


class _Sheet:
    """A figure on its way, all lengths in inches."""

    def __init__(
        self, picture: Picture, size: Size, palette: Palette, scenarios: Sequence[str], source: Sequence[str]
    ) -> None:
        if size.height is not None and any(panel.optional for panel in picture.panels):
            picture = replace(picture, panels=tuple(panel for panel in picture.panels if not panel.optional))
        self.picture, self.size, self.palette = picture, size, palette
        self.room = size.width - 2 * size.edge
        self.columns = self._columns()
        self.pen = Pen(size, palette, strokes(scenarios, palette), self.room / self.columns, size.deep)
        self.title = _title(picture.titles, self.room, size.title)
        self.shown = letters.fold(picture.shown, self.room, size.small)
        self.handles = [_handle(entry, self.pen) for entry in picture.legend]
        self.legend = self._legend()
        self.notes = self._notes(source)
        if size.height is not None:
            rows = -(-len(picture.panels) // self.columns)
            left = size.height - self._head() - self._foot(self.notes)
            self.pen = replace(self.pen, height=max(0.3, left / rows - 2.5 * size.small / 72))

    def _columns(self) -> int:
        count = len(self.picture.panels)
        # Where the height is given, panels in one row are narrower but deeper than in two.
        least = self.size.panel if self.size.height is None else 0.8 * self.size.panel
        fits = max(1, int((self.room + 0.05) / least))
        if self.picture.wide_panels and self.size.width < 5:
            fits = 1
        most = self.picture.most_columns if self.size.height is None or self.picture.wide_panels else count
        columns = max(1, min(count, most, fits))
        # Four panels stand better as two by two than as three and one.
        rows = -(-count // columns)
        return -(-count // rows)

    def _legend(self) -> list[list[Any]]:
        """The marks of the legend in rows that fit."""
        letter = self.size.small / 72
        rows: list[list[Any]] = []
        used = 0.0
        for handle in self.handles:
            room = self.room - 2.8 * letter
            handle.set_label(letters.shorten(handle.get_label(), room, self.size.small, lines=1))
            wide = letters.width(handle.get_label(), self.size.small) + 2.8 * letter
            if rows and used + 1.4 * letter + wide <= self.room:
                rows[-1].append(handle)
                used += 1.4 * letter + wide
            else:
                rows.append([handle])
                used = wide
        return rows

    def _head(self) -> float:
        """Inches from the top to where the panels begin."""
        size = self.size
        tall = size.edge + letters.height(len(self.title), size.title) + 0.35 * size.body / 72
        tall += letters.height(len(self.shown), size.small) + 0.5 * size.body / 72
        if self.legend:
            tall += letters.height(len(self.legend), size.small) * 1.12 + 0.45 * size.body / 72
        return tall

    def _foot(self, notes: Sequence[str]) -> float:
        """Inches from the bottom to where the panels end."""
        size = self.size
        return size.edge + (letters.height(len(notes), size.small) + 0.5 * size.body / 72 if notes else 0.0)

    def _notes(self, source: Sequence[str]) -> list[str]:
        """The caption's lines; where the height is given, as many of the notes as leave room for the panels."""
        notes = list(self.picture.notes)
        while True:
            lines = letters.fold(" ".join([*notes, *source]), self.room, self.size.small)
            given = self.size.height
            if given is None or self._head() + self._foot(lines) < (1 - LEAST_PANELS) * given:
                return lines
            if notes:
                notes.pop()
            elif len(source) > 1:
                source = source[:-1]  # how the figure itself is drawn again stands in its text file, too
            else:
                return lines

    def draw(self) -> Figure:
        """The figure."""
        size, picture = self.size, self.picture
        rows = self._rows()
        head, foot = self._head(), self._foot(self.notes)
        deep = [max(_deep(panel) for panel in row) for row in rows]
        tall = size.height
        if tall is None:
            tall = head + foot + sum(deep) * size.deep + (len(rows) - 1) * 1.2 * size.body / 72
        if tall - head - foot < 0.25 * tall:
            # The words alone fill it: what is shown and the legend stay, the source goes to the caption's file.
            self.notes = []
            foot = self._foot([])
        self._check(tall - head - foot, len(rows))
        figure = Figure(figsize=(size.width, tall), layout="constrained")
        below, above = foot / tall, 1 - head / tall
        pad = 0.5 * size.body / 72
        figure.get_layout_engine().set(  # type: ignore[union-attr, call-arg]
            rect=(size.edge / size.width / 2, below, 1 - size.edge / size.width, max(0.05, above - below)),
            w_pad=pad / 2, h_pad=pad / 2, wspace=0.02, hspace=0.02,
        )  # fmt: skip
        grid = figure.add_gridspec(
            len(rows),
            self.columns,
            height_ratios=deep,
            width_ratios=[max(row[at].wide for row in rows if at < len(row)) for at in range(self.columns)],
        )
        for at, row in enumerate(rows):
            for place, panel in enumerate(row):
                self._panel(figure, grid[at, place], panel)
        self._words(figure, tall)
        figure.set_label(picture.alt)
        if not _settle(figure):
            raise self._too_small()
        return figure

    def _check(self, left: float, rows: int) -> None:
        """:class:`InputError` where the height that was given leaves too little for this many rows of panels."""
        least = 0.55 + 4.5 * self.size.small / 72
        if self.size.height is not None and left < rows * least:
            raise self._too_small()

    def _too_small(self) -> InputError:
        count = len(self.picture.panels)
        return InputError(
            f"{count} {'panel does' if count == 1 else 'panels do'} not fit a figure of the size {self.size.name} "
            "in letters that can be read; choose fewer scenarios or outcomes, or a larger size."
        )

    def _rows(self) -> list[list[Panel]]:
        panels = list(self.picture.panels)
        return [panels[at : at + self.columns] for at in range(0, len(panels), self.columns)]

    def _panel(self, figure: Figure, spot: Any, panel: Panel) -> None:
        if panel.below is None:
            self._draw(figure.add_subplot(spot), panel)
            return
        parts = spot.subgridspec(2, 1, height_ratios=[panel.deep, panel.below.deep], hspace=0.04)
        upper = figure.add_subplot(parts[0])
        self._draw(upper, panel)
        lower = figure.add_subplot(parts[1], sharex=upper)
        self._draw(lower, panel.below)
        upper.tick_params(axis="x", labelbottom=False)
        upper.set_xlabel("")

    def _draw(self, axes: Axes, panel: Panel) -> None:
        panel.draw(axes, self.pen)
        size, room = self.size, panel.room * (self.pen.width - 0.1 - 3.0 * self.size.small / 72)
        pad = 4.0 * size.scale
        if panel.axis:
            lines = letters.fold(panel.axis, room, size.small)
            axes.annotate(
                "\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(0, pad), textcoords="offset points",
                ha="left", va="bottom", fontsize=size.small, color=self.palette.muted, linespacing=letters.LEADING,
            )  # fmt: skip
            pad += letters.height(len(lines), size.small) * 72 + 0.4 * size.body
        if panel.title:
            words = letters.shorten(panel.title, room, size.body, lines=2, bold=True)
            axes.set_title(words, fontsize=size.body, pad=pad, linespacing=letters.LEADING)

    def _words(self, figure: Figure, tall: float) -> None:
        """Title, what is shown, legend and caption."""
        size, palette = self.size, self.palette
        left, y = size.edge / size.width, size.edge
        put: dict[str, Any] = {"ha": "left", "va": "top", "linespacing": letters.LEADING}
        figure.text(
            left, 1 - y / tall, "\n".join(self.title), fontsize=size.title, fontweight="bold", color=palette.ink, **put
        )
        y += letters.height(len(self.title), size.title) + 0.35 * size.body / 72
        figure.text(left, 1 - y / tall, "\n".join(self.shown), fontsize=size.small, color=palette.muted, **put)
        y += letters.height(len(self.shown), size.small) + 0.5 * size.body / 72
        for row in self.legend:
            legend = figure.legend(
                handles=row,
                loc="upper left",
                bbox_to_anchor=(left, 1 - y / tall),
                ncols=len(row),
                borderaxespad=0,
                borderpad=0,
                handlelength=2.2,
                handletextpad=0.6,
                columnspacing=1.4,
            )
            legend.set_in_layout(False)
            y += letters.height(1, size.small) * 1.12
        if self.notes:
            figure.text(
                left, size.edge / tall, "\n".join(self.notes), fontsize=size.small, color=palette.muted,
                ha="left", va="bottom", linespacing=letters.LEADING,
            )  # fmt: skip
        for text in figure.texts:
            text.set_in_layout(False)


def _settle(figure: Figure) -> bool:
    """Lay the panels out once and for all, on round places; whether they have room beside their words.

    The solver behind the layout gives places that differ in their last bits from one time to the next.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "constrained_layout not applied")
        try:
            engine = figure.get_layout_engine()
            assert engine is not None
            engine.execute(figure)  # which is all of a drawing that is needed here
        except UserWarning:
            return False
    figure.set_layout_engine(None)  # or else every file would be laid out again
    for axes in figure.axes:
        axes.set_position(Bbox(np.round(axes.get_position(original=True).get_points(), 5)))
    return all(_apart(axes) for axes in figure.axes)


LETTERS_OF_A_LINE = 0.6
"""What letters take of the height of a line; the rest is the space between lines."""


def _apart(axes: Axes) -> bool:
    """Whether the names of rows beside a panel, if it has names, stand clear of each other."""
    if not isinstance(axes.yaxis.get_major_locator(), FixedLocator):
        return True
    labels = [label for label in axes.get_yticklabels() if label.get_text()]
    places = [axes.transData.transform((0, label.get_position()[1]))[1] / axes.figure.dpi for label in labels]
    tall = [letters.height(label.get_text().count("\n") + 1, float(label.get_fontsize())) for label in labels]
    order = np.argsort(places)
    return all(
        places[above] - places[below] >= LETTERS_OF_A_LINE * (tall[above] + tall[below]) / 2
        for below, above in pairwise(order)
    )


def _deep(panel: Panel) -> float:
    return panel.deep + (panel.below.deep if panel.below is not None else 0.0)


def _handle(entry: Any, pen: Pen) -> Any:
    handle = entry.mark(pen)
    handle.set_label(entry.words)
    return handle


def _title(titles: Sequence[str], room: float, points: float) -> list[str]:
    """The fullest title that fits on two lines; the last one is cut where it does not."""
    for title in titles:
        lines = letters.fold(title, room, points, bold=True)
        if len(lines) <= TITLE_LINES:
            return lines
    return letters.shorten(titles[-1], room, points, lines=TITLE_LINES, bold=True).split("\n")


def caption(picture: Picture, source: Sequence[str]) -> str:
    """The whole caption as plain text: the finding in full, what is shown, the notes, the source."""
    parts = [f"{picture.titles[0]}.", f"{picture.shown}.", *picture.notes, *source, f"Seen: {picture.alt}"]
    return "\n".join(textwrap.fill(part, 100) for part in parts) + "\n"


def finite_limits(values: Any, *, zero: bool = False, margin: float = 0.08) -> tuple[float, float]:
    """Limits of an axis that hold all finite ``values`` (and zero), never of no width."""
    flat = np.asarray(values, dtype=float).ravel()
    flat = flat[np.isfinite(flat)]
    if zero:
        flat = np.append(flat, 0.0)
    if not len(flat):
        return 0.0, 1.0
    low, high = float(flat.min()), float(flat.max())
    reach = (high - low) or (abs(high) * 0.2 or 1.0)
    if high == low:
        low, high = low - reach / 2, high + reach / 2
    return low - margin * reach, high + margin * reach
