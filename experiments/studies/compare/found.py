"""What a comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.differences import levels_table
from experiments.analysis.summaries import SUMMARIES
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    from experiments.analysis.findings import Finding
    from experiments.analysis.runs import FailedRun, Runs
    from experiments.designs.comparison import Comparison
    from experiments.figures.result import Result
    from experiments.runs.reading import Results


@dataclass(frozen=True)
class Found:
    """Everything that the tables, figures and the report are made of.

    ``keys`` has the shape (scenarios, replications); ``expected`` says which outcomes the council has.
    """

    design: Comparison
    runs: Runs
    keys: np.ndarray
    expected: np.ndarray
    differences: pd.DataFrame
    findings: tuple[Finding, ...]
    headline_outcomes: tuple[str, ...]
    headline: str
    looked_at: str
    failures: tuple[FailedRun, ...]
    results: Results

    @property
    def shown(self) -> tuple[str, ...]:
        """The scenarios of which the network of a run is kept: the reference, and the one that is held against it.

        In a 2 x 2 that is the one that differs from the reference in the first factor only.
        """
        asked = self.design
        if len(asked.factors) != 2:
            return tuple(asked.names[:2])
        one, two = asked.factors
        level = next(names for names in two.levels.values() if asked.reference in names)
        return asked.reference, *(name for name in level if name in one.levels[one.high])

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Level and spread of every outcome under every scenario, by every summary."""
        by_summary = [
            levels_table(self.design, self.runs, MEASURES, expected=self.expected, summary=summary).assign(
                summary=summary
            )
            for summary in SUMMARIES
        ]
        return pd.concat(by_summary, ignore_index=True)

    @cached_property
    def networks(self) -> dict[str, pd.DataFrame]:
        """The trust network at three moments of the first run of two scenarios, as tables; of failed runs nothing."""
        from experiments.figures.network import tables
        from sim.faces.networks import trust_network_snapshots

        failed = {(one.scenario, one.replicate) for one in self.failures}
        scenarios = {scenario.name: scenario for scenario in self.design.scenarios}
        wanted = [name for name in self.shown if (name, 0) not in failed]
        months, seed = self.design.months, self.design.seed
        return tables(
            {
                name: trust_network_snapshots(scenarios[name], self.design.council, months=months, seed=seed)
                for name in wanted
            }
        )

    @cached_property
    def result(self) -> Result:
        """The same runs as figures see them."""
        from experiments.figures.result import Result

        return Result.of(self.results)
