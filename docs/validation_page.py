"""What is inserted into ``docs/facts.md``: the facts of half A after every step of the model.

The tables come from ``results/published/facts``, to which ``townhall validate --publish STEP`` adds; then
``python -m docs.insert``. Nothing in them is typed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from docs.words import table
from experiments.studies.validation.published import NAMES, published
from experiments.studies.validation.wording import number, outcome, span
from experiments.validation.halves import BOTH, A, B
from experiments.validation.ledger import TEST, ledger
from experiments.validation.openings import openings
from experiments.validation.score import IMPLIED, whole_facts

PAGE = Path(__file__).parent / "facts.md"
PUBLISHED = Path(__file__).parents[1] / "results" / "published" / "facts"


def _steps(half: str) -> dict[str, pd.DataFrame]:
    """The rows that count of every published step, the first one first."""
    rows = published(half, PUBLISHED)
    rows = rows[rows["counted"].astype(bool)]
    return {str(step): rows[rows["step"] == step] for step in rows["step"].unique()}


def counts(half: str) -> str:
    """A row for each step: how many tests lie inside, and how many without the model."""
    steps = _steps(half)
    if not steps:
        return "Nothing has been published yet."
    rows = []
    for step, all_rows in steps.items():
        some = all_rows[all_rows["role"] == TEST]
        facts = whole_facts(some)
        rows.append(
            (
                step,
                some["model"].iloc[0],
                some["day"].iloc[0],
                f"{int(some['inside'].sum())} of {len(some)}",
                int((some["verdict"] == IMPLIED).sum()),
                f"{len(facts)} of {some['fact'].nunique()} ({', '.join(facts) or 'none'})",
                int(some["null_value_inside"].sum()),
                int(some["theories_off_inside"].sum()),
            )
        )
    heads = (
        *("after the step", "model", "day", "tests inside", "of them implied", "facts wholly inside"),
        *("input alone, inside", "theories off, inside"),
    )
    return table(heads, rows)


def figures(half: str) -> str:
    """A row for each figure, a column for each step."""
    steps = _steps(half)
    if not steps:
        return "Nothing has been published yet."
    names = list(dict.fromkeys(name for rows in steps.values() for name in rows["figure"]))
    order = list(ledger())
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    by_step = {step: rows.set_index("figure") for step, rows in steps.items()}
    lines = []
    for name in names:
        last = next(rows.loc[name] for rows in reversed(by_step.values()) if name in rows.index)
        cells = [_cell(rows.loc[name]) if name in rows.index else "" for rows in by_step.values()]
        said = (name, last["label"], last["role"], number(last["observed"]), span(last["low"], last["high"]))
        lines.append((*said, number(last["null_value"]), *cells))
    return table(("figure", "what", "role", "observed", "band", "input alone", *by_step), lines)


def _cell(row: pd.Series) -> str:
    """The model's value, bold where it lies inside."""
    shown = f"{number(row['simulated'])} ({outcome(row)})"
    return f"**{shown}**" if row["inside"] else shown


def opened() -> str:
    """How often half B was opened, when and why."""
    found = openings()
    if not found:
        return "Half B has not been opened."
    rows = [(one.number, one.day, one.model, one.half, f"`{one.ledger}`", one.reason) for one in found]
    return table(("opening", "day", "model", "half", "ledger", "why"), rows)


def later() -> str:
    """The tables of half B and of both halves, where they were published."""
    parts = [
        f"**{'Both halves' if half == BOTH else 'Half B'}, 2010-11 to 2024-25**\n\n{counts(half)}\n\n{figures(half)}"
        for half in (B, BOTH)
        if (PUBLISHED / f"{NAMES[half]}.parquet").exists()
    ]
    return "\n\n".join(parts) or "Nothing of half B has been published."


def roles() -> str:
    """Which figures have which role, and what they rest on."""
    rows = []
    for entry in ledger().values():
        rows.append(
            (
                entry.figure,
                entry.label,
                entry.role,
                entry.counted_at,
                entry.needs,
                entry.band,
                entry.source,
                entry.year_zero,
            )
        )
    return table(("figure", "what", "role", "size", "needs", "band", "source", "year zero"), rows)


BLOCKS = {
    "facts_counts": lambda: counts(A),
    "facts_figures": lambda: figures(A),
    "facts_later": later,
    "facts_opened": opened,
    "facts_roles": roles,
}
