"""What a comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from experiments.analysis.findings import Finding
    from experiments.analysis.runs import FailedRun, Runs
    from experiments.designs.comparison import Comparison


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
