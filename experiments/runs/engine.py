"""The engine that does a run: the model's own, or another that the environment names."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.designs.design import YEAR
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

ENGINE = "experiments.runs.engine:simulate"
ENGINE_VARIABLE = "TOWNHALL_ENGINE"
"""Names another engine, as ``package.module:function``; see docs/sweeps.md."""

Moved = Callable[[float], None]
"""Told how far a run is, as a share; what it raises ends the run."""

Engine = Callable[..., np.ndarray]


def simulate(
    scenario: Scenario, councils: Sequence[Council], *, months: int, seed: int, replicate: int, moved: Moved
) -> np.ndarray:
    """One run of one council, or of several together: outcomes of shape (months, councils, outcomes).

    ``moved`` is called after every year of a family; a council alone takes less time than it would be of use.
    """
    from sim.machine.engine import Simulation

    if months < 1:
        raise InputError(f"A run needs at least one month, not {months}.")
    simulation = Simulation(scenario, councils, seed=seed, replicate=replicate)
    if len(councils) == 1:
        return simulation.advance(months)
    years = []
    while simulation.month < months:
        years.append(simulation.advance(min(YEAR, months - simulation.month)))
        moved(simulation.month / months)
    return np.concatenate(years)


def engine_named() -> str:
    """The engine that the environment names, else the model's own."""
    return os.environ.get(ENGINE_VARIABLE) or ENGINE


def load_engine(name: str) -> Engine:
    """The function that ``name`` ("package.module:function") names, called as :func:`simulate` is."""
    module, _, function = name.partition(":")
    try:
        found: Engine = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(
            f'The engine "{name}" cannot be loaded ({error}); {ENGINE_VARIABLE} names one as package.module:function.'
        ) from None
    return found
