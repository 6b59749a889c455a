"""The paired difference over time with its interval: since when, and for how long, one scenario is ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.summaries import year_to_date
from experiments.analysis.wording import BETTER, HIGHER, LOWER, UNCLEAR, WORSE, sentence_case, verdict
from experiments.figures import claims, pieces
from experiments.figures.kind import Kind, several_scenarios
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.picture import Entry, Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

NAMES = {BETTER: "clearly better", WORSE: "clearly worse", HIGHER: "clearly different", LOWER: "clearly different"}


@dataclass(frozen=True)
class _Line:
    """The mean difference of a pair at each step, with its interval; ``pairs`` (replicates, steps)."""

    pair: Pair
    month: np.ndarray
    pairs: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdicts: np.ndarray


def lacks(result: Result) -> str:
    """What a result must have."""
    return several_scenarios(result)


def lines(view: View, wanted: list[Pair]) -> list[_Line]:
    """A line for each pair of scenarios."""
    steps = view.over_time(view.outcome)
    values = steps.runs
    if not steps.yearly:
        values = np.stack([year_to_date(one[..., None])[..., 0] for one in values])
    found = []
    for pair in wanted:
        pairs = values[view.scenarios.index(pair.scenario)] - values[view.scenarios.index(pair.reference)]
        interval = paired_interval(pairs) if len(pairs) else paired_interval(np.full((1, pairs.shape[1]), np.nan))
        said = np.array(
            [
                verdict(mean, low, high, view.measure.direction)
                for mean, low, high in zip(interval.mean, interval.low, interval.high, strict=True)
            ]
        )
        found.append(_Line(pair, steps.month, pairs, interval.mean, interval.low, interval.high, said))
    return found


def _draw_line(axes: Axes, line: _Line, pen: Pen, *, verdicts: bool) -> None:
    """The mean with its interval: hatched and outlined, so that nobody takes it for the spread of runs."""
    stroke = pen.scenarios[line.pair.scenario]
    axes.fill_between(
        line.month,
        line.low,
        line.high,
        facecolor="none",
        edgecolor=stroke.colour,
        hatch="////",
        linewidth=0,
        alpha=0.45,
    )
    for end in (line.low, line.high):
        axes.plot(line.month, end, color=stroke.colour, linewidth=pen.thick(0.6), alpha=0.9)
    axes.plot(line.month, line.mean, color=stroke.colour, linestyle=stroke.dash, linewidth=pen.thick(1.5))
    if not verdicts:
        return
    # A rug at the foot says where the interval leaves out zero, and which way.
    low, high = axes.get_ylim()
    place = low + 0.03 * (high - low)
    for said in (BETTER, WORSE, HIGHER, LOWER):
        there = line.verdicts == said
        if there.any():
            colour, mark = pen.verdict(said)
            every = max(1, len(line.month) // 30)
            chosen = np.flatnonzero(there)[::every]
            axes.plot(
                line.month[chosen], np.full(len(chosen), place), linestyle="", marker=mark, color=colour,
                markersize=pen.thick(3), markeredgewidth=0, zorder=4,
            )  # fmt: skip


def _values(line: _Line) -> np.ndarray:
    return np.concatenate([line.mean, line.low, line.high])


def strip(view: View, *, brief: bool = False) -> Panel:
    """The differences of up to two scenarios from the first, as a strip below a panel of levels."""
    found = lines(view, _against_first(view))
    limits = finite_limits(np.concatenate([_values(line) for line in found]), zero=True, margin=0.15)

    def draw(axes: Axes, pen: Pen) -> None:
        pieces.time_axis(axes, view, pen, view.result.months)
        axes.set_ylim(*limits)
        for line in found:
            _draw_line(axes, line, pen, verdicts=False)
        pieces.zero(axes, pen)
        pieces.value_axis(axes.yaxis, view.measure.unit, gap=True, most=3)

    who = found[0].pair.scenario if len(found) == 1 else "each"
    unit = claims.short_unit(view.measure.unit) or "ratio"
    said = f"{sentence_case(who)} less {view.reference} ({unit}), with {level()} interval"
    return Panel(draw, deep=0.62, axis=f"Difference ({unit})" if brief else said)


def strip_numbers(view: View) -> pd.DataFrame:
    """What the strip shows."""
    return numbers_of(view, lines(view, _against_first(view)))


def numbers_of(view: View, found: list[_Line]) -> pd.DataFrame:
    """A row for each step of each line."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "outcome": view.outcome,
                    "scenario": line.pair.scenario,
                    "reference": line.pair.reference,
                    "month": line.month,
                    "difference": line.mean,
                    "low": line.low,
                    "high": line.high,
                    "verdict": line.verdicts,
                }
            )
            for line in found
        ],
        ignore_index=True,
    )


def picture(view: View) -> Picture:
    """The picture: a panel for each scenario against the first."""
    view.single("difference_over_time")
    found = lines(view, pairs_of(view))
    limits = finite_limits(np.concatenate([_values(line) for line in found]), zero=True, margin=0.12)
    several = len(found) > 1

    def panel(line: _Line) -> Panel:
        def draw(axes: Axes, pen: Pen) -> None:
            pieces.time_axis(axes, view, pen, view.result.months)
            axes.set_ylim(*limits)
            _draw_line(axes, line, pen, verdicts=True)
            pieces.zero(axes, pen)
            pieces.value_axis(axes.yaxis, view.measure.unit, gap=True, most=5)

        title = sentence_case(line.pair.name) if several else ""
        return Panel(draw, title=title, axis="" if several else _axis(view))

    seen = [said for said in (BETTER, WORSE, HIGHER, LOWER) if any((line.verdicts == said).any() for line in found)]
    pairs = int(np.isfinite(found[0].pairs).all(axis=1).sum())
    yearly = "month" not in view.result.kinds
    smoothed = "means of financial years" if yearly else "each month the mean of the twelve months up to it"
    compared = "paired differences" if several else found[0].pair.name
    return Picture(
        titles=_titles(view, found),
        shown=(
            f"{view.place}: {view.result.label(view.outcome)}, {compared}, mean of {pairs} pairs "
            f"with its {level()} interval, {smoothed}; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panel(line) for line in found),
        numbers=numbers_of(view, found),
        alt=_alt(view, found),
        notes=(
            "The hatched interval says how well the runs fix the mean difference, not how far single runs lie apart. "
            "Marks at the foot: where it leaves out zero.",
        ),
        legend=(*_marks(seen), *pieces.tint_entries(view, view.result.months)),
        timed=True,
    )


def _marks(seen: list[str]) -> tuple[Entry, ...]:
    """The marks at the foot of a panel, which have no line."""
    found: dict[str, Entry] = {}
    for said in seen:
        found.setdefault(NAMES[said], pieces.line_entry(NAMES[said], _rug(said)))
    return tuple(found.values())


def _rug(said: str) -> object:
    def how(pen: Pen) -> dict[str, object]:
        colour, mark = pen.verdict(said)
        return {"color": colour, "marker": mark, "linestyle": "", "markersize": pen.thick(4)}

    return how


def _axis(view: View) -> str:
    return f"Difference in {view.result.label(view.outcome)} ({pieces.gap_words(view, view.outcome)})"


def _against_first(view: View) -> list[Pair]:
    return [Pair(name, view.reference, name, view.reference) for name in view.scenarios[1:]]


def _by_year(view: View, pair: Pair) -> tuple[int, int, int]:
    """In how many financial years the scenario is clearly better (higher), clearly worse (lower), of how many.

    Counted after Holm over the years.
    """
    both = view.only(pair.scenario, pair.reference).by_year(view.outcome)
    pairs = both[0] - both[1]
    pairs = pairs[np.isfinite(pairs).all(axis=1)]
    if len(pairs) < 2:
        return 0, 0, pairs.shape[1]
    clear = holm(p_values(pairs), 0.1)
    good = pairs.mean(axis=0) * (view.measure.direction or 1) > 0
    return int((clear & good).sum()), int((clear & ~good).sum()), pairs.shape[1]


def _titles(view: View, found: list[_Line]) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    if len(found) > 1:
        return _several(view, found, label)
    line = found[0]
    who, against = line.pair.scenario, line.pair.reference
    better, worse, years = _by_year(view, line.pair)
    if not np.isfinite(line.low).any():
        return claims.difference_titles(view, claims.difference(view, who, against, view.outcome))
    good, bad = ("ahead", "behind") if view.measure.direction else ("higher", "lower")
    note = " (confounded)" if line.pair.mixed else ""
    if not better and not worse:
        return (
            f"No clear difference in {label} between {who} and {against} in any of {years} years",
            f"No clear difference in {label} in any of {years} years",
        )
    parts = [f"{word} in {count}" for word, count in ((good, better), (bad, worse)) if count]
    return (
        f"{sentence_case(label)}: {who} is clearly {' and '.join(parts)} of {years} years against "
        f"{against} (after Holm){note}",
        f"{sentence_case(label)}: {who} clearly {' and '.join(parts)} of {years} years{note}",
        f"{sentence_case(label)}: clearly {' and '.join(parts)} of {years} years{note}",
    )


def _several(view: View, found: list[_Line], label: str) -> tuple[str, ...]:
    """In how many of several comparisons the scenario is ahead in most years, and in how many behind."""
    years = {line.pair: _by_year(view, line.pair) for line in found}
    good, bad = ("ahead", "behind") if view.measure.direction else ("higher", "lower")
    ahead = sum(2 * better > of for better, _, of in years.values())
    behind = sum(2 * worse > of for _, worse, of in years.values())
    name = sentence_case(label)
    if not ahead and not behind:
        return (
            f"{name}: in none of {len(found)} comparisons is one side clearly ahead in most years (after Holm)",
            f"{name}: no side clearly ahead in most years",
        )
    parts = [f"{word} in {count}" for word, count in ((good, ahead), (bad, behind)) if count]
    return (
        f"{name}: clearly {' and '.join(parts)} of {len(found)} comparisons in most years (after Holm)",
        f"{name}: clearly {' and '.join(parts)} of {len(found)} comparisons",
    )


def _alt(view: View, found: list[_Line]) -> str:
    said = []
    for line in found[:6]:
        if not np.isfinite(line.mean).any():
            said.append(f"{line.pair.name} has no finished pair")
            continue
        clear = int((line.verdicts != UNCLEAR).sum())
        last = claims.size(float(line.mean[-1]), view.measure.unit)
        way = "above" if line.mean[-1] > 0 else "below"
        said.append(
            f"{line.pair.scenario} ends {last} {way} {line.pair.reference}; its interval leaves out zero in {clear} of "
            f"{len(line.month)} steps"
        )
    return "; ".join(said) + "."


KIND = Kind(
    name="difference_over_time",
    purpose="since when and for how long one scenario is ahead of another, with the interval",
    needs="two scenarios or more, run at one point",
    lacks=lacks,
    picture=picture,
    compares=True,
)
