"""Workers for a handful of runs: threads of this process, which start at once.

The compiled engine works outside Python's lock, so threads use all cores. A run that raises costs its row, as
everywhere; one that hangs or kills its process is beyond what a thread can bear: for those there are processes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from experiments.runs.batch import BatchRunner, Finished
from experiments.runs.local import LocalWorkers, Stopped
from experiments.runs.planned import PlannedRun
from experiments.runs.setup import Setup


class ThreadWorkers(LocalWorkers):
    """``workers`` threads that take batches in turn."""

    def __init__(self, setup: Setup, workers: int) -> None:
        self._shares = [0.0] * workers
        super().__init__([self._doing(at, BatchRunner(setup)) for at in range(workers)])
        self.start()

    @property
    def under_way(self) -> float:
        """Runs done of what is not handed back yet."""
        return sum(self._shares)

    def close(self) -> None:
        """End all threads, each after the run (of a family: the year) that it is at."""
        self.closing = True
        self.end()

    def _doing(self, at: int, runner: BatchRunner) -> Callable[[Sequence[PlannedRun]], Finished]:
        def moved(place: int, share: float) -> None:
            if self.closing:
                raise Stopped
            self._shares[at] = max(0, place) + share

        def do(batch: Sequence[PlannedRun]) -> Finished:
            try:
                return runner.run(batch, moved)
            finally:
                self._shares[at] = 0.0

        return do
