"""Which parameters matter: a tornado, Morris' effects or Sobol's shares, with intervals and how they settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.points import points_of
from experiments.analysis.wording import join, sentence_case
from experiments.figures import claims, pieces, words
from experiments.figures.bars import Bar, bars_panel, entries
from experiments.figures.kind import Kind
from experiments.figures.picture import Entry, Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.strengths import MORRIS, ONE, SOBOL, bars_of, reach
from experiments.figures.view import View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

MOST = 15


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
    frame = result.window(view.window, [view.outcome])
    own = frame.loc[frame["scenario"] == name, view.outcome].to_numpy(dtype=float)
    if not np.isfinite(own).any():
        return _nothing(view)
    points = points_of(frame, view.outcome, result.factors, scenario=name)
    bars, unit, second, too_few = bars_of(view, points)
    ranked = sorted(bars, key=lambda bar: -reach(bar))
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
        alt="; ".join(f"{words.parameter(bar.parameter)} {reach(bar):.3g}" for bar in ranked[:6]) + ".",
        notes=(
            (f"Too few points: {too_few}. " if too_few else "")
            + "Pale: no clear effect, its interval reaches zero."
            + (" The noise of runs is taken out." if result.kind != ONE and points.runs.shape[1] > 1 else "")
            + (f" {hidden} weaker parameters stand in the numbers beside the figure." if hidden > 0 else ""),
        ),
        legend=(
            *_followed(second),
            *entries(
                bars[:MOST],
                value="at its lowest value" if result.kind == ONE else _size_words(result.kind),
                other="at its highest value" if result.kind == ONE else "",
                level=f"{level()} interval",
            ),
        ),
        most_columns=2,
        wide_panels=True,
    )  # fmt: skip


def _size_words(kind: str) -> str:
    return "with all its interactions" if kind == SOBOL else "mean size of the effect"


def _what(view: View) -> str:
    label = view.result.label(view.outcome)
    return {
        ONE: f"change of {label} at either end of each parameter,",
        MORRIS: f"mean size of the effect on {label} of a step across each parameter's range,",
        SOBOL: f"share of the variance of {label} between points,",
    }[view.result.kind]


def _nothing(view: View) -> Picture:
    """What is said where no run finished."""
    return Picture(
        titles=(f"No run finished, so there is nothing to say of what moves {view.result.label(view.outcome)}",),
        shown=f"{view.place}: {view.when}; {view.seeds}; {view.result.versions}",
        panels=(Panel(pieces.empty, deep=0.4),),
        numbers=pd.DataFrame(columns=["drawn", "parameter", "at", "value", "low", "high"]),
        alt="Nothing is drawn.",
    )


def _panel(view: View, bars: Sequence[Bar], unit: str) -> Panel:
    if view.result.kind == SOBOL:
        return bars_panel(bars, unit="share", axis="share of the variance, with interactions", gap=False)
    what = "change" if view.result.kind == ONE else "size of the effect"
    return bars_panel(bars, unit=unit, axis=f"{what} ({claims.short_unit(unit) or 'ratio'})")


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


def _titles(view: View, bars: Sequence[Bar], too_few: str) -> tuple[str, ...]:
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
        else claims.size(reach(first), view.measure.unit)
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


def _numbers(view: View, bars: Sequence[Bar], second: pd.DataFrame | None) -> pd.DataFrame:
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
