"""How the interval of a difference narrows with the number of pairs, and how many would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.wording import sentence_case
from experiments.figures import claims, pieces
from experiments.figures.claims import Difference, difference
from experiments.figures.kind import Kind, several_scenarios
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.view import View, level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

FURTHER = 4
"""The curve goes on to so many times the pairs that there are."""


@dataclass(frozen=True)
class _Narrowing:
    """Half the interval after the first 2, 3, ... pairs as they came, and as their spread lets expect it."""

    pair: Pair
    found: Difference
    pairs: np.ndarray
    came: np.ndarray
    expected_at: np.ndarray
    expected: np.ndarray


def lacks(result: Result) -> str:
    """What a result must have."""
    return several_scenarios(result)


def half_width(spread: float, n: np.ndarray) -> np.ndarray:
    """Half of Student's interval of a mean of ``n`` differences with this standard deviation."""
    from scipy.stats import t

    found: np.ndarray = t.ppf((1 + LEVEL) / 2, n - 1) * spread / np.sqrt(n)
    return found


def picture(view: View) -> Picture:
    """The picture: a panel for each pair of scenarios."""
    view.single("precision")
    every = [_narrowing(view, pair) for pair in pairs_of(view)]
    top = max((float(one.came[min(3, len(one.came) - 1)]) for one in every if len(one.came)), default=1.0)
    top = (top or 1.0) * 1.25
    return Picture(
        titles=_titles(view, every),
        shown=(
            f"{view.place}: half the {level()} interval of the paired difference in {view.result.label(view.outcome)} "
            f"{view.when} against the number of pairs; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(_panel(view, one, top, len(every) > 1) for one in every),
        numbers=pd.concat([_numbers(view, one) for one in every], ignore_index=True),
        alt="; ".join(
            f"{one.pair.name}: {claims.size(float(one.came[-1]), view.measure.unit)} either way of {one.found.n} pairs"
            if len(one.came)
            else f"{one.pair.name}: no interval"
            for one in every
        )
        + ".",
        notes=("Four times the pairs halve an interval. Narrower is surer about the model, not about the world.",),
        legend=(
            pieces.line_entry("as the pairs came", lambda pen: {"color": pen.palette.ink, "linewidth": pen.thick(1.6)}),
            pieces.line_entry(
                "expected from their spread",
                lambda pen: {"color": pen.palette.muted, "linestyle": (0, (5, 1.6)), "linewidth": pen.thick(1.3)},
            ),
            *(
                (
                    pieces.line_entry(
                        "the smallest difference of interest",
                        lambda pen: {"color": pen.palette.muted, "linestyle": (0, (1.2, 1.4))},
                    ),
                )
                if view.smallest is not None
                else ()
            ),
        ),
        most_columns=2,
    )


def _narrowing(view: View, pair: Pair) -> _Narrowing:
    found = difference(view, pair.scenario, pair.reference, view.outcome)
    counts = np.arange(2, found.n + 1)
    spreads = np.array([float(found.pairs[:n].std(ddof=1)) for n in counts])
    came = np.array([float(half_width(spread, np.array(n))) for spread, n in zip(spreads, counts, strict=True)])
    further = np.unique(np.geomspace(2, max(3, FURTHER * found.n), 60).round()).astype(int)
    spread = float(spreads[-1]) if len(spreads) else np.nan
    return _Narrowing(pair, found, counts, came, further, half_width(spread, further))


def _panel(view: View, one: _Narrowing, top: float, several: bool) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        axes.plot(
            one.expected_at, one.expected, color=pen.palette.muted, linestyle=(0, (5, 1.6)), linewidth=pen.thick(1.3)
        )
        if len(one.pairs):
            axes.plot(one.pairs, one.came, color=pen.palette.ink, linewidth=pen.thick(1.6))
            axes.plot([one.pairs[-1]], [one.came[-1]], marker="o", color=pen.palette.ink, markersize=pen.thick(5.5))
        if view.smallest is not None:
            axes.axhline(view.smallest, color=pen.palette.muted, linestyle=(0, (1.2, 1.4)), linewidth=pen.thick(1.3))
        axes.set_xlim(0, float(one.expected_at[-1]))
        axes.set_ylim(0, max(top, 1.2 * (view.smallest or 0.0)))
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        pieces.value_axis(axes.yaxis, view.measure.unit, gap=True, most=5)
        axes.set_xlabel("pairs of runs")

    unit = claims.short_unit(view.measure.unit) or "ratio"
    return Panel(draw, title=sentence_case(one.pair.name) if several else "", axis=f"Either way ({unit})", deep=1.1)


def _titles(view: View, every: list[_Narrowing]) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    known = [one for one in every if len(one.came)]
    if not known:
        return (f"Too few pairs of runs finished for an interval of the difference in {label}",)
    unit = view.measure.unit
    widest = max(known, key=lambda one: float(one.came[-1]))
    now = float(widest.came[-1])
    name = sentence_case(label)
    if now == 0:
        return (f"No difference in {label} between pairs, so one would do", f"No difference in {label} between pairs")
    known_to = f"{name}: {widest.found.n} pairs fix the difference to {claims.size(now, unit)} either way"
    if view.smallest is None:
        half = claims.size(now / 2, unit)
        return (f"{known_to}; {4 * widest.found.n} would to {half}", known_to)
    if now <= view.smallest:
        return (f"{known_to}, enough for {claims.size(view.smallest, unit)}", known_to)
    needed = int(np.ceil(widest.found.n * (now / view.smallest) ** 2))
    return (f"{known_to}; {claims.size(view.smallest, unit)} takes about {needed:,}", known_to)


def _numbers(view: View, one: _Narrowing) -> pd.DataFrame:
    came = pd.DataFrame({"drawn": "as the pairs came", "pairs": one.pairs, "half_width": one.came})
    expected = pd.DataFrame({"drawn": "expected", "pairs": one.expected_at, "half_width": one.expected})
    return pd.concat([came, expected], ignore_index=True).assign(outcome=view.outcome, comparison=one.pair.name)


KIND = Kind(
    name="precision",
    purpose="how the interval of a difference narrows with the number of pairs, and how many would do",
    needs="two scenarios or more, run at one point",
    lacks=lacks,
    picture=picture,
    compares=True,
)
