"""The report of the hypotheses: verdicts first, then each hypothesis with its card, figure, hypercube and turn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analysis.windows import MARK_MEANS, mark
from experiments.analysis.wording import is_share, number, spell
from experiments.studies.compare.report import WORDS_HERE, markdown_table, with_words
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


def report(found: Found, captions: Mapping[str, str], manifest: Mapping[str, Any]) -> str:
    """The report as Markdown; ``captions`` maps each figure's name to its finding."""
    asked, judgements, contest = found.asked, found.judgements, found.rivals
    parts = [
        "# The hypotheses of the source articles" + (", in a quick run" if asked.quick else ""),
        f"**{tally(judgements)}**",
        WORDS_HERE,
        _quick(asked),
        "Every hypothesis, its criteria and their thresholds were written down before any run of the model (the card "
        "of its article). A hypothesis is supported if all its criteria are, not supported if any is not, and "
        "undecided otherwise. A criterion is decided where the 90 % bootstrap interval of its statistic leaves the "
        "threshold out. A hypothesis that the model does not support is a result like any other: it says that these "
        "mechanisms, under these assumptions, do not bring about what the article expects.",
        _missing(judgements),
        "## Verdicts",
        _verdicts(judgements),
        MARK_MEANS + " Only what is a mean of the last year is taken over the whole run; a criterion that names its "
        "months keeps them."
        if any(j.windows_differ or any(one.windows_differ for one in j.judged) for j in judgements)
        else "",
        "*Upheld* is the share of the points of a Latin hypercube over all "
        f"{len(assumptions())} parameters marked ASSUMPTION (those that the arms set excepted, all varied at once over "
        "their whole declared ranges) at which the verdict by the statistic alone is the one at the defaults; *all "
        "hold* is the share at which every criterion holds.",
        "## Every criterion",
        _criteria(judgements),
        *[part for judgement in judgements for part in _one(judgement, captions)],
        *_rivalry(contest, captions),
        "## What was run",
        *_budget(asked, judgements),
        *failed_runs(found.failures, found.runs),
        "## What to bear in mind",
        _caveats(),
        "## How to make it again",
        *_again(manifest),
    ]
    return with_words("\n\n".join(part for part in parts if part) + "\n")


def tally(judgements: Sequence[Judgement]) -> str:
    """How many of which verdict, with names, in one sentence; beside those supported, how far that is upheld."""
    said = []
    for verdict in dict.fromkeys((SUPPORTED, NOT_SUPPORTED, UNDECIDED, *(j.verdict for j in judgements))):
        ids = [j.hypothesis.id for j in judgements if j.verdict == verdict]
        named = f" ({', '.join(ids)})" if ids else ""
        if verdict == SUPPORTED and ids:
            cubes = {j.hypothesis.id: j.hypercube for j in judgements}
            shares = [(id_, cube.upheld if (cube := cubes[id_]) else math.nan) for id_ in ids]
            named += f", {upheld_words(shares)}"
        said.append(f"{len(ids)} {verdict}{named}")
    return f"Of {len(judgements)} {'hypothesis' if len(judgements) == 1 else 'hypotheses'}: {'; '.join(said)}."


def _quick(asked: Asked) -> str:
    if not asked.quick:
        return ""
    return (
        "**This is a quick run, with few replications and few points of the hypercube: it shows that everything works "
        "and where the verdicts point. Intervals are wide and, at so few replications, a little too narrow; cite the "
        "full run.**"
    )


def _missing(judgements: Sequence[Judgement]) -> str:
    gone = registry.missing()
    left = [id_ for id_ in registry.all_hypotheses() if id_ not in {j.hypothesis.id for j in judgements}]
    said = [
        f"Not written yet: {', '.join(gone)}." if gone else "",
        f"Not asked for: {', '.join(left)}." if left else "",
    ]
    return " ".join(text for text in said if text)


def _verdicts(judgements: Sequence[Judgement]) -> str:
    rows = [
        (
            j.hypothesis.id,
            j.hypothesis.claim,
            f"**{j.verdict}**{mark(j.windows_differ)}" + (f": {j.error}" if j.error else ""),
            f"{sum(one.verdict == SUPPORTED for one in j.judged)} of {len(j.judged)}",
            share(j.hypercube.upheld) if j.hypercube else "–",
            share(j.hypercube.holds) if j.hypercube else "–",
            "yes" if j.turns else "no",
            str(j.judged[0].n) if j.judged else "0",
        )
        for j in judgements
    ]
    header = ("id", "claim", "verdict", "criteria supported", "upheld", "all hold", "can turn", "n")
    return markdown_table(header, rows)


def _criteria(judgements: Sequence[Judgement]) -> str:
    rows = [
        (
            j.hypothesis.id,
            one.criterion.statement,
            effect(one),
            threshold(one.criterion),
            f"**{verdict_words(one)}**" + (f": {one.error}" if one.error else ""),
            share(j.hypercube.upheld_by_criterion[place]) if j.hypercube else "–",
            str(one.n),
        )
        for j in judgements
        for place, one in enumerate(j.judged)
    ]
    return markdown_table(("id", "criterion", "effect (90 % interval)", "wanted", "verdict", "upheld", "n"), rows)


def _one(judgement: Judgement, captions: Mapping[str, str]) -> list[str]:
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
    card = f"**Expected:** {h.expected.rstrip('.')}. **Falsified if:** {h.falsified.rstrip('.')}."
    return [
        f"## {h.id}: {judgement.verdict}",
        h.claim,
        card,
        f"**Read more narrowly than the card, or changed after a run:** {h.departures}" if h.departures else "",
        f"**Calibrated:** {h.calibrated}" if h.calibrated else "",
        f"**The contrast:** {h.contrast}",
        markdown_table(("arm", "scenario", "set", "theories off", "council", "months"), arms),
        f"![{captions[name]}](figures/{name}.png)" if name in captions else "",
        f"**It can lose:** {turn_words(judgement)}" if judgement.turned is not None else "",
    ]


def _rivalry(contest: pd.DataFrame, captions: Mapping[str, str]) -> list[str]:
    if not len(contest):
        return []
    gone = rivalry.absent()
    said = [f"The model has no {' and no '.join(gone)} yet: without them the rivalry is one-sided."] if gone else []
    rows = []
    for row in contest.itertuples():
        step = max((row.high - row.low) / 2, abs(row.difference) / 1000)
        at, low, high = (number(x, row.unit, step, signed=True) for x in (row.difference, row.low, row.high))
        unit = "percentage points" if is_share(row.unit) else row.unit
        rows.append(
            (row.gain, row.outcome, f"{at} ({low} to {high})", unit, row.finding + mark(row.windows_differ), str(row.n))
        )
    return [
        "## S09 against its rivals",
        "S09's article holds that its success “wasn't about visions, role modelling, training”, the routes of S11, S08 "
        "and S14. Here S09's gain is taken with the three off, and theirs with S09 off; all leaders distribute. S09 "
        "was calibrated to Camden (F31), its rivals were not: that S09 gains is no evidence, what it leaves to the "
        "others is.",
        *said,
        f"![{captions['rivalry']}](figures/rivalry.png)" if "rivalry" in captions else "",
        markdown_table(("gain of", "outcome", "difference (90 % interval)", "unit", "finding", "n"), rows),
    ]


def _budget(asked: Asked, judgements: Sequence[Judgement]) -> list[str]:
    rows = [
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
    rows.append(("all", "", "", f"**{runs:,}**", mean, f"**{spell(seconds)}**"))
    return [
        f"Seed {asked.seed}; replicate k has the same random numbers in every arm, so that differences are paired. The "
        f"budget is runs x measured time per run: {runs:,} x {mean} = {spell(seconds)} of computing, "
        f"{spell(seconds / 2)} on two cores. Replications are those at the defaults, those under the turn, and "
        "points x replications in the hypercube.",
        markdown_table(("id", "arms", "replications", "runs", "time per run", "computing"), rows),
    ]


def _caveats() -> str:
    return "\n".join(
        f"* {line}"
        for line in (
            "These are statements about a model under its stated assumptions. A supported hypothesis says that the "
            "mechanism, as written, brings about what the article expects, in the size it expects; not that councils "
            "do.",
            "An interval says how well the runs fix the model's own value; it narrows with more runs and makes no "
            "assumption truer. The hypercube asks about the assumptions.",
            "Two defaults under every hypothesis, `meeting_share` (.06 to .04) and `case_hours` (4.0 to 3.8), were set "
            "anew, to time with people and re-referral, after first looks at several hypotheses and before this run.",
            "A mechanism and its hypothesis come from the same article, so support is the least to be expected; the "
            "verdicts that are not support say more.",
            "What was calibrated (F31, the Camden redesign) is shown beside the others and counts for nothing.",
        )
    )


def _again(manifest: Mapping[str, Any]) -> list[str]:
    git = manifest.get("git") or {}
    changed = " with uncommitted changes" if git.get("uncommitted_changes") else ""
    code = f", commit {git['commit'][:12]}{changed}" if git else ""
    packages = ", ".join(f"{name} {version}" for name, version in manifest["packages"].items())
    return [
        f"```\n{manifest['command']}\n```",
        f"Model version {manifest['model_version']}{code}; Python {manifest['python']}; {packages}. The result's "
        f"digest is `{manifest['result']}`. Runs are kept as they are made: after an interrupt the "
        "same command goes on from there.",
        markdown_table(("file", "holds"), [(f"`{n}.csv`, `{n}.parquet`", holds) for n, holds in TABLES.items()]),
    ]
