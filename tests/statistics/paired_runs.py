"""What the statistical tests share: runs on the same seeds under two conditions, and their difference."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import stats

from sim.council.council import Council
from sim.council.councils import find_council
from sim.machine.engine import simulate_many
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, load_scenario

SEEDS = 30
MONTHS = 120
SETTLED = 24
"""Months left out at the beginning of every run."""
WORKERS = 2
"""Threads: the engine runs without holding the interpreter's lock."""


def world(*without: str, **settings: Any) -> Scenario:
    """The declared defaults with some settings, and some theories off."""
    return Scenario("test", settings=settings, without=without)


@lru_cache(maxsize=64)
def runs(scenario: Scenario, council: str = "Camden", months: int = MONTHS, seeds: int = SEEDS) -> np.ndarray:
    """Outcomes of shape (seeds, months, outcomes); equal scenarios are run once in a session."""
    return over([(scenario, council, replicate) for replicate in range(seeds)], months)


def over(plan: list[tuple[Scenario, str, int]], months: int) -> np.ndarray:
    """One run for each (scenario, council, replicate) of a plan: shape (plan, months, outcomes)."""
    councils = {name: find_council(name) for name in {name for _, name, _ in plan}}
    out = np.empty((len(plan), months, len(OUTCOMES)))

    def share(worker: int) -> None:
        for at in range(worker, len(plan), WORKERS):
            scenario, name, replicate = plan[at]
            out[at] = simulate_many(scenario, councils[name], months=months, seed=1, replicates=[replicate])[0]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(share, range(WORKERS)))
    return out


@dataclass(frozen=True)
class Difference:
    """A paired difference, its interval of 95 per cent, and its t value."""

    mean: float
    low: float
    high: float
    t: float

    def __str__(self) -> str:
        return f"{self.mean:+.4f} [{self.low:+.4f}, {self.high:+.4f}], t = {self.t:.1f}"


def difference_of(samples: np.ndarray) -> Difference:
    """Mean of paired differences (one for each seed) with its interval."""
    n = samples.size
    error = float(samples.std(ddof=1) / np.sqrt(n))
    mean = float(samples.mean())
    half = float(stats.t.ppf(0.975, n - 1)) * error
    t = mean / error if error > 0.0 else (np.inf if mean else 0.0)
    return Difference(mean, mean - half, mean + half, float(t))


def column(values: np.ndarray, outcome: str, settled: int = SETTLED) -> np.ndarray:
    """The mean of an outcome over the months after ``settled``, one number for each run."""
    return values[:, settled:, OUTCOMES.index(outcome)].mean(axis=1)


def difference(first: Scenario | str, second: Scenario | str, outcome: str, **kwargs: Any) -> Difference:
    """``second`` less ``first`` on the same seeds."""
    one, other = (load_scenario(s) if isinstance(s, str) else s for s in (first, second))
    return difference_of(column(runs(other, **kwargs), outcome) - column(runs(one, **kwargs), outcome))


def over_councils(councils: list[Council], months: int = 180) -> np.ndarray:
    """One baseline run of each council: shape (councils, months, outcomes)."""
    out = np.empty((len(councils), months, len(OUTCOMES)))
    baseline = load_scenario("baseline")

    def share(worker: int) -> None:
        for at in range(worker, len(councils), WORKERS):
            out[at] = simulate_many(baseline, councils[at], months=months, seed=1, replicates=[0])[0]

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(share, range(WORKERS)))
    return out
