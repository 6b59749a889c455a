"""What a report tells of the hypotheses: verdicts first, then each with its card, figure, hypercube and turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.windows import MARK_MEANS, mark
from experiments.analysis.wording import is_share, join, number, spell
from experiments.reports.parts import (
    Block,
    Items,
    Line,
    Para,
    Section,
    Shown,
    Story,
    marked,
    paragraphs,
    said,
    table,
)
from experiments.studies.failed_runs import failed_runs
from experiments.studies.hypotheses import registry, rivalry
from experiments.studies.hypotheses.hypercube import assumptions
from experiments.studies.hypotheses.verdict import NOT_SUPPORTED, SUPPORTED, UNDECIDED
from experiments.studies.hypotheses.wording import effect, share, threshold, turn_words, upheld_words, verdict_words

if TYPE_CHECKING:
    from experiments.studies.hypotheses.design import Asked
    from experiments.studies.hypotheses.found import Found, Judgement

TABLES = {
    "criteria": "one row per criterion: effect, interval, threshold, verdict, replications",
    "hypotheses": "one row per hypothesis: verdict, share of the hypercube that upholds it, runs",
    "hypercube": "one row per hypothesis, point and criterion: the statistic there",
    "hypercube_points": "the parameters of every point",
    "rivalry": "the gains of S09 and its rivals",
}


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    asked, judgements = found.asked, found.judgements
    turned = any(j.windows_differ or any(one.windows_differ for one in j.judged) for j in judgements)
    hanging = (
        f"{MARK_MEANS} Only what is a mean of the last year is taken over the whole run; a criterion that names its "
        "months keeps them."
    )
    upheld = said(
        "*Upheld* is the share of the points of a Latin hypercube over all {count} free parameters (those "
        "that the arms set excepted, all varied at once over their whole declared ranges) at which the verdict by the "
        "statistic alone is the one at the defaults; *all hold* is the share at which every criterion holds.",
        count=len(assumptions()),
    )
    return Story(
        title="The hypotheses of the source articles" + (", in a quick run" if asked.quick else ""),
        summary=summary(judgements),
        question=(*_quick(asked), Para(QUESTION), *paragraphs(_missing(judgements))),
        run=(*_budget(asked, judgements), *failed_runs(found.failures, found.runs)),
        findings=(
            Para(said("**{tally}**", tally=tally(judgements))),
            _verdicts(judgements),
            *paragraphs(hanging if turned else ""),
        ),
        more=(
            Section("Every criterion", (_criteria(judgements),)),
            *(_one(judgement) for judgement in judgements),
            *_rivalry(found.rivals),
        ),
        fares=(Para(upheld),),
        assumed=(Items(CAVEATS),),
        turns=_turns(judgements),
        files=(
            table(
                ("file", "holds"),
                [((("code", f"{n}.csv"), ", ", ("code", f"{n}.parquet")), t) for n, t in TABLES.items()],
            ),
            Para("Runs are kept as they are made: after an interrupt the same command goes on from there."),
        ),
    )


QUESTION = (
    "Every hypothesis, its criteria and their thresholds were written down before any run of the model (the card of "
    "its article). A hypothesis is supported if all its criteria are, not supported if any is not, and undecided "
    "otherwise. A criterion is decided where the 90 % bootstrap interval of its statistic leaves the threshold out. A "
    "hypothesis that the model does not support is a result like any other: it says that these mechanisms, under these "
    "assumptions, do not bring about what the article expects."
)


def summary(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """Plain sentences: how many claims hold up, and how far."""
    of = len(judgements)
    by = {verdict: [j for j in judgements if j.verdict == verdict] for verdict in (SUPPORTED, NOT_SUPPORTED, UNDECIDED)}
    claims = f"{of} claim{'' if of == 1 else 's'}"
    sentences = [
        f"The articles that Town Hall is built on make {claims} about leading a council; each was written down as a "
        "test before the model was run.",
        f"The model bears out {len(by[SUPPORTED]) or 'none'} of them, speaks against "
        f"{len(by[NOT_SUPPORTED]) or 'none'}, and leaves {len(by[UNDECIDED]) or 'none'} open.",
    ]
    shares = [j.hypercube.upheld for j in by[SUPPORTED] if j.hypercube and not math.isnan(j.hypercube.upheld)]
    if shares:
        low, high = share(min(shares)), share(max(shares))
        ends = low if low == high else f"{low} to {high}"
        sentences.append(
            f"Even what it bears out hangs on guesses: when everything that nobody has measured is set anew, the same "
            f"answer comes back in {ends} of cases."
        )
    if failed := of - sum(map(len, by.values())):
        sentences.append(f"{failed} could not be judged.")
    return tuple(sentences)


def tally(judgements: Sequence[Judgement]) -> str:
    """How many of which verdict, with names, in one sentence; beside those supported, how far that is upheld."""
    told = []
    for verdict in dict.fromkeys((SUPPORTED, NOT_SUPPORTED, UNDECIDED, *(j.verdict for j in judgements))):
        ids = [j.hypothesis.id for j in judgements if j.verdict == verdict]
        named = f" ({', '.join(ids)})" if ids else ""
        if verdict == SUPPORTED and ids:
            cubes = {j.hypothesis.id: j.hypercube for j in judgements}
            shares = [(id_, cube.upheld if (cube := cubes[id_]) else math.nan) for id_ in ids]
            named += f", {upheld_words(shares)}"
        told.append(f"{len(ids)} {verdict}{named}")
    return f"Of {len(judgements)} {'hypothesis' if len(judgements) == 1 else 'hypotheses'}: {'; '.join(told)}."


def _quick(asked: Asked) -> tuple[Block, ...]:
    if not asked.quick:
        return ()
    line = marked(
        "**This is a quick run, with few replications and few points of the hypercube: it shows that everything works "
        "and where the verdicts point. Intervals are wide and, at so few replications, a little too narrow; cite the "
        "full run.**"
    )
    return (Para(line, note=True),)


def _missing(judgements: Sequence[Judgement]) -> str:
    gone = registry.missing()
    left = [id_ for id_ in registry.all_hypotheses() if id_ not in {j.hypothesis.id for j in judgements}]
    told = [
        f"Not written yet: {', '.join(gone)}." if gone else "",
        f"Not asked for: {', '.join(left)}." if left else "",
    ]
    return " ".join(text for text in told if text)


def _verdicts(judgements: Sequence[Judgement]) -> Block:
    rows: list[tuple[Line, ...]] = [
        (
            j.hypothesis.id,
            j.hypothesis.claim,
            said(
                "**{verdict}**{mark}{error}",
                verdict=j.verdict,
                mark=mark(j.windows_differ),
                error=f": {j.error}" if j.error else "",
            ),
            f"{sum(one.verdict == SUPPORTED for one in j.judged)} of {len(j.judged)}",
            share(j.hypercube.upheld) if j.hypercube else "–",
            share(j.hypercube.holds) if j.hypercube else "–",
            "yes" if j.turns else "no",
            str(j.judged[0].n) if j.judged else "0",
        )
        for j in judgements
    ]
    header = ("id", "claim", "verdict", "criteria supported", "upheld", "all hold", "can turn", "n")
    return table(header, rows)


def _criteria(judgements: Sequence[Judgement]) -> Block:
    rows: list[tuple[Line, ...]] = [
        (
            j.hypothesis.id,
            one.criterion.statement,
            effect(one),
            threshold(one.criterion),
            said("**{verdict}**{error}", verdict=verdict_words(one), error=f": {one.error}" if one.error else ""),
            share(j.hypercube.upheld_by_criterion[place]) if j.hypercube else "–",
            str(one.n),
        )
        for j in judgements
        for place, one in enumerate(j.judged)
    ]
    return table(("id", "criterion", "effect (90 % interval)", "wanted", "verdict", "upheld", "n"), rows)


def _one(judgement: Judgement) -> Section:
    """The section of one hypothesis."""
    h, name = judgement.hypothesis, judgement.hypothesis.id.casefold()
    arms = [
        (
            arm.name,
            arm.scenario,
            ", ".join(f"{key} = {value}" for key, value in arm.settings.items()) or "–",
            ", ".join(arm.without) or "none",
            f"{arm.councils[0] if len(arm.councils) == 1 else len(arm.councils)}"
            f"{' councils' if len(arm.councils) > 1 else ''}{', together' if arm.together else ''}",
            str(arm.months),
        )
        for arm in h.arms
    ]
    card = said(
        "**Expected:** {expected}. **Falsified if:** {falsified}.",
        expected=h.expected.rstrip("."),
        falsified=h.falsified.rstrip("."),
    )
    narrower = said("**Read more narrowly than the card, or changed after a run:** {it}", it=h.departures)
    return Section(
        f"{h.id}: {judgement.verdict}",
        (
            *paragraphs(
                h.claim,
                card,
                narrower if h.departures else "",
                said("**Calibrated:** {it}", it=h.calibrated) if h.calibrated else "",
                said("**The contrast:** {it}", it=h.contrast) if h.contrast else "",
            ),
            table(("arm", "scenario", "set", "theories off", "council", "months"), arms),
            Shown(name),
            *paragraphs(
                said("**It can lose:** {it}", it=turn_words(judgement)) if judgement.turned is not None else ""
            ),
        ),
    )


def _turns(judgements: Sequence[Judgement]) -> tuple[Block, ...]:
    """Which verdicts a change of settings turns."""
    able = [j.hypothesis.id for j in judgements if j.turns]
    not_able = [j.hypothesis.id for j in judgements if j.turned is not None and not j.turns]
    lines = [
        f"A setting named beforehand turns the verdict on a criterion of {join(able)}; each section says which."
        if able
        else "",
        f"The setting named for {join(not_able)} did not turn it." if not_able else "",
        "Other assumptions: the share of them that upholds each verdict stands beside it.",
    ]
    return (Items(tuple(line for line in lines if line)),)


def _rivalry(contest: pd.DataFrame) -> tuple[Section, ...]:
    if not len(contest):
        return ()
    gone = rivalry.absent()
    missing = f"The model has no {' and no '.join(gone)} yet: without them the rivalry is one-sided." if gone else ""
    rows = []
    for row in contest.itertuples():
        step = max((row.high - row.low) / 2, abs(row.difference) / 1000)
        at, low, high = (number(x, row.unit, step, signed=True) for x in (row.difference, row.low, row.high))
        unit = "percentage points" if is_share(row.unit) else row.unit
        rows.append(
            (row.gain, row.outcome, f"{at} ({low} to {high})", unit, row.finding + mark(row.windows_differ), str(row.n))
        )
    return (
        Section(
            "S09 against its rivals",
            (
                Para(RIVALS),
                *paragraphs(missing),
                Shown("rivalry"),
                table(("gain of", "outcome", "difference (90 % interval)", "unit", "finding", "n"), rows),
            ),
        ),
    )


RIVALS = (
    "S09's article holds that its success “wasn't about visions, role modelling, training”, the routes of S11, S08 "
    "and S14. Here S09's gain is taken with the three off, and theirs with S09 off; all leaders distribute. S09 "
    "was calibrated to Camden (F31), its rivals were not: that S09 gains is no evidence, what it leaves to the "
    "others is."
)


def _budget(asked: Asked, judgements: Sequence[Judgement]) -> tuple[Block, ...]:
    rows: list[tuple[Line, ...]] = [
        (
            j.hypothesis.id,
            str(len(j.hypothesis.arms)),
            f"{asked.replicates(j.hypothesis)} + {asked.turn_replicates(j.hypothesis)} + "
            f"{asked.hypercube_points} x {asked.point_replicates(j.hypothesis)}",
            f"{j.runs:,}",
            f"{1000 * j.seconds / j.runs:.0f} ms" if j.runs and j.seconds else "–",
            spell(j.seconds),
        )
        for j in judgements
    ]
    runs, seconds = sum(j.runs for j in judgements), sum(j.seconds for j in judgements)
    mean = f"{1000 * seconds / runs:.0f} ms" if runs else "–"
    rows.append(("all", "", "", marked(f"**{runs:,}**"), mean, marked(f"**{spell(seconds)}**")))
    words = (
        f"Seed {asked.seed}; replicate k has the same random numbers in every arm, so that differences are paired. The "
        f"budget is runs x measured time per run: {runs:,} x {mean} = {spell(seconds)} of computing, "
        f"{spell(seconds / 2)} on two cores. Replications are those at the defaults, those under the turn, and "
        "points x replications in the hypercube."
    )
    return (Para(words), table(("id", "arms", "replications", "runs", "time per run", "computing"), rows))


CAVEATS: tuple[Line, ...] = (
    "These are statements about a model under its stated assumptions. A supported hypothesis says that the mechanism, "
    "as written, brings about what the article expects, in the size it expects; not that councils do.",
    "An interval says how well the runs fix the model's own value; it narrows with more runs and makes no assumption "
    "truer. The hypercube asks about the assumptions.",
    marked(
        "Two defaults under every hypothesis, `meeting_share` (.06 to .04) and `case_hours` (4.0 to 3.8), were set "
        "anew, to time with people and re-referral, after first looks at several hypotheses and before this run."
    ),
    "A mechanism and its hypothesis come from the same article, so support is the least to be expected; the verdicts "
    "that are not support say more.",
    "What was calibrated (F31, the Camden redesign) is shown beside the others and counts for nothing.",
)
