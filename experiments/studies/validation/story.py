"""What a report tells of a validation: what was held against what, figure by figure, and what that comes to."""

from __future__ import annotations

import pandas as pd

from experiments.reports.parts import Block, Line, Para, Section, Story, marked, paragraphs, said, table
from experiments.studies.validation.found import Found
from experiments.studies.validation.wording import beside, headline, number, outcome, span, waiting
from experiments.validation.ledger import ledger
from experiments.validation.score import IMPLIED, LEVEL, counted_tests

FIGURE_COLUMNS = (
    "figure",
    "what",
    "role",
    "observed",
    "band",
    "model",
    f"{LEVEL:.0%} of histories",
    "",
    "input alone",
    "theories off",
)


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    scores, asked = found.scores, found.asked
    missing = f" {found.failed} runs failed and are left out." if found.failed else ""
    councils = len(next(iter(asked.cells.values())).councils)
    return Story(
        title=f"The model held against the facts: {scores.window.words}",
        summary=summary(found),
        question=(Para(asked.design.why),),
        run=paragraphs(
            f"{councils} councils in one model under {asked.scenario.name}, "
            f"{asked.window.months} months from April 2010, {found.histories} histories from seed {asked.seed} at each "
            f"of: {', '.join(f'{size} sizes' for size in asked.sizes)}; and without any theory at small "
            f"sizes.{missing} Figures of staff count at default sizes, all others at small ones; each is shown at "
            "both.",
            marked(
                "A figure is one function of a panel, applied to the observed panel and to each history alike. It is "
                "*inside* where the mean over histories lies in its band, *implied* where the input alone, without any "
                "model, lies there too, *outside* by the amount given, in the figure's own unit, and *undefined* where "
                "there is nothing to measure. Only tests count; what was calibrated or replayed tests nothing, and a "
                "proxy measures what is only near."
            ),
        ),
        findings=(
            Para(said("**{headline}.** {beside}", headline=headline(scores), beside=beside(scores))),
            *paragraphs(waiting(scores)),
            summary_table(scores.summary),
        ),
        more=(
            *(
                Section(f"Figure by figure, {size} sizes", figure_table(scores.table[scores.table["size"] == size]))
                for size in asked.sizes
            ),
            Section("Where the observed figures come from", (sources_table(scores.table),)),
        ),
        assumed=paragraphs(
            "Which figures are tests, and between what each counts as inside, was written down in the ledger of facts "
            "before any run.",
        ),
        turns=paragraphs(
            "Half B of the councils and the later years: what half A shows is no promise of what they show.",
        ),
        files=paragraphs(
            said(
                "Ledger of facts `{ledger}`; half B has been opened {openings} times. `validation.csv` has every "
                "number, `summary.csv` the counts, `validation.json` both.",
                ledger=asked.ledger,
                openings=found.openings,
            )
        ),
    )


def summary(found: Found) -> tuple[str, ...]:
    """Plain sentences: how much of what is known the model does, and how much of that says nothing for it."""
    here = counted_tests(found.scores.table)
    inside, implied = int(here["inside"].sum()), int((here["verdict"] == IMPLIED).sum())
    return (
        "A model of all English councils was held against what they are known to have done; what counts as right was "
        "written down beforehand.",
        f"Of {len(here)} tests it passes {inside or 'none'}.",
        f"{implied or 'None'} of these would be passed by the money that went in alone, and so say nothing for the "
        "model."
        if inside
        else "",
    )


def figure_table(rows: pd.DataFrame) -> tuple[Block, ...]:
    """One row for each figure."""
    cells: list[tuple[Line, ...]] = [
        (
            row["figure"] + ("" if row["counted"] else " *"),
            row["label"],
            row["role"],
            number(row["observed"]),
            span(row["low"], row["high"]),
            number(row["simulated"]),
            span(row["sim_low"], row["sim_high"]),
            marked(f"**{outcome(row)}**") if row["inside"] else outcome(row),
            number(row["null_value"]),
            number(row["theories_off"]),
        )
        for _, row in rows.iterrows()
    ]
    note = "" if rows["counted"].all() else "* counts at the other size."
    return (table(FIGURE_COLUMNS, cells), *paragraphs(note))


def summary_table(rows: pd.DataFrame) -> Block:
    """How many figures lie inside, by role."""
    columns = ("counted", "role", "figures", "inside", "implied", "outside", "undefined", "facts", "facts_inside")
    heads = (
        "counted",
        "role",
        "figures",
        "inside",
        "of them implied",
        "outside",
        "undefined",
        "facts",
        "wholly inside",
    )
    return table(heads, [tuple(str(row[name]) for name in columns) for _, row in rows.iterrows()])


def sources_table(figures: pd.DataFrame) -> Block:
    """Source, scope and year zero of each fact's figures."""
    shown = [ledger()[name] for name in figures["figure"].unique()]
    by_source: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in shown:
        by_source.setdefault((entry.source, entry.scope, entry.year_zero, entry.note), []).append(entry.figure)
    rows = [(", ".join(names), *key) for key, names in by_source.items()]
    return table(("figures", "source", "scope", "year zero", "note"), rows)
