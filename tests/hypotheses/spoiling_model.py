"""The model itself, except that the runs go wrong that the file named by ``SPOILT`` says.

It holds lines of "scenario replicate"; at the replicate "points" only runs at a point of the hypercube go wrong.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.runs.engine import simulate as model
from sim.council.council import Council
from sim.scenario.scenario import Scenario


def simulate(
    scenario: Scenario, councils: Sequence[Council], *, months: int, seed: int, replicate: int, moved: Any
) -> np.ndarray:
    spoilt = set(Path(os.environ["SPOILT"]).read_text().splitlines())
    at_a_point = "points" if len(scenario.settings) > 100 else "default"
    if {f"{scenario.name} {replicate}", f"{scenario.name} {at_a_point}"} & spoilt:
        raise ZeroDivisionError("no cases\nat all")
    return model(scenario, councils, months=months, seed=seed, replicate=replicate, moved=moved)
