"""The model against facts: where each simulated figure lies beside its band, and where one lands without the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.wording import join, plain, sentence_case
from experiments.figures import pieces
from experiments.figures.kind import OWN, Kind
from experiments.figures.matrix import name_rows, rows_that_fit
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.view import View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

TABLE = "validation"
"""The table that ``townhall validate`` saves: a row for each figure and size at which it was held against its band."""

TEST = "test"
"""The role of figures that count: those that nothing was fitted to."""

FURTHEST = 4.0
"""What lies further from the middle of a band than so many of its half widths is drawn at the edge."""

FEWEST = 5
"""Rows that are shown at least, where the height is given."""


def lacks(result: Result) -> str:
    """What a result must have."""
    return "" if result.saved(TABLE) is not None else "it holds nothing against facts (townhall validate does)"


def picture(view: View) -> Picture:
    """The picture: a row for each figure, its band drawn as wide as every other."""
    saved = view.result.saved(TABLE)
    assert saved is not None
    return picture_of(saved, place=view.place, told=f"{view.seeds}; {view.result.versions}")


def picture_of(saved: pd.DataFrame, *, place: str, told: str) -> Picture:
    """The same of the table itself; ``place`` says of which councils it is, ``told`` of which runs."""
    rows = _counted(saved)
    tests = rows[rows["role"] == TEST]
    known = tests[np.isfinite(tests["simulated"].to_numpy(dtype=float))]
    return Picture(
        titles=_titles(tests),
        shown=(
            f"{place}: {len(rows)} figures of {rows['fact'].nunique()} facts, each band from −1 to 1; mean of the "
            f"histories with its 90% interval; {told}"
        ),
        panels=(_panel(rows),),
        numbers=rows,
        alt=_alt(tests, known),
        notes=(
            "Only tests count: figures that the model was fitted to, or that are replayed, prove nothing.",
            f"What lies beyond ±{FURTHEST:g} is drawn there; a figure that is not defined has no mark.",
        ),
        legend=(
            pieces.patch_entry("band of the observed", lambda pen: {"facecolor": pen.palette.tints[1]}),
            pieces.line_entry("model, inside", lambda pen: _mark(pen, inside=True)),
            pieces.line_entry("model, outside", lambda pen: _mark(pen, inside=False)),
            pieces.line_entry("input alone, no model", _null),
        ),
    )


def _counted(saved: pd.DataFrame) -> pd.DataFrame:
    """One row for each figure: at the size at which it counts, else at the first; tests first."""
    if "counted" in saved:
        saved = saved[saved["counted"].astype(bool)]
    rows = saved.drop_duplicates("figure")
    order = np.argsort((rows["role"] != TEST).to_numpy(), kind="stable")
    return rows.iloc[order].reset_index(drop=True)


def _inside(rows: pd.DataFrame) -> np.ndarray:
    values = rows["simulated"].to_numpy(dtype=float)
    found: np.ndarray = (values >= rows["low"].to_numpy(dtype=float)) & (values <= rows["high"].to_numpy(dtype=float))
    return found


def half_widths(rows: pd.DataFrame, column: str) -> np.ndarray:
    """Values as distances from the middle of their band in half widths of it: −1 to 1 is inside; cut at the edge."""
    low, high = (rows[end].to_numpy(dtype=float) for end in ("low", "high"))
    half = np.where(high > low, (high - low) / 2, np.nan)
    scaled = (rows[column].to_numpy(dtype=float) - (low + high) / 2) / half
    found: np.ndarray = np.clip(scaled, -FURTHEST, FURTHEST)
    return found


def _mark(pen: Pen, *, inside: bool) -> dict[str, Any]:
    return {
        "marker": "o", "linestyle": "", "color": pen.palette.ink, "markersize": pen.thick(4.5),
        "markerfacecolor": pen.palette.ink if inside else pen.palette.ground, "markeredgewidth": pen.thick(1.0),
    }  # fmt: skip


def _null(pen: Pen) -> dict[str, Any]:
    return {
        "marker": "|", "linestyle": "", "color": pen.palette.ways[1], "markersize": pen.thick(9),
        "markeredgewidth": pen.thick(1.6),
    }  # fmt: skip


def _panel(rows: pd.DataFrame) -> Panel:
    inside = _inside(rows)

    def draw(axes: Axes, pen: Pen) -> None:
        shown = np.arange(len(rows))
        if pen.size.height is not None:  # as many as have room, from the first
            shown = shown[: rows_that_fit(pen, len(rows), fewest=FEWEST)]
        here = rows.iloc[shown]
        places = np.arange(len(here))
        axes.axvspan(-1, 1, color=pen.palette.tints[1], linewidth=0, zorder=0)
        axes.plot(half_widths(here, "null_value"), places, zorder=2, **_null(pen))
        low, high = (half_widths(here, end) for end in ("sim_low", "sim_high"))
        axes.hlines(places, low, high, color=pen.palette.ink, linewidth=pen.thick(1.3))
        value = half_widths(here, "simulated")
        for one in (True, False):
            axes.plot(value[inside[shown] == one], places[inside[shown] == one], zorder=3, **_mark(pen, inside=one))
        axes.set_xlim(-FURTHEST - 0.25, FURTHEST + 0.25)
        axes.set_ylim(len(here) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        name_rows(axes, pen, _names(here), 1.6 if pen.size.width < 5 else 2.7 * pen.size.scale)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=5, pen=pen)
        left_out = f" ({len(here)} of {len(rows)} shown)" if len(here) < len(rows) else ""
        axes.set_xlabel(f"half widths of the band from its middle{left_out}")

    return Panel(draw, deep=max(0.6, 0.115 * len(rows) + 0.3), room=0.6)


def _names(rows: pd.DataFrame) -> list[str]:
    names = rows["label"] if "label" in rows else rows["figure"].map(lambda name: plain(str(name)).replace(".", ": "))
    return [
        sentence_case(str(name)) + (f" ({role})" if role != TEST else "")
        for name, role in zip(names, rows["role"], strict=True)
    ]


def _titles(tests: pd.DataFrame) -> tuple[str, ...]:
    """How many tests lie inside, and how many of those say something that the input alone does not."""
    if not len(tests):
        return ("No figure here is a test, so nothing is proved or disproved",)
    inside = _inside(tests)
    low, high, null = (tests[name].to_numpy(dtype=float) for name in ("low", "high", "null_value"))
    implied = int((inside & (null >= low) & (null <= high)).sum())
    count, of = int(inside.sum()), len(tests)
    if not np.isfinite(tests["simulated"].to_numpy(dtype=float)).any():
        return (f"No run gave a value for any of {of} tests, so there is nothing to hold against facts",)
    none = "" if implied else "none"
    tail = f"{implied if implied else none} of them {'is' if implied == 1 else 'are'} so without any model"
    return (
        f"{count} of {of} tests lie inside their bands; {tail}",
        f"{count} of {of} tests lie inside their bands, {implied} of them without any model",
        f"{count} of {of} tests lie inside their bands",
    )


def _alt(tests: pd.DataFrame, known: pd.DataFrame) -> str:
    far = known.assign(far=half_widths(known, "simulated"))
    outside = far[~_inside(known)].sort_values("far", key=abs, ascending=False)
    names = [name.casefold() for name in _names(outside.head(5))]
    undefined = len(tests) - len(known)
    return (
        f"{int(_inside(known).sum())} of {len(tests)} tests lie inside their bands. Furthest outside: "
        f"{join(names) if names else 'none'}." + (f" {undefined} are not defined." if undefined else "")
    )


KIND = Kind(
    name="facts",
    purpose="the model against facts with their bands, and what the input alone would give",
    needs="a table of facts, which townhall validate keeps",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
    all_councils=True,
)
