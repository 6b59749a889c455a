"""How much each parameter of a sweep matters, by the method that its design is made for, and whether it has settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.morris import morris
from experiments.analysis.points import Points
from experiments.analysis.sensitivity import RESAMPLES as RESAMPLES_OF_ALL
from experiments.analysis.sensitivity import Sensitivity
from experiments.analysis.sobol import sobol
from experiments.figures import words
from experiments.figures.bars import Bar
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.view import View

ONE, MORRIS, SOBOL = "one_at_a_time", "morris", "sobol"
"""The kinds of designs that there is a method for."""

SETTLED = 3
"""How many of the strongest parameters are followed as the design grows."""

FEWEST = 4
"""Base points below which nothing has an interval."""

RESAMPLES = 100
"""For the parts of a design, whose intervals only show how they narrow."""


Analysis = Callable[..., Sensitivity]


def bars_of(view: View, points: Points) -> tuple[list[Bar], str, pd.DataFrame | None, str]:
    """The bars, their unit, how those of the strongest settled with the size of the design, and why it is too small."""
    kind = view.result.kind
    if kind == ONE:
        return _tornado(points), view.measure.unit, None, ""
    analysis = _morris_of(view) if kind == MORRIS else sobol
    value, ends = ("mu_star", ("low", "high")) if kind == MORRIS else ("ST", ("ST_low", "ST_high"))
    found = analysis(points, resamples=RESAMPLES_OF_ALL)
    bars = [
        Bar(str(row["parameter"]), float(row[value]), float(row[ends[0]]), float(row[ends[1]]))
        for _, row in found.table.iterrows()
    ]
    block = _block(kind, len(points.runs), len(found.table))
    second = _settled(points, analysis, block, value, ends, [bar.parameter for bar in bars[:SETTLED]])
    return bars, view.measure.unit if kind == MORRIS else "share", second, found.too_few


def _tornado(points: Points) -> list[Bar]:
    """Paired differences from the scenario as it is (the first point) at each parameter's lowest and highest level."""
    base = points.runs[0]
    bars = []
    for name in points.parameters:
        own = points.settings[name]
        rest = [other for other in points.parameters if other != name]
        alone = (points.settings[rest] == points.settings.loc[0, rest]).all(axis=1) & (own != own.iloc[0])
        places = np.flatnonzero(alone.to_numpy())
        if not len(places):
            continue
        order = sorted(places.tolist(), key=lambda at: (isinstance(own.iloc[at], str), own.iloc[at]))
        sides = []
        for at in dict.fromkeys((order[0], order[-1])):
            interval = paired_interval((points.runs[at] - base)[:, None])
            sides.append(tuple(float(end[0]) for end in (interval.mean, interval.low, interval.high)))
        labels = tuple(words.value(own.iloc[at]) for at in (order[0], order[-1]))
        first = sides[0]
        other = sides[1] if len(sides) > 1 else None
        bars.append(Bar(name, *first, other=other, ends=(labels[0], labels[1])))  # type: ignore[arg-type, misc]
    return bars


def _settled(
    points: Points, analysis: Analysis, block: int, value: str, ends: tuple[str, str], followed: Sequence[str]
) -> pd.DataFrame | None:
    """The same from the first quarter, half and three quarters of the design: has it settled?"""
    count = len(points.runs) // block
    rows = []
    for part in sorted({max(FEWEST, round(count * share)) for share in (0.25, 0.5, 0.75, 1.0)}):
        rows_of_part = slice(0, part * block)
        some = replace(
            points,
            names=points.names[rows_of_part],
            settings=points.settings.iloc[rows_of_part].reset_index(drop=True),
            runs=points.runs[rows_of_part],
        )
        try:
            table = analysis(some, resamples=RESAMPLES).table.set_index("parameter")
        except InputError:  # too few to say anything, which is what the line is to show
            continue
        rows += [
            (name, part, *(float(table.loc[name, column]) for column in (value, *ends)))
            for name in followed
            if name in table.index
        ]
    return pd.DataFrame(rows, columns=["parameter", "base", "value", "low", "high"]) if rows else None


def _block(kind: str, count: int, size: int) -> int:
    """The points of one trajectory or of one base row, of which there are more with second-order indices."""
    if kind == MORRIS:
        return size + 1
    return size + 2 if count % (size + 2) == 0 else 2 * size + 2


def _morris_of(view: View) -> Analysis:
    """Morris' method with what the design says of its steps."""
    design = view.result.manifest["design"]
    order = {name: about["values"] for name, about in design["factors"].items() if "values" in about}
    levels = design.get("levels")
    groups = design.get("groups")
    return lambda points, resamples: morris(points, levels=levels, order=order, groups=groups, resamples=resamples)


def reach(bar: Bar) -> float:
    """How far a bar goes from zero, on whichever side it goes further."""
    ends = [bar.value, *([bar.other[0]] if bar.other else [])]
    finite = [abs(end) for end in ends if np.isfinite(end)]
    return max(finite, default=0.0)
