"""Has anything but luck moved? Sixty replicates of each case before a change of draws or of a sum's order, and after.

``python -m tests.reference.nothing_but_luck`` makes the runs again and compares them with the table made before;
``--record`` makes the table anew (before the next such change). Two replicates with the same number have the same
people and ties on the first day, so outcomes are compared pair by pair: a t-test of the mean difference for every
outcome of every case, the p-values corrected together after Holm. It returns 1 if any mean has moved.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.stats import ttest_1samp

from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, load_scenario

TABLE = Path(__file__).with_name("before_the_change.npz")
REPLICATES = 60
MONTHS = 180
SEED = 11
LEVEL = 0.05


def cases() -> dict[str, tuple[Scenario, str]]:
    """Name -> scenario and council: all theories in two councils, another way of leading, and the core alone."""
    baseline = load_scenario("baseline")
    return {
        "everything on, Camden": (baseline, "Camden"),
        "everything on, Burnley": (baseline, "Burnley"),
        "command and a sudden cut, Surrey": (
            baseline.changed(style_mean=0.2, budget_mode="shock", budget_shock_year=1, crisis_rate=4.0),
            "Surrey",
        ),
        "the core alone, Camden": (baseline.switched_off(*THEORY_IDS), "Camden"),
    }


THEORY_IDS = tuple(f"S{number:02d}" for number in range(1, 22))


def means(scenario: Scenario, council: str) -> np.ndarray:
    """The mean of every outcome over the months of each replicate: shape (replicates, outcomes)."""
    found = [
        Simulation(scenario, [find_council(council)], seed=SEED, replicate=replicate).advance(MONTHS)[:, 0].mean(axis=0)
        for replicate in range(REPLICATES)
    ]
    return np.array(found)


def holm(p: np.ndarray) -> np.ndarray:
    """P-values corrected after Holm for so many tests."""
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1.0, stepped)
    return corrected


def moved(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every outcome: the mean difference in standard deviations of replicates, and its p-value (1 where none)."""
    difference = after - before
    scale = np.maximum(before.std(axis=0, ddof=1), 1e-300)
    constant = difference.std(axis=0) == 0.0
    p = np.ones(difference.shape[1])
    p[~constant] = ttest_1samp(difference[:, ~constant], 0.0).pvalue
    p[constant & (difference[0] != 0.0)] = 0.0
    return difference.mean(axis=0) / scale, p


def main(arguments: list[str]) -> int:
    """Record the table, or compare with it and say what moved."""
    made = {name: means(*case) for name, case in cases().items()}
    if "--record" in arguments:
        np.savez_compressed(TABLE, outcomes=np.array(OUTCOMES), **made)
        print(f"{len(made)} cases of {REPLICATES} replicates and {len(OUTCOMES)} outcomes recorded.")
        return 0
    kept = np.load(TABLE)
    here = [OUTCOMES.index(name) for name in kept["outcomes"]]
    rows = []
    for name, after in made.items():
        shift, p = moved(kept[name], after[:, here])
        rows += [(name, outcome, s, value) for outcome, s, value in zip(kept["outcomes"], shift, p, strict=True)]
    corrected = holm(np.array([row[3] for row in rows]))
    found = [(*row, value) for row, value in zip(rows, corrected, strict=True) if value < LEVEL]
    for name, outcome, shift, p, value in found:
        print(f"{name}: {outcome} moved by {shift:+.2f} standard deviations (p = {p:.2g}, after Holm {value:.2g})")
    tested = sum(row[3] < 1.0 for row in rows)
    small = sum(row[3] < LEVEL for row in rows)
    widest = max(abs(row[2]) for row in rows if np.isfinite(row[2]) and row[3] < 1.0) if tested else 0.0
    print(
        f"{len(found)} of {len(rows)} means moved ({tested} differ at all; {small} have p < {LEVEL} before correction, "
        f"{LEVEL * tested:.0f} expected by luck; the smallest corrected p is {corrected.min():.2g}; "
        f"the widest shift is {widest:.2f} standard deviations of a replicate)."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
