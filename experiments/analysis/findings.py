"""From the table of differences to what a reader is told first: findings, the headline, and how many were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.confounding import confounded
from experiments.analysis.contrasts import DIFFERENCE, INTERACTION
from experiments.analysis.summaries import PRIMARY
from experiments.analysis.windows import windows_sentence
from experiments.analysis.wording import BETTER, HIGHER, LOWER, NONE, UNCLEAR, WORSE, sentence_case

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison


@dataclass(frozen=True)
class Finding:
    """What one contrast did to one outcome, in a phrase (``verdict``) and in a sentence."""

    contrast: str
    scenario: str
    reference: str
    kind: str
    outcome: str
    verdict: str
    sentence: str
    clear_adjusted: bool
    windows_differ: bool
    """Whether the verdict over the whole run is another one."""


def findings(
    table: pd.DataFrame, *, summary: str = PRIMARY, headline: Sequence[str] | None = None
) -> tuple[Finding, ...]:
    """The findings on the headline outcomes (all outcomes when None), contrast by contrast, in the outcomes' order."""
    rows = table[table["summary"] == summary]
    if headline is not None:
        order = {name: place for place, name in enumerate(headline)}
        rows = rows[rows["outcome"].isin(headline)]
        # A stable sort: contrast by contrast as they stand, within each the order of the headline.
        rows = pd.concat(
            part.sort_values("outcome", key=lambda names: names.map(order), kind="stable")
            for _, part in rows.groupby("contrast", sort=False)
        )
    return tuple(
        Finding(
            row.contrast,
            row.scenario,
            row.reference,
            row.kind,
            row.outcome,
            row.verdict,
            row.finding,
            row.clear_adjusted,
            row.windows_differ,
        )
        for row in rows.itertuples()
    )


def tally(found: Sequence[Finding], contrast: str) -> dict[str, list[str]]:
    """The outcomes of one contrast by verdict."""
    by_verdict: dict[str, list[str]] = {phrase: [] for phrase in (BETTER, WORSE, HIGHER, LOWER, UNCLEAR, NONE)}
    for finding in found:
        if finding.contrast == contrast:
            by_verdict[finding.verdict].append(finding.outcome)
    return by_verdict


def score_sentence(scenario: str, reference: str, counts: dict[str, list[str]]) -> str:
    """Say "distributed does better than command on 5 of 12 headline outcomes, worse on 3; no clear difference on 4"."""
    total = sum(map(len, counts.values()))
    who = sentence_case(scenario)
    if len(counts[NONE]) == total:
        return f"{who} and {reference} show no difference: every pair of runs is equal"
    better, worse = len(counts[BETTER]), len(counts[WORSE])
    unclear, changed = len(counts[UNCLEAR]) + len(counts[NONE]), len(counts[HIGHER]) + len(counts[LOWER])
    if unclear == total:
        return f"No clear difference between {scenario} and {reference} on any of {total} headline outcomes"
    rest = [f"{unclear} show{'s' if unclear == 1 else ''} no clear difference"] if unclear else []
    rest += (
        [f"{changed} change{'s' if changed == 1 else ''} that {'is' if changed == 1 else 'are'} neither good nor bad"]
        if changed
        else []
    )
    if better or worse:
        score = [f"better than {reference} on {better or 'none'}", f"worse on {worse or 'none'}"]
        if not better:
            score = [f"worse than {reference} on {worse}", "better on none"]
        said = f"{who} does {score[0]} of {total} headline outcomes and {score[1]}"
    else:
        said = f"{who} does neither better nor worse than {reference} on any of {total} headline outcomes"
    return f"{said}; {', '.join(rest)}" if rest else said


def headline_sentence(design: Comparison, found: Sequence[Finding]) -> str:
    """What stands first: the score of each scenario; in a 2 x 2 the first factor's at each level, and how both act."""
    if not design.factors:
        told = [f for f in found if f.kind == DIFFERENCE]
        firsts = {f.contrast: f for f in told}
        mixed = confounded(design)
        scores = [
            score_sentence(f.scenario, f.reference, tally(found, name))
            + ("; this contrast is confounded (several things differ at once)" if name in mixed else "")
            for name, f in firsts.items()
        ]
        return ". ".join(scores) + "." + _hanging(told)
    style, other = design.factors
    scores = []
    for level in (other.low, other.high):
        counts = tally(found, f"{style.name} with {level}")
        scores.append(
            f"with {level} better on {len(counts[BETTER]) or 'none'} and worse on {len(counts[WORSE]) or 'none'}"
        )
    interaction = [f for f in found if f.kind == INTERACTION]
    moved = sum(f.verdict not in (UNCLEAR, NONE) for f in interaction)
    return (
        f"{sentence_case(style.high)} against {style.low} on {len(interaction)} headline outcomes: "
        f"{'; '.join(scores)}. On {moved or 'none'} of them the effect of {style.name} depends on {other.name}."
        + _hanging([f for f in found if f.kind == INTERACTION or f.contrast.startswith(f"{style.name} with ")])
    )


def _hanging(told: Sequence[Finding]) -> str:
    """How many of the verdicts counted hang on the last year; nothing where none does."""
    differing = sum(f.windows_differ for f in told)
    return f" {windows_sentence(differing, len(told))}" if differing else ""


def looked_at_sentence(table: pd.DataFrame, shown: Sequence[str], headline: Sequence[str]) -> str:
    """How many outcomes were looked at in the contrasts ``shown``, and what that means for single findings."""
    rows = table[table["summary"] == PRIMARY]
    total = rows["outcome"].nunique()
    rows = rows[rows["contrast"].isin(list(shown)) & rows["headline"]]
    looks, clear = len(rows), int(rows["clear"].sum())
    strict = int((rows["clear"] & rows["clear_adjusted"]).sum())
    return (
        f"{rows['outcome'].nunique()} headline outcomes, chosen before any run, were looked at in {len(shown)} "
        f"{'contrast' if len(shown) == 1 else 'contrasts'}, {looks} looks in all ({total} outcomes are in the "
        f"tables). If nothing differed at all, about {max(1, round(0.1 * looks))} of {looks} would still seem clear "
        f"at 90%; {clear} do, and {strict} of them stay clear when the intervals are widened for all {total} "
        "outcomes (Bonferroni)."
    )
