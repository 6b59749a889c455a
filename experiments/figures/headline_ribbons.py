"""Ribbons: every headline outcome over time, mean and 90% band over runs, one ribbon per scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from experiments.analysis.confounding import confounded
from experiments.analysis.intervals import paired_interval
from experiments.analysis.summaries import PRIMARY, SUMMARIES, WHOLE, band, year_to_date
from experiments.analysis.windows import MARK
from experiments.analysis.wording import (
    NONE,
    UNCLEAR,
    is_share,
    join,
    label,
    level,
    sentence_case,
    unit_of_level,
    verdict,
)
from experiments.designs.design import YEAR
from experiments.figures import style
from experiments.figures.looks import line_legend, looks
from experiments.figures.marks import draw_marks, marks_of, note_of
from experiments.figures.years import financial_year, funding_legend, shade_funding, time_axis
from sim.scenario.provenance import told

if TYPE_CHECKING:
    from experiments.analysis.runs import Runs
    from experiments.designs.comparison import Comparison
    from sim.machine.declared import Measure

COLUMNS = 3


def ribbons(
    design: Comparison, runs: Runs, measures: Mapping[str, Measure], outcomes: Sequence[str], *, title: str
) -> Figure:
    """Small multiples of ``outcomes``; ``title`` is the finding."""
    rows = -(-len(outcomes) // COLUMNS)
    scenarios = len(design.names)
    marks = marks_of(design)
    with style.house_style():
        funding = funding_legend(design.scenarios, design.council, design.months)
        frame = style.frame(
            title=title,
            shown=(
                f"{design.council.short_name}: mean (line) and 90% band (ribbon) of {design.replications} runs "
                "per scenario, each month the mean of the twelve months up to it"
            ),
            note=(
                f"{told(design.scenarios, [design.council], design.months)} "
                "Nine of ten runs lie inside the ribbon in any "
                "month; runs with the same number share their random numbers across scenarios, so overlapping "
                "ribbons can still differ clearly run by run."
                f"{note_of(marks)}" + "".join(f" {sentence}" for sentence in confounded(design).values())
            ),
            rows=rows,
            columns=COLUMNS,
            panel_height=1.6,
            between_rows=0.66,
            legend_rows=-(-(scenarios + len(funding)) // 4),
        )
        for panel, outcome in zip(frame.axes.flat, outcomes, strict=False):
            place = runs.outcomes.index(outcome)
            shade_funding(panel, design.scenarios, design.council, design.months)
            months = range(design.months)
            for name, look in looks(design).items():
                found = band(year_to_date(runs.of(name)[:, :, place]))
                panel.fill_between(months, found.low, found.high, color=look.colour, alpha=0.13, linewidth=0)
                panel.plot(
                    months,
                    found.low,
                    months,
                    found.high,
                    color=look.colour,
                    linestyle=look.line,
                    linewidth=0.5,
                    alpha=0.6,
                )
                panel.plot(months, found.mean, color=look.colour, linestyle=look.line, linewidth=1.8)
            measure = measures[outcome]
            panel.set_title(sentence_case(label(measure)), pad=6)
            if is_share(measure.unit):
                style.as_percent(panel.yaxis)
            else:
                style.plain_numbers(panel.yaxis)
            panel.set_ylabel("" if measure.unit == "share" else unit_of_level(measure.unit))
            panel.locator_params(axis="y", nbins=5)
            time_axis(panel, design.months)
            draw_marks(panel, marks)
        style.drop_empty(frame.axes, len(outcomes))
        frame.legend([*line_legend(design), *funding], columns=4)
    return frame.figure


def ribbons_finding(design: Comparison, runs: Runs, measures: Mapping[str, Measure], outcome: str) -> str:
    """The finding for the title: where ``outcome`` began and where it stands in the last year, and whether that
    differs.
    """
    place, measure = runs.outcomes.index(outcome), measures[outcome]
    last, whole = (
        {name: SUMMARIES[window].of(runs.of(name)[:, :, [place]]) for name in design.names}
        for window in (PRIMARY, WHOLE)
    )
    middle = {name: float(band(values).mean[0]) for name, values in last.items()}
    ranked = sorted(design.names, key=lambda name: middle[name], reverse=True)
    best, worst = (ranked[0], ranked[-1]) if measure.direction >= 0 else (ranked[-1], ranked[0])
    first = float(np.nanmean(runs.all(outcome)[:, :YEAR].mean(axis=1)))
    step = max(abs(value) for value in (first, *middle.values())) / 10
    said = {name: level(value, measure.unit, step) for name, value in (*middle.items(), ("first", first))}
    between, overall = (paired_interval(window[best] - window[worst]) for window in (last, whole))
    name, year = sentence_case(label(measure)), financial_year(design.months - 1)
    start = f"{name} starts at {said['first']} and"
    verdicts = [verdict(found.mean[0], found.low[0], found.high[0], measure.direction) for found in (between, overall)]
    hanging = f" {MARK} (over the whole run: {verdicts[1]} under {best})" if verdicts[0] != verdicts[1] else ""
    if verdicts[1] in (UNCLEAR, NONE):
        hanging = hanging.replace(f" under {best}", "")
    if verdicts[0] == NONE:
        return f"{start} ends {year} at {said[best]} under {join(list(design.names))}: no difference{hanging}"
    listed = join([f"{said[n]} under {n}" for n in design.names])
    if verdicts[0] == UNCLEAR:
        return f"{start} ends {year} at {listed}: no clear difference{hanging}"
    if len(design.names) == 2:
        return f"{start} ends {year} at {listed}{hanging}"
    word = "best" if measure.direction else "highest"
    other = "worst" if measure.direction else "lowest"
    return f"{start} ends {year} {word} under {best} ({said[best]}) and {other} under {worst} ({said[worst]}){hanging}"
