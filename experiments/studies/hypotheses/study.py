"""The whole study: plan, run, judge, turn, try over the hypercube, let rivals compete; then tables, figures, report."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.runs.provenance import now
from experiments.studies.hypotheses import rivalry
from experiments.studies.hypotheses.cells import Cell, CellStore, cells_of
from experiments.studies.hypotheses.declared import Arm, Hypothesis, Results
from experiments.studies.hypotheses.robustness import POINTS, QUICK_POINTS, Robustness, hypercube, robustness, set_by
from experiments.studies.hypotheses.runner import Ran, run_cells, values_of
from experiments.studies.hypotheses.verdict import FAILED, Judged, judge, overall, shown_verdict, statistics
from experiments.studies.publish import (
    check_target,
    digest_of,
    holds,
    results_folder,
    write_manifest,
    write_table,
    write_text,
)
from sim.errors import InputError
from sim.paths import results_dir
from sim.scenario import Value

TURN_REPLICATES = 40
"""Replicates of the runs under which a verdict is to turn; fewer where a hypothesis has fewer."""

GONE = 0.1
"""An effect of which less than this is left is gone."""


@dataclass(frozen=True)
class Asked:
    """What is asked: which hypotheses, from which seed, with how many replications and points.

    ``replications`` None means each hypothesis's own number (its quick number if ``quick``).
    """

    hypotheses: tuple[Hypothesis, ...]
    seed: int = 0
    quick: bool = False
    replications: int | None = None
    points: int | None = None

    def __post_init__(self) -> None:
        if self.replications is not None and self.replications < 2:
            raise InputError(f"Replications must be at least 2 (one run has no interval), not {self.replications}.")

    def replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm at the defaults."""
        return self.replications or (hypothesis.quick_replicates if self.quick else hypothesis.replicates)

    def turn_replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm where the verdict is to turn."""
        return min(self.replicates(hypothesis), TURN_REPLICATES)

    def point_replicates(self, hypothesis: Hypothesis) -> int:
        """Replicates of every arm at a point of the hypercube."""
        return min(hypothesis.robust_replicates, 2) if self.quick else hypothesis.robust_replicates

    @property
    def hypercube_points(self) -> int:
        """Points of the hypercube."""
        return self.points if self.points is not None else QUICK_POINTS if self.quick else POINTS

    @property
    def rivals(self) -> int:
        """Replicates of the rivalry of S09, 0 where S09 is not asked about."""
        if rivalry.ONE not in [h.id for h in self.hypotheses]:
            return 0
        return self.replications or (rivalry.QUICK_REPLICATES if self.quick else rivalry.REPLICATES)

    @property
    def design(self) -> str:
        """A digest of what is asked, without the code: 32 hexadecimal digits."""
        ids = [hypothesis.id for hypothesis in self.hypotheses]
        return digest_of(repr((ids, self.seed, self.quick, self.replications, self.hypercube_points)))


ArmCells = Mapping[str, tuple[Cell, ...]]


@dataclass(frozen=True)
class Plan:
    """All cells of one hypothesis: by arm, at the defaults, under its turn, and at every point of the hypercube."""

    default: ArmCells
    turned: ArmCells
    settings: tuple[Mapping[str, Value], ...]
    points: tuple[ArmCells, ...]

    def cells(self) -> list[Cell]:
        """Every cell."""
        parts = (self.default, self.turned, *self.points)
        return [cell for part in parts for cells in part.values() for cell in cells]


@dataclass(frozen=True)
class Outcome:
    """What was found of one hypothesis. ``runs`` and ``seconds`` are its budget: runs of the model, and their time."""

    hypothesis: Hypothesis
    verdict: str
    judged: tuple[Judged, ...]
    turned: Judged | None
    robust: Robustness | None
    runs: int
    seconds: float
    error: str = ""

    @property
    def turn_of(self) -> Judged | None:
        """The criterion that is to turn, as it stands at the defaults."""
        named = [one for one in self.judged if one.criterion.name == self.hypothesis.turn.criterion]
        return named[0] if named else None

    @property
    def turns(self) -> bool:
        """Whether the verdict on that criterion is another under the turn's conditions.

        Its statistic lies on the other side of the threshold, or less than ``GONE`` of its distance from the threshold
        is left and the verdict is lost. An interval that is wider alone turns nothing.
        """
        before, after = self.turn_of, self.turned
        if before is None or after is None or FAILED in (before.verdict, after.verdict):
            return False
        if before.holds != after.holds:
            return True
        return before.verdict != after.verdict and after.distance < GONE * before.distance


@dataclass(frozen=True)
class Found:
    """What a study found, and where it lies."""

    folder: Path
    outcomes: tuple[Outcome, ...]
    rivals: pd.DataFrame
    ran: Ran
    already_there: bool
    seconds: float

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.md"


def plan(hypothesis: Hypothesis, asked: Asked) -> Plan:
    """Everything that has to be run for one hypothesis."""
    kept, turn = hypothesis.outcomes, hypothesis.turn
    settings = hypercube(asked.hypercube_points, leave_out=set_by(hypothesis.arms), seed=asked.seed)

    def by_arm(cells: Callable[[Arm], tuple[Cell, ...]]) -> ArmCells:
        return {arm.name: cells(arm) for arm in hypothesis.arms}

    n, turned, few = (count(hypothesis) for count in (asked.replicates, asked.turn_replicates, asked.point_replicates))
    return Plan(
        by_arm(lambda arm: cells_of(arm, kept, seed=asked.seed, replicates=n)),
        by_arm(
            lambda arm: cells_of(
                arm, kept, seed=asked.seed, replicates=turned, above=turn.settings, without=turn.without
            )
        ),
        tuple(settings),
        tuple(
            by_arm(partial(cells_of, outcomes=kept, seed=asked.seed, replicates=few, below=point)) for point in settings
        ),
    )


def study(
    asked: Asked,
    *,
    out: Path | None = None,
    force: bool = False,
    store: CellStore | None = None,
    workers: int | None = None,
    command: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Run the study and leave its results folder (``results/hypotheses`` when ``out`` is not given).

    Cells are kept in ``store``, so that the same call after an interrupt goes on where it stopped. A hypothesis that
    cannot be run, or of which a run fails, gets the verdict "failed" and a sentence; the others are not touched.

    Raises
    ------
    InputError
        When the folder cannot be written or holds a different result.
    """
    from experiments.studies.hypotheses.figures import draw_figures
    from experiments.studies.hypotheses.report import provenance, report
    from sim.engine import warm_up

    tell = announce or (lambda line: None)
    clock, started = time.perf_counter(), now()
    folder = Path(out) if out is not None else results_dir() / ("hypotheses-quick" if asked.quick else "hypotheses")
    check_target(folder, force=force, design=asked.design)
    warm_up(announce)
    kept = store or CellStore()
    plans: dict[str, Plan] = {}
    broken: dict[str, str] = {}
    for hypothesis in asked.hypotheses:
        try:
            plans[hypothesis.id] = plan(hypothesis, asked)
        except (InputError, KeyError, ValueError) as error:
            broken[hypothesis.id] = f"It cannot be run: {error}"
    rivals = rivalry.cells(asked.seed, asked.rivals) if asked.rivals else {}
    cells = [cell for one in plans.values() for cell in one.cells()]
    cells += [cell for arm in rivals.values() for cell in arm]
    ran = run_cells(cells, kept, workers=workers, progress=progress, announce=announce)

    tell("Judging.")
    outcomes = tuple(
        Outcome(h, FAILED, (), None, None, 0, 0.0, broken[h.id])
        if h.id in broken
        else judged_outcome(h, plans[h.id], asked, kept, ran.errors)
        for h in asked.hypotheses
    )
    contest = pd.DataFrame()
    if rivals and not any(cell.key in ran.errors for arm in rivals.values() for cell in arm):
        contest = rivalry.table({name: values_of(arm, kept)[0] for name, arm in rivals.items()})
    identity = identity_of(asked, outcomes, contest)
    already_there = not force and holds(folder, identity)
    if not already_there:
        with results_folder(folder, identity, force=force) as staging:
            write_tables(staging, outcomes, contest)
            tell("Drawing the figures.")
            captions = draw_figures(staging / "figures", outcomes, contest)
            came_from = provenance(asked, outcomes, command, started, now(), identity)
            write_text(staging / "report.md", report(asked, outcomes, contest, captions, came_from))
            write_manifest(staging, came_from)
    return Found(folder, outcomes, contest, ran, already_there, time.perf_counter() - clock)


def judged_outcome(
    hypothesis: Hypothesis, planned: Plan, asked: Asked, store: CellStore, errors: Mapping[str, str]
) -> Outcome:
    """Judge one hypothesis on the cells that were run."""
    failed = [errors[c.key] for part in (planned.default, planned.turned) for a in part.values() for c in a
              if c.key in errors]  # fmt: skip
    runs = sum({cell.key: cell.runs for cell in planned.cells() if cell.key not in errors}.values())
    if failed:
        return Outcome(hypothesis, FAILED, (), None, None, runs, 0.0, f"A run failed: {failed[0]}")
    results, seconds = _results(hypothesis, planned.default, store)
    judged = judge(hypothesis.criteria, results, seed=asked.seed, name=hypothesis.id)
    turned, more = _results(hypothesis, planned.turned, store)
    seconds += more
    named = [c for c in hypothesis.criteria if c.name == hypothesis.turn.criterion]
    turn = judge(named, turned, seed=asked.seed, name=hypothesis.id)
    values = np.full((len(planned.points), len(hypothesis.criteria)), np.nan)
    for at, point in enumerate(planned.points):
        if not any(cell.key in errors for arm in point.values() for cell in arm):
            there, more = _results(hypothesis, point, store)
            values[at] = statistics(hypothesis.criteria, there)
            seconds += more
    robust = robustness(hypothesis, [one.effect for one in judged], planned.settings, values)
    said = next((one.error for one in judged if one.error), "")
    return Outcome(hypothesis, overall(judged), tuple(judged), turn[0] if turn else None, robust, runs, seconds, said)


def _results(hypothesis: Hypothesis, arms: ArmCells, store: CellStore) -> tuple[Results, float]:
    """The results of one hypothesis's arms, and the seconds of their runs."""
    read = {name: values_of(cells, store) for name, cells in arms.items()}
    values = {name: found for name, (found, _) in read.items()}
    return Results(values, hypothesis.outcomes), sum(seconds for _, seconds in read.values())


def criteria_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """One row per criterion: the table of the study."""
    rows = []
    for found in outcomes:
        h = found.hypothesis
        for place, one in enumerate(found.judged):
            c, robust = one.criterion, found.robust
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
                    "n": one.n,
                    "replications_needed": one.needed if one.needed else np.nan,
                    "upheld_share": robust.upheld_by_criterion[place] if robust else np.nan,
                    "points": robust.points if robust else 0,
                    "error": one.error,
                }
            )
    columns = [
        *("id", "criterion", "claim", "contrast", "statement", "effect", "low", "high", "at_least", "at_most", "unit"),
        *("verdict", "n", "replications_needed", "upheld_share", "points", "error"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("at_least", "at_most", "effect", "low", "high"), float))


def hypotheses_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """One row per hypothesis: its verdict, how far it holds, whether it can lose, and what it took."""
    rows = [
        {
            "id": found.hypothesis.id,
            "claim": found.hypothesis.claim,
            "verdict": found.verdict,
            "criteria": len(found.judged),
            "criteria_supported": sum(one.verdict == "supported" for one in found.judged),
            "n": found.judged[0].n if found.judged else 0,
            "upheld_share": found.robust.upheld if found.robust else np.nan,
            "all_hold_share": found.robust.holds if found.robust else np.nan,
            "points": found.robust.points if found.robust else 0,
            "turn_criterion": found.hypothesis.turn.criterion,
            "turns": found.turns,
            "calibrated": found.hypothesis.calibrated,
            "runs": found.runs,
            "seconds_per_run": round(found.seconds / found.runs, 3) if found.runs else np.nan,
            "error": found.error,
        }
        for found in outcomes
    ]
    return pd.DataFrame(rows)


def points_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """One row per hypothesis, point and criterion: the statistic there."""
    rows = [
        (found.hypothesis.id, point, one.criterion.name, float(found.robust.statistics[point, place]))
        for found in outcomes
        if found.robust is not None
        for point in range(found.robust.points)
        for place, one in enumerate(found.judged)
    ]
    return pd.DataFrame(rows, columns=["id", "point", "criterion", "effect"])


def write_tables(folder: Path, outcomes: Sequence[Outcome], contest: pd.DataFrame) -> None:
    """Write all tables, and the verdicts as JSON."""
    write_table(folder, "criteria", criteria_table(outcomes))
    write_table(folder, "hypotheses", hypotheses_table(outcomes))
    points = points_table(outcomes)
    if len(points):
        write_table(folder, "hypercube", points)
        longest = max((o.robust.settings for o in outcomes if o.robust), key=lambda s: len(s[0]) if s else 0)
        settings = [(at, name, str(value)) for at, point in enumerate(longest) for name, value in point.items()]
        write_table(folder, "hypercube_points", pd.DataFrame(settings, columns=["point", "parameter", "value"]))
    if len(contest):
        write_table(folder, "rivalry", contest)
    verdicts = {
        found.hypothesis.id: {
            "verdict": found.verdict,
            "upheld_share": _number(found.robust.upheld) if found.robust else None,
            "turns": found.turns,
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
                for one in found.judged
            },
            **({"error": found.error} if found.error else {}),
        }
        for found in outcomes
    }
    write_text(folder / "verdicts.json", json.dumps(verdicts, indent=1) + "\n")


def _number(value: float) -> float | str | None:
    """A number for JSON, which knows neither NaN nor infinity."""
    return None if np.isnan(value) else "no number of them" if np.isinf(value) else float(value)


def identity_of(asked: Asked, outcomes: Sequence[Outcome], contest: pd.DataFrame) -> str:
    """The digest of the result: what was asked, and every statistic to the last bit. Times do not enter."""
    said = [(o.hypothesis.id, o.verdict, [(j.effect, j.low, j.high) for j in o.judged], o.error) for o in outcomes]
    robust = [o.robust.statistics for o in outcomes if o.robust is not None]
    return digest_of(asked.design, repr(said), *robust, contest)
