"""Outcomes over time: the median and nine of ten runs, or the runs themselves where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.summaries import band, year_to_date
from experiments.analysis.wording import level, sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.gallery.difference_over_time import strip, strip_numbers
from experiments.figures.kind import Kind, one_point
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import FEWEST_FOR_A_BAND, Steps, View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

MOST_OVERLAID = 3
"""More scenarios than this stand in panels of their own."""


@dataclass(frozen=True)
class _Course:
    """One outcome under some scenarios over time; ``runs`` of shape (scenarios, replicates, steps)."""

    view: View
    outcome: str
    month: np.ndarray
    runs: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """Runs that finished, by scenario."""
        found: np.ndarray = np.isfinite(self.runs).all(axis=2).sum(axis=1)
        return found

    def course(self, scenario: str) -> np.ndarray:
        """The runs of one scenario that finished, shape (runs, steps)."""
        own: np.ndarray = self.runs[self.view.scenarios.index(scenario)]
        kept: np.ndarray = own[np.isfinite(own).all(axis=1)]
        return kept


def lacks(result: Result) -> str:
    """What a result must have."""
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture."""
    view.single("ribbons")
    view.result.table("monthly" if "month" in view.result.kinds else "yearly", view.outcomes)
    courses = [_course(view, outcome) for outcome in view.outcomes]
    small = len(view.scenarios) > MOST_OVERLAID
    panels: list[Panel] = []
    for course in courses:
        limits = finite_limits(_drawn(course))
        if small:
            panels += [_single(course, name, limits, name_outcome=len(courses) > 1) for name in view.scenarios]
        else:
            panels.append(_overlaid(course, limits, titled=len(courses) > 1))
    bands = any(count >= FEWEST_FOR_A_BAND for course in courses for count in course.counts)
    single = len(panels) == 1
    legend = () if single or small else pieces.scenario_entries(view.scenarios)
    yearly = "month" not in view.result.kinds
    smoothed = "means of financial years" if yearly else "each month the mean of the twelve months up to it"
    spread = "median and the band of nine in ten runs" if bands else "each line one run"
    others = "; dashed grey: the median of " + view.reference if small else ""
    what = f"{view.result.label(view.outcome)}, " if len(courses) == 1 else ""
    counts = courses[0].view.runs_of(courses[0].runs[:, :, -1])
    return Picture(
        titles=_titles(view, courses[0]),
        shown=f"{view.place}: {what}{spread}, {smoothed}{others}; {counts}, {view.seeds}; {view.result.versions}",
        panels=tuple(panels),
        numbers=_numbers(courses),
        alt=_alt(view, courses[0]),
        notes=_notes(view, courses, bands),
        legend=(*legend, *pieces.tint_entries(view, view.result.months)),
        timed=True,
    )


def _course(view: View, outcome: str) -> _Course:
    steps: Steps = view.over_time(outcome)
    values = steps.runs
    if not steps.yearly:
        values = np.stack([year_to_date(one[..., None])[..., 0] for one in values])
    return _Course(view, outcome, steps.month, values)


def _drawn(course: _Course) -> np.ndarray:
    """What the y axis must hold."""
    found = []
    for name, count in zip(course.view.scenarios, course.counts, strict=True):
        runs = course.course(name)
        if count >= FEWEST_FOR_A_BAND:
            spread = band(runs)
            runs = np.stack([spread.low, spread.high])
        found.append(runs.ravel())
    return np.concatenate(found) if found else np.empty(0)


def _overlaid(course: _Course, limits: tuple[float, float], *, titled: bool) -> Panel:
    view = course.view

    def draw(axes: Axes, pen: Pen) -> None:
        _frame(axes, course, pen, limits)
        for name in view.scenarios:
            _one(axes, course, name, pen)
        if not titled:
            ends = {name: (float(course.month[-1]), _end(course, name)) for name in view.scenarios}
            pieces.end_labels(axes, pen, ends, _depth(pen, with_strip=len(view.scenarios) > 1))

    below = strip(view.of(course.outcome), brief=titled) if len(view.scenarios) > 1 else None
    words = pieces.level_words(view, course.outcome)
    if titled:
        title, _, unit = words.partition(" (")
        return Panel(draw, title=title, axis=unit.rstrip(")"), below=below)
    return Panel(draw, axis=words, below=below)


def _depth(pen: Pen, *, with_strip: bool) -> float:
    """About how high the panel itself will be, in inches, without its names and without the strip below it."""
    if pen.size.height is None:
        return 0.75 * pen.size.deep
    left = pen.height - (2 if with_strip else 1) * letters.height(1, pen.size.small)
    return max(0.2, 0.85 * left / (1.62 if with_strip else 1.0))


def _single(course: _Course, name: str, limits: tuple[float, float], *, name_outcome: bool) -> Panel:
    view = course.view

    def draw(axes: Axes, pen: Pen) -> None:
        _frame(axes, course, pen, limits)
        if name != view.reference and len(course.course(view.reference)):
            middle = np.median(course.course(view.reference), axis=0)
            axes.plot(course.month, middle, color=pen.palette.muted, linestyle=(0, (4, 2)), linewidth=pen.thick(1.0))
        _one(axes, course, name, pen)

    return Panel(draw, title=name, axis=pieces.level_words(view, course.outcome) if name_outcome else "")


def _frame(axes: Axes, course: _Course, pen: Pen, limits: tuple[float, float]) -> None:
    view = course.view
    unit = view.result.measure(course.outcome).unit
    pieces.time_axis(axes, view, pen, view.result.months)
    axes.set_ylim(*limits)
    pieces.value_axis(axes.yaxis, unit, most=4)


def _one(axes: Axes, course: _Course, name: str, pen: Pen) -> None:
    """A scenario's band and median, or its runs."""
    runs, stroke = course.course(name), pen.scenarios[name]
    if len(runs) >= FEWEST_FOR_A_BAND:
        spread = band(runs)
        axes.fill_between(course.month, spread.low, spread.high, color=stroke.colour, alpha=0.18, linewidth=0)
        axes.plot(course.month, spread.median, color=stroke.colour, linestyle=stroke.dash, linewidth=pen.thick(1.8))
        return
    faint = 1.0 if len(runs) == 1 else 0.75
    thick = 1.6 if len(runs) == 1 else 0.7
    for run in runs:
        axes.plot(
            course.month, run, color=stroke.colour, linestyle=stroke.dash, linewidth=pen.thick(thick), alpha=faint
        )


def _end(course: _Course, name: str) -> float:
    runs = course.course(name)
    return float(np.median(runs[:, -1])) if len(runs) else np.nan


def _titles(view: View, course: _Course) -> tuple[str, ...]:
    """The difference of two scenarios; of one how it moves; of several the best and the worst, if that is clear."""
    names = view.scenarios
    result, outcome = view.result, course.outcome
    label = result.label(outcome)
    if not course.counts.any():
        return (f"No run finished, so there is nothing to show of {label}",)
    if len(names) == 1:
        return _moves(view, course)
    if len(names) == 2:
        return claims.difference_titles(view, claims.difference(view, names[1], names[0], outcome))
    values = view.values(outcome)
    there = [name for name, own in zip(names, values, strict=True) if np.isfinite(own).any()]
    if len(there) < 2:
        return (f"Only the runs of {there[0]} finished, so nothing can be compared in {label}",)
    means = {name: float(np.nanmean(values[names.index(name)])) for name in there}
    ranked = sorted(there, key=lambda name: means[name])
    first, last = (ranked[0], ranked[-1]) if result.measure(outcome).direction < 0 else (ranked[-1], ranked[0])
    found = claims.difference(view, first, last, outcome)
    if not found.known or not (found.low > 0 or found.high < 0):
        return (f"No clear difference in {label} between any of {len(names)} scenarios {view.when}",)
    best, worst = ("best", "worst") if result.measure(outcome).direction else ("highest", "lowest")
    unit = result.measure(outcome).unit
    amount = claims.size(found.mean, unit)
    name = sentence_case(label)
    return (
        f"{name} is {best} under {first} and {worst} under {last} {view.when}: {amount} apart",
        f"{name}: {best} under {first}, {worst} under {last}",
        f"{name}: {best} under {first}",
    )


def _moves(view: View, course: _Course) -> tuple[str, ...]:
    """How one scenario's runs move from their first year to the window."""
    result, outcome, name = view.result, course.outcome, view.scenarios[0]
    unit = result.measure(outcome).unit
    first = float(np.median(view.by_year(outcome)[0, :, 0][np.isfinite(view.by_year(outcome)[0, :, 0])]))
    values = view.values(outcome)[0]
    last = float(np.nanmedian(values))
    step = max(abs(first), abs(last)) / 10
    start, end = (level(value, unit, step) for value in (first, last))
    label = sentence_case(result.label(outcome))
    count = int(course.counts[0])
    of = "in one run" if count == 1 else f"in the middle of {count} runs"
    if start == end:
        return (f"{label} stays at {end} under {name}, {of}", f"{label} stays at {end}")
    way = "rises" if last > first else "falls"
    return (
        f"{label} {way} from {start} in the first year to {end} {view.when} under {name}, {of}",
        f"{label} {way} from {start} to {end} under {name}, {of}",
        f"{label} {way} from {start} to {end}",
    )


def _notes(view: View, courses: Sequence[_Course], bands: bool) -> tuple[str, ...]:
    notes = []
    if bands and len(view.scenarios) > 1:
        notes.append(
            "Runs with the same number share their random numbers, so bands that overlap can differ clearly run by run."
        )
    if bands and any(count < FEWEST_FOR_A_BAND for course in courses for count in course.counts):
        notes.append(f"Fewer than {FEWEST_FOR_A_BAND} runs are drawn one by one.")
    failed = [int(len(view.replicates) - count) for count in courses[0].counts]
    if sum(failed):
        notes.append(f"{sum(failed)} runs failed, or were not made, and are left out.")
    return tuple(notes)


def _numbers(courses: Sequence[_Course]) -> pd.DataFrame:
    """A row for each scenario, outcome and step: median and band, or each run's value."""
    rows = []
    for course in courses:
        for name in course.view.scenarios:
            runs = course.course(name)
            frame = pd.DataFrame({"outcome": course.outcome, "scenario": name, "month": course.month})
            if len(runs) >= FEWEST_FOR_A_BAND:
                spread = band(runs)
                frame = frame.assign(low90=spread.low, median=spread.median, high90=spread.high, runs=len(runs))
            else:
                frame = pd.concat(
                    [frame.assign(run=at, value=run) for at, run in enumerate(runs)], ignore_index=True
                ) if len(runs) else frame.iloc[:0]  # fmt: skip
            rows.append(frame.assign(drawn="level"))
        if len(course.view.scenarios) in (2, 3):
            rows.append(strip_numbers(course.view.of(course.outcome)).assign(drawn="difference"))
    return pd.concat([row for row in rows if len(row)] or rows[:1], ignore_index=True)


def _alt(view: View, course: _Course) -> str:
    said = [f"{sentence_case(view.result.label(course.outcome))} from 2010-11 on"]
    for name in view.scenarios[:6]:
        runs = course.course(name)
        if len(runs):
            unit = view.result.measure(course.outcome).unit
            start, end = (float(np.median(runs[:, at])) for at in (0, -1))
            step = max(abs(start), abs(end)) / 10
            said.append(f"{name} goes from {level(start, unit, step)} to {level(end, unit, step)}")
        else:
            said.append(f"{name} has no finished run")
    return "; ".join(said) + "."


KIND = Kind(
    name="ribbons",
    purpose="how outcomes move over time under up to three scenarios, or each in a panel of its own",
    needs="runs at one point",
    lacks=lacks,
    picture=picture,
)
