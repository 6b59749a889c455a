"""Does a batch of planned runs in this process; what goes wrong with one of them costs that one."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from experiments.runs.engine import load_engine
from experiments.runs.failures import all_finite, not_finite, runnable, said
from experiments.runs.keeping import Memory, Room, rooms
from experiments.runs.packing import pack
from experiments.runs.planned import PlannedRun
from experiments.runs.setup import Setup, indices, units_of
from sim.scenario.resolved import Scenario

MOST_SCENARIOS = 1024
"""Scenarios that are kept for further runs of their points; each takes some 30 kB once it was run."""

Starting = Callable[[int, float], None]
"""Told the place of the present run in its batch (-1: none) and how far it is, as a share."""


@dataclass(frozen=True)
class Failure:
    """A run that failed, what it said, and how often it was tried."""

    key: int
    error: str
    attempts: int = 1


@dataclass(frozen=True)
class Packed:
    """Runs of one form that succeeded: their keys, the digests of their numbers, the Parquet file that holds them."""

    keys: np.ndarray
    digests: np.ndarray
    content: bytes | pa.Buffer
    form: int = 0


@dataclass
class Finished:
    """A batch that is done with, and the seconds that its runs took."""

    packed: list[Packed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """How many runs it was."""
        return sum(len(part.keys) for part in self.packed) + len(self.failures)


class BatchRunner:
    """Does batches of runs, one run after the other."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._simulate = load_engine(setup.engine)
        self._columns = [indices(form.outcomes) for form in setup.forms]
        self._lacking: dict[tuple[int, int], np.ndarray | None] = {}
        self._kept, self._turned = Memory(), Memory()
        self._scenarios: dict[tuple[object, ...], Scenario] = {}

    def run(self, batch: Sequence[PlannedRun], starting: Starting = lambda at, share: None) -> Finished:
        """Do ``batch``; ``starting`` is called before each run and while it goes on, then with -1."""
        failures = []
        kept = rooms(Counter(run.form for run in batch), self.setup.forms, self._kept)
        began = time.perf_counter()
        # All before the first run, which drives what makes them from the processor's caches; each goes with its run.
        scenarios = deque(self._scenario(run) for run in batch)
        for at, run in enumerate(batch):
            starting(at, 0.0)
            try:
                values = self._months(run, scenarios.popleft(), lambda share, at=at: starting(at, share))  # type: ignore[misc]
                wrong = self._summarised(run, values, kept[run.form])
            except Exception as error:
                wrong = said(error)
            if wrong:
                failures.append(Failure(run.key, wrong))
            else:
                kept[run.form].keep(run.key)
        starting(-1, 0.0)
        seconds = time.perf_counter() - began
        packed = [self._packed(form, room) for form, room in sorted(kept.items()) if room.keys.size]
        return Finished(packed, failures, seconds)

    def _summarised(self, run: PlannedRun, values: np.ndarray, room: Room) -> str:
        """Summarise a run in ``room``; returns what is wrong with it, if anything is."""
        lacking = self._lacking_of(run)
        with np.errstate(invalid="ignore", over="ignore"):  # what is not finite is told of below
            good = all_finite(room.summarise(values)["year"], lacking)
        return "" if good else not_finite(values, room.form.outcomes, lacking)

    def _packed(self, number: int, room: Room) -> Packed:
        with np.errstate(invalid="ignore", over="ignore"):  # numbers whose sum is too large
            digests = room.digests
        return Packed(room.keys, digests, pack(room, units_of(room.form.outcomes), self._turned), number)

    def one(self, run: PlannedRun) -> np.ndarray:
        """The months of one run, shape (months, councils, outcomes kept); NaN in what a council does not have."""
        return self._months(run, self._scenario(run), lambda share: None)

    def _scenario(self, run: PlannedRun) -> Scenario | Exception:
        """The scenario of one run, or what is wrong with it.

        All replications of a point have the same one, which holds what its first run made of it. A plan goes through
        its points again and again, so the first are as good to keep as the last.
        """
        point = (run.cell, *run.settings.items())
        if point in self._scenarios:
            return self._scenarios[point]
        scenario = self.setup.cells[run.cell].scenario
        own = scenario.all_values
        try:
            changed = {name: value for name, value in run.settings.items() if own[name] != value}
            found = scenario.changed(**changed) if changed else scenario
        except Exception as error:
            return error
        if len(self._scenarios) < MOST_SCENARIOS:
            self._scenarios[point] = found
        return found

    def _months(self, run: PlannedRun, scenario: Scenario | Exception, moved: Callable[[float], None]) -> np.ndarray:
        if isinstance(scenario, Exception):
            raise scenario
        cell = self.setup.cells[run.cell]
        found = self._simulate(
            scenario, cell.councils, months=cell.months, seed=run.seed, replicate=run.replicate, moved=moved
        )
        values: np.ndarray = found[:, :, self._columns[run.form]]
        lacking = self._lacking_of(run)
        return values if lacking is None else np.where(lacking, np.nan, values)

    def _lacking_of(self, run: PlannedRun) -> np.ndarray | None:
        """Which outcomes each council of the run's cell does not have: (councils, outcomes kept); None for none."""
        asked = (run.cell, run.form)
        if asked not in self._lacking:
            outcomes = self.setup.forms[run.form].outcomes
            lacking = ~np.stack([runnable(outcomes, c) for c in self.setup.cells[run.cell].councils])
            self._lacking[asked] = lacking if lacking.any() else None
        return self._lacking[asked]
