"""The family: how far councils drift apart, which of them fail, and which risky courses spread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.designs.design import YEAR
from experiments.figures import letters, pieces
from experiments.figures.marks import draw_marks, marks_among, note_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.years import financial_year
from sim.data import read_rows
from sim.scenario.provenance import told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.studies.family.found import Family, Found, History

PERCENTILES = (5, 25, 50, 75, 95)
ALL = 353
"""Councils that there are in England's data."""

FANS = (("money.reserves_ratio", "Reserves over net revenue of 2010-11"), ("index", "Service outcome index"))
COURSES = (("money.commercial_strategy", "commercial strategy"), ("leadership.hollowing", "management given up"))


def family_picture(found: Found) -> Picture:
    """Four panels over financial years: reserves and the index as fans over councils, failures, risky courses."""
    design, history = found.design, found.history
    count, years = len(design.councils), np.arange(design.years)
    marks = marks_among({design.scenario.name: design.scenario.events}, design.months)
    histories = "one history" if design.replications == 1 else f"{design.replications} histories"
    fans = {name: _fan(history, outcome) for outcome, name in FANS}
    shares = history.end("money.failed").mean(axis=1)
    courses = {words: history.mean(outcome).mean(axis=(0, 1)) for outcome, words in COURSES}
    observed = observed_failures(design.years) if compared(design) else None

    def panel(title: str, draw: Callable[[Axes, Pen], None]) -> Panel:
        def whole(axes: Axes, pen: Pen) -> None:
            draw(axes, pen)
            _years_axis(axes, pen, design.years)
            pieces.value_axis(axes.yaxis, "share", most=4)
            # A year's mean stands in the middle of its year; what happens before that of the first is told below only.
            shown = tuple(mark for mark in marks if mark.month >= YEAR // 2)
            draw_marks(axes, shown, month=1 / YEAR, start=-0.5, points=pen.size.small, ink=pen.palette.ink)

        return Panel(whole, title=title)

    panels = [panel(name, partial(_draw_fan, ends)) for name, ends in fans.items()]
    panels.insert(1, panel("Councils that have failed", partial(_draw_failed, shares, observed)))
    panels.append(panel("Risky courses", partial(_draw_courses, courses)))
    return Picture(
        titles=(found.finding, *_shorter(found)),
        shown=(
            f"{count} councils in one model under {design.scenario.name}, {histories}, seed {design.seed}; each year's "
            "mean, failures at its end"
        ),
        panels=tuple(panels),
        numbers=_numbers(years, fans, shares, courses, observed),
        alt=_alt(fans, shares, courses),
        notes=(
            "Fans are over councils: nine of ten lie in the pale band, the middle half in the dark one.",
            *(
                ("Notices: the eight of 353 councils that issued a section 114 notice from 2018 to 2023.",)
                if observed is not None
                else ()
            ),
            f"{told([design.scenario], design.councils, design.months)}{note_of(marks)}",
        ),
        legend=(
            pieces.line_entry("median council", lambda pen: {**_line(pen, 0), "linewidth": pen.thick(1.8)}),
            pieces.patch_entry("middle half", lambda pen: {"color": pen.palette.ways[0], "alpha": 0.4}),
            pieces.patch_entry("nine of ten", lambda pen: {"color": pen.palette.ways[0], "alpha": 0.18}),
            *(
                (pieces.line_entry("notices, observed", lambda pen: {"color": pen.palette.ink, "linestyle": ":"}),)
                if observed is not None
                else ()
            ),
            *(
                pieces.line_entry(words, lambda pen, at=at: {**_line(pen, at), "linewidth": pen.thick(1.8)})
                for at, words in enumerate(courses)
            ),
        ),
        most_columns=2,
    )


def _shorter(found: Found) -> tuple[str, ...]:
    """The finding without its numbers, for a narrow figure."""
    last = found.summary.iloc[-1]
    failed, count = float(last["failed"]), len(found.design.councils)
    who = "none has failed" if failed == 0 else f"{failed:.2g} of {count} failed"
    head = found.finding.partition(", ")[2].partition(" (")[0]
    return f"{head[:1].upper()}{head[1:]}; {who}", f"{count} councils: {who}"


def _line(pen: Pen, at: int) -> dict[str, Any]:
    return {"color": pen.palette.ways[0] if at == 0 else pen.palette.muted, "linestyle": ("-", (0, (5, 1.6)))[at]}


def compared(design: Family) -> bool:
    """Whether these are all the councils there are, so that the notices observed can stand beside."""
    return len({council.code for council in design.councils if council.ecode}) == ALL


def _fan(history: History, outcome: str) -> np.ndarray:
    """Percentiles over councils and histories, shape (5, years)."""
    found: np.ndarray = np.percentile(history.mean(outcome), PERCENTILES, axis=(0, 1))
    return found


def _draw_fan(ends: np.ndarray, axes: Axes, pen: Pen) -> None:
    low, lower, middle, upper, high = ends
    years, colour = np.arange(ends.shape[1]), pen.palette.ways[0]
    axes.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.fill_between(years, lower, upper, color=colour, alpha=0.4, linewidth=0)
    axes.plot(years, middle, linewidth=pen.thick(1.8), **_line(pen, 0))


def _draw_failed(shares: np.ndarray, observed: np.ndarray | None, axes: Axes, pen: Pen) -> None:
    """Councils that had issued a first notice by the end of each year, with the range over histories."""
    years = np.arange(shares.shape[1])
    axes.fill_between(years, shares.min(axis=0), shares.max(axis=0), color=pen.palette.ways[0], alpha=0.18, linewidth=0)
    axes.plot(years, shares.mean(axis=0), linewidth=pen.thick(1.8), **_line(pen, 0))
    if observed is not None:
        axes.step(years, observed, where="mid", color=pen.palette.ink, linewidth=pen.thick(1.4), linestyle=":")
    axes.set_ylim(bottom=0.0)


def _draw_courses(courses: dict[str, np.ndarray], axes: Axes, pen: Pen) -> None:
    """How far risky courses have spread."""
    for at, course in enumerate(courses.values()):
        axes.plot(np.arange(course.size), course, linewidth=pen.thick(1.8), **_line(pen, at))
    axes.set_ylim(bottom=0.0)


def observed_failures(years: int) -> np.ndarray:
    """Share of the 353 that had issued a section 114 notice by the end of each financial year, from 2010-11."""
    first: dict[str, int] = {}
    for row in read_rows("s114_notices.csv"):
        first[row["code"]] = min(int(row["month"]), first.get(row["code"], 10**6))
    return np.array([sum(month < YEAR * (year + 1) for month in first.values()) / ALL for year in range(years)])


def _years_axis(axes: Axes, pen: Pen, years: int) -> None:
    """Financial years below a panel, as many of them with a name as have room."""
    room = letters.width("2010-11", pen.size.small) * 1.5
    step = max(1, -(-years // max(2, int((pen.width - 0.6) / room))))
    named = range(0, years, step)
    axes.set_xticks(list(named), [financial_year(YEAR * year) for year in named])
    axes.set_xticks(range(years), minor=True)
    axes.set_xlim(0, max(1, years - 1))


def _numbers(
    years: np.ndarray,
    fans: dict[str, np.ndarray],
    shares: np.ndarray,
    courses: dict[str, np.ndarray],
    observed: np.ndarray | None,
) -> pd.DataFrame:
    """A row for each year of each line."""
    named = [financial_year(YEAR * int(year)) for year in years]
    parts = [
        pd.DataFrame({"panel": name, "year": named, **{f"p{p:02d}": ends[at] for at, p in enumerate(PERCENTILES)}})
        for name, ends in fans.items()
    ]
    failed = {"mean": shares.mean(axis=0), "least": shares.min(axis=0), "most": shares.max(axis=0)}
    parts.append(pd.DataFrame({"panel": "failed", "year": named, **failed}))
    if observed is not None:
        parts[-1]["observed"] = observed
    parts += [pd.DataFrame({"panel": words, "year": named, "mean": course}) for words, course in courses.items()]
    return pd.concat(parts, ignore_index=True).assign(unit="share")


def _alt(fans: dict[str, np.ndarray], shares: np.ndarray, courses: dict[str, np.ndarray]) -> str:
    said = [
        f"{name}: nine in ten councils from {ends[0, 0]:.0%} to {ends[-1, 0]:.0%} at first, {ends[0, -1]:.0%} to "
        f"{ends[-1, -1]:.0%} at last"
        for name, ends in fans.items()
    ]
    said.append(f"failed at last: {shares[:, -1].mean():.1%}")
    said += [f"{words}: {course[0]:.0%} at first, {course[-1]:.0%} at last" for words, course in courses.items()]
    return "; ".join(said) + "."
