"""What a hypothesis states before anything runs: its arms, its criteria with thresholds, and what would falsify it.

A hypothesis is lost or won by its criteria alone; none of them may be changed after a run has been seen. The design
(:mod:`experiments.studies.hypotheses.design`) runs the arms with common random numbers, the verdict
(:mod:`experiments.studies.hypotheses.verdict`) compares each statistic and its interval with its threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from experiments.designs.design import YEAR


@dataclass(frozen=True)
class Arm:
    """One arm of a contrast: what is run, in which councils, for how long.

    ``settings`` are laid over the scenario ``scenario``; ``without`` switches theories off ("all" for every one).
    Councils run each alone, or with ``together`` in one model, as a family.
    """

    name: str
    settings: Mapping[str, object] = field(default_factory=dict)
    scenario: str = "baseline"
    councils: tuple[str, ...] = ("Camden",)
    together: bool = False
    months: int = 180
    without: tuple[str, ...] = ()


class Results:
    """What the arms of one hypothesis brought, by arm: arrays (replicates, councils, months, outcomes).

    Row r of every arm had the same random numbers, so that differences between arms are paired. ``Results`` holds
    whatever rows it was given: :meth:`take` picks rows again, for the bootstrap, which asks for the same means
    hundreds of times: they are worked out once for all rows.
    """

    def __init__(self, values: Mapping[str, np.ndarray], outcomes: tuple[str, ...], *, window: int = -YEAR) -> None:
        self.outcomes = outcomes
        self.window = window
        self._all = dict(values)
        self._rows: np.ndarray | None = None
        self._known: dict[tuple[object, ...], np.ndarray] = {}

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The arrays by arm."""
        return {name: self._picked(array) for name, array in self._all.items()}

    @property
    def replicates(self) -> int:
        """Rows of every arm."""
        return len(next(iter(self._all.values())) if self._rows is None else self._rows)

    def take(self, rows: np.ndarray) -> Results:
        """The same arms with these rows (repeats allowed), the same ones in each."""
        taken = Results(self._all, self.outcomes, window=self.window)
        taken._rows = rows if self._rows is None else self._rows[rows]
        taken._known = self._known
        return taken

    def over_the_whole_run(self) -> Results:
        """The same results; a mean whose months nobody named is one over all of them, and not over the last year."""
        whole = Results(self._all, self.outcomes, window=0)
        whole._rows = self._rows
        return whole

    def path(self, arm: str, outcome: str) -> np.ndarray:
        """One outcome month by month: (replicates, councils, months)."""
        return self._picked(self._all[arm][..., self.outcomes.index(outcome)])

    def mean(self, arm: str, outcome: str, first: int | None = None, last: int | None = None) -> np.ndarray:
        """The mean over the months from ``first`` to before ``last`` (the last year if not given), and over councils.

        Shape (replicates,).
        """
        return np.asarray(self.by_council(arm, outcome, first, last).mean(axis=1))

    def by_council(self, arm: str, outcome: str, first: int | None = None, last: int | None = None) -> np.ndarray:
        """The same for each council: (replicates, councils)."""
        first = self.window if first is None else first
        asked = (arm, outcome, first, last)
        if asked not in self._known:
            column = self._all[arm][..., self.outcomes.index(outcome)]
            self._known[asked] = np.asarray(column[..., first:last].mean(axis=2))
        return self._picked(self._known[asked])

    def difference(
        self, arm: str, reference: str, outcome: str, first: int | None = None, last: int | None = None
    ) -> float:
        """Mean paired difference ``arm - reference`` of :meth:`mean`."""
        return float((self.mean(arm, outcome, first, last) - self.mean(reference, outcome, first, last)).mean())

    def _picked(self, array: np.ndarray) -> np.ndarray:
        return array if self._rows is None else array[self._rows]


@dataclass(frozen=True)
class Criterion:
    """One thing that must hold: a statistic over the results, and the threshold that was set before any run.

    ``statistic`` gives one finite number for any rows of the results. It must be at least ``at_least`` and at most
    ``at_most`` (either may be missing). ``at_least=0`` means above zero: an effect that is exactly nothing is none.
    A criterion that data were ``calibrated`` to is shown beside the others and counts for nothing.
    """

    name: str
    statement: str
    statistic: Callable[[Results], float]
    at_least: float | None = None
    at_most: float | None = None
    unit: str = "share"
    calibrated: bool = False


@dataclass(frozen=True)
class Turn:
    """A setting under which the verdict on one criterion is another: the mechanism off, or the falsifier's condition.

    The criterion's statistic must come to lie on the other side of its threshold, or so close to it that nothing is
    decided any more. ``settings`` are laid over every arm and ``without`` is added to what every arm leaves out.
    """

    criterion: str
    why: str
    settings: Mapping[str, object] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hypothesis:
    """The hypothesis of one source article, as pre-registered.

    ``expected`` and ``falsified`` say in words what the pre-registered card says; ``departures`` names every place
    where an arm or a criterion had to be read more narrowly than the card's words, "" if there is none.
    ``hypercube_replicates`` are the runs per arm at each point of the hypercube of assumptions.
    """

    id: str
    claim: str
    contrast: str
    expected: str
    falsified: str
    arms: tuple[Arm, ...]
    outcomes: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    turn: Turn
    replicates: int = 100
    quick_replicates: int = 12
    hypercube_replicates: int = 4
    departures: str = ""
    calibrated: str = ""
    """What of this was calibrated to data, so that it is shown but proves nothing; "" for none."""
