"""What the study found: all of its tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from experiments.studies.fairness.identifiability import Identified
from experiments.studies.fairness.size import Size


@dataclass(frozen=True)
class Found:
    """Everything that the tables, figures and the report are made of.

    ``points`` are those of the prior-predictive sweep that ran. ``runs`` counts all runs, each once, those that failed
    too; ``failures`` has a row for each of these: key, error, attempts, and the command that makes it again.
    """

    size: Size
    correlations: pd.DataFrame
    maps: pd.DataFrame
    controls: pd.DataFrame
    shuffled: pd.DataFrame
    bands: pd.DataFrame
    identified: Identified
    points: int
    runs: int
    run_seconds: float
    failures: pd.DataFrame
