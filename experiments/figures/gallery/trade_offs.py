"""Trade-offs between two outcomes: each scenario or policy with its intervals, and those that none beats on both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.wording import join, plain, sentence_case
from experiments.figures import pieces
from experiments.figures.kind import HEADLINE, Kind
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.policies import columns_of, runs_of, short_names
from experiments.figures.sheet import finite_limits
from experiments.figures.view import OTHER, WINDOWS, View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

NAMED = 8
"""Policies that have a name in the figure; the numbers beside it have all."""


@dataclass(frozen=True)
class _Field:
    """``means``, ``low``, ``high`` of shape (two outcomes, policies); ``beaten`` by whom: (policies, policies)."""

    policies: tuple[str, ...]
    means: np.ndarray
    low: np.ndarray
    high: np.ndarray
    beats: np.ndarray
    n: int
    lost: int

    @property
    def front(self) -> list[int]:
        """Those that no other clearly beats on one outcome without being clearly worse on the other."""
        known = np.isfinite(self.means).all(axis=0)
        return [at for at in range(len(self.policies)) if known[at] and not self.beats[:, at].any()]


def lacks(result: Result) -> str:
    """What a result must have."""
    if not result.kinds:
        return "it keeps no runs"
    if not columns_of(result)[0]:
        return "it has one scenario and varies no lever, so there is nothing to choose between"
    directed = [name for name in result.outcomes if result.measure(name).direction]
    return "" if len(directed) > 1 else "it keeps fewer than two outcomes of which more or less is better"


def picture(view: View) -> Picture:
    """The picture."""
    names = _two(view)
    labels = [view.result.label(name) for name in names]
    found = _field(view, names)
    front = found.front
    several = len(columns_of(view.result)[1]) > 0
    over = ", over all worlds" if several else ""
    parts = short_names(found.policies, columns_of(view.result, len(view.scenarios))[0])[1]
    return Picture(
        titles=_with_window(view, names, found, _titles(found, labels)),
        shown=(
            f"{view.place}: means of {found.n} {'run' if found.n == 1 else 'runs'} {view.when}{over}, with {level()} "
            f"intervals; {view.seeds}; {view.result.versions}"
        ),
        panels=(_panel(view, names, found),),
        numbers=_numbers(names, found),
        alt=_alt(found, labels),
        notes=(
            "Filled: no other is clearly better on one outcome without being clearly worse on the other (paired "
            "differences, after Holm). These are not ranked among each other.",
            *((f"Names: {parts}.",) if parts else ()),
            *((f"{found.lost} replicates did not finish everywhere and are left out.",) if found.lost else ()),
        ),
        legend=(
            pieces.line_entry(
                "beaten by none",
                lambda pen: {"marker": "o", "linestyle": "", "color": pen.palette.ink, "markersize": pen.thick(5)},
            ),
            *(
                (
                    pieces.line_entry(
                        "clearly beaten by another",
                        lambda pen: {
                            "marker": "o", "linestyle": "", "markerfacecolor": pen.palette.ground,
                            "color": pen.palette.ink, "markersize": pen.thick(5),
                        },
                    ),
                )
                if len(front) < len(found.policies)
                else ()
            ),
        ),
    )  # fmt: skip


def _two(view: View) -> tuple[str, str]:
    """The outcomes on the two axes: those asked for, else the first two of the headline that say what is better."""
    directed = [name for name in view.outcomes if view.result.measure(name).direction]
    asked = view.outcomes != KIND.default_outcomes(view.result)
    if asked and len(view.outcomes) > 2:
        raise InputError(f"A trade-off is between two outcomes, not {len(view.outcomes)}; choose two with --outcome.")
    if len(directed) < 2 and not asked:
        directed += [n for n in view.result.outcomes if view.result.measure(n).direction and n not in directed]
    if len(directed) == 1 and asked:
        others = [n for n in (*view.result.headline, *view.result.outcomes) if view.result.measure(n).direction]
        directed += [name for name in others if name not in directed][:1]
    if len(directed) < 2 or (asked and len(directed) < len(view.outcomes)):
        raise InputError(
            "A trade-off needs two outcomes of which more or less is better; choose two with --outcome, such as index "
            "and money.reserves_ratio."
        )
    if asked:
        return directed[0], directed[1]
    # Of the headline: the first, and money, which is what most else is paid with.
    second = next((name for name in directed[1:] if name.startswith("money.")), directed[1])
    return directed[0], second


def _field(view: View, names: tuple[str, str]) -> _Field:
    each = [runs_of(view, name) for name in names]
    lost = max(lost for _, lost in each)
    (first, _), (second, _) = each
    if not first.runs.size or not second.runs.size:
        known = len(view.scenarios)
        empty = np.full((2, known), np.nan)
        return _Field(view.scenarios, empty, empty, empty, np.zeros((known, known), dtype=bool), 0, lost)
    worlds = [one.runs.mean(axis=1) for one, _ in each]  # (policies, replicates)
    n = min(one.shape[1] for one in worlds)
    values = np.stack([one[:, :n] for one in worlds])
    intervals = [paired_interval(one.T) for one in values]
    count = len(first.policies)
    good = np.array([view.result.measure(name).direction for name in names])
    better = _better(good[:, None, None] * values) if n > 1 else np.zeros((2, count, count), dtype=bool)
    beats = np.logical_and(better.any(axis=0), ~better.transpose(0, 2, 1).any(axis=0))
    mean, low, high = (np.stack([getattr(one, end) for one in intervals]) for end in ("mean", "low", "high"))
    return _Field(first.policies, mean, low, high, beats, n, lost)


def _better(gains: np.ndarray) -> np.ndarray:
    """Which policy is clearly better than which on either outcome, after Holm's procedure over all pairs.

    ``gains`` has the shape (outcomes, policies, replicates), more is better; the answer (outcomes, policies, policies).
    """
    outcomes, count, _ = gains.shape
    places = [(at, i, j) for at in range(outcomes) for i, j in combinations(range(count), 2)]
    apart = np.stack([gains[at, i] - gains[at, j] for at, i, j in places], axis=1)
    clear, mean = holm(p_values(apart), 1 - LEVEL), apart.mean(axis=0)
    found = np.zeros((outcomes, count, count), dtype=bool)
    for (at, i, j), sure, way in zip(places, clear, mean, strict=True):
        found[at, i, j], found[at, j, i] = sure and way > 0, sure and way < 0
    return found


def _panel(view: View, names: tuple[str, str], found: _Field) -> Panel:
    measures = [view.result.measure(name) for name in names]
    ends = [np.concatenate([found.means[at], found.low[at], found.high[at]]) for at in (0, 1)]
    limits = [finite_limits(one, margin=0.1) for one in ends]
    front = found.front
    columns = columns_of(view.result, len(view.scenarios))[0]

    def draw(axes: Axes, pen: Pen) -> None:
        axes.set_xlim(*(limits[0] if measures[0].direction > 0 else limits[0][::-1]))
        axes.set_ylim(*(limits[1] if measures[1].direction > 0 else limits[1][::-1]))
        looks = [_look(view, name, pen) for name in found.policies]
        for at, (colour, mark) in enumerate(looks):
            x, y = found.means[:, at]
            if not np.isfinite([x, y]).all():
                continue
            face = colour if at in front else pen.palette.ground
            axes.plot([found.low[0, at], found.high[0, at]], [y, y], color=colour, linewidth=pen.thick(1.1))
            axes.plot([x, x], [found.low[1, at], found.high[1, at]], color=colour, linewidth=pen.thick(1.1))
            axes.plot(
                [x], [y], marker=mark, color=colour, markerfacecolor=face, markersize=pen.thick(6), linestyle="",
                markeredgewidth=pen.thick(1.2), zorder=4,
            )  # fmt: skip
        line = sorted((tuple(found.means[:, at]) for at in front), key=lambda point: measures[0].direction * point[0])
        if len(line) > 1:
            look: dict[str, Any] = {"color": pen.palette.muted, "linewidth": pen.thick(0.9), "linestyle": (0, (4, 2))}
            axes.plot(*zip(*line, strict=True), zorder=1, **look)
        _names(axes, pen, found, looks, columns)
        pieces.value_axis(axes.xaxis, measures[0].unit, most=4, pen=pen)
        pieces.value_axis(axes.yaxis, measures[1].unit, most=4)
        axes.set_xlabel(f"{pieces.level_words(view, names[0])}; better →")

    return Panel(draw, axis=f"{pieces.level_words(view, names[1])}; better ↑", deep=1.6)


def _look(view: View, policy: str, pen: Pen) -> tuple[str, str]:
    """Colour and mark: a scenario's own, where the policy is one."""
    stroke = pen.scenarios.get(policy)
    return (stroke.colour, stroke.mark) if stroke is not None else (pen.palette.ways[0], "o")


def _names(axes: Axes, pen: Pen, found: _Field, looks: list[tuple[str, str]], columns: list[str]) -> None:
    """Names beside the panel at the height of their points, moved apart, with a thread to each."""
    known = [at for at in range(len(found.policies)) if np.isfinite(found.means[:, at]).all()]
    front = set(found.front)
    named = sorted(known, key=lambda at: (at not in front, at))[:NAMED]
    names = short_names(found.policies, columns)[0]
    deep = 0.7 * pen.height if pen.size.height is not None else 1.35 * pen.size.deep
    pieces.side_labels(
        axes,
        pen,
        {
            names[at]: (float(found.means[0, at]), float(found.means[1, at]), looks[at][0])
            for at in named
        },
        deep,
    )  # fmt: skip


def _with_window(view: View, names: tuple[str, str], found: _Field, titles: tuple[str, ...]) -> tuple[str, ...]:
    """The titles, with what the other window says of who is beaten by none where that is something else."""
    other = OTHER[view.window]
    again = _field(replace(view, window=other), names)
    if not found.n or not again.n or again.front == found.front:
        return titles
    said = f"; {WINDOWS[other]} {len(again.front)} others are" if not set(again.front) & set(found.front) else (
        f"; not the same {WINDOWS[other]}"
    )  # fmt: skip
    return tuple(f"{title}{said}" for title in titles)


def _titles(found: _Field, labels: list[str]) -> tuple[str, ...]:
    """Who is beaten by none, and whether there is anything to trade at all."""
    both = f"{labels[0]} and {labels[1]}"
    count, front = len(found.policies), found.front
    if not found.n:
        return (f"No replicate finished everywhere, so {both} cannot be held against each other",)
    if found.n == 1:
        return (f"One run each says nothing of how {both} trade off",)
    if len(front) == count:
        if not found.beats.any() and _alike(found):
            return (f"No clear difference in {both} between any of {count} choices",)
        return (
            f"{sentence_case(both)} trade off: none of {count} choices is clearly beaten",
            f"None of {count} choices is clearly beaten on both outcomes",
        )
    names = [plain(found.policies[at]) for at in front]
    said = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    if len(front) == 1:
        return (
            f"{sentence_case(names[0])} is beaten by none of {count} choices on {both}, and every other by one",
            f"{sentence_case(names[0])} is beaten by none on {both}",
            f"{sentence_case(names[0])} is beaten by none",
        )
    return (
        f"On {both}, {join(said)} {'are' if len(names) > 1 else 'is'} clearly beaten by none of {count} choices",
        f"{len(front)} of {count} choices are clearly beaten by none on {both}",
        f"{len(front)} of {count} choices are beaten by none",
    )


def _alike(found: _Field) -> bool:
    """Whether all intervals share some place on both outcomes."""
    return bool((found.low.max(axis=1) <= found.high.min(axis=1)).all())


def _numbers(names: tuple[str, str], found: _Field) -> pd.DataFrame:
    front = set(found.front)
    rows = [
        {
            "policy": policy,
            "outcome": name,
            "mean": found.means[at, place],
            "low": found.low[at, place],
            "high": found.high[at, place],
            "beaten_by": "; ".join(np.array(found.policies, dtype=object)[found.beats[:, place]]),
            "on_the_front": place in front,
        }
        for place, policy in enumerate(found.policies)
        for at, name in enumerate(names)
    ]
    return pd.DataFrame(rows).assign(runs=found.n)


def _alt(found: _Field, labels: list[str]) -> str:
    names = [plain(found.policies[at]) for at in found.front]
    beaten = [plain(name) for name in found.policies if plain(name) not in names]
    return (
        f"{sentence_case(labels[0])} across, {labels[1]} upward, better to the right and above. Beaten by none: "
        f"{join(names) if names else 'nobody'}; clearly beaten: {join(beaten) if beaten else 'nobody'}."
    )


KIND = Kind(
    name="trade_offs",
    purpose="what is to be had of one outcome for how much of another, and which choices none beats on both",
    needs="two scenarios or policies or more, and two outcomes of which more or less is better",
    lacks=lacks,
    picture=picture,
    outcomes=HEADLINE,
    by_parameter=True,
)
