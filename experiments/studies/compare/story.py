"""What a report tells of a comparison: what was asked and run, and what was found on either side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.confounding import NOTHING, confounded, things
from experiments.analysis.contrasts import DIFFERENCE, EFFECT_AT, contrasts, shown_contrasts
from experiments.analysis.findings import Finding, tally
from experiments.analysis.intervals import LEVEL
from experiments.analysis.summaries import PRIMARY, SUMMARIES
from experiments.analysis.windows import MARK, MARK_MEANS, mark
from experiments.analysis.wording import (
    BETTER,
    HIGHER,
    LOWER,
    NONE,
    UNCLEAR,
    WORSE,
    label,
    number,
    sentence_case,
    unit_of_gap,
    unit_of_level,
)
from experiments.figures.years import financial_year
from experiments.reports.parts import (
    Block,
    Fold,
    Items,
    Line,
    Para,
    Section,
    Story,
    marked,
    paragraphs,
    said,
    table,
)
from sim.outcomes import MEASURES
from sim.scenario.provenance import common, financial_years, told

if TYPE_CHECKING:
    from experiments.analysis.runs import FailedRun
    from experiments.designs.comparison import Comparison
    from experiments.studies.compare.found import Found

TABLES = {
    "runs": "one row per run: its key, and the value of every outcome in its last month",
    "monthly": "one row per run and month with every outcome",
    "differences": "one row per contrast, outcome and summary: paired difference, interval, verdict",
    "levels": "one row per scenario, outcome and summary: mean, median and where nine of ten runs lie",
    "outcomes": "what every outcome means, with unit and direction",
    "network_people": "one row per person in the first run of two scenarios, at its start, middle and end",
    "network_ties": "one row per tie of the same, with the trust of either end in the other",
}
"""The tables of a results folder, each as Parquet (exact) and CSV (6 digits)."""


def story(found: Found, levels: pd.DataFrame) -> Story:
    """All that is told of ``found``; the report makes the summary from the runs."""
    design, outcomes = found.design, found.headline_outcomes
    mixed = confounded(design)
    hanging = any(finding.windows_differ for finding in found.findings)
    return Story(
        title=sentence_case(design.title),
        summary=(),
        question=(Para(design.asked), *(Para(said("**{it}**", it=sentence), note=True) for sentence in mixed.values())),
        run=tuple(_design(design, found.failures)),
        findings=(
            Para(said("**{headline}**", headline=found.headline)),
            *_either_side(design, found.findings),
            *paragraphs(MARK_MEANS if hanging else "", found.looked_at),
        ),
        more=(
            Section("In numbers", tuple(_tables(design, found.differences, levels, outcomes))),
            Section("In sentences", (), tuple(_sentences(design, found.findings, mixed))),
            Section("What the outcomes mean", (_meanings(outcomes),)),
        ),
        assumed=(Items(tuple(_caveats(design))),),
        files=_files(),
    )


def _design(design: Comparison, failures: Sequence[FailedRun]) -> list[Block]:
    """Council, scenarios, size."""
    last = financial_year(design.months - 1)
    rows = [
        (
            scenario.name + (" (the reference)" if scenario.name == design.reference else ""),
            scenario.why,
            ", ".join(f"{name} = {value}" for name, value in scenario.settings.items()) or "the defaults",
            ", ".join(scenario.without) or "none",
            "; ".join(f"{event.date}: {event.said}" for event in scenario.events) or "none",
        )
        for scenario in design.scenarios
    ]
    blocks: list[Block] = [
        Para(
            f"{design.council.name}, {design.months} months from April 2010 ({financial_year(0)} to {last}). "
            f"{told(design.scenarios, [design.council], design.months)} "
            f"Each scenario was run {design.replications} times, "
            f"{design.runs} runs in all, from seed {design.seed}; run number k has the same random numbers in every "
            "scenario, so that what chance does to both drops out of the difference."
        ),
        table(("scenario", "why", "set", "theories switched off", "events"), rows),
        *_what_differs(design),
    ]
    if failures:
        listed = "; ".join(f"{failed.scenario} run {failed.replicate}: {failed.error}" for failed in failures[:5])
        blocks.append(
            Para(
                said(
                    "**{failed} of {runs} runs failed** and were left out, each with its pair ({listed}).",
                    failed=len(failures),
                    runs=design.runs,
                    listed=listed,
                )
            )
        )
    return blocks


def _what_differs(design: Comparison) -> list[Block]:
    """All in which the scenarios differ, parameters, theories and events, with its meaning and what it is in each."""
    from sim.machine.declared import PARAMETERS
    from sim.scenario.scenario import theories

    told = [things(scenario) for scenario in design.scenarios]
    rows: list[tuple[Line, ...]] = []
    for name in dict.fromkeys(name for own in told for name in own):
        if len({own.get(name) for own in told}) == 1:
            continue
        shown: Line = name
        if name in PARAMETERS:
            shown, means = (("code", name),), PARAMETERS[name].doc
        else:
            means = "A theory, on or off" if name in theories() else "What happens, and when"
        rows.append((shown, means, *(own.get(name, NOTHING) for own in told)))
    if not rows:
        return []
    return [table(("what", "meaning", *design.names), rows, "What the scenarios differ in, and nothing else")]


def _either_side(design: Comparison, found: Sequence[Finding]) -> list[Block]:
    """Who did better on what, both sides beside each other, for every contrast that answers the question."""
    blocks: list[Block] = []
    wanted = [c for c in contrasts(design) if c.name in shown_contrasts(design) and c.kind in (DIFFERENCE, EFFECT_AT)]
    if design.factors:
        wanted = [c for c in wanted if c.scenario == design.factors[0].high]
    for contrast in wanted:
        counts = tally(found, contrast.name)
        hanging = {f.outcome for f in found if f.contrast == contrast.name and f.windows_differ}

        def named(*phrases: str, counts: dict[str, list[str]] = counts, hanging: set[str] = hanging) -> str:
            every = [outcome for phrase in phrases for outcome in counts[phrase]]
            return ", ".join(label(MEASURES[name]) + mark(name in hanging) for name in every) or "nothing"

        where = f" with {contrast.levels[0]}" if contrast.levels else ""
        blocks.append(
            table(
                (
                    f"{contrast.scenario} does better{where}",
                    f"{contrast.reference} does better{where}",
                    "no clear difference",
                    "differs, neither good nor bad",
                ),
                [(named(BETTER), named(WORSE), named(UNCLEAR, NONE), named(HIGHER, LOWER))],
            )
        )
    return blocks


def _tables(
    design: Comparison, differences: pd.DataFrame, levels: pd.DataFrame, outcomes: Sequence[str]
) -> list[Block]:
    """Levels by scenario, then differences by contrast, for the headline outcomes."""
    level = levels[levels["summary"] == PRIMARY].set_index(["outcome", "scenario"])
    gap = differences[differences["summary"] == PRIMARY].set_index(["outcome", "contrast"])
    names = shown_contrasts(design)
    level_rows: list[tuple[Line, ...]] = []
    gap_rows: list[tuple[Line, ...]] = []
    for outcome in outcomes:
        measure = MEASURES[outcome]
        title = sentence_case(label(measure))
        own = [level.loc[(outcome, name)] for name in design.names]
        step = max(max((row["high90"] - row["low90"]) / 2, abs(row["mean"]) / 100) for row in own)
        level_rows.append((title, unit_of_level(measure.unit), *(_level(row, measure.unit, step) for row in own)))
        gap_rows.append(
            (title, unit_of_gap(measure.unit), *(_gap(gap.loc[(outcome, name)], measure.unit) for name in names))
        )
    return [
        Para(f"The scenarios themselves, {SUMMARIES[PRIMARY].when}: mean of the runs, and where nine of ten runs lie."),
        table(("outcome", "unit", *design.names), level_rows),
        Para(
            f"Mean paired differences {SUMMARIES[PRIMARY].when} with their {LEVEL:.0%} interval; bold where the "
            "interval leaves out zero." + (f" {MARK} as above." if gap["windows_differ"].any() else "")
        ),
        table(("outcome", "unit", *names), gap_rows),
        Para(
            marked(
                "`differences.csv` has the same for all outcomes, for the last month, for the mean of the whole run "
                "and for the sum over all months."
            )
        ),
    ]


def _level(row: pd.Series, unit: str, step: float) -> str:
    """Mean and band in one cell, with the same decimals as its neighbours."""
    middle, low, high = (number(row[end], unit, step) for end in ("mean", "low90", "high90"))
    return f"{middle} ({low} to {high})"


def _gap(row: pd.Series, unit: str) -> Line:
    """Difference and interval in one cell."""
    if row["verdict"] == NONE:
        return "0 exactly" + mark(row["windows_differ"])
    step = max((row["high"] - row["low"]) / 2, abs(row["difference"]) / 1000)
    middle, low, high = (number(row[end], unit, step, signed=True) for end in ("difference", "low", "high"))
    shown = f"**{middle}**" if row["clear"] else middle
    return marked(f"{shown}{mark(row['windows_differ'])} ({low} to {high})")


def _sentences(design: Comparison, found: Sequence[Finding], mixed: Mapping[str, str]) -> list[Section]:
    """The findings of every contrast shown, as lists; before them, where one is confounded, that it is."""
    sections = []
    question = design.factors[0].name if design.factors else ""
    for name in shown_contrasts(design):
        if not name.startswith(question):
            continue  # what the second factor does is in the tables
        lines = Items(tuple(finding.sentence for finding in found if finding.contrast == name))
        sections.append(Section(sentence_case(name), (*paragraphs(mixed.get(name, "")), lines)))
    return sections


def _meanings(outcomes: Sequence[str]) -> Block:
    """The definition, unit and good direction of each headline outcome, as declared."""
    good = {1: "more", -1: "less", 0: "neither"}
    rows: list[tuple[Line, ...]] = [
        (sentence_case(label(m)), (("code", m.name),), m.doc, m.unit, good[m.direction])
        for m in (MEASURES[name] for name in outcomes)
    ]
    return table(("outcome", "name in the tables", "meaning", "unit", "better"), rows)


def _caveats(design: Comparison) -> list[Line]:
    """What the numbers do not say."""
    lines = (
        marked(
            "A difference can be clear and small. Compare it with the spread of the runs in the table of levels, and "
            "with the column `standardised` of `differences.csv`."
        ),
        _spliced(design),
        "One council, one starting state: another council can answer the question differently.",
    )
    return [line for line in lines if line]


def _spliced(design: Comparison) -> str:
    """That some years are not the council's own, where that is so."""
    behind = [common(design.scenarios, [design.council], year) for year in range(-(-design.months // 12))]
    others = [year for year, one in enumerate(behind) if one is not None and not one.own]
    if not others:
        return ""
    return (
        f"Funding of {financial_years(others)} is not this council's own: what happens then follows other councils or "
        "England."
    )


def _files() -> tuple[Block, ...]:
    """What the folder holds."""
    rows: list[tuple[Line, ...]] = [
        ((("code", f"{name}.csv"), ", ", ("code", f"{name}.parquet")), holds) for name, holds in TABLES.items()
    ]
    return (
        Fold("The tables of the folder", (table(("file", "holds"), rows),)),
        Para(
            marked(
                "`manifest.json` holds the resolved scenarios with every parameter, the versions, and a checksum of "
                "every file and data table."
            )
        ),
    )
