"""What a user hands to the model (a name or the thing itself, months, a seed); all else gets one sentence."""

from __future__ import annotations

import os
import secrets
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.council.councils import find_council
from sim.errors import InputError
from sim.inputs.csv_input import shown
from sim.machine.engine import LARGEST_SEED, check_seed
from sim.scenario.scenario import Scenario, load_scenario


def scenario_of(given: Any) -> Scenario:
    """The scenario of that name, or itself."""
    if isinstance(given, str | os.PathLike):
        return load_scenario(os.fspath(given))
    if not isinstance(given, Scenario):
        raise InputError(f'The scenario must be a name, such as "baseline", or a Scenario, not {shown(repr(given))}.')
    return given


def councils_of(given: Any) -> list[Council]:
    """The councils of these names, or themselves; one or a list of them."""
    chosen = list(given) if isinstance(given, list | tuple) else [given]
    if not chosen:
        raise InputError("The list of councils is empty; give at least one.")
    for one in chosen:
        if not isinstance(one, str | Council):
            raise InputError(
                f'A council must be a name, such as "Camden", or a Council, or a list of these, not {shown(repr(one))}.'
            )
    return [find_council(one) if isinstance(one, str) else one for one in chosen]


def months_of(given: Any) -> int:
    """A whole number of months, at least 1."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < 1:
        raise InputError(f"months must be a whole number of at least 1, not {shown(repr(given))}.")
    return int(given)


def seed_of(given: Any) -> int:
    """The run's seed: a whole number, one drawn from a Generator, or a fresh one."""
    if given is None:
        return secrets.randbelow(LARGEST_SEED + 1)
    if isinstance(given, np.random.Generator):
        return int(given.integers(0, LARGEST_SEED, endpoint=True))
    if isinstance(given, np.random.SeedSequence):
        return int(given.generate_state(1)[0])
    return check_seed(given)
