"""Batches of runs on their way to workers and back into the store: how large each is, and how many are out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol

import numpy as np

from experiments.runs.batch import Finished
from experiments.runs.keeping import bytes_per_run
from experiments.runs.plan import Expansion
from experiments.runs.planned import PlannedRun
from experiments.runs.store import Store

BATCH_SECONDS = 4.0
"""A batch takes about this long: long enough to cost little beside its runs, short enough to lose little."""

LEAST_SECONDS = 0.1
"""Nor does a batch take less, as long as there are runs: each is a file, which is written, checked and opened."""

FIRST_BATCH = 4
"""Runs of a batch before any was timed."""

MOST_RUNS = 4096

MOST_BYTES = 32 << 20
"""Most that the numbers of one batch may take in a worker's memory."""

FADING = 0.7
"""What the time of a batch counts for with every further one."""

IN_FLIGHT = 2
"""Batches for every worker that are handed out and not yet stored."""


class Workers(Protocol):
    """Where the runs are done."""

    workers: int

    @property
    def under_way(self) -> float:
        """Runs done of what is not handed back yet, as far as anybody knows."""

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        """Hand over a batch."""

    def next(self, timeout: float) -> tuple[int, Finished] | None:
        """The next batch that is done with, or None."""

    def close(self) -> None:
        """Stop."""


class Loop:
    """Batches on their way out and back."""

    def __init__(self, runs: Iterator[PlannedRun], count: int, store: Store, most: int, fixed: int | None) -> None:
        self._runs, self._left, self._store, self._most, self._fixed = runs, count, store, most, fixed
        self._timed = np.zeros(2)  # seconds, and the runs that took them
        self._number = 0

    def run(self, workers: Workers, progress: Callable[[float], None]) -> None:
        """Until there is nothing left."""
        out, done = 0, 0
        while True:
            while out < IN_FLIGHT * workers.workers:
                batch = list(islice(self._runs, self._size(workers.workers)))
                self._left -= len(batch)
                if not batch:
                    break
                workers.submit(self._number, batch)
                self._number += 1
                out += 1
            if not out:
                return
            back = workers.next(0.5)
            if back is None:
                progress(done + workers.under_way)
                continue
            out -= 1
            finished = back[1]
            self._time(finished)
            self._store.store(finished)
            done += finished.runs
            progress(done)

    def _size(self, workers: int) -> int:
        if self._fixed:
            return self._fixed
        seconds, runs = self._timed.tolist()
        if not runs:
            return max(1, min(FIRST_BATCH, self._most, -(-self._left // workers)))
        each = max(seconds / runs, 1e-6)
        least, size = (min(self._most, round(wanted / each)) for wanted in (LEAST_SECONDS, BATCH_SECONDS))
        # Towards the end each is one worker's share of what is left, so smaller and smaller, and none waits long for
        # the last one.
        return max(1, least, min(size, -(-self._left // workers)))

    def _time(self, finished: Finished) -> None:
        """Older batches fade, as the runs of a design may take very different times; each counts by its runs."""
        if finished.runs and finished.seconds:
            self._timed = FADING * self._timed + np.array([finished.seconds, finished.runs])


def most_runs(expansion: Expansion) -> int:
    largest = max(bytes_per_run(form) for form in expansion.forms)
    return max(1, min(MOST_RUNS, MOST_BYTES // largest))
