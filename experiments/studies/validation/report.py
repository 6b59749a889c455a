"""The report of a validation: what was held against what, figure by figure, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.studies.compare.report import WORDS_HERE, markdown_table, with_words
from experiments.studies.validation.found import Found
from experiments.studies.validation.wording import beside, headline, number, outcome, span, waiting
from experiments.validation.ledger import ledger
from experiments.validation.score import LEVEL

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


def report(found: Found, captions: Mapping[str, str], manifest: Mapping[str, Any]) -> str:
    """The report as Markdown; ``captions`` maps each figure's name to its finding."""
    scores, asked = found.scores, found.asked
    missing = f" {found.failed} runs failed and are left out." if found.failed else ""
    parts = [
        f"# The model held against the facts: {scores.window.words}",
        f"**{headline(scores)}.** {beside(scores)}",
        waiting(scores),
        WORDS_HERE,
        "## What was run",
        f"{len(next(iter(asked.cells.values())).councils)} councils in one model under {asked.scenario.name}, "
        f"{asked.window.months} months from April 2010, {found.histories} histories from seed {asked.seed} at each of: "
        f"{', '.join(f'{size} sizes' for size in asked.sizes)}; and without any theory at small sizes.{missing} "
        "Figures of staff count at default sizes, all others at small ones; each is shown at both.",
        "A figure is one function of a panel, applied to the observed panel and to each history alike. It is *inside* "
        "where the mean over histories lies in its band, *implied* where the input alone, without any model, lies "
        "there too, *outside* by the amount given, in the figure's own unit, and *undefined* where there is nothing to "
        "measure. "
        "Only tests count; what was calibrated or replayed tests nothing, and a proxy measures what is only near.",
        *[f"![{caption}](figures/{name}.png)\n\n*{caption}*" for name, caption in captions.items()],
        "## What it comes to",
        summary_table(scores.summary),
        *[
            f"## Figure by figure, {size} sizes\n\n{figure_table(scores.table[scores.table['size'] == size])}"
            for size in asked.sizes
        ],
        "## Where the observed figures come from",
        sources_table(scores.table),
        "## How to make it again",
        f"```\n{manifest['command']}\n```",
        f"Model version {manifest['model_version']}; ledger of facts `{asked.ledger}`; half B has been opened "
        f"{found.openings} times. `validation.csv` has every number, `summary.csv` the counts, `validation.json` both.",
    ]
    return with_words("\n\n".join(part for part in parts if part) + "\n")


def figure_table(rows: pd.DataFrame) -> str:
    """One row for each figure."""
    cells = [
        (
            row["figure"] + ("" if row["counted"] else " *"),
            row["label"],
            row["role"],
            number(row["observed"]),
            span(row["low"], row["high"]),
            number(row["simulated"]),
            span(row["sim_low"], row["sim_high"]),
            f"**{outcome(row)}**" if row["inside"] else outcome(row),
            number(row["null_value"]),
            number(row["theories_off"]),
        )
        for _, row in rows.iterrows()
    ]
    note = "" if rows["counted"].all() else "\n\n\\* counts at the other size."
    return markdown_table(FIGURE_COLUMNS, cells) + note


def summary_table(rows: pd.DataFrame) -> str:
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
    return markdown_table(heads, [tuple(str(row[name]) for name in columns) for _, row in rows.iterrows()])


def sources_table(table: pd.DataFrame) -> str:
    """Source, scope and year zero of each fact's figures."""
    shown = [ledger()[name] for name in table["figure"].unique()]
    by_source: dict[tuple[str, str, str, str], list[str]] = {}
    for entry in shown:
        by_source.setdefault((entry.source, entry.scope, entry.year_zero, entry.note), []).append(entry.figure)
    rows = [(", ".join(names), *key) for key, names in by_source.items()]
    return markdown_table(("figures", "source", "scope", "year zero", "note"), rows)
