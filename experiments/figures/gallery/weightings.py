"""The index under other weights: for which share of them who is ahead, and which weight turns it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.index_parts import PART_OUTCOMES, PARTS
from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import join, sentence_case
from experiments.figures import pieces
from experiments.figures.kind import OWN, Kind, several_scenarios
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.figures.result import Result

INDEX = "index"
STEPS = 10
"""The weightings tried are all that can be made of tenths: 3,003."""

GRID = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class _Found:
    """What the differences of a number of pairs come to: over the weight of each part, and under all weightings."""

    pair: Pair
    pairs: int
    weights: np.ndarray
    lines: Mapping[str, np.ndarray]
    """By part: mean and interval over its weight, shape (3, weights)."""
    ahead: float
    behind: float
    turns: tuple[tuple[str, float], ...]


def lacks(result: Result) -> str:
    """What a result must have."""
    if missing := [name for name in PART_OUTCOMES if name not in result.manifest["outcomes"]]:
        return f"it does not keep {join(missing)}"
    if len({tuple(_weights(result, name)) for name in result.scenarios}) > 1:
        return "its scenarios weigh the index differently"
    return several_scenarios(result)


def _weights(result: Result, scenario: str) -> np.ndarray:
    """The weights of a scenario's index, which sum to one."""
    found = np.array([float(result.setting(scenario, name) or 0.0) for name, _ in PARTS.values()])
    total = found.sum()
    shares: np.ndarray = found / total if total > 0 else np.full(len(found), 1 / len(found))
    return shares


def picture(view: View) -> Picture:
    """The picture: for each pair, the difference as each part's weight goes from none to all."""
    view.single("weightings")
    view = view.of(INDEX)
    view.result.window(view.window, PART_OUTCOMES)
    weights = _weights(view.result, view.reference)
    parts = np.stack([view.values(outcome) for outcome in PART_OUTCOMES], axis=-1)
    found = [_judge(pair, parts, view, weights) for pair in pairs_of(view)]
    found = [one for one in found if one.pairs]
    ends = [end for one in found for line in one.lines.values() for end in line]
    limits = finite_limits(ends, zero=True)
    return Picture(
        titles=_titles(view, found),
        shown=(
            f"{view.place}: difference in the index {view.when} as one weight goes from nothing to all, the others in "
            f"proportion, mean of {min((one.pairs for one in found), default=0)} pairs with {level()} intervals; "
            f"{view.seeds}; {view.result.versions}"
        ),
        panels=tuple(_panel(view, one, limits) for one in found) or (_empty(),),
        numbers=_numbers(found),
        alt=_alt(found),
        notes=(
            f"Ring: the weight as declared. Shares are of all {len(simplex()):,} weightings in steps of 10%; a share "
            "of weightings is not a probability.",
        ),
        legend=tuple(pieces.line_entry(name, _look(at)) for at, name in enumerate(PARTS)),
        most_columns=2,
    )


def _empty() -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        axes.set_xlabel("weight")

    return Panel(draw)


@cache
def simplex() -> np.ndarray:
    """All weightings in steps of a tenth, shape (weightings, parts)."""
    # Where the bars stand among ten stars says how many each part has.
    bars = np.array(list(combinations(range(STEPS + len(PARTS) - 1), len(PARTS) - 1)))
    ends = np.column_stack([np.full(len(bars), -1), bars, np.full(len(bars), STEPS + len(PARTS) - 1)])
    return (np.diff(ends, axis=1) - 1) / STEPS


def _judge(pair: Pair, parts: np.ndarray, view: View, weights: np.ndarray) -> _Found:
    own, other = (parts[view.scenarios.index(name)] for name in (pair.scenario, pair.reference))
    gaps = own - other
    gaps = gaps[np.isfinite(gaps).all(axis=1)]
    if not len(gaps):
        return _Found(pair, 0, weights, {}, np.nan, np.nan, ())
    every = paired_interval(gaps @ simplex().T)
    lines = {name: _line(gaps, weights, at) for at, name in enumerate(PARTS)}
    turns = []
    for name, (mean, low, high) in lines.items():
        signs = np.sign(mean)
        change = np.flatnonzero(signs[1:] * signs[:-1] < 0)
        # What is clear on one side only is not turned but worn away.
        if len(change) and (low > 0).any() and (high < 0).any():
            turns.append((name, float(GRID[change[0] + 1])))
    ahead, behind = float((every.low > 0).mean()), float((every.high < 0).mean())
    return _Found(pair, len(gaps), weights, lines, ahead, behind, tuple(turns))


def _line(gaps: np.ndarray, weights: np.ndarray, at: int) -> np.ndarray:
    """Mean and interval of ``gaps`` (pairs, parts) over the weight of one part, shape (3, weights)."""
    others = np.where(np.arange(len(weights)) == at, 0.0, weights)
    if not others.any():
        others = np.where(np.arange(len(weights)) == at, 0.0, 1.0)
    mixed = np.outer(1 - GRID, others / others.sum())
    mixed[:, at] += GRID
    interval = paired_interval(gaps @ mixed.T)
    return np.stack([interval.mean, interval.low, interval.high])


def _look(at: int) -> object:
    def how(pen: Pen) -> dict[str, object]:
        dashed, dotted = (0, (5, 1.6)), (0, (1.2, 1.4))
        colours = (pen.palette.ink, pen.palette.muted, pen.palette.unclear) * 2
        dashes = ("-", dashed, "-", dotted, dotted, dashed)
        return {"color": colours[at], "linestyle": dashes[at], "linewidth": pen.thick(1.7)}

    return how


def _panel(view: View, found: _Found, limits: tuple[float, float]) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        for at, (mean, low, high) in enumerate(found.lines.values()):
            own = found.weights[at]
            look = _look(at)(pen)  # type: ignore[operator]
            axes.fill_between(
                GRID, low, high, facecolor="none", edgecolor=look["color"], hatch="////", linewidth=0, alpha=0.18
            )
            axes.plot(GRID, mean, **look)
            axes.plot(
                [own], [np.interp(own, GRID, mean)], marker="o", markersize=pen.thick(5.5), linestyle="", zorder=5,
                markerfacecolor=pen.palette.ground, markeredgecolor=look["color"], markeredgewidth=pen.thick(1.3),
            )  # fmt: skip
        pieces.zero(axes, pen)
        axes.set_xlim(0, 1)
        axes.set_ylim(*limits)
        pieces.value_axis(axes.yaxis, "share", gap=True)
        pieces.value_axis(axes.xaxis, "share", most=4, pen=pen)
        axes.set_xlabel("weight of the part")

    who = f"{found.pair.who} less {found.pair.against} (points)"
    several = len(pairs_of(view)) > 1
    where = found.pair.where or found.pair.scenario
    return Panel(draw, title=sentence_case(where) if several else "", axis=sentence_case(who), deep=1.25)


def _titles(view: View, found: list[_Found]) -> tuple[str, ...]:
    if not found:
        return ("No pair of runs finished, so there is nothing to weigh",)
    one = found[0]
    if one.pairs < 2:
        return ("One pair of runs says nothing of any weighting",)
    who, against = one.pair.who, one.pair.against
    note = " (confounded)" if one.pair.mixed else ""
    if len(found) > 1:
        same = len({(other.pair.who, other.pair.against) for other in found}) == 1
        parts = [f"{_share(other.ahead)} ({other.pair.where or other.pair.who})" for other in found[:3]]
        if len(found) > 3:
            most = sum(other.ahead > 0.5 for other in found)
            return (
                f"Clearly ahead with most weightings of the index in {most} of {len(found)} comparisons with {against}",
                f"Clearly ahead with most weightings in {most} of {len(found)} comparisons",
            )
        lead = f"{sentence_case(who)} is clearly ahead of {against}" if same else f"Clearly ahead of {against}"
        return (
            f"{lead} with {join(parts)} of the weightings of the index",
            f"{lead} with {join(parts)} of weightings",
            f"{lead} with {parts[0]} of weightings",
        )
    if one.ahead == 0 and one.behind == 0:
        return (
            f"No clear difference between {who} and {against} under any weighting of the index",
            "No clear difference under any weighting of the index",
        )
    turn = [name for name, _ in one.turns]
    tail = f"; the weight of {join(turn)} turns it" if turn else "; no single weight turns it"
    more, share = (who, one.ahead) if one.ahead >= one.behind else (against, one.behind)
    less = min(one.ahead, one.behind)
    said = f"{sentence_case(more)} is clearly ahead with {_share(share)}"
    other = f", {against if more == who else who} with {_share(less)}" if less > 0 else ""
    return (
        f"{said} of the weightings of the index{other}{note}{tail}",
        f"{said} of the weightings of the index{other}{note}",
        f"{said} of weightings{note}",
    )


def _share(value: float) -> str:
    """A share of all weightings, never rounded to all or none that it is not."""
    if 0.995 <= value < 1:
        return "over 99%"
    return "under 1%" if 0 < value < 0.005 else f"{value:.0%}"


def _numbers(found: list[_Found]) -> pd.DataFrame:
    rows = []
    for one in found:
        for own, (name, (mean, low, high)) in zip(one.weights, one.lines.items(), strict=True):
            rows.append(
                pd.DataFrame(
                    {
                        "comparison": one.pair.name,
                        "part": name,
                        "weight": GRID,
                        "difference": mean,
                        "low": low,
                        "high": high,
                        "declared_weight": own,
                        "share_ahead": one.ahead,
                        "share_behind": one.behind,
                    }
                )
            )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame({"comparison": []})


def _alt(found: list[_Found]) -> str:
    said = [
        f"{one.pair.name}: clearly ahead under {one.ahead:.0%} of weightings, clearly behind under {one.behind:.0%}; "
        + (", ".join(f"{name} turns it at a weight of {at:.0%}" for name, at in one.turns) or "no weight turns it")
        for one in found
    ]
    return "; ".join(said or ["nothing to weigh"]) + "."


KIND = Kind(
    name="weightings",
    purpose="for which weights of the index one scenario is ahead, and which weight turns it",
    needs="two scenarios or more with the index and its parts",
    lacks=lacks,
    picture=picture,
    compares=True,
    outcomes=OWN,
)
