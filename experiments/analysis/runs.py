"""The runs of a comparison as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FailedRun:
    """A run that failed: it costs its own row and nothing else. ``command`` makes it again."""

    key: str
    scenario: str
    replicate: int
    error: str
    command: str


@dataclass(frozen=True)
class Runs:
    """Every run of every scenario, with all months.

    ``values`` has the shape (scenarios, replications, months, outcomes).

    Replicate *k* has the same random numbers in each scenario. NaN in runs that failed and in outcomes that the council
    does not have.
    """

    scenarios: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: np.ndarray

    def of(self, scenario: str) -> np.ndarray:
        """The runs of one scenario, shape (replications, months, outcomes), in the order of the replicates."""
        found: np.ndarray = self.values[self.scenarios.index(scenario)]
        return found

    def all(self, outcome: str) -> np.ndarray:
        """One outcome in all runs: (runs, months)."""
        chosen = self.values[..., self.outcomes.index(outcome)]
        return np.asarray(chosen.reshape(-1, chosen.shape[-1]))

    @classmethod
    def stacked(cls, scenarios: Sequence[str], outcomes: Sequence[str], runs: Sequence[np.ndarray]) -> Runs:
        """From the runs of each scenario, shape (replications, months, outcomes)."""
        return cls(tuple(scenarios), tuple(outcomes), np.stack(list(runs)))
