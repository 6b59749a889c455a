"""The family: how far councils drift apart, which of them fail, and which risky courses spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.designs.design import YEAR
from experiments.figures import style
from experiments.figures.marks import draw_marks, marks_among, note_of
from experiments.figures.years import financial_year
from sim.data import read_rows
from sim.scenario.provenance import told

if TYPE_CHECKING:
    from experiments.studies.family.found import Family, History

FAN = style.SCENARIO_COLOURS[0]
REAL = style.INK
FAILED, COMMERCIAL, HOLLOWED = (style.SCENARIO_COLOURS[at] for at in (1, 2, 3))


def family_figure(design: Family, history: History, *, title: str) -> Figure:
    """Four panels over financial years: reserves and the index as fans over councils, failures, risky courses."""
    count = len(design.councils)
    marks = marks_among({design.scenario.name: design.scenario.events}, design.months)
    histories = "one history" if design.replications == 1 else f"{design.replications} histories"
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=(
                f"{count} councils in one model under {design.scenario.name}, {histories}; each year's mean, failures "
                "at its end"
            ),
            note=(
                f"{told([design.scenario], design.councils, design.months)} "
                "Fans are over councils: nine of ten lie in the pale band, the middle half in the dark one."
                + (
                    " Notices: the eight of 353 councils that issued a section 114 notice from 2018 to 2023."
                    if compared(design)
                    else ""
                )
                + note_of(marks)
            ),
            rows=2,
            columns=2,
            panel_height=2.1,
            legend_rows=2,
            between_columns=0.6,
            between_rows=0.62,
        )
        reserves, failures, index, courses = frame.axes.flat
        fan(reserves, history.mean("money.reserves_ratio"), "Reserves over net revenue of 2010-11")
        fan(index, history.mean("index"), "Service outcome index")
        failed(failures, design, history)
        spread(courses, history)
        for panel in frame.axes.flat:
            years_axis(panel, design.years)
            style.as_percent(panel.yaxis)
            # A year's mean stands in the middle of its year; what happens before that of the first is told below only.
            shown = tuple(mark for mark in marks if mark.month >= YEAR // 2)
            draw_marks(panel, shown, month=1 / YEAR, start=-0.5)
        handles = [
            Line2D([], [], color=FAN, linewidth=1.8, label="median council"),
            Patch(color=FAN, alpha=0.35, label="middle half"),
            Patch(color=FAN, alpha=0.15, label="nine of ten"),
            Line2D([], [], color=FAILED, linewidth=1.8, label="failed, simulated"),
            Line2D([], [], color=COMMERCIAL, linewidth=1.8, label="commercial strategy"),
            Line2D([], [], color=HOLLOWED, linewidth=1.8, linestyle="--", label="management given up"),
        ]
        if compared(design):
            handles.insert(4, Line2D([], [], color=REAL, linewidth=1.4, linestyle=":", label="notices, observed"))
        frame.legend(handles, columns=4)
    return frame.figure


def compared(design: Family) -> bool:
    """Whether these are all the councils there are, so that the notices observed can stand beside."""
    return len({council.code for council in design.councils if council.ecode}) == 353


def fan(panel: Axes, values: np.ndarray, name: str) -> None:
    """Median, middle half and nine of ten over councils and histories; ``values`` is (replicates, councils, years)."""
    low, lower, middle, upper, high = np.percentile(values, (5, 25, 50, 75, 95), axis=(0, 1))
    years = np.arange(values.shape[2])
    panel.fill_between(years, low, high, color=FAN, alpha=0.15, linewidth=0)
    panel.fill_between(years, lower, upper, color=FAN, alpha=0.35, linewidth=0)
    panel.plot(years, middle, color=FAN, linewidth=1.8)
    panel.set_title(name, pad=6)


def failed(panel: Axes, design: Family, history: History) -> None:
    """Councils that had issued a first notice by the end of each year, with the range over histories."""
    shares = history.end("money.failed").mean(axis=1)
    years = np.arange(design.years)
    panel.fill_between(years, shares.min(axis=0), shares.max(axis=0), color=FAILED, alpha=0.2, linewidth=0)
    panel.plot(years, shares.mean(axis=0), color=FAILED, linewidth=1.8)
    if compared(design):
        panel.step(years, observed_failures(design.years), where="mid", color=REAL, linewidth=1.4, linestyle=":")
    panel.set_ylim(bottom=0.0)
    panel.set_title("Councils that have failed", pad=6)


def observed_failures(years: int) -> np.ndarray:
    """Share of the 353 that had issued a section 114 notice by the end of each financial year, from 2010-11."""
    first: dict[str, int] = {}
    for row in read_rows("s114_notices.csv"):
        first[row["code"]] = min(int(row["month"]), first.get(row["code"], 10**6))
    return np.array([sum(month < YEAR * (year + 1) for month in first.values()) / 353 for year in range(years)])


def spread(panel: Axes, history: History) -> None:
    """How far risky courses have spread."""
    for outcome, colour, line in (
        ("money.commercial_strategy", COMMERCIAL, "-"),
        ("leadership.hollowing", HOLLOWED, "--"),
    ):
        course = history.mean(outcome).mean(axis=(0, 1))
        panel.plot(np.arange(course.size), course, color=colour, linestyle=line, linewidth=1.8)
    panel.set_ylim(bottom=0.0)
    panel.set_title("Commercial councils; management given up", pad=6)


def years_axis(panel: Axes, years: int) -> None:
    """Financial years below a panel, a few of them with a name."""
    step = max(1, round(years / 4))
    named = range(0, years, step)
    panel.set_xticks(list(named), [financial_year(YEAR * year) for year in named])
    panel.set_xticks(range(years), minor=True)
    panel.set_xlim(0, max(1, years - 1))
