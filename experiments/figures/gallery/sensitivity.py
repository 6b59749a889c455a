"""Which parameters matter: a tornado, Morris' effects or Sobol's shares, with intervals and how they settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.morris import morris
from experiments.analysis.points import Points, points_of
from experiments.analysis.sensitivity import RESAMPLES as RESAMPLES_OF_ALL
from experiments.analysis.sensitivity import Sensitivity
from experiments.analysis.sobol import sobol
from experiments.analysis.wording import join, sentence_case
from experiments.figures import claims, letters, pieces, words
from experiments.figures.kind import Kind
from experiments.figures.picture import Entry, Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

ONE, MORRIS, SOBOL = "one_at_a_time", "morris", "sobol"
MOST = 15
SETTLED = 3
"""How many of the strongest parameters are followed as the design grows."""

FEWEST = 4
"""Base points below which nothing has an interval."""

RESAMPLES = 100
"""For the parts of a design, whose intervals only show how they narrow."""


Analysis = Callable[..., Sensitivity]


@dataclass(frozen=True)
class _Bar:
    """A parameter: how much it matters, with its interval; of a tornado also what it does at either end."""

    parameter: str
    value: float
    low: float
    high: float
    start: float = 0.0
    other: tuple[float, float, float] | None = None
    ends: tuple[str, str] = ("", "")

    @property
    def clear(self) -> bool:
        """Whether its interval leaves out zero, or that of its other end does."""
        sides = [(self.low, self.high), *([self.other[1:]] if self.other else [])]
        return any(low > 0 or high < 0 for low, high in sides)


def lacks(result: Result) -> str:
    """What a result must have."""
    if result.kind not in (ONE, MORRIS, SOBOL):
        return "it is no one-at-a-time, Morris or Sobol design"
    return "" if result.factors else "it varies no parameter"


def picture(view: View) -> Picture:
    """The picture."""
    result = view.result
    name = view.scenarios[0]
    if len(view.scenarios) > 1:
        raise InputError(
            f"{result.folder} holds {len(view.scenarios)} scenarios; choose one with --scenario for sensitivity."
        )
    points = points_of(result.window(view.window, [view.outcome]), view.outcome, result.factors, scenario=name)
    bars, unit, second, too_few = _bars(view, points)
    ranked = sorted(bars, key=lambda bar: -_reach(bar))
    if view.parameters:
        ranked = [bar for bar in ranked if bar.parameter in view.parameters]
    panels = [_panel(view, ranked[:MOST], unit)]
    if second is not None and len(second):
        panels.append(_settling(view, second, unit))
    hidden = len(ranked) - MOST
    return Picture(
        titles=_titles(view, ranked, too_few),
        shown=(
            f"{view.place}: {_what(view)} {view.when} under {name}, {len(points.runs):,} points, "
            f"{points.runs.shape[1]} runs each, with {level()} intervals; {view.seeds}; {result.versions}"
        ),
        panels=tuple(panels),
        numbers=_numbers(view, ranked, second),
        alt="; ".join(f"{words.parameter(bar.parameter)} {_reach(bar):.3g}" for bar in ranked[:6]) + ".",
        notes=(
            (f"Too few points: {too_few}. " if too_few else "")
            + "Pale: no clear effect, its interval reaches zero."
            + (" The noise of runs is taken out." if result.kind != ONE and points.runs.shape[1] > 1 else "")
            + (f" {hidden} weaker parameters stand in the numbers beside the figure." if hidden > 0 else ""),
        ),
        legend=(
            *_followed(second),
            pieces.line_entry(
                f"{level()} interval", lambda pen: {"color": pen.palette.ink, "linewidth": pen.thick(1.4)}
            ),
            *(
                (
                    pieces.patch_entry("at its lowest value", lambda pen: {"facecolor": pen.palette.ways[1]}),
                    pieces.patch_entry(
                        "at its highest value",
                        lambda pen: {
                            "facecolor": pen.palette.ways[4],
 "hatch": "///", "edgecolor": pen.palette.muted,
                        },
                    ),
                )
                if result.kind == ONE
                else ()
            ),
        ),
        most_columns=2,
        wide_panels=True,
    )  # fmt: skip


def _what(view: View) -> str:
    label = view.result.label(view.outcome)
    return {
        ONE: f"change of {label} at either end of each parameter,",
        MORRIS: f"mean size of the effect on {label} of a step across each parameter's range,",
        SOBOL: f"share of the variance of {label} between points,",
    }[view.result.kind]


# ------------------------------------------------------------------ what is drawn
def _bars(view: View, points: Points) -> tuple[list[_Bar], str, pd.DataFrame | None, str]:
    """The bars, their unit, how those of the strongest settled with the size of the design, and why it is too small."""
    kind = view.result.kind
    if kind == ONE:
        return _tornado(points), view.measure.unit, None, ""
    analysis = _morris_of(view) if kind == MORRIS else sobol
    value, ends = ("mu_star", ("low", "high")) if kind == MORRIS else ("ST", ("ST_low", "ST_high"))
    found = analysis(points, resamples=RESAMPLES_OF_ALL)
    bars = [
        _Bar(str(row["parameter"]), float(row[value]), float(row[ends[0]]), float(row[ends[1]]))
        for _, row in found.table.iterrows()
    ]
    block = _block(kind, len(points.runs), len(points.parameters))
    second = _settled(points, analysis, block, value, ends, [bar.parameter for bar in bars[:SETTLED]])
    return bars, view.measure.unit if kind == MORRIS else "share", second, found.too_few


def _tornado(points: Points) -> list[_Bar]:
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
        bars.append(_Bar(name, *first, other=other, ends=(labels[0], labels[1])))  # type: ignore[arg-type, misc]
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
    return lambda points, resamples: morris(points, levels=levels, order=order, resamples=resamples)


def _reach(bar: _Bar) -> float:
    ends = [bar.value, *([bar.other[0]] if bar.other else [])]
    finite = [abs(end) for end in ends if np.isfinite(end)]
    return max(finite, default=0.0)


def _panel(view: View, bars: Sequence[_Bar], unit: str) -> Panel:
    tornado = view.result.kind == ONE
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high, *(bar.other or ()))]
    limits = finite_limits(ends, zero=True, margin=0.05)

    def draw(axes: Axes, pen: Pen) -> None:
        colours = (pen.palette.ways[0], pen.palette.ways[1], pen.palette.ways[4])
        for place, bar in enumerate(bars):
            sides = [(bar.value, bar.low, bar.high), *([bar.other] if bar.other else [])]
            for at, (value, low, high) in enumerate(sides):
                shift = 0.0 if len(sides) == 1 else (-0.2, 0.2)[at]
                clear = low > 0 or high < 0
                axes.barh(
                    place + shift, value, height=0.62 if len(sides) == 1 else 0.36, color=colours[1 + at],
                    alpha=1.0 if clear else 0.35, hatch="///" if at else None,
                    edgecolor=pen.palette.muted if at else pen.palette.ground,
                )  # fmt: skip
                axes.hlines(place + shift, low, high, color=pen.palette.ink, linewidth=pen.thick(1.3))
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*limits)
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        room = 1.3 if pen.size.width < 5 else 1.9 * pen.size.scale
        names = [sentence_case(words.parameter(bar.parameter)) for bar in bars]
        axes.set_yticks(range(len(bars)), [letters.shorten(name, room, pen.size.small, lines=2) for name in names])
        axes.tick_params(axis="y", length=0, labelcolor=pen.palette.ink)
        if view.result.kind == SOBOL:
            pieces.value_axis(axes.xaxis, "share", most=4, pen=pen)
            axes.set_xlabel("share of the variance, with interactions")
        else:
            pieces.value_axis(axes.xaxis, unit, gap=True, most=4, pen=pen)
            axes.set_xlabel(f"{'change' if tornado else 'size of the effect'} ({claims.short_unit(unit) or 'ratio'})")

    return Panel(draw, deep=max(0.55, (0.22 if tornado else 0.15) * len(bars) + 0.25), room=0.6)


def _settling(view: View, found: pd.DataFrame, unit: str) -> Panel:
    """The strongest parameters' values against the size of the design."""
    # The first intervals may be so wide that nothing else could be seen; what they reach beyond is cut off.
    last = found[found["base"] == found["base"].max()]
    limits = finite_limits([*found["value"], *last["low"], *last["high"]], zero=True, margin=0.3)
    followed = list(dict.fromkeys(found["parameter"]))

    def draw(axes: Axes, pen: Pen) -> None:
        top = float(found["base"].max())
        for at, name in enumerate(followed):
            rows = found[found["parameter"] == name]
            x = rows["base"].to_numpy() + (at - 1) * 0.012 * top
            look = _line(at)(pen)
            axes.vlines(x, rows["low"], rows["high"], color=look["color"], linewidth=pen.thick(1.2))
            axes.plot(x, rows["value"], **look)
        pieces.zero(axes, pen)
        axes.set_ylim(*limits)
        axes.set_xlim(0, top * 1.08)
        axes.set_xticks(sorted(set(found["base"])))
        pieces.value_axis(axes.yaxis, "share" if view.result.kind == SOBOL else unit, gap=view.result.kind != SOBOL)
        axes.set_xlabel("trajectories" if view.result.kind == MORRIS else "base points")

    return Panel(draw, title="Has it settled?", deep=1.3)


def _followed(second: pd.DataFrame | None) -> tuple[Entry, ...]:
    """Entries of the legend for the lines of the second panel."""
    names = [] if second is None else list(dict.fromkeys(second["parameter"]))
    return tuple(pieces.line_entry(words.parameter(name), _line(at)) for at, name in enumerate(names))


def _line(at: int) -> Callable[[Pen], dict[str, Any]]:
    """How one of the parameters that are followed looks."""

    def how(pen: Pen) -> dict[str, Any]:
        return {
            "color": (pen.palette.ink, pen.palette.muted, pen.palette.unclear)[at],
            "linestyle": ("-", (0, (5, 1.6)), (0, (1.2, 1.4)))[at],
            "marker": ("o", "s", "^")[at],
            "linewidth": pen.thick(1.4),
            "markersize": pen.thick(4),
        }

    return how


def _titles(view: View, bars: Sequence[_Bar], too_few: str) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    name = sentence_case(label)
    clear = [bar for bar in bars if bar.clear]
    if not clear:
        return (
            f"No clear difference in {label} from any of {len(bars)} parameters",
            f"No parameter clearly moves {label}",
        )
    first = clear[0]
    what = words.parameter(first.parameter)
    if too_few:
        verb = "share out the variance of" if view.result.kind == SOBOL else "rank what moves"
        effect = join([words.parameter(bar.parameter) for bar in clear[:3]])
        return (
            f"Too few points to {verb} {label}; clear all the same is an effect of {effect}",
            f"Too few points to {verb} {label}",
        )
    amount = (
        f"{first.value:.0%} of its variance"
        if view.result.kind == SOBOL
        else claims.size(_reach(first), view.measure.unit)
    )
    second = clear[1] if len(clear) > 1 else None
    tie = second is not None and min(first.high, second.high) > max(first.low, second.low) and view.result.kind != ONE
    silent = len(bars) - len(clear)
    tail = f"; {silent} of {len(bars)} have no clear effect" if silent else ""
    if tie and second is not None:
        both = join([what, words.parameter(second.parameter)])
        return (
            f"{name} hangs most on {both}, which cannot be ranked{tail}",
            f"{name} hangs most on {both}",
        )
    return (
        f"{name} hangs most on {what}: {amount}{tail}",
        f"{name} hangs most on {what}: {amount}",
        f"{name} hangs most on {what}",
    )


def _numbers(view: View, bars: Sequence[_Bar], second: pd.DataFrame | None) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for bar in bars:
        sides = [(bar.value, bar.low, bar.high), *([bar.other] if bar.other else [])]
        for at, (value, low, high) in enumerate(sides):
            at_value = bar.ends[at] if bar.ends[0] else ""
            said = {"drawn": "bar", "parameter": bar.parameter, "at": at_value}
            rows.append({**said, "value": value, "low": low, "high": high})
    frame = pd.DataFrame(rows, columns=["drawn", "parameter", "at", "value", "low", "high"])
    if second is not None:
        frame = pd.concat([frame, second.rename(columns={"base": "at"}).assign(drawn="settling")], ignore_index=True)
    return frame.assign(outcome=view.outcome, method=view.result.kind, window=view.window)


KIND = Kind(
    name="sensitivity",
    purpose="which parameters matter to an outcome, and whether the design was large enough to say so",
    needs="a one-at-a-time, Morris or Sobol sweep",
    lacks=lacks,
    picture=picture,
    by_parameter=True,
)
