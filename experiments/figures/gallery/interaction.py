"""Does one factor's effect depend on the other? The two effects of a 2 x 2 and their difference (delta of deltas)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import NONE, UNCLEAR, sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.claims import Difference, difference_of
from experiments.figures.kind import Kind, one_point
from experiments.figures.pairs import Square, square_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import OTHER, View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result


def lacks(result: Result) -> str:
    """What a result must have."""
    if len(result.scenarios) < 4:
        return "an interaction needs four scenarios that cross two factors (compare --mission makes them)"
    if len(result.scenarios) == 4 and square_of(result, result.scenarios) is None:
        return "its four scenarios do not cross two factors"
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture: the four means, and the two effects with their difference."""
    view.single("interaction")
    square = square_of(view.result, view.scenarios)
    if square is None:
        raise InputError(
            f"The scenarios {', '.join(view.scenarios[:6])} of {view.result.folder} do not cross two factors; choose "
            "four that do with --scenario."
        )
    values = view.values(view.outcome)
    effects = _effects(view, square, view.window)
    return Picture(
        titles=_titles(view, square, effects, _effects(view, square, OTHER[view.window])),
        shown=(
            f"{view.place}: {view.result.label(view.outcome)} {view.when}. Left: means of {effects[0].n} runs; right: "
            f"paired differences; all with {level()} intervals of the mean; {view.seeds}; {view.result.versions}"
        ),
        panels=(_means(view, square, values), _deltas(view, square, effects)),
        numbers=_numbers(view, square, values, effects),
        alt=_alt(view, square, effects),
        notes=(
            f"The third is the difference of the first two: the effect of {square.one.name} with {square.two.high} "
            f"less that with {square.two.low}. Curves: how sure the mean is (Student), not how runs are spread.",
        ),
        legend=pieces.scenario_entries(view.scenarios),
        most_columns=2,
    )


def _effects(view: View, square: Square, window: str) -> list[Difference]:
    """The effect of the first factor at the second one's low and high level, and their difference."""
    both = view.only(*square.cells)
    ll, lh, hl, hh = both.values(view.outcome, window)
    found = []
    for pairs, where in ((hl - ll, square.two.low), (hh - lh, square.two.high), ((hh - lh) - (hl - ll), "")):
        name = f"{square.one.high}, {where}" if where else "interaction"
        found.append(difference_of(pairs, view.measure, name, square.one.low, window=window, smallest=view.smallest))
    return found


def _means(view: View, square: Square, values: np.ndarray) -> Panel:
    """The means of the four scenarios: parallel lines would be no interaction."""
    found = {}
    for name, own in zip(view.scenarios, values, strict=True):
        kept = own[np.isfinite(own)]
        interval = paired_interval(kept[:, None] if len(kept) else np.full((1, 1), np.nan))
        found[name] = tuple(float(end[0]) for end in (interval.mean, interval.low, interval.high))
    limits = finite_limits([end for ends in found.values() for end in ends], margin=0.15)
    ll, lh, hl, hh = square.cells

    def draw(axes: Axes, pen: Pen) -> None:
        for low, high, shift in ((ll, hl, -0.04), (lh, hh, 0.04)):
            spots = [(0 + shift, low), (1 + shift, high)]
            axes.plot(
                [x for x, _ in spots], [found[name][0] for _, name in spots], color=pen.palette.muted,
                linewidth=pen.thick(1.0), linestyle=pen.scenarios[low].dash, zorder=2,
            )  # fmt: skip
            for x, name in spots:
                stroke, (mean, start, end) = pen.scenarios[name], found[name]
                axes.plot([x, x], [start, end], color=stroke.colour, linewidth=pen.thick(1.8), zorder=3)
                axes.plot([x], [mean], marker=stroke.mark, color=stroke.colour, markersize=pen.thick(6), zorder=4)
        axes.set_xlim(-0.5, 1.5)
        axes.set_ylim(*limits)
        room = 0.4 * pen.width
        words = [letters.shorten(text, room, pen.size.small, lines=2) for text in (square.one.low, square.one.high)]
        axes.set_xticks([0, 1], words)
        axes.grid(axis="x", visible=False)
        pieces.value_axis(axes.yaxis, view.measure.unit, most=5)

    return Panel(draw, axis=pieces.level_words(view, view.outcome))


def _deltas(view: View, square: Square, effects: list[Difference]) -> Panel:
    """The two effects and the difference, each with the curve of how sure its mean is."""
    ends = [end for one in effects for end in (claims.reach(one, -1), claims.reach(one, 1))]
    limits = finite_limits(ends, zero=True, margin=0.05)

    def draw(axes: Axes, pen: Pen) -> None:
        for place, one in enumerate(effects):
            if not np.isfinite(one.mean):
                continue
            colour, mark = pen.verdict(one.verdict)
            if one.known and one.high > one.low:
                heights, widths = claims.certainty(one)
                axes.fill_betweenx(heights, place, place + 0.42 * widths, color=colour, alpha=0.25, linewidth=0)
            if one.known:
                axes.plot([place, place], [one.low, one.high], color=colour, linewidth=pen.thick(2.0))
            axes.plot([place], [one.mean], marker=mark, color=colour, markersize=pen.thick(6), linestyle="", zorder=4)
        pieces.zero(axes, pen)
        axes.axvline(1.7, color=pen.palette.grid, linewidth=pen.thick(1.2), zorder=0)
        axes.set_xlim(-0.45, 2.6)
        axes.set_ylim(*limits)
        room = 0.27 * pen.width
        said = [f"with {square.two.low}", f"with {square.two.high}", "their difference"]
        axes.set_xticks(range(3), ["\n".join(letters.fold(text, room, pen.size.small)) for text in said])
        axes.grid(axis="x", visible=False)
        pieces.value_axis(axes.yaxis, view.measure.unit, gap=True, most=5)

    unit = claims.short_unit(view.measure.unit) or "ratio"
    return Panel(draw, axis=f"{sentence_case(square.one.high)} less {square.one.low} ({unit})")


def _titles(view: View, square: Square, effects: list[Difference], others: list[Difference]) -> tuple[str, ...]:
    low, high, both = effects
    label = view.result.label(view.outcome)
    name = sentence_case(label)
    if not both.n:
        return (f"Nothing to say of {label}: no replicate finished in all four scenarios",)
    if not both.known:
        return (f"One replicate cannot say whether the effect on {label} depends on {square.two.name}",)
    unit = view.measure.unit
    one, two = square.one, square.two
    turned = claims.disagreement(both, others[2])
    but = f" {view.when}, but {turned}" if turned else ""
    if both.verdict in (UNCLEAR, NONE, claims.SAME):
        sure = {UNCLEAR: "no clear interaction", NONE: "no interaction", claims.SAME: "no interaction that matters"}
        said = sure[both.verdict]
        return (
            f"{name}: {said}; the effect of {one.high} does not clearly depend on {two.name}{but}",
            f"{name}: {said} of {one.name} and {two.name}{but}",
            f"{name}: {said}",
        )
    way = "larger" if abs(high.mean) > abs(low.mean) else "smaller"
    amount = claims.size(both.mean, unit)
    # An effect turns round that is clear on either side, not one that is about nothing on one.
    flips = (low.low > 0 and high.high < 0) or (low.high < 0 and high.low > 0)
    if flips:
        return (
            f"{name}: the effect of {one.high} turns round with {two.name}, by {amount}{but}",
            f"{name}: the effect of {one.high} turns with {two.name}",
        )
    return (
        f"{name}: the effect of {one.high} is {amount} {way} with {two.high} than with {two.low}{but}",
        f"{name}: the effect of {one.high} is {amount} {way} with {two.high}",
        f"{name}: {amount} {way} effect with {two.high}",
    )


def _numbers(view: View, square: Square, values: np.ndarray, effects: list[Difference]) -> pd.DataFrame:
    rows = []
    for name, own in zip(view.scenarios, values, strict=True):
        kept = own[np.isfinite(own)]
        interval = paired_interval(kept[:, None] if len(kept) else np.full((1, 1), np.nan))
        rows.append(("mean", name, *(float(end[0]) for end in (interval.mean, interval.low, interval.high)), len(kept)))
    names = (f"effect with {square.two.low}", f"effect with {square.two.high}", "interaction")
    rows += [("difference", name, one.mean, one.low, one.high, one.n) for name, one in zip(names, effects, strict=True)]
    frame = pd.DataFrame(rows, columns=["drawn", "what", "value", "low", "high", "n"])
    return frame.assign(outcome=view.outcome, window=view.window)


def _alt(view: View, square: Square, effects: list[Difference]) -> str:
    unit = view.measure.unit
    said = [
        f"{square.one.high} less {square.one.low} is {'+' if one.mean > 0 else '−'}{claims.size(one.mean, unit)} with "
        f"{where}"
        for one, where in zip(effects[:2], (square.two.low, square.two.high), strict=True)
        if np.isfinite(one.mean)
    ]
    return "; ".join(said or ["nothing to compare"]) + "."


KIND = Kind(
    name="interaction",
    purpose="whether the effect of one factor of a 2 x 2 depends on the other",
    needs="four scenarios that cross two factors",
    lacks=lacks,
    picture=picture,
)
