"""Runs a batch of planned runs in this process; what goes wrong with one of them costs that one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.runs.failures import not_finite, runnable, said
from experiments.runs.packing import pack, run_digest, summarise
from experiments.runs.plan import PlannedRun
from experiments.runs.setup import Setup, indices, load_engine


@dataclass(frozen=True)
class Failure:
    """A run that failed, what it said, and how often it was tried."""

    key: int
    error: str
    attempts: int = 1


@dataclass(frozen=True)
class Packed:
    """Runs that succeeded: their keys, the digests of their numbers, and the Parquet file that holds them."""

    keys: np.ndarray
    digests: np.ndarray
    content: bytes


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
    """Runs batches of one sweep, one run after the other."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._simulate = load_engine(setup.engine)
        self._columns = indices(setup.outcomes)
        self._expected = {code: runnable(setup.outcomes, council) for code, council in setup.councils.items()}

    def run(self, batch: Sequence[PlannedRun], starting: Callable[[int], None] = lambda at: None) -> Finished:
        """Run ``batch``; ``starting`` is called with each run's place in it before it starts, then with -1."""
        setup = self.setup
        keys, digests, kept, failures = [], [], [], []
        began = time.perf_counter()
        for at, run in enumerate(batch):
            starting(at)
            try:
                values = self.one(run)
                wrong = not_finite(values, setup.outcomes, self._expected[run.council])
            except Exception as error:
                wrong = said(error)
            if wrong:
                failures.append(Failure(run.key, wrong))
                continue
            keys.append(run.key)
            kept.append(summarise(values, monthly=setup.monthly))
            digests.append(run_digest(run.key, kept[-1]))
        starting(-1)
        seconds = time.perf_counter() - began
        packed = []
        if keys:
            numbers = np.array(keys, dtype=np.uint64)
            content = pack(numbers, kept, setup.outcomes, setup.units)
            packed.append(Packed(numbers, np.array(digests, dtype=np.uint64), content))
        return Finished(packed, failures, seconds)

    def one(self, run: PlannedRun) -> np.ndarray:
        """The months of one run, shape (months, outcomes kept); NaN in outcomes that the council does not have."""
        setup = self.setup
        council = setup.councils[run.council]
        scenario = setup.scenarios[run.scenario].changed(**run.settings)
        found = self._simulate(scenario, council, months=setup.months, seed=run.seed, replicates=[run.replicate])
        values = found[0][:, self._columns]
        values[:, ~self._expected[run.council]] = np.nan
        return values
