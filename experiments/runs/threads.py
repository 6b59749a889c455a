"""Workers for a handful of runs: threads of this process, which start at once.

The compiled engine works outside Python's lock, so threads use all cores. A run that raises costs its row, as
everywhere; one that hangs or kills its process is beyond what a thread can bear: for those there are processes.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence

from experiments.runs.batch import BatchRunner, Finished
from experiments.runs.plan import PlannedRun
from experiments.runs.setup import Setup


class Stopped(BaseException):
    """Ends a run whose driver has gone; no error of the run, so nothing that catches those may catch it."""


class ThreadWorkers:
    """``workers`` threads that take batches in turn."""

    def __init__(self, setup: Setup, workers: int) -> None:
        self.workers = workers
        self._batches: queue.Queue[tuple[int, Sequence[PlannedRun]] | None] = queue.Queue()
        self._finished: queue.Queue[tuple[int, Finished | BaseException]] = queue.Queue()
        self._shares = [0.0] * workers
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, args=(at, BatchRunner(setup)), daemon=True, name="townhall-worker")
            for at in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def under_way(self) -> float:
        """Runs done of what is not handed back yet."""
        return sum(self._shares)

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        """Hand over a batch; ``number`` comes back with what becomes of it."""
        self._batches.put((number, batch))

    def next(self, timeout: float) -> tuple[int, Finished] | None:
        """The next batch that is done with; None when there is none within ``timeout`` seconds."""
        try:
            number, finished = self._finished.get(timeout=timeout)
        except queue.Empty:
            return None
        if isinstance(finished, BaseException):
            raise finished
        return number, finished

    def close(self) -> None:
        """End all threads, each after the run (of a family: the year) that it is at."""
        self._closing = True
        for _ in self._threads:
            self._batches.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, at: int, runner: BatchRunner) -> None:
        def moved(place: int, share: float) -> None:
            if self._closing:
                raise Stopped
            self._shares[at] = max(0, place) + share

        while (task := self._batches.get()) is not None and not self._closing:
            number, batch = task
            try:
                result: Finished | BaseException = runner.run(batch, moved)
            except Stopped:
                return
            except BaseException as error:  # it must not end this thread unheard
                result = error
            self._shares[at] = 0.0
            self._finished.put((number, result))
