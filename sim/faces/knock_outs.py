"""What is because of a theory: the same runs with it switched off, the same luck, as often as one asks.

Of one scenario, a pair is a replicate with and without the theory. Of two, it is the difference of the two scenarios in
a replicate, with the theory as either has it and with it off in both: what goes of the difference is what the theory
carries of it. The values of every pair are kept; whoever has them says how sure their mean is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.schedule import THEORIES

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class KnockOut:
    """The outcome with and without one theory, pair by pair with the same random numbers, in the outcome's unit.

    ``with_it`` and ``without_it`` have shape (replicates,); NaN where the council has nothing to measure.
    """

    theory: str
    title: str
    with_it: np.ndarray
    without_it: np.ndarray

    @property
    def differences(self) -> np.ndarray:
        """What the theory brings in each pair, shape (replicates,): with minus without."""
        found: np.ndarray = self.with_it - self.without_it
        return found

    @property
    def value_with(self) -> float:
        """The mean with the theory, over the pairs that have both."""
        return self._mean(self.with_it)

    @property
    def value_without(self) -> float:
        """The mean without it, over the same pairs."""
        return self._mean(self.without_it)

    @property
    def difference(self) -> float:
        """What the theory brings: the mean of the paired differences."""
        return self._mean(self.differences)

    def _mean(self, values: np.ndarray) -> float:
        kept = values[np.isfinite(self.differences)]
        return float(kept.mean()) if kept.size else float("nan")


def knock_outs(
    scenarios: Sequence[Scenario],
    council: Council,
    outcome: str,
    month: int,
    seed: int,
    seeds: int,
    tick: Callable[[float, int], None] | None = None,
) -> tuple[KnockOut, ...]:
    """Every theory that is on in one of ``scenarios`` at some time, the largest mean difference first.

    ``scenarios`` are one, or two of which the first less the second is taken. ``tick`` is called with (runs done, runs
    in all).
    """
    tried = [t for t in THEORIES.values() if any(_ever_on(scenario, t.id) for scenario in scenarios)]
    at, runs = OUTCOMES.index(outcome), seeds * len(scenarios) * (len(tried) + 1)
    done = 0

    def values(without: Sequence[str]) -> np.ndarray:
        """The outcome at the end of the month, or the difference in it: (replicates,)."""
        nonlocal done
        found = np.empty((len(scenarios), seeds))
        for row, scenario in zip(found, scenarios, strict=True):
            for replicate in range(seeds):
                run = Simulation(scenario, [council], seed=seed, replicate=replicate, without=without)
                row[replicate] = run.advance(month)[-1, 0, at]
                done += 1
                if tick is not None:
                    tick(done, runs)
        less: np.ndarray = found[0] if len(scenarios) == 1 else found[0] - found[1]
        return less

    whole = values(())
    found = [KnockOut(theory.id, theory.title, whole, values([theory.id])) for theory in tried]
    return tuple(sorted(found, key=lambda one: -np.nan_to_num(abs(one.difference))))


def _ever_on(scenario: Scenario, theory: str) -> bool:
    return theory not in scenario.without or theory in scenario.switched_on
