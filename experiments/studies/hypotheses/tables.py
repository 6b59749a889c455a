"""The tables of the study."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.studies.hypotheses.found import Found, Judgement
from experiments.studies.hypotheses.verdict import shown_verdict
from experiments.studies.tables import write_table, write_text


def criteria_table(judgements: Sequence[Judgement]) -> pd.DataFrame:
    """One row per criterion: the table of the study."""
    rows = []
    for judgement in judgements:
        h = judgement.hypothesis
        for place, one in enumerate(judgement.judged):
            c, cube = one.criterion, judgement.hypercube
            rows.append(
                {
                    "id": h.id,
                    "criterion": c.name,
                    "claim": h.claim,
                    "contrast": h.contrast,
                    "statement": c.statement,
                    "effect": one.effect,
                    "low": one.low,
                    "high": one.high,
                    "at_least": c.at_least,
                    "at_most": c.at_most,
                    "unit": c.unit,
                    "verdict": shown_verdict(one),
                    "verdict_whole_run": one.whole_run,
                    "n": one.n,
                    "replications_needed": one.needed if one.needed else np.nan,
                    "upheld_share": cube.upheld_by_criterion[place] if cube else np.nan,
                    "points": cube.points if cube else 0,
                    "error": one.error,
                }
            )
    columns = [
        *("id", "criterion", "claim", "contrast", "statement", "effect", "low", "high", "at_least", "at_most", "unit"),
        *("verdict", "verdict_whole_run", "n", "replications_needed", "upheld_share", "points", "error"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("at_least", "at_most", "effect", "low", "high"), float))


def hypotheses_table(judgements: Sequence[Judgement]) -> pd.DataFrame:
    """One row per hypothesis: its verdict, how far it holds, whether it can lose, and what it took."""
    rows = [
        {
            "id": judgement.hypothesis.id,
            "claim": judgement.hypothesis.claim,
            "verdict": judgement.verdict,
            "verdict_whole_run": judgement.whole_run,
            "criteria": len(judgement.judged),
            "criteria_supported": sum(one.verdict == "supported" for one in judgement.judged),
            "n": judgement.judged[0].n if judgement.judged else 0,
            "upheld_share": judgement.hypercube.upheld if judgement.hypercube else np.nan,
            "all_hold_share": judgement.hypercube.holds if judgement.hypercube else np.nan,
            "points": judgement.hypercube.points if judgement.hypercube else 0,
            "turn_criterion": judgement.hypothesis.turn.criterion,
            "turns": judgement.turns,
            "calibrated": judgement.hypothesis.calibrated,
            "runs": judgement.runs,
            "seconds_per_run": round(judgement.seconds / judgement.runs, 3) if judgement.runs else np.nan,
            "error": judgement.error,
        }
        for judgement in judgements
    ]
    return pd.DataFrame(rows)


def points_table(judgements: Sequence[Judgement]) -> pd.DataFrame:
    """One row per hypothesis, point and criterion: the statistic there."""
    rows = [
        (judgement.hypothesis.id, point, one.criterion.name, float(judgement.hypercube.statistics[point, place]))
        for judgement in judgements
        if judgement.hypercube is not None
        for point in range(judgement.hypercube.points)
        for place, one in enumerate(judgement.judged)
    ]
    return pd.DataFrame(rows, columns=["id", "point", "criterion", "effect"])


def write_tables(folder: Path, found: Found) -> None:
    """Write all tables, and the verdicts as JSON."""
    judgements, contest = found.judgements, found.rivals
    write_table(folder, "criteria", criteria_table(judgements))
    write_table(folder, "hypotheses", hypotheses_table(judgements))
    points = points_table(judgements)
    if len(points):
        write_table(folder, "hypercube", points)
        longest = max((j.hypercube.settings for j in judgements if j.hypercube), key=lambda s: len(s[0]) if s else 0)
        settings = [(at, name, str(value)) for at, point in enumerate(longest) for name, value in point.items()]
        write_table(folder, "hypercube_points", pd.DataFrame(settings, columns=["point", "parameter", "value"]))
    if len(contest):
        write_table(folder, "rivalry", contest)
    verdicts = {
        judgement.hypothesis.id: {
            "verdict": judgement.verdict,
            "upheld_share": _number(judgement.hypercube.upheld) if judgement.hypercube else None,
            "turns": judgement.turns,
            "criteria": {
                one.criterion.name: {
                    "verdict": shown_verdict(one),
                    "effect": _number(one.effect),
                    "interval": [_number(one.low), _number(one.high)],
                    "at_least": one.criterion.at_least,
                    "at_most": one.criterion.at_most,
                    "n": one.n,
                    "replications_needed": _number(one.needed) if one.needed else None,
                }
                for one in judgement.judged
            },
            **({"error": judgement.error} if judgement.error else {}),
        }
        for judgement in judgements
    }
    write_text(folder / "verdicts.json", json.dumps(verdicts, indent=1) + "\n")


def _number(value: float) -> float | str | None:
    """A number for JSON, which knows neither NaN nor infinity."""
    return None if np.isnan(value) else "no number of them" if np.isinf(value) else float(value)
