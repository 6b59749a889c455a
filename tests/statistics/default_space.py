"""Points of the default hypercube: what an open-minded experimenter would sweep.

Swept are all parameters of kind ``float`` over their declared ranges, and the whole-numbered assumptions. Not swept are
fixed numbers, which are cited or stipulated and move with their group (``test_bounds_hold.py`` moves them all), the
weights of the outcome index (a matter of taste, not of the world), the sizes of the council, and what belongs to other
budget modes than the replayed one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from paired_runs import over
from scipy.stats import qmc

from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.scenario import Scenario, theories


def swept() -> list[Parameter]:
    """The parameters of the default hypercube, by name."""
    theories()
    of_other_modes = {"budget_cut"}
    return [
        p
        for name, p in sorted(PARAMETERS.items())
        if p.mark != "FIXED"
        and (p.kind == "float" or (p.kind == "int" and p.mark == "ASSUMPTION"))
        and not name.startswith("index_weight_")
        and name not in of_other_modes
    ]


def points(count: int, seed: int = 1) -> list[Scenario]:
    """A Latin hypercube over everything swept."""
    declared = swept()
    cube = qmc.LatinHypercube(len(declared), seed=seed).random(count)
    scenarios = []
    for at, row in enumerate(cube):
        settings = {}
        for p, u in zip(declared, row, strict=True):
            settings[p.name] = round(p.lo + u * (p.hi - p.lo)) if p.kind == "int" else float(p.lo + u * (p.hi - p.lo))
        scenarios.append(Scenario(f"point {at}", settings=settings))
    return scenarios


@lru_cache(maxsize=2)
def runs_of_points(count: int) -> np.ndarray:
    """One run of Camden over fifteen years at each of ``count`` points: (count, 180, outcomes)."""
    return over([(scenario, "Camden", at) for at, scenario in enumerate(points(count))], 180)
