"""Which runs pages are held to, what the native engine makes of them, and what a page says of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario

COUNCILS = ("Camden", "Kent", "Birmingham", "Adur", "Bristol")
"""A council of each class: London borough, county, metropolitan and shire district, unitary."""

SCENARIOS = ("baseline", "command", "sharp-cuts", "trust-crisis-2013")
"""The last has an event."""

MONTHS = 180


@dataclass(frozen=True)
class Asked:
    """One run."""

    scenario: str
    council: str
    seed: int = 0
    replicate: int = 0
    months: int = MONTHS


PROOF = tuple(Asked(scenario, council, seed) for scenario in SCENARIOS for council in COUNCILS for seed in range(20))
"""20 seeds x 4 scenarios x 5 councils of different class, every outcome of 180 months."""

OTHERS = tuple(
    Asked(scenario, council, 4_294_967_295, 7, 150)
    for scenario in ("training-2014", "office-abolished-2012", "new-leader-2015", "theories-off", "cuts-late")
    for council in ("Manchester", "Cornwall")
)
"""Parameters and theories that change on a day, people who are replaced, the largest seed."""


def native(asked: Asked) -> np.ndarray:
    """All outcomes of all months, by the native engine: outcome after outcome, as ``values`` of a run in a page."""
    simulation = Simulation(
        load_scenario(asked.scenario), [find_council(asked.council)], seed=asked.seed, replicate=asked.replicate
    )
    return simulation.advance(asked.months)[:, 0, :].T


def digest(values: np.ndarray) -> str:
    """What stands for values to the last bit."""
    return hashlib.sha256(np.ascontiguousarray(values).astype("<f8").tobytes()).hexdigest()


RUN_ALL = """async (asked) => {
  const runs = await hall.runs(asked);
  const hex = (buffer) => [...new Uint8Array(buffer)].map((one) => one.toString(16).padStart(2, "0")).join("");
  return Promise.all(runs.map(async (run) => hex(await crypto.subtle.digest("SHA-256", run.values))));
}"""


def digests_in(page: Any, asked: Sequence[Asked]) -> list[str]:
    """What a page makes of these runs."""
    found: list[str] = page.evaluate(RUN_ALL, [vars(one) for one in asked])
    return found
