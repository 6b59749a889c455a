"""A whole run in one call, by names or with things of one's own."""

from __future__ import annotations

import os
from typing import Any

from sim.council.council import Council
from sim.errors import InputError
from sim.faces.given import councils_of, months_of, scenario_of
from sim.machine import engine
from sim.machine.engine import Run, check_seed
from sim.scenario.scenario import Scenario


def simulate(
    scenario: Scenario | str | os.PathLike[str] = "baseline",
    council: Council | str = "Camden",
    *,
    months: int = 180,
    seed: int = 0,
    replicate: int = 0,
    **settings: Any,
) -> Run:
    """One run of one council, from April 2010 on, in compiled code and without Mesa.

    Parameters
    ----------
    scenario
        A :class:`Scenario`, the name of one that comes with Town Hall, or the path of a file.
    council
        A :class:`Council`, or its name or code.
    months
        How many months; 180 are April 2010 to March 2025.
    seed, replicate
        They name the random numbers, whole numbers from 0: the same two give the same run to the last bit, and two
        scenarios with the same two meet the same luck.
    settings
        Parameters of the model by name that differ from the scenario, such as ``style_mean=0.8``.

    Returns
    -------
    The run. ``run.frame()`` is a pandas table with a row per month (``2010-04``, ...) and a column per outcome, each in
    the unit that ``townhall outcomes`` says; ``run.values`` the same as an array (months, outcomes).

    Raises
    ------
    InputError
        For anything that cannot be taken as it stands; the sentence says what and how to mend it.
    """
    named, councils, until = scenario_of(scenario), councils_of(council), months_of(months)
    if len(councils) > 1:
        raise InputError(f"A run is of one council, not of {len(councils)}; give several to CouncilModel.")
    check_seed(replicate, "replicate")
    if settings:
        named = named.changed(**settings)
    return engine.simulate(named, councils[0], months=until, seed=seed, replicate=replicate)
