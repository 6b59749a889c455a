"""The report of a comparison: what was asked and found on either side, tables, figures, caveats, how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analysis.confounding import NOTHING, confounded, things
from experiments.analysis.contrasts import DIFFERENCE, EFFECT_AT, contrasts, shown_contrasts
from experiments.analysis.findings import Finding, tally
from experiments.analysis.hard_words import HEADING, glossary
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
from experiments.figures.years import describe_funding, financial_year, status_of

if TYPE_CHECKING:
    from experiments.analysis.runs import FailedRun
    from experiments.designs.comparison import Comparison
    from sim.machine.declared import Measure

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

WORDS_HERE = "<!-- words -->"
"""Where a report explains its hard words; what stands above it has none."""


def report(
    design: Comparison,
    *,
    headline: str,
    looked_at: str,
    found: Sequence[Finding],
    differences: pd.DataFrame,
    levels: pd.DataFrame,
    measures: Mapping[str, Measure],
    outcomes: Sequence[str],
    captions: Mapping[str, str],
    failures: Sequence[FailedRun],
    manifest: Mapping[str, Any],
) -> str:
    """The report as Markdown, with the finding of every figure by its name; ``outcomes`` are the headline ones."""
    mixed = confounded(design)
    hanging = any(finding.windows_differ for finding in found)
    parts = [
        f"# {sentence_case(design.title)}",
        f"**{headline}**",
        f"The question: {design.asked}",
        *[f"**{sentence}**" for sentence in mixed.values()],
        WORDS_HERE,
        "## What was run",
        *_design(design, failures),
        "## What was found",
        *_either_side(design, found, measures),
        MARK_MEANS if hanging else "",
        looked_at,
        *_table(design, differences, levels, measures, outcomes),
        "## In sentences",
        *_sentences(design, found, mixed),
        "## What the outcomes mean",
        _meanings(measures, outcomes),
        "## Figures",
        *[f"![{caption}](figures/{name}.png)\n\n*{caption}*" for name, caption in captions.items()],
        "## What to bear in mind",
        *_caveats(design),
        "## How to make it again",
        *_again(manifest),
        "## Theories that ran",
        *_theories(manifest),
    ]
    return with_words("\n\n".join(part for part in parts if part) + "\n")


def _design(design: Comparison, failures: Sequence[FailedRun]) -> list[str]:
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
    said = [
        f"{design.council.name}, {design.months} months from April 2010 ({financial_year(0)} to {last}). "
        f"{describe_funding(design.council, design.months, design.scenarios)} "
        f"Each scenario was run {design.replications} times, "
        f"{design.runs} runs in all, from seed {design.seed}; run number k has the same random numbers in every "
        "scenario, so that what chance does to both drops out of the difference.",
        markdown_table(("scenario", "why", "set", "theories switched off", "events"), rows),
        *_what_differs(design),
    ]
    if failures:
        listed = "; ".join(f"{failed.scenario} run {failed.replicate}: {failed.error}" for failed in failures[:5])
        said.append(
            f"**{len(failures)} of {design.runs} runs failed** and were left out, each with its pair ({listed})."
        )
    return said


def _what_differs(design: Comparison) -> list[str]:
    """All in which the scenarios differ, parameters, theories and events, with its meaning and what it is in each."""
    from sim.machine.declared import PARAMETERS
    from sim.scenario.scenario import theories

    said = [things(scenario) for scenario in design.scenarios]
    rows = []
    for name in dict.fromkeys(name for own in said for name in own):
        if len({own.get(name) for own in said}) == 1:
            continue
        if name in PARAMETERS:
            shown, means = f"`{name}`", PARAMETERS[name].doc
        else:
            shown, means = (name, "A theory, on or off") if name in theories() else (name, "What happens, and when")
        rows.append((shown, means, *(own.get(name, NOTHING) for own in said)))
    if not rows:
        return []
    return [
        "What the scenarios differ in, and nothing else:",
        markdown_table(("what", "meaning", *design.names), rows),
    ]


def _either_side(design: Comparison, found: Sequence[Finding], measures: Mapping[str, Measure]) -> list[str]:
    """Who did better on what, both sides beside each other, for every contrast that answers the question."""
    said = []
    wanted = [c for c in contrasts(design) if c.name in shown_contrasts(design) and c.kind in (DIFFERENCE, EFFECT_AT)]
    if design.factors:
        wanted = [c for c in wanted if c.scenario == design.factors[0].high]
    for contrast in wanted:
        counts = tally(found, contrast.name)
        hanging = {f.outcome for f in found if f.contrast == contrast.name and f.windows_differ}

        def named(*phrases: str, counts: dict[str, list[str]] = counts, hanging: set[str] = hanging) -> str:
            every = [outcome for phrase in phrases for outcome in counts[phrase]]
            return ", ".join(label(measures[name]) + mark(name in hanging) for name in every) or "nothing"

        where = f" with {contrast.levels[0]}" if contrast.levels else ""
        said.append(
            markdown_table(
                (
                    f"{contrast.scenario} does better{where}",
                    f"{contrast.reference} does better{where}",
                    "no clear difference",
                    "differs, neither good nor bad",
                ),
                [(named(BETTER), named(WORSE), named(UNCLEAR, NONE), named(HIGHER, LOWER))],
            )
        )
    return said


def _table(
    design: Comparison,
    differences: pd.DataFrame,
    levels: pd.DataFrame,
    measures: Mapping[str, Measure],
    outcomes: Sequence[str],
) -> list[str]:
    """Levels by scenario, then differences by contrast, for the headline outcomes."""
    level = levels[levels["summary"] == PRIMARY].set_index(["outcome", "scenario"])
    gap = differences[differences["summary"] == PRIMARY].set_index(["outcome", "contrast"])
    names = shown_contrasts(design)
    level_rows, gap_rows = [], []
    for outcome in outcomes:
        measure = measures[outcome]
        title = sentence_case(label(measure))
        own = [level.loc[(outcome, name)] for name in design.names]
        step = max(max((row["high90"] - row["low90"]) / 2, abs(row["mean"]) / 100) for row in own)
        level_rows.append((title, unit_of_level(measure.unit), *(_level(row, measure.unit, step) for row in own)))
        gap_rows.append(
            (title, unit_of_gap(measure.unit), *(_gap(gap.loc[(outcome, name)], measure.unit) for name in names))
        )
    return [
        f"The scenarios themselves, {SUMMARIES[PRIMARY].when}: mean of the runs, and where nine of ten runs lie.",
        markdown_table(("outcome", "unit", *design.names), level_rows),
        f"Mean paired differences {SUMMARIES[PRIMARY].when} with their {LEVEL:.0%} interval; bold where the "
        "interval leaves out zero." + (f" {MARK} as above." if gap["windows_differ"].any() else ""),
        markdown_table(("outcome", "unit", *names), gap_rows),
        "`differences.csv` has the same for all outcomes, for the last month, for the mean of the whole run and "
        "for the sum over all months.",
    ]


def _level(row: pd.Series, unit: str, step: float) -> str:
    """Mean and band in one cell, with the same decimals as its neighbours."""
    middle, low, high = (number(row[end], unit, step) for end in ("mean", "low90", "high90"))
    return f"{middle} ({low} to {high})"


def _gap(row: pd.Series, unit: str) -> str:
    """Difference and interval in one cell."""
    if row["verdict"] == NONE:
        return "0 exactly" + mark(row["windows_differ"])
    step = max((row["high"] - row["low"]) / 2, abs(row["difference"]) / 1000)
    middle, low, high = (number(row[end], unit, step, signed=True) for end in ("difference", "low", "high"))
    shown = f"**{middle}**" if row["clear"] else middle
    return f"{shown}{mark(row['windows_differ'])} ({low} to {high})"


def _sentences(design: Comparison, found: Sequence[Finding], mixed: Mapping[str, str]) -> list[str]:
    """The findings of every contrast shown, as lists; before them, where one is confounded, that it is."""
    said = []
    question = design.factors[0].name if design.factors else ""
    for name in shown_contrasts(design):
        if not name.startswith(question):
            continue  # what the second factor does is in the tables
        said.append(f"### {sentence_case(name)}")
        said.append(mixed.get(name, ""))
        said.append("\n".join(f"* {finding.sentence}" for finding in found if finding.contrast == name))
    return said


def _meanings(measures: Mapping[str, Measure], outcomes: Sequence[str]) -> str:
    """The definition, unit and good direction of each headline outcome, as declared."""
    good = {1: "more", -1: "less", 0: "neither"}
    rows = [
        (sentence_case(label(m)), f"`{m.name}`", m.doc, m.unit, good[m.direction])
        for m in (measures[name] for name in outcomes)
    ]
    return markdown_table(("outcome", "name in the tables", "meaning", "unit", "better"), rows)


def _caveats(design: Comparison) -> list[str]:
    """What the numbers do not say."""
    return [
        "\n".join(
            f"* {line}"
            for line in (
                "These are runs of a model under its stated assumptions, not observations. An interval says how "
                "well the runs fix the model's own mean difference; more runs narrow it, and make no assumption "
                "truer.",
                "A difference can be clear and small. Compare it with the spread of the runs in the table of "
                "levels, and with the column `standardised` of `differences.csv`.",
                _spliced(design),
                "Parameters marked ASSUMPTION stand on judgement (`townhall parameters` lists them); a conclusion "
                "should be tried under other values before it is used.",
                "One council, one starting state: another council can answer the question differently.",
            )
            if line
        )
    ]


def _spliced(design: Comparison) -> str:
    """That some years are not the council's own, where that is so."""
    statuses = {status_of(design.council, year) for year in range(-(-design.months // 12))}
    if statuses <= {"replayed"}:
        return ""
    return (
        f"{describe_funding(design.council, design.months)} In years that are spliced or interpolated, what happens "
        "follows England, not this council."
    )


def _again(manifest: Mapping[str, Any]) -> list[str]:
    """The command, the versions, the files."""
    git = manifest.get("git") or {}
    code = (
        f", commit {git['commit'][:12]}{' with uncommitted changes' if git.get('uncommitted_changes') else ''}"
        if git
        else ""
    )
    packages = ", ".join(f"{name} {version}" for name, version in manifest["packages"].items())
    return [
        f"```\n{manifest['command']}\n```",
        f"Model version {manifest['model_version']}{code}; Python {manifest['python']}; {packages}. The result's "
        f"digest is `{manifest['result']}`: the same command run on the same code and data gives the same "
        "digest, with any number of workers.",
        markdown_table(
            ("file", "holds"), [(f"`{name}.csv`, `{name}.parquet`", holds) for name, holds in TABLES.items()]
        ),
        "`manifest.json` holds the resolved scenarios with every parameter, the versions, and a checksum of every "
        "file and data table.",
    ]


def _theories(manifest: Mapping[str, Any]) -> list[str]:
    """What to cite."""
    if not manifest["theories"]:
        return ["None: all were switched off in all scenarios."]
    rows = [
        (theory["id"], theory["title"], theory["reference"], ", ".join(theory["off_in"]) or "in all scenarios")
        for theory in manifest["theories"]
    ]
    rows = [(*row[:3], row[3] if row[3] == "in all scenarios" else f"not in {row[3]}") for row in rows]
    return [markdown_table(("theory", "title", "reference", "ran"), rows)]


def with_words(text: str) -> str:
    """A report with the words explained, at :data:`WORDS_HERE`, that are used from there on."""
    head, _, rest = text.partition(WORDS_HERE)
    explained = glossary(text)
    return head + (f"## {HEADING}\n\n{explained}" if explained else "") + rest


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; bars inside cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    )
