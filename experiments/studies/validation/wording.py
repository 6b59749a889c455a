"""How a validation is put into words: numbers of any size, what a figure comes to, what the whole comes to."""

from __future__ import annotations

import math

import pandas as pd

from experiments.validation.ledger import TEST, ledger
from experiments.validation.score import IMPLIED, Scores, counted, counted_tests, whole_facts

YEAR = 1000.0
"""A number from here on is a year."""


def number(value: float, *, sign: bool = False) -> str:
    """Three significant digits; a year is a financial year, a dash what is undefined."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= YEAR:
        return f"{value:.0f}" if value == round(value) else f"{value:.1f}"
    if value == 0.0:
        return "0"
    if value == round(value):
        return (f"{value:+.0f}" if sign else f"{value:.0f}").replace("-", "−")
    digits = min(4, max(0, 2 - math.floor(math.log10(abs(value)))))
    shown = f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"
    return shown.replace("-", "−")


def span(low: float, high: float) -> str:
    """Between two numbers."""
    return "–" if math.isnan(low) or math.isnan(high) else f"{number(low)} to {number(high)}"


def outcome(row: pd.Series) -> str:
    """What became of a figure: its verdict, and by how much it lies outside."""
    verdict = str(row["verdict"])
    return f"{verdict}, {number(row['miss'], sign=True)}" if verdict == "outside" else verdict


def headline(scores: Scores) -> str:
    """How many tests lie inside, how many of those the input alone puts there, and which facts are whole."""
    here = counted_tests(scores.table)
    inside, implied = int(here["inside"].sum()), int((here["verdict"] == IMPLIED).sum())
    facts = whole_facts(here)
    of_all = f"{len(here)} test figures"
    named = f" ({', '.join(facts)})" if facts else ""
    return (
        f"In {scores.window.words}, {inside} of {of_all} lie inside their bands, {implied} of them where the input "
        f"alone puts them; {len(facts)} of {here['fact'].nunique()} facts are inside as a whole{named}"
    )


def waiting(scores: Scores) -> str:
    """What the window does not show."""
    later = [e for e in ledger().values() if e.needs > scores.window.last]
    if not later:
        return ""
    tested = sum(entry.role == TEST for entry in later)
    return f"{len(later)} figures ({tested} of them tests) need later years and wait until half B is opened."


def beside(scores: Scores) -> str:
    """How many tests lie inside without the model."""
    here = counted(scores.table)
    here = here[here["role"] == TEST]
    columns = {
        "null_value": "the input alone",
        "nothing_changes": "nothing changes",
        "proportional_cuts": "proportional cuts",
        "theories_off": "the model without theories",
    }
    said = [f"{words} {int(here[f'{name}_inside'].sum())}" for name, words in columns.items() if name in here]
    return f"Beside it, of the same {len(here)}: {'; '.join(said)}."
