"""What the tests of dated events share: small councils, and scenarios with a few events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.event import make_event
from sim.scenario.scenario import Scenario, load_scenario

FEW = {"politicians": 12, "managers": 14, "frontline_staff": 40, "partners": 4, "wards": 2}
"""Sizes of a council that is quick to run."""


def with_events(*events: Mapping[str, Any], without: tuple[str, ...] = (), **settings: Any) -> Scenario:
    """The baseline in a small council, with these events."""
    scenario = load_scenario("baseline").changed(**{**FEW, **settings})
    return replace(scenario, without=without, events=tuple(map(make_event, events)))


def started(scenario: Scenario, seed: int = 3) -> Simulation:
    """A run on its first day."""
    return Simulation(scenario, [find_council("Camden")], seed=seed)


def outcomes(scenario: Scenario, months: int = 48, seed: int = 3) -> np.ndarray:
    """The months of a run, shape (months, outcomes)."""
    return started(scenario, seed).advance(months)[:, 0]


def equal(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal to the last bit."""
    return one.tobytes() == other.tobytes()


def mean_change(event: Mapping[str, Any], outcome: str, months: slice, seeds: int = 12, **settings: Any) -> float:
    """What an event does to the mean of an outcome over some months, over runs with the same random numbers."""
    at = OUTCOMES.index(outcome)
    plain, eventful = with_events(**settings), with_events(event, **settings)
    return float(
        np.mean(
            [
                (outcomes(eventful, months.stop, seed) - outcomes(plain, months.stop, seed))[months, at].mean()
                for seed in range(seeds)
            ]
        )
    )
