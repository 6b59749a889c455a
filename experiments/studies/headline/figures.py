"""The pictures: what each theory brings to the headline, and how far each assumption moves it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.figures import pieces
from experiments.figures.bars import Bar, bars_panel, entries
from experiments.figures.claims import clear_count
from experiments.figures.draw import Drawing
from experiments.figures.matrix import name_rows
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.studies.headline.found import ALL_THEORIES, Found
from experiments.studies.headline.wording import carried, turned_by_assumptions
from sim.schedule import THEORIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.studies.study import Draw

SHOWN = 12
LEVEL_SAID = "90% interval (pale: it spans zero)"
AXIS = "points of the index, distributed less command"


def figures(found: Found) -> dict[str, Draw]:
    """Both, each with its finding."""
    made = {"carries": carries_picture, "turns": turns_picture}
    return {name: partial(_drawn, name, picture, found) for name, picture in made.items()}


def _drawn(name: str, picture: Callable[[Found], Picture], found: Found) -> Drawing:
    return Drawing(name, picture(found))


def carries_picture(found: Found) -> Picture:
    """The Shapley share of each theory, with its interval; those of the least are left to the numbers."""
    rows = found.theories[found.theories["theory"] != ALL_THEORIES]
    order = rows["share"].abs().sort_values(ascending=False, kind="stable").index[:SHOWN]
    rows = rows.loc[sorted(order)].reset_index(drop=True)
    values, low, high = (rows[name].to_numpy(dtype=float) for name in ("share", "share_low", "share_high"))
    limits = finite_limits([*values, *low, *high], zero=True, margin=0.05)

    def draw(axes: Axes, pen: Pen) -> None:
        bars = axes.barh(range(len(rows)), values, height=0.62, color=pen.palette.ways[1])
        for bar, under, over in zip(bars, low, high, strict=True):
            bar.set_alpha(1.0 if under > 0 or over < 0 else 0.35)
        axes.hlines(range(len(rows)), low, high, color=pen.palette.ink, linewidth=pen.thick(1.3))
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*limits)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        names = [f"{name} {THEORIES[name].title}" for name in rows["theory"]]
        name_rows(axes, pen, names, 1.4 if pen.size.width < 5 else 1.9 * pen.size.scale)
        pieces.value_axis(axes.xaxis, "points", gap=True, most=4, pen=pen)
        axes.set_xlabel(AXIS)

    said = carried(found).rstrip(".")
    return Picture(
        titles=(said, _short(rows), clear_count("shares", rows["share_low"], rows["share_high"])),
        shown=(
            f"Shapley shares of {len(rows)} of {len(THEORIES)} theories in the contrast of the last year, in Camden, "
            f"over {found.size.orders} orders of joining and {found.size.order_pairs} pairs of runs"
        ),
        panels=(Panel(draw, deep=max(0.8, 0.17 * len(rows) + 0.2), room=0.62),),
        numbers=found.theories,
        alt="; ".join(f"{row.theory} {pieces.signed(row.share)}" for row in rows.itertuples()) + ".",
        notes=("Shares add up to what all theories bring together.",),
        legend=entries([], value="Shapley share", level=LEVEL_SAID),
    )


def _short(rows: pd.DataFrame) -> str:
    """Which theory has the largest share, for a narrow figure."""
    if rows["share"].isna().all():
        return "No theory has a share that is known"
    top = rows.loc[rows["share"].abs().idxmax()]
    return f"{top['theory']} brings most to the headline ({top['share']:+.1f} points)"


def turns_picture(found: Found) -> Picture:
    """How far the strongest assumptions move the contrast, each alone at the ends of its range."""
    rows = found.assumptions
    names = list(dict.fromkeys(rows["assumption"]))[:SHOWN]
    said = turned_by_assumptions(found).rstrip(".")
    turned = int(rows["turned"].sum())
    short = f"{turned} of {len(rows)} ends of assumptions turn the headline"
    return Picture(
        titles=(said, short),
        shown=(
            f"How far the contrast of the last year, in Camden, moves with one assumption at an end of its range: the "
            f"strongest {len(names)} of {rows['assumption'].nunique()}; {found.size.ends} pairs of runs at each end"
        ),
        panels=(bars_panel([_bar(rows, name) for name in names], unit="points", axis=AXIS),),
        numbers=rows,
        alt=f"{short}. The strongest: {', '.join(names[:6])}.",
        notes=("Held against the same luck with every assumption at its default.",),
        legend=entries([], value="at the end that moves it most", other="at the other end", level=LEVEL_SAID),
    )


def _bar(rows: pd.DataFrame, name: str) -> Bar:
    """The two strongest ends of an assumption."""
    own = rows[rows["assumption"] == name][["moved_by", "moved_low", "moved_high", "at"]].head(2)
    sides = [(float(one[0]), float(one[1]), float(one[2])) for one in own.to_numpy()]
    ends = [str(at) for at in own["at"]]
    other = sides[1] if len(sides) > 1 else (np.nan,) * 3
    return Bar(name, *sides[0], other=other, ends=(ends[0], ends[-1]))
