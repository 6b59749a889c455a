"""What a report tells of a validation: what was held against what, figure by figure, and what that comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.reports.parts import Block, Items, Line, Para, Section, Shown, Story, Table, paragraphs, said, table
from experiments.studies.validation.wording import beside, headline, number, outcome, span, waiting
from experiments.validation.ledger import ledger
from experiments.validation.score import IMPLIED, LEVEL, counted_tests

if TYPE_CHECKING:
    import pandas as pd

    from experiments.studies.validation.found import Found

HEADER = (
    *("figure", "what", "role", "observed", "band", "model", f"{LEVEL:.0%} of histories"),
    *("", "input alone", "theories off"),
)
FILES = {
    "validation": "one row per figure and size: observed, band, simulated, inside or by how much not, nulls",
    "summary": "how many figures lie inside, by role, at either size and without the model",
}


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    scores, asked = found.scores, found.asked
    return Story(
        title=f"The model held against facts: {scores.window.words}",
        summary=summary(found),
        question=(Para(asked.design.why),),
        run=_run(found),
        findings=(
            Para(said("**{it}.**", it=headline(scores))),
            *paragraphs(beside(scores), waiting(scores)),
            Shown("facts"),
            _counts(scores.summary),
        ),
        carries=paragraphs("Beside each figure stand what the input alone gives, and the model without any theory."),
        assumed=(Items(_assumed()),),
        more=(
            *(
                Section(f"Figure by figure, {size} sizes", (_figures(scores.table[scores.table["size"] == size]),))
                for size in asked.sizes
            ),
            Section("Where the observed figures come from", (_sources(scores.table),)),
        ),
        files=(table(("file", "holds"), [((("code", f"{one}.parquet"),), holds) for one, holds in FILES.items()]),),
    )


def summary(found: Found) -> tuple[str, ...]:
    """Plain sentences."""
    here = counted_tests(found.scores.table)
    inside, implied = int(here["inside"].sum()), int((here["verdict"] == IMPLIED).sum())
    window = found.scores.window
    return (
        f"What is known of English councils, in {len(here)} numbers, was held against the model "
        f"({window.words}): it comes close enough on {inside} of them and misses {len(here) - inside}.",
        f"{implied} of the {inside} say nothing for the model: they come out the same when every council simply spends "
        "less as its money shrinks.",
        f"With every theory switched off the model comes close on {int(here['theories_off_inside'].sum())}.",
    )


def _run(found: Found) -> tuple[Block, ...]:
    asked, window = found.asked, found.scores.window
    failed = said("**{n} runs failed** and were left out.", n=found.failed)
    return (
        Para(
            f"353 councils in one model under {asked.scenario.name}, {window.months} months from April 2010, "
            f"{found.histories} histories from seed {asked.seed} at each of: "
            f"{', '.join(f'{size} sizes' for size in asked.sizes)}; and without any theory at small sizes. Figures of "
            "staff count at default sizes, all others at small ones; each is shown at both."
        ),
        *((Para(failed),) if found.failed else ()),
        Para(
            said(
                "The ledger of facts is `{ledger}`. Openings of half B of the councils so far: {times}.",
                ledger=asked.ledger,
                times=found.openings,
            )
        ),
    )


def _assumed() -> tuple[Line, ...]:
    return (
        said(
            "A figure is one function of a panel, applied to the observed panel and to each history alike. It is "
            "*inside* where the mean over histories lies in its band, *implied* where the input alone, without any "
            "model, lies there too, *outside* by the amount given, in the figure's own unit, and *undefined* where "
            "there is nothing to measure."
        ),
        "Only tests count. What was calibrated or replayed tests nothing, and a proxy measures what is only near.",
        "Roles and bands were fixed before any run, and are changed only with a reason that is written down.",
    )


def _figures(rows: pd.DataFrame) -> Table:
    """One row for each figure."""
    cells: list[tuple[Line, ...]] = []
    for _, row in rows.iterrows():
        found: Line = (("strong", outcome(row)),) if row["inside"] else outcome(row)
        cells.append(
            (
                row["figure"] + ("" if row["counted"] else " *"),
                row["label"],
                row["role"],
                number(row["observed"]),
                span(row["low"], row["high"]),
                number(row["simulated"]),
                span(row["sim_low"], row["sim_high"]),
                found,
                number(row["null_value"]),
                number(row["theories_off"]),
            )
        )
    return table(HEADER, cells, "" if rows["counted"].all() else "An asterisk: counts at the other size")


def _counts(rows: pd.DataFrame) -> Table:
    """How many figures lie inside, by role."""
    columns = ("counted", "role", "figures", "inside", "implied", "outside", "undefined", "facts", "facts_inside")
    heads = ("counted", "role", "figures", "inside", "of them implied", "outside", "undefined", "facts", "whole facts")
    return table(heads, [tuple(str(row[name]) for name in columns) for _, row in rows.iterrows()])


def _sources(scores: pd.DataFrame) -> Table:
    """Source, scope and year zero of each fact's figures."""
    by_source: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in (ledger()[name] for name in scores["figure"].unique()):
        by_source.setdefault((entry.source, entry.scope, entry.year_zero, entry.note), []).append(entry.figure)
    rows = [(", ".join(names), *key) for key, names in by_source.items()]
    return table(("figures", "source", "scope", "year zero", "note"), rows)
