"""The plan: one row per run with a stable key, written out before anything runs."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison
    from sim.councils import Council
    from sim.scenario import Scenario

COLUMNS = ("key", "scenario", "council", "months", "seed", "replicate")


def run_key(scenario: Scenario, council: Council, *, months: int, seed: int, replicate: int) -> str:
    """The name of one run: 12 hexadecimal digits that depend on what is run and on nothing else.

    It does not depend on the run's place in the plan, so that more replications or more scenarios leave the keys of
    the earlier runs as they were.
    """
    said = repr((scenario.name, scenario.digest, council, months, seed, replicate))
    return blake2b(said.encode(), digest_size=6).hexdigest()


def expand(design: Comparison) -> pd.DataFrame:
    """The plan of ``design``: ``scenarios x replications`` rows with the columns ``COLUMNS``, scenario by scenario."""
    rows = [
        (
            run_key(scenario, design.council, months=design.months, seed=design.seed, replicate=replicate),
            scenario.name,
            design.council.name,
            design.months,
            design.seed,
            replicate,
        )
        for scenario in design.scenarios
        for replicate in range(design.replications)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
