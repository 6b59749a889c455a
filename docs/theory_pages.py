"""What is inserted into ``docs/theories.md``: how each article is built, what would falsify it, what was found.

Built from the declarations of the model, from the hypotheses, and from the published results; nothing in it is written
by hand.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from docs.words import code, codes, table
from experiments.studies.hypotheses.declared import Criterion, Hypothesis
from experiments.studies.hypotheses.registry import all_hypotheses
from experiments.studies.hypotheses.verdict import SUPPORTED
from experiments.studies.hypotheses.wording import share, threshold, upheld_words, value
from sim.machine.declared import PARAMETERS
from sim.references import reference
from sim.schedule import PHASE, PROCESSES, THEORIES

PAGE = Path(__file__).parent / "theories.md"
PUBLISHED = Path(__file__).parents[1] / "results" / "published" / "hypotheses"
SHOWN = "../results/published/hypotheses"


@cache
def published(name: str) -> pd.DataFrame:
    """A table of the published study; an empty one before there is any."""
    path = PUBLISHED / f"{name}.parquet"
    return pd.read_parquet(path) if path.exists() else pd.DataFrame({"id": []})


def built(identity: str) -> str:
    """The processes and parameters of one theory, its source, and what switching it off must move."""
    theory = THEORIES[identity]
    acting = [process for process in PROCESSES if process.theory is theory]
    owner = acting[0].module.rsplit(".", 1)[-1]
    named = [p for p in PARAMETERS.values() if p.owner == owner]
    marks = {mark: sum(p.mark == mark for p in named) for mark in dict.fromkeys(p.mark for p in named)}
    path = acting[0].module.replace(".", "/") + ".py"
    rows = [
        ("source", reference(theory.citation).text),
        ("file", f"[`{path}`](../{path})"),
        *((f"phase *{PHASE[p.name]}*", f"{code(p.name)}: {p.claim}") for p in acting),
        ("writes", codes(dict.fromkeys(name for p in acting for name in (*p.writes, *p.adds)))),
        (
            "parameters",
            f"{codes(p.name for p in named)} ({', '.join(f'{count} {mark}' for mark, count in marks.items())})",
        ),
        ("switch", f"`--without {identity}`; switching it off must move `{theory.outcome}`"),
    ]
    return table(("", ""), rows)


def found(identity: str) -> str:
    """What would falsify the hypothesis, and how each of its criteria came out."""
    hypothesis = all_hypotheses()[identity]
    parts = [
        f"*Expected, before any run:* {sentence(hypothesis.expected)}",
        f"*Falsified if:* {sentence(hypothesis.falsified)}",
    ]
    if hypothesis.departures:
        parts.append(f"*Read more narrowly than the card, or changed after a run:* {sentence(hypothesis.departures)}")
    if hypothesis.calibrated:
        parts.append(f"*Calibrated:* {sentence(hypothesis.calibrated)}")
    rows = published("criteria")
    rows = rows[rows["id"] == identity]
    if len(rows):
        parts += [headline(identity), criteria_table(hypothesis, rows), figure(identity)]
    else:
        parts.append("No result of this hypothesis has been published yet.")
    return "\n\n".join(part for part in parts if part)


def headline(identity: str) -> str:
    """The verdict on one hypothesis in a sentence."""
    rows = published("hypotheses")
    row: Any = rows[rows["id"] == identity].iloc[0]
    turns = "turns under the condition named in its hypothesis" if row.turns else "does not turn under its condition"
    said = (
        f"**{row.verdict.capitalize()}**: {row.criteria_supported} of {row.criteria} criteria, {row.n} replications. "
        f"Over {row.points} points of a Latin hypercube of all assumptions the verdict stands in "
        f"{share(row.upheld_share)}, and all criteria hold in {share(row.all_hold_share)}. Its verdict {turns}."
    )
    return said if row.points else said.split(" Over ")[0]


def criteria_table(hypothesis: Hypothesis, rows: pd.DataFrame) -> str:
    """Effect, interval, threshold and verdict of every criterion."""
    known = {criterion.name: criterion for criterion in hypothesis.criteria}
    lines = []
    for row in rows.itertuples():
        criterion = known.get(str(row.criterion))
        if criterion is None:
            continue
        lines.append((row.statement, effect_words(row, criterion), threshold(criterion), f"**{row.verdict}**"))
    return table(("criterion", "effect (90 % interval)", "wanted", "verdict"), lines)


def effect_words(row: Any, criterion: Criterion) -> str:
    """An effect with its interval in the criterion's unit."""
    if not math.isfinite(row.effect):
        return "none"
    width = row.high - row.low
    step = max(width / 4, abs(row.effect) / 1000) if width > 0 else abs(row.effect) / 20 or 1.0
    at, low, high = (value(x, criterion, step=step) for x in (row.effect, row.low, row.high))
    unit = "" if criterion.unit in ("share", "flag", "ratio") else f" {criterion.unit}"
    return f"{at}{unit} ({low} to {high})"


def figure(identity: str) -> str:
    """The published figure of one hypothesis, if there is one."""
    name = f"figures/{identity.casefold()}.png"
    return (
        f"![The criteria of {identity} against their thresholds]({SHOWN}/{name})" if (PUBLISHED / name).exists() else ""
    )


def verdicts() -> str:
    """All verdicts in one table."""
    rows = published("hypotheses")
    if not len(rows):
        return "No results have been published yet."
    lines = [
        (
            f"[{row.id}](#{anchor(str(row.id))})",
            row.claim,
            f"**{row.verdict}**",
            f"{row.criteria_supported} of {row.criteria}",
            share(row.upheld_share),
        )
        for row in rows.itertuples()
    ]
    supported = rows[rows["verdict"] == SUPPORTED]
    upheld = upheld_words(list(zip(supported["id"], supported["upheld_share"], strict=True)))
    said = {SUPPORTED: f", {upheld}" if upheld else ""}
    found = rows["verdict"].value_counts().items()
    counts = "; ".join(f"{count} {verdict}{said.get(str(verdict), '')}" for verdict, count in found)
    return (
        table(("article", "claim", "verdict", "criteria supported", "verdict upheld over the hypercube"), lines)
        + f"\n\n{counts[0].upper()}{counts[1:]}. The full report, with every figure, is in "
        f"[results/published/hypotheses]({SHOWN}/report.md); `townhall hypotheses` makes it again."
    )


def anchor(identity: str) -> str:
    """The anchor that Markdown readers give to the heading of one theory."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"## {identity} "):
            kept = "".join(letter for letter in line[3:].lower() if letter.isalnum() or letter in " -_")
            return kept.replace(" ", "-")
    raise ValueError(f"docs/theories.md has no section {identity}.")


def sentence(text: str) -> str:
    """The text with a full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


BLOCKS = {
    "verdicts": verdicts,
    **{f"built:{identity}": (lambda i=identity: built(i)) for identity in THEORIES},
    **{f"found:{identity}": (lambda i=identity: found(i)) for identity in all_hypotheses()},
}
