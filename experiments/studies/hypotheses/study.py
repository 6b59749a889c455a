"""The hypotheses as a study: what the runs say of each, its tables, figures and report. ``townhall hypotheses``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.designs.design import Fixed
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.arrays import array_of
from experiments.studies.hypotheses import rivalry
from experiments.studies.hypotheses.declared import Hypothesis
from experiments.studies.hypotheses.declared import Results as ArmResults
from experiments.studies.hypotheses.design import (
    DEFAULT,
    HYPERCUBE,
    KIND,
    RIVALRY,
    TURN,
    Asked,
    Part,
    Planned,
    design_of,
    plan,
)
from experiments.studies.hypotheses.found import Found, Judgement
from experiments.studies.hypotheses.hypercube import hypercube_points, over_hypercube, point_settings, set_by
from experiments.studies.hypotheses.story import story
from experiments.studies.hypotheses.tables import write_tables
from experiments.studies.hypotheses.verdict import DRAWS, FAILED, judge, judge_both_windows, overall, statistics
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of


@dataclass(frozen=True)
class Hypotheses:
    """What is asked, as a study.

    A hypothesis that cannot be run, or of which a run at the defaults or under the turn fails, gets the verdict
    "failed" and a sentence; a point of the hypercube of which a run fails upholds nothing. The others are not touched.
    """

    asked: Asked

    @cached_property
    def planned(self) -> Planned:
        """All parts of the study."""
        return plan(self.asked)

    @cached_property
    def design(self) -> Fixed:
        """What is run."""
        return design_of(self.asked, self.planned)

    @property
    def folder_name(self) -> str:
        """The results folder when the user names none."""
        return f"{KIND}-quick" if self.asked.quick else KIND

    def find(self, results: Results, expansion: Expansion) -> Found:
        """Judge every hypothesis, and let the rivals compete."""
        keys = {part: expansion.keys_of(number) for part, number in self.planned.numbers.items()}
        reader = _Reader(self.planned, keys, results)
        return Found(
            asked=self.asked,
            judgements=tuple(self._judge(hypothesis, reader) for hypothesis in self.asked.hypotheses),
            rivals=_rivals(reader),
            failures=results.failures(),
            runs=int(np.unique(expansion.keys).size),
        )

    def _judge(self, hypothesis: Hypothesis, reader: _Reader) -> Judgement:
        id_, seed = hypothesis.id, self.asked.seed
        if id_ in self.planned.broken:
            return Judgement(hypothesis, FAILED, error=self.planned.broken[id_])
        runs, seconds = reader.budget(id_)
        error = reader.error(id_, DEFAULT) or reader.error(id_, TURN)
        if error:
            return Judgement(hypothesis, FAILED, runs=runs, error=f"A run failed: {error}")
        criteria, kept = hypothesis.criteria, hypothesis.outcomes
        judged = judge_both_windows(criteria, ArmResults(reader.arms(id_, DEFAULT, 0), kept), seed=seed, name=id_)
        named = [c for c in criteria if c.name == hypothesis.turn.criterion]
        turned = judge(named, ArmResults(reader.arms(id_, TURN, 0), kept), seed=seed, name=id_)
        settings = point_settings(
            hypercube_points(self.asked.hypercube_points, leave_out=set_by(hypothesis.arms), seed=seed)
        )
        values = np.full((len(settings), len(criteria)), np.nan)
        for point in range(len(settings)):
            if reader.ran(id_, HYPERCUBE, point):
                values[point] = statistics(criteria, ArmResults(reader.arms(id_, HYPERCUBE, point), kept))
        reader.forget()
        return Judgement(
            hypothesis,
            overall(judged),
            tuple(judged),
            turned[0] if turned else None,
            over_hypercube(hypothesis, [one.effect for one in judged], settings, values),
            runs,
            seconds,
            next((one.error for one in judged if one.error), ""),
        )

    def identity(self, found: Found) -> str:
        """What was asked, and every statistic to the last bit. Times do not enter."""
        said = [
            (j.hypothesis.id, j.verdict, [(one.effect, one.low, one.high) for one in j.judged], j.error)
            for j in found.judgements
        ]
        cubes = [j.hypercube.statistics for j in found.judgements if j.hypercube is not None]
        failed = found.failures["key"].tolist()
        rivals = found.rivals[list(rivalry.NUMBERS)] if len(found.rivals) else found.rivals
        return digest_of(self.design.digest, repr(said), *cubes, rivals, repr(failed))

    def about(self, found: Found) -> Mapping[str, Any]:
        """Replications, runs and time of every hypothesis."""
        asked = self.asked
        return {
            "seed": asked.seed,
            "quick": asked.quick,
            "hypotheses": {
                j.hypothesis.id: {
                    "replications": asked.replicates(j.hypothesis),
                    "turn_replications": asked.turn_replicates(j.hypothesis),
                    "point_replications": asked.point_replicates(j.hypothesis),
                    "runs": j.runs,
                    "seconds_of_runs": round(j.seconds, 1),
                }
                for j in found.judgements
            },
            "hypercube_points": asked.hypercube_points,
            "bootstrap_draws": DRAWS,
        }

    def write_tables(self, folder: Path, found: Found) -> None:
        """Criteria, hypotheses, the hypercube and its points, the rivalry, and the verdicts as JSON."""
        write_tables(folder, found)

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """A figure for each hypothesis, and the rivalry."""
        from experiments.studies.hypotheses.figures import figures

        return figures(found)

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found)


class _Reader:
    """Reads what the parts of a study brought, each part once, with all its arms and points."""

    def __init__(self, planned: Planned, keys: Mapping[tuple[str, str], np.ndarray], results: Results) -> None:
        self._planned, self._keys, self._results = planned, keys, results
        self._done = results.contents.keys
        self._read: dict[tuple[str, str], dict[str, np.ndarray]] = {}

    def has(self, hypothesis: str, part: str) -> bool:
        """Whether the study has this part."""
        return (hypothesis, part) in self._keys

    def error(self, hypothesis: str, part: str) -> str:
        """What the first run of a part said that failed; an empty text for none."""
        return self._results.error(self._keys[hypothesis, part])

    def ran(self, hypothesis: str, part: str, point: int) -> bool:
        """Whether all runs at one point of a part succeeded."""
        return bool(np.isin(self._keys[hypothesis, part][point], self._done).all())

    def budget(self, hypothesis: str) -> tuple[int, float]:
        """Runs that one hypothesis is judged on, each once, and the seconds that they took."""
        own = [keys.ravel() for (id_, part), keys in self._keys.items() if id_ == hypothesis and part != RIVALRY]
        keys = np.unique(np.concatenate(own))
        keys = keys[np.isin(keys, self._done)]
        return keys.size, self._results.seconds(keys)

    def arms(self, hypothesis: str, part: str, point: int) -> dict[str, np.ndarray]:
        """What the arms of a part brought at one point: arrays (replicates, councils, months, outcomes)."""
        if (hypothesis, part) not in self._read:
            keys = self._keys[hypothesis, part]
            self._read[hypothesis, part] = by_arm(self._planned.parts[hypothesis, part], keys, self._results)
        return {name: values[point] for name, values in self._read[hypothesis, part].items()}

    def forget(self) -> None:
        """Let go of what was read."""
        self._read.clear()


def by_arm(part: Part, keys: np.ndarray, results: Results) -> dict[str, np.ndarray]:
    """The values of every arm of a part: arrays (points, replicates, councils, months, outcomes).

    ``keys`` has the shape (points, cells, replications). NaN where a run is not done.
    """
    found: dict[str, np.ndarray] = {}
    alike: dict[tuple[int, int], list[str]] = {}
    for arm in part.arms:
        together = len(arm.councils) if arm.together else 1
        alike.setdefault((arm.months, together), []).append(arm.name)
    for (months, together), names in alike.items():
        cells = [cell for name in names for cell in part.cells[name]]
        wanted = keys[:, cells]
        values = array_of(results, "month", wanted, part.outcomes, months=months, councils=together)
        first = 0
        for name in names:
            own = values[:, first : first + len(part.cells[name])]
            first += len(part.cells[name])
            # Cells that are one council each stand where the councils of one cell would.
            own = own[:, 0] if together > 1 else np.moveaxis(own[:, :, :, 0], 1, 2)
            found[name] = np.ascontiguousarray(own)
    return {arm.name: found[arm.name] for arm in part.arms}


def _rivals(reader: _Reader) -> pd.DataFrame:
    """The gains of S09 and its rivals; empty where they were not run, or where a run of them failed."""
    if not reader.has(rivalry.ONE, RIVALRY) or reader.error(rivalry.ONE, RIVALRY):
        return pd.DataFrame()
    return rivalry.table(reader.arms(rivalry.ONE, RIVALRY, 0))
