"""The facts as one picture: where the model lies beside each band, and where one lands without the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures import style
from experiments.validation.score import Scores, counted

FURTHEST = 4.0
"""What lies further from the middle of a band than so many of its half widths is drawn at the edge."""

ROW = 0.19
"""Inches for each figure."""

MODEL, INPUT, OFF = (style.SCENARIO_COLOURS[at] for at in (0, 1, 2))
BESIDE = (("null_value", "input alone, no model", "|", INPUT, 9.0), ("theories_off", "theories off", "x", OFF, 5.0))


def in_half_widths(rows: pd.DataFrame, column: str) -> np.ndarray:
    """Values as distances from the middle of their band in half widths of it: −1 to 1 is inside; cut at the edge."""
    low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
    scaled = (rows[column].to_numpy(float) - (low + high) / 2) / ((high - low) / 2)
    return np.asarray(np.clip(scaled, -FURTHEST, FURTHEST))


def facts_figure(scores: Scores, *, title: str) -> Figure:
    """A row for each figure, at the size at which it counts, its band drawn as wide as every other."""
    rows = counted(scores.table)
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=f"{scores.window.words[0].upper()}{scores.window.words[1:]}: each band from −1 to 1",
            note=f"What lies beyond ±{FURTHEST:g} is drawn there; an undefined figure has no mark.",
            rows=1,
            columns=1,
            panel_height=ROW * len(rows),
            left=2.9,
        )
        panel = frame.axes[0, 0]
        _rows(panel, rows)
        handles = [
            Patch(color=style.INK, alpha=0.1, label="band"),
            Line2D([], [], color=MODEL, marker="o", linestyle="", label="model, inside"),
            Line2D([], [], color=MODEL, marker="o", linestyle="", markerfacecolor="white", label="model, outside"),
            *[Line2D([], [], color=c, marker=m, linestyle="", markersize=s, label=w) for _, w, m, c, s in BESIDE],
        ]
        frame.legend(handles, columns=5)
    return frame.figure


def _rows(panel: Axes, rows: pd.DataFrame) -> None:
    """The marks, from above to below in the order of the table."""
    places = np.arange(len(rows))
    panel.axvspan(-1.0, 1.0, color=style.INK, alpha=0.1, linewidth=0)
    for column, _, marker, colour, size in BESIDE:
        panel.plot(in_half_widths(rows, column), places, marker, color=colour, markersize=size)
    inside = rows["inside"].to_numpy(bool)
    model = in_half_widths(rows, "simulated")
    for where, face in ((inside, MODEL), (~inside, "white")):
        panel.plot(model[where], places[where], "o", color=MODEL, markerfacecolor=face, markersize=5.5)
    names = [f"{row.figure} ({row.role})" if row.role != "test" else row.figure for row in rows.itertuples()]
    panel.set_yticks(places, names)
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.set_xlim(-FURTHEST - 0.25, FURTHEST + 0.25)
    panel.set_xlabel("Half widths of the band from its middle")
    style.plain_numbers(panel.xaxis)
