"""What the study found: of each hypothesis a verdict, what it rests on, and what it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.hypotheses.verdict import FAILED, Judged, overall

if TYPE_CHECKING:
    from experiments.studies.hypotheses.declared import Hypothesis
    from experiments.studies.hypotheses.design import Asked
    from experiments.studies.hypotheses.hypercube import Hypercube

GONE = 0.1
"""An effect of which less than this is left is gone."""


@dataclass(frozen=True)
class Judgement:
    """What was found of one hypothesis. ``runs`` and ``seconds`` are its budget: runs of the model, and their time."""

    hypothesis: Hypothesis
    verdict: str
    judged: tuple[Judged, ...] = ()
    turned: Judged | None = None
    hypercube: Hypercube | None = None
    runs: int = 0
    seconds: float = 0.0
    error: str = ""

    @property
    def whole_run(self) -> str:
        """The verdict on the hypothesis if the means of the last year were taken over the whole run."""
        return overall([replace(one, verdict=one.whole_run) for one in self.judged]) if self.judged else self.verdict

    @property
    def windows_differ(self) -> bool:
        """Whether that verdict is another one; unknown counts as no."""
        return all(one.whole_run for one in self.judged) and self.whole_run != self.verdict

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
    """Everything that the tables, figures and the report are made of.

    ``rivals`` holds the gains of S09 and its rivals (empty where they were not run), ``failures`` a row for each run
    that failed: key, error, attempts, and the command that makes it again. ``runs`` counts all runs of the study, each
    once, those that failed too.
    """

    asked: Asked
    judgements: tuple[Judgement, ...]
    rivals: pd.DataFrame
    failures: pd.DataFrame
    runs: int
