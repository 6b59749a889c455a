"""Verdicts, thresholds and effects in words and numbers, the same in figures, the report and on the screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.analysis.windows import MARK
from experiments.analysis.wording import join, number, sentence_case
from experiments.studies.hypotheses.verdict import (
    CALIBRATED,
    FAILED,
    NOT_SUPPORTED,
    SUPPORTED,
    UNDECIDED,
    shown_verdict,
)

if TYPE_CHECKING:
    from experiments.studies.hypotheses.declared import Criterion
    from experiments.studies.hypotheses.found import Judgement
    from experiments.studies.hypotheses.verdict import Judged


def value(x: float, criterion: Criterion, step: float) -> str:
    """A statistic in the criterion's unit, precise enough to show ``step``: shares in per cent."""
    if not math.isfinite(x):
        return "none"
    return number(x, criterion.unit, step) + ("%" if criterion.unit == "share" else "")


def effect(judged: Judged) -> str:
    """The statistic with its interval: "12.1% (10.3% to 13.9%)"."""
    if judged.error:
        return "none"
    limits = [abs(x) for x in (judged.criterion.at_least, judged.criterion.at_most, judged.effect) if x is not None]
    step = max((judged.high - judged.low) / 2, max(limits) / 100) or 0.01
    at, low, high = (value(x, judged.criterion, step) for x in (judged.effect, judged.low, judged.high))
    return f"{at} ({low} to {high})"


def threshold(criterion: Criterion) -> str:
    """What the criterion wants: "at least 20%", "above 0", "0.2 to 0.6"."""
    scale, sign = (100, "%") if criterion.unit == "share" else (1, "")
    low, high = (
        None if x is None else f"{scale * x:g}{sign if x else ''}".replace("-", "−")
        for x in (criterion.at_least, criterion.at_most)
    )
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return "above 0" if criterion.at_least == 0 else f"at least {low}"
    return f"at most {high}"


def share(x: float) -> str:
    """A share of points in per cent; a dash where there are none."""
    return "–" if math.isnan(x) else f"{100 * x:.0f}%"


ANEW = " (in which all that nobody has measured is set anew)"
"""What an assumption world is, where the word first appears."""


def upheld_words(supported: Sequence[tuple[str, float]]) -> str:
    """How far supported hypotheses, each with its share of assumption worlds that uphold it, can be believed.

    "upheld in 25% (S05) and 17% (S12) of assumption worlds (where ...)"; NaN is a verdict whose robustness was not run.
    Stands beside every count of supported hypotheses.
    """
    if not supported:
        return ""
    known = [(id_, upheld) for id_, upheld in supported if not math.isnan(upheld)]
    unknown = [id_ for id_, upheld in supported if math.isnan(upheld)]
    said = (
        f"upheld in {join([f'{share(upheld)} ({id_})' for id_, upheld in known])} of assumption worlds{ANEW}"
        if known
        else ""
    )
    missing = "robustness not run" + (f" for {join(unknown)}" if known and unknown else "") if unknown else ""
    return "; ".join(part for part in (said, missing) if part)


def needed(judged: Judged) -> str:
    """How many replications would decide."""
    if math.isinf(judged.needed):
        return "no number of replications would decide"
    return f"about {judged.needed:,.0f} replications would decide" if judged.needed else ""


def finding(judgement: Judgement) -> str:
    """The finding in one sentence, with the verdict: the title of the figure."""
    id_ = judgement.hypothesis.id
    if judgement.verdict == FAILED:
        return f"{id_} could not be judged. {judgement.error}"
    counted = [one for one in judgement.judged if not one.criterion.calibrated]
    by = {
        v: [f"“{one.criterion.name}”" for one in counted if one.verdict == v]
        for v in (SUPPORTED, NOT_SUPPORTED, UNDECIDED)
    }
    if judgement.verdict == SUPPORTED:
        said = "supported: " + (join(by[SUPPORTED]) if len(by[SUPPORTED]) < 4 else f"all {len(counted)} criteria hold")
    elif judgement.verdict == NOT_SUPPORTED:
        said = f"not supported: {join(by[NOT_SUPPORTED])} {'fails' if len(by[NOT_SUPPORTED]) == 1 else 'fail'}"
        said += f"; {join(by[SUPPORTED])} {'holds' if len(by[SUPPORTED]) == 1 else 'hold'}" if by[SUPPORTED] else ""
    elif judgement.verdict == UNDECIDED:
        said = f"undecided: {join(by[UNDECIDED])}"
        said += f"; {join(by[SUPPORTED])} {'holds' if len(by[SUPPORTED]) == 1 else 'hold'}" if by[SUPPORTED] else ""
    else:
        said = f"{CALIBRATED}, which proves nothing"
    return f"{id_} is {said}"


def verdict_words(judged: Judged) -> str:
    """The verdict on a criterion, with what would decide it."""
    more = needed(judged)
    said = shown_verdict(judged) + (f" ({more})" if more else "")
    return f"{said} {MARK} (over the whole run: {judged.whole_run})" if judged.windows_differ else said


def turn_words(judgement: Judgement) -> str:
    """What happens under the turn, in a sentence."""
    turn, before, after = judgement.hypothesis.turn, judgement.turn_of, judgement.turned
    if before is None or after is None:
        return ""
    set_ = [f"{name} = {setting}" for name, setting in turn.settings.items()]
    set_ += [f"without {', '.join(turn.without)}"] if turn.without else []
    did = "turns" if judgement.turns else "DOES NOT TURN"
    return (
        f"{sentence_case(turn.why.rstrip('.'))} ({'; '.join(set_)}): “{turn.criterion}” {did}, from "
        f"{effect(before)}, {before.verdict}, to {effect(after)}, {after.verdict}."
    )
