"""An estimation plot: the pairs of runs themselves, their differences, and how sure the mean of these is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.wording import sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.claims import Difference, difference
from experiments.figures.kind import Kind, several_scenarios
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result


@dataclass(frozen=True)
class _Both:
    """A pair of scenarios: both values of every replicate that finished in both, and their difference."""

    pair: Pair
    own: np.ndarray
    other: np.ndarray
    found: Difference


def lacks(result: Result) -> str:
    """What a result must have."""
    return several_scenarios(result)


def picture(view: View) -> Picture:
    """The picture: for each pair of scenarios its runs, joined, and their differences."""
    view.single("estimation")
    every = [_both(view, pair) for pair in pairs_of(view)]
    values = [value for one in every for value in (*one.own, *one.other)]
    gaps = [value for one in every for value in (*one.found.pairs, one.found.low, one.found.high)]
    levels, differences = finite_limits(values), finite_limits(gaps, zero=True, margin=0.1)
    several = len(every) > 1
    panels = []
    for one in every:
        panels += [_slopes(view, one, levels, several), _gaps(view, one, differences)]
    n = min(one.found.n for one in every)
    return Picture(
        titles=_titles(view, every),
        shown=(
            f"{view.place}: {view.result.label(view.outcome)} {view.when}, {n} pairs of runs with the same random "
            f"numbers; mean difference with its {level()} interval; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panels),
        numbers=pd.concat([_numbers(view, one) for one in every], ignore_index=True),
        alt="; ".join(
            f"{one.pair.who} is higher than {one.pair.against} in {one.found.ahead} of {one.found.n} pairs"
            for one in every
        )
        + ".",
        notes=("Dots: single pairs. Bar and curve: how sure the mean of them is, not how far they are spread.",),
        most_columns=2,
    )


def _both(view: View, pair: Pair) -> _Both:
    own, other = view.only(pair.scenario, pair.reference).values(view.outcome)
    good = np.isfinite(own) & np.isfinite(other)
    return _Both(pair, own[good], other[good], difference(view, pair.scenario, pair.reference, view.outcome))


def _slopes(view: View, one: _Both, limits: tuple[float, float], several: bool) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        faint = float(np.clip(6 / max(1, len(one.own)), 0.12, 0.6))
        axes.plot(
            [0, 1], np.stack([one.other, one.own]), color=pen.palette.muted, alpha=faint, linewidth=pen.thick(0.7)
        )
        for place, name, values in ((0, one.pair.reference, one.other), (1, one.pair.scenario, one.own)):
            stroke = pen.scenarios[name]
            axes.plot(
                np.full(len(values), float(place)), values, marker=stroke.mark, linestyle="", color=stroke.colour,
                markersize=pen.thick(3), alpha=0.75, markeredgewidth=0,
            )  # fmt: skip
        axes.set_xlim(-0.35, 1.35)
        axes.set_ylim(*limits)
        room = 0.54 * pen.width  # of the 0.59 between the two
        names = [letters.shorten(name, room, pen.size.small, lines=3) for name in (one.pair.against, one.pair.who)]
        axes.set_xticks([0, 1], names)
        axes.grid(axis="x", visible=False)
        pieces.value_axis(axes.yaxis, view.measure.unit, most=5)

    title = sentence_case(one.pair.where or one.pair.who) if several else ""
    return Panel(draw, title=title, axis=pieces.level_words(view, view.outcome))


def _gaps(view: View, one: _Both, limits: tuple[float, float]) -> Panel:
    found = one.found

    def draw(axes: Axes, pen: Pen) -> None:
        # Beside each other where they would lie on each other, the same way every time.
        place = np.random.default_rng(0).uniform(-0.16, 0.16, found.n)
        axes.plot(
            place, found.pairs, marker="o", linestyle="", color=pen.palette.muted, markersize=pen.thick(3), alpha=0.6,
            markeredgewidth=0,
        )  # fmt: skip
        if np.isfinite(found.mean):
            colour, mark = pen.verdict(found.verdict)
            if found.known and found.high > found.low:
                heights, widths = claims.certainty(found)
                axes.fill_betweenx(heights, 0.55, 0.55 + 0.4 * widths, color=colour, alpha=0.25, linewidth=0)
                axes.plot([0.55, 0.55], [found.low, found.high], color=colour, linewidth=pen.thick(2.2))
            look: dict[str, Any] = {"marker": mark, "color": colour, "markersize": pen.thick(6.5), "linestyle": ""}
            axes.plot([0.55], [found.mean], **look, zorder=4)
        pieces.zero(axes, pen)
        axes.set_xlim(-0.4, 1.1)
        axes.set_ylim(*limits)
        axes.set_xticks([0, 0.6], ["pairs", "mean"])
        axes.grid(axis="x", visible=False)
        pieces.value_axis(axes.yaxis, view.measure.unit, gap=True, most=5)

    unit = claims.short_unit(view.measure.unit) or "ratio"
    return Panel(draw, axis=f"{sentence_case(one.pair.who)} less {one.pair.against} ({unit})")


def _titles(view: View, every: list[_Both]) -> tuple[str, ...]:
    if len(every) == 1:
        found = every[0].found
        said = claims.difference_titles(view, found)
        if not found.known or found.verdict in ("no difference", claims.SAME):
            return said
        up = found.mean > 0
        count = found.ahead if up else int((found.pairs < 0).sum())
        tail = f", in {count} of {found.n} pairs"
        full = said[0].replace(", which is better", "").replace(", which is worse", "")
        if found.verdict == "no clear difference":
            tail = f": {every[0].pair.who} is higher in {found.ahead} of {found.n} pairs"
        name = sentence_case(view.result.label(view.outcome))
        brief = f"{name}: higher under {every[0].pair.who} in {found.ahead} of {found.n} pairs"
        return (f"{full}{tail}", brief, *said[1:])
    label = sentence_case(view.result.label(view.outcome))
    known = [one for one in every if one.found.known]
    if not known:
        return (f"Too few pairs of runs finished to say anything of {view.result.label(view.outcome)}",)
    parts = [f"{one.found.ahead} of {one.found.n} pairs ({one.pair.where or one.pair.who})" for one in known[:3]]
    same = len({(one.pair.who, one.pair.against) for one in known}) == 1
    first = known[0].pair
    lead = f"{label} is higher under {first.who}" if same else f"{label} is higher than under {first.against}"
    clear = [one for one in known if one.found.verdict not in ("no clear difference", "no difference")]
    if not clear:
        return (f"No clear difference in {view.result.label(view.outcome)} in any of {len(known)} comparisons",)
    if len(known) > 3:
        most = sum(2 * one.found.ahead > one.found.n for one in known)
        return (
            f"{label} is higher in most pairs in {most} of {len(known)} comparisons with {known[0].pair.against}",
            f"{label} is higher in most pairs in {most} of {len(known)} comparisons",
        )
    return (f"{lead} in {' and '.join(parts)}", f"{lead} in {parts[0]}")


def _numbers(view: View, one: _Both) -> pd.DataFrame:
    pairs = pd.DataFrame({"drawn": "pair", one.pair.reference: one.other, one.pair.scenario: one.own})
    pairs["difference"] = one.own - one.other
    mean = pd.DataFrame([{"drawn": "mean", "difference": one.found.mean, "low": one.found.low, "high": one.found.high}])
    return pd.concat([pairs, mean], ignore_index=True).assign(
        outcome=view.outcome, comparison=one.pair.name, window=view.window
    )


KIND = Kind(
    name="estimation",
    purpose="the pairs of runs themselves beside their mean difference: in how many of them is one ahead",
    needs="two scenarios or more, run at one point",
    lacks=lacks,
    picture=picture,
    compares=True,
)
