"""What all figures share: palette, sizes, the frame with the finding on top, and how they are saved."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 9.6
"""Inches; at this width nothing in a figure is smaller than 9 points."""

SMALL, NORMAL, LARGE = 9.0, 10.0, 13.0
"""Points: ticks and notes; labels; the finding."""

DOTS_PER_INCH = 160
INK, GREY, PALE = "#222222", "#5f6368", "#e9ebee"

_PALETTE = sns.color_palette("colorblind")
SCENARIO_COLOURS = [mpl.colors.to_hex(_PALETTE[index]) for index in (0, 1, 2, 4, 5, 7, 8, 9)]
"""Blue, orange, green, ...: in an order in which neighbours stay apart for every kind of colour blindness."""

SCENARIO_LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))

BETTER_COLOUR, WORSE_COLOUR, CHANGED_COLOUR = (mpl.colors.to_hex(_PALETTE[index]) for index in (0, 3, 4))
UNCLEAR_COLOUR = "#8a8d91"


@contextmanager
def house_style() -> Iterator[None]:
    """Within the block, figures look like ours; nothing outside it is changed."""
    settings: Any = {
        **sns.axes_style("ticks"),
        "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine draws the same letters
        "font.size": NORMAL,
        "axes.titlesize": NORMAL,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": SMALL,
        "axes.labelcolor": GREY,
        "axes.edgecolor": "#b0b4b9",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": PALE,
        "grid.linewidth": 0.8,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "legend.fontsize": SMALL,
        "legend.frameon": False,
        "text.color": INK,
        "svg.hashsalt": "town hall",  # without it the names inside an SVG file are random
        "svg.fonttype": "path",
        "figure.dpi": 100,
    }
    with mpl.rc_context(settings):
        yield


@dataclass(frozen=True)
class Frame:
    """A figure with the finding on top, a line that says what is shown, room for a legend, panels, and a note.

    ``axes`` has shape (rows, columns).
    """

    figure: Figure
    axes: np.ndarray
    legend_top: float
    """Where a legend begins, in figure coordinates from below."""

    def legend(self, handles: Sequence[Any], *, columns: int = 4, **options: Any) -> None:
        """Put a legend between heading and panels, flush left."""
        self.figure.legend(
            handles=list(handles),
            loc="upper left",
            bbox_to_anchor=(LEFT_EDGE / WIDTH, self.legend_top),
            ncols=columns,
            borderaxespad=0,
            borderpad=0,
            handlelength=2.2,
            columnspacing=1.6,
            **options,
        )


LEFT_EDGE = 0.15
"""Inches from the left at which all text begins."""


def frame(
    *,
    title: str,
    shown: str,
    note: str,
    rows: int,
    columns: int,
    panel_height: float,
    legend_rows: int = 1,
    left: float = 0.75,
    right: float = 0.2,
    between_columns: float = 0.75,
    between_rows: float = 0.75,
    above: float = 0.3,
    below: float = 0.45,
    width: float = WIDTH,
    share_y: bool = False,
) -> Frame:
    """An empty figure with its words in place; all lengths in inches, so that nothing overlaps at any size."""
    title_lines, shown_lines, note_lines = (
        fold(text, width - 2 * LEFT_EDGE, points) for text, points in ((title, LARGE), (shown, NORMAL), (note, SMALL))
    )
    head = 0.14 + 0.235 * len(title_lines) + 0.05 + 0.185 * len(shown_lines) + 0.12
    legend_height = 0.19 * legend_rows + 0.12 if legend_rows else 0.0
    foot = below + (0.14 + 0.165 * len(note_lines) if note_lines else 0.0)
    top = head + legend_height + above
    panels = rows * panel_height + (rows - 1) * between_rows
    height = top + panels + foot
    figure = Figure(figsize=(width, height))
    axes = figure.subplots(
        rows,
        columns,
        squeeze=False,
        sharey=share_y,
        gridspec_kw={
            "left": left / width,
            "right": 1 - right / width,
            "top": 1 - top / height,
            "bottom": foot / height,
            "wspace": between_columns * columns / max(1e-9, width - left - right - between_columns * (columns - 1)),
            "hspace": between_rows / panel_height,
        },
    )
    x, y = LEFT_EDGE / width, 0.14
    words: dict[str, Any] = {"ha": "left", "va": "top", "linespacing": 1.25}
    figure.text(x, 1 - y / height, "\n".join(title_lines), fontsize=LARGE, fontweight="bold", **words)
    y += 0.235 * len(title_lines) + 0.05
    figure.text(x, 1 - y / height, "\n".join(shown_lines), fontsize=NORMAL, color=GREY, **words)
    if note_lines:
        figure.text(
            x, 0.1 / height, "\n".join(note_lines), fontsize=SMALL, color=GREY, ha="left", va="bottom", linespacing=1.25
        )
    return Frame(figure, axes, 1 - head / height)


def fold(text: str, width: float, points: float) -> list[str]:
    """``text`` in lines that fit ``width`` inches at this size (bold at the size of the finding)."""
    letter = points / 72 * (0.63 if points == LARGE else 0.535)
    return textwrap.wrap(text, max(20, int(width / letter)))


def drop_empty(axes: np.ndarray, used: int) -> None:
    """Remove the panels after the first ``used`` ones."""
    for axis in axes.flat[used:]:
        axis.remove()


def as_percent(axis: Any) -> None:
    """Show shares as per cent on a matplotlib axis (``panel.xaxis`` or ``panel.yaxis``)."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: f"{_trim(100 * value)}%"))


def plain_numbers(axis: Any) -> None:
    """Show numbers without powers of ten and with a real minus sign."""
    axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda value, _: _trim(value)))


def roomy_ticks(panel: Axes) -> None:
    """Few enough ticks below a narrow panel that wide numbers stay apart."""
    for most in (4, 3, 2):
        panel.locator_params(axis="x", nbins=most)
        low, high = panel.get_xlim()
        written = [_trim(tick) for tick in panel.get_xticks() if low <= tick <= high]
        if len(written) * max((len(text) for text in written), default=0) <= 18:
            return


def _trim(value: float) -> str:
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def save(figure: Figure, folder: Path, name: str, *, title: str) -> Path:
    """Write ``name.svg`` and ``name.png`` into ``folder``; return the PNG. Equal figures make equal files.

    ``title`` goes into both files, for screen readers and search.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with house_style():
        # Python's own files, so that a full disk is reported as what it is.
        with open(folder / f"{name}.svg", "wb") as file:
            figure.savefig(file, format="svg", metadata={"Title": title, "Date": None, "Creator": None})
        with open(folder / f"{name}.png", "wb") as file:
            figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Title": title, "Software": None})
    return folder / f"{name}.png"
