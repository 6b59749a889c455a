"""Scenario discovery: the worlds and PRIM's box around those that fail, and the trajectory it was picked from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from experiments.analysis.wording import in_plain_words, join, sentence_case
from experiments.figures import letters, pieces, words
from experiments.figures.picture import Panel, Pen, Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.analysis.discovery import Restriction
    from experiments.analysis.points import Points
    from experiments.analysis.prim import Box

MANY = 800
"""Worlds above which their marks are smaller."""


def box_picture(found: Box, points: Points, *, label: str) -> Picture:
    """The worlds in the two strongest restrictions, and coverage against density of every box on the way."""
    there = np.isfinite(points.runs).any(axis=1)
    settings = points.settings[there].reset_index(drop=True)
    fails = found.condition.holds(np.nanmean(points.runs[there], axis=1))
    strongest = sorted(found.restrictions, key=lambda restriction: restriction.quasi_p)
    shown = [restriction.parameter for restriction in strongest[:2]]
    shown += [name for name in settings.columns if name not in shown][: 2 - len(shown)]
    rules = {restriction.parameter: restriction for restriction in found.restrictions}
    if len(shown) < 2:
        settings, rules = settings.assign(chance=np.linspace(0, 1, len(settings))), {}
        shown = [shown[0], "chance"]
    others = [in_plain_words(restriction.words, [restriction.parameter]) for restriction in strongest[2:]]
    return Picture(
        titles=_titles(found, label),
        shown=(
            f"{found.worlds:,} worlds, of which {found.failing:,} fail ({label} {found.condition}), and the boxes on "
            "the way from all worlds to the densest"
        ),
        panels=(_worlds(settings, fails, shown[0], shown[1], rules), _trajectory(found)),
        numbers=_numbers(settings, fails, shown, found),
        alt=(
            f"{_titles(found, label)[0]}. Inside the box, on worlds that the search did not see, "
            f"{_percent(found.unseen.density)} fail, and {_percent(found.unseen.coverage)} of all that fail are inside."
        ),
        notes=(
            *((f"The box also asks that {join(others)}.",) if others else ()),
            f"On worlds that the search did not see, {_percent(found.unseen.density)} of those inside fail and "
            f"{_percent(found.unseen.coverage)} of all that fail are inside (hollow diamond); on its own worlds "
            f"{_percent(found.own.density)} and {_percent(found.own.coverage)} (filled).",
            f"A world fails when the mean of its runs does ({points.runs.shape[1]} each)"
            + (
                f"; for {found.undecided:.0%} of the worlds their runs leave that open."
                if np.isfinite(found.undecided)
                else "."
            )
            + in_plain_words(found.fell_short, settings.columns),
        ),
        legend=(
            pieces.line_entry("world that fails", lambda pen: _mark(pen, True, many=False)),
            pieces.line_entry("world that does not", lambda pen: _mark(pen, False, many=False)),
            pieces.patch_entry(
                "the box",
                lambda pen: {"facecolor": "none", "edgecolor": pen.palette.ink, "linewidth": pen.thick(1.6)},
            ),
            pieces.line_entry("boxes on the way", _on_the_way),
        ),
        most_columns=2,
        wide_panels=True,
    )


def _mark(pen: Pen, fails: bool, *, many: bool) -> dict[str, Any]:
    if fails:
        return {
            "marker": "X", "linestyle": "", "color": pen.palette.ink, "markersize": pen.thick(3.5 if many else 5),
            "markeredgecolor": pen.palette.ground, "markeredgewidth": pen.thick(0.4),
        }  # fmt: skip
    return {
        "marker": "o", "linestyle": "", "color": pen.palette.ways[1], "markersize": pen.thick(2 if many else 3),
        "markeredgewidth": 0,
    }  # fmt: skip


def _on_the_way(pen: Pen) -> dict[str, Any]:
    return {"marker": "o", "linestyle": "", "color": pen.palette.muted, "markersize": pen.thick(3)}


def _titles(found: Box, label: str) -> tuple[str, ...]:
    if not found.restrictions:
        said = f"Which worlds fail in {label} cannot be told from these parameters better than by chance"
        return (said, f"Which worlds fail in {label} cannot be told")
    strongest = sorted(found.restrictions, key=lambda rule: rule.quasi_p)
    rules = [in_plain_words(restriction.words, [restriction.parameter]) for restriction in strongest]
    more = f" (and {len(rules) - 3} more conditions)" if len(rules) > 3 else ""
    name = sentence_case(label)
    return (f"{name} fails mostly where {' and '.join(rules[:3])}{more}", f"{name} fails mostly where {rules[0]}")


def _worlds(
    settings: pd.DataFrame, fails: np.ndarray, across: str, upward: str, rules: Mapping[str, Restriction]
) -> Panel:
    """Worlds as dots, failing ones as crosses on top, and the box's outline."""
    (x, x_ends, x_edges, x_words), (y, y_ends, y_edges, y_words) = (
        _axis(settings[name], rules.get(name), seed) for seed, name in enumerate((across, upward))
    )

    def draw(axes: Axes, pen: Pen) -> None:
        many = len(fails) > MANY
        for one in (False, True):
            axes.plot(x[fails == one], y[fails == one], **_mark(pen, one, many=many))
        if rules:
            (left, right), (low, high) = x_edges, y_edges
            look: dict[str, Any] = {"fill": False, "edgecolor": pen.palette.ink, "linewidth": pen.thick(1.6)}
            axes.add_patch(Rectangle((left, low), right - left, high - low, clip_on=False, **look))
        axes.set_xlim(*x_ends)
        axes.set_ylim(*y_ends)
        for axis, named in ((axes.xaxis, x_words), (axes.yaxis, y_words)):
            if named:
                room = 0.8 if pen.size.width < 5 else 0.9 * pen.size.scale
                told = [letters.shorten(words.value(word), room, pen.size.small, lines=2) for word in named]
                axis.set_ticks(range(len(named)), told)
            else:
                pieces.value_axis(axis, "ratio", gap=True, most=4, pen=pen if axis is axes.xaxis else None)
        axes.set_xlabel(words.parameter(across))

    return Panel(draw, title="Worlds", axis=words.parameter(upward), deep=1.6)


def _axis(
    column: pd.Series, rule: Restriction | None, seed: int
) -> tuple[np.ndarray, tuple[float, float], tuple[float, float], list[str]]:
    """Values, ends of the axis, edges of the box and, where it holds words, these.

    Words and whole numbers lie on top of each other; a little scatter, the same every time, shows how many there are.
    """
    scatter = np.random.default_rng(seed).uniform(-0.25, 0.25, len(column))
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(dtype=float)
        width = float(np.ptp(values)) or 1.0
        low, high = values.min() - 0.03 * width, values.max() + 0.03 * width
        if pd.api.types.is_integer_dtype(column):
            values = values + scatter
            low, high = low - 0.3, high + 0.3
        edges = (
            low if rule is None or rule.low is None else rule.low,
            high if rule is None or rule.high is None else rule.high,
        )
        return values, (low, high), edges, []
    # The words of the box stand side by side, so that it is one rectangle.
    inside = list(rule.among) if rule else []
    named = [*inside, *sorted(set(column.astype(str)) - set(inside))]
    values = column.astype(str).map({word: place for place, word in enumerate(named)}).to_numpy(dtype=float) + scatter
    ends = (-0.5, len(named) - 0.5)
    return values, ends, (ends[0], len(inside) - 0.5 if inside else ends[1]), named


def _trajectory(found: Box) -> Panel:
    path = found.trajectory

    def draw(axes: Axes, pen: Pen) -> None:
        axes.plot(path["coverage"], path["density"], "-", color=pen.palette.grid, linewidth=pen.thick(1.6), zorder=1)
        axes.plot(path["coverage"], path["density"], zorder=2, **_on_the_way(pen))
        if found.restrictions:
            # The hollow one is larger and see-through, so that both show where they lie on each other.
            look: dict[str, Any] = {"marker": "D", "linestyle": "", "color": pen.palette.ink}
            axes.plot([found.own.coverage], [found.own.density], markersize=pen.thick(5), zorder=4, **look)
            axes.plot(
                [found.unseen.coverage], [found.unseen.density], markersize=pen.thick(9), markerfacecolor="none",
                markeredgewidth=pen.thick(1.3), zorder=3, **look,
            )  # fmt: skip
        share = found.failing / found.worlds
        axes.axhline(share, color=pen.palette.muted, linewidth=pen.thick(0.9), linestyle=(0, (4, 2)))
        axes.annotate(
            "all worlds", (0.02, share), xytext=(0, 3), textcoords="offset points", fontsize=pen.size.small,
            color=pen.palette.muted,
        )  # fmt: skip
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(0, 1.08)
        axes.set_xlabel("share of all that fail inside")
        pieces.value_axis(axes.xaxis, "share", most=4, pen=pen)
        pieces.value_axis(axes.yaxis, "share", most=4)

    return Panel(draw, title="Boxes", axis="share of the worlds inside that fail", deep=1.6, room=0.75)


def _numbers(settings: pd.DataFrame, fails: np.ndarray, shown: list[str], found: Box) -> pd.DataFrame:
    worlds = settings[shown].assign(drawn="world", fails=fails)
    return pd.concat([worlds, found.trajectory.assign(drawn="box on the way")], ignore_index=True)


def _percent(share: float) -> str:
    return f"{share:.0%}" if np.isfinite(share) else "none"
