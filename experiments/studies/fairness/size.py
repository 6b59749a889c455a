"""How much is run."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.studies.hypotheses.hypercube import assumptions


@dataclass(frozen=True)
class Size:
    """How much is run."""

    quick: bool
    readings: int
    """Replicates of every reading of the correlations."""
    every: int
    """Every so-many-th council; 1 for all 353."""
    map_replicates: int
    control_replicates: int
    points_per_assumption: float
    """Points of the prior-predictive sweep for each parameter swept; partial rank correlations need more than one."""

    @property
    def points(self) -> int:
        """Points of the prior-predictive sweep."""
        return max(60, int(self.points_per_assumption * len(assumptions())))


FULL = Size(False, 3, 1, 24, 60, 5.0)
QUICK = Size(True, 1, 4, 4, 8, 1.5)
