"""Runs of the model with every index checked, in a process that compiles with ``NUMBA_BOUNDSCHECK=1``.

Prints what ends badly, and at last how many months ran. An index below zero is one out of bounds here: the model's own
functions do not count from the end (``sim/machine/window.py``). That the check can fail is tried first.
"""

from __future__ import annotations

import numba
import numpy as np
from engine_runs import CASES, camden, simulation_of, small

import sim.machine.window  # noqa: F401  (indices of the model's own functions)
from sim.council.councils import find_council
from sim.machine.engine import Simulation

MONTHS = 36


def refuses(module: str, index: int) -> bool:
    """Whether a function of this module, compiled, refuses the index into an array of three."""

    def probe(values: np.ndarray, index: int) -> float:
        return values[index]

    probe.__module__ = module
    try:
        numba.njit(probe)(np.arange(3.0), index)
    except IndexError:
        return True
    return False


def main() -> None:
    """Try the check, then run councils small and of the usual size, alone and in a family."""
    assert refuses("sim.probe", 3), "an index beyond the end is not refused: bounds are not checked"
    assert refuses("sim.probe", -1), "an index below zero is not refused in a function of the model"
    assert not refuses("elsewhere.probe", -1), "in a function that is not the model's -1 must be the last"
    simulations = [simulation_of(case) for case in CASES]
    eventful = {"crisis_rate": 4.0, "sharing_policy": "always", "hall_policy": "close", "training_share": 0.5}
    simulations.append(Simulation(small(**eventful), [camden(), find_council("Leeds"), find_council("Burnley")]))
    months = 0
    for simulation in simulations:
        out = simulation.advance(MONTHS)
        assert np.isfinite(out).all()
        months += MONTHS
    print(f"{months} months with every index checked")


if __name__ == "__main__":
    main()
