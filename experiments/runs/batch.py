"""Does a batch of planned runs in this process; what goes wrong with one of them costs that one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.runs.engine import load_engine
from experiments.runs.failures import not_finite, runnable, said
from experiments.runs.packing import pack, run_digest, summarise
from experiments.runs.planned import PlannedRun
from experiments.runs.setup import Setup, indices, units_of

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
    content: bytes
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
        self._expected: dict[tuple[int, int], np.ndarray] = {}

    def run(self, batch: Sequence[PlannedRun], starting: Starting = lambda at, share: None) -> Finished:
        """Do ``batch``; ``starting`` is called before each run and while it goes on, then with -1."""
        kept: dict[int, list[tuple[int, list[np.ndarray]]]] = {}
        failures = []
        began = time.perf_counter()
        for at, run in enumerate(batch):
            starting(at, 0.0)
            try:
                values = self.one(run, lambda share, at=at: starting(at, share))  # type: ignore[misc]
                wrong = not_finite(values, self.setup.forms[run.form].outcomes, self._expected_of(run))
            except Exception as error:
                wrong = said(error)
            if wrong:
                failures.append(Failure(run.key, wrong))
            else:
                form = self.setup.forms[run.form]
                kept.setdefault(run.form, []).append((run.key, summarise(values, form.kinds)))
        starting(-1, 0.0)
        seconds = time.perf_counter() - began
        return Finished([self._packed(form, runs) for form, runs in sorted(kept.items())], failures, seconds)

    def _packed(self, number: int, runs: list[tuple[int, list[np.ndarray]]]) -> Packed:
        form = self.setup.forms[number]
        keys = np.array([key for key, _ in runs], dtype=np.uint64)
        digests = np.array([run_digest(key, kept) for key, kept in runs], dtype=np.uint64)
        return Packed(keys, digests, pack(keys, [kept for _, kept in runs], form, units_of(form.outcomes)), number)

    def one(self, run: PlannedRun, moved: Callable[[float], None] = lambda share: None) -> np.ndarray:
        """The months of one run, shape (months, councils, outcomes kept); NaN in what a council does not have."""
        cell = self.setup.cells[run.cell]
        own = cell.scenario.all_values
        changed = {name: value for name, value in run.settings.items() if own[name] != value}
        scenario = cell.scenario.changed(**changed) if changed else cell.scenario
        found = self._simulate(
            scenario, cell.councils, months=cell.months, seed=run.seed, replicate=run.replicate, moved=moved
        )
        values: np.ndarray = found[:, :, self._columns[run.form]]
        expected = self._expected_of(run)
        return values if expected.all() else np.where(expected, values, np.nan)

    def _expected_of(self, run: PlannedRun) -> np.ndarray:
        """Which outcomes each council of the run's cell has: (councils, outcomes kept)."""
        asked = (run.cell, run.form)
        if asked not in self._expected:
            outcomes = self.setup.forms[run.form].outcomes
            self._expected[asked] = np.stack([runnable(outcomes, c) for c in self.setup.cells[run.cell].councils])
        return self._expected[asked]
