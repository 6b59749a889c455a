"""Workers on this machine: one process each, with a thread here that watches over it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence

from experiments.runs.batch import Finished
from experiments.runs.plan import PlannedRun
from experiments.runs.supervision import TIME_LIMIT, Supervised


class ProcessWorkers:
    """``workers`` processes that take batches in turn."""

    def __init__(self, setup: bytes, workers: int, time_limit: float = TIME_LIMIT) -> None:
        self.workers = workers
        self._batches: queue.Queue[tuple[int, Sequence[PlannedRun]] | None] = queue.Queue()
        # Full while the disk is slower than the workers, who then wait instead of filling the memory.
        self._finished: queue.Queue[tuple[int, Finished | BaseException]] = queue.Queue(maxsize=workers)
        self._supervised = [Supervised(setup, time_limit) for _ in range(workers)]
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, args=(one,), daemon=True, name="townhall-worker")
            for one in self._supervised
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pids(self) -> list[int]:
        """The processes that are there at the moment."""
        return [one.pid for one in self._supervised if one.pid is not None]

    @property
    def under_way(self) -> float:
        """Runs done of what is not handed back yet."""
        return sum(one.under_way for one in self._supervised)

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        """Hand over a batch; ``number`` comes back with what becomes of it."""
        self._batches.put((number, batch))

    def next(self, timeout: float) -> tuple[int, Finished] | None:
        """The next batch that is done with; None when there is none within ``timeout`` seconds.

        :class:`~sim.errors.InputError` when the workers cannot work at all.
        """
        try:
            number, finished = self._finished.get(timeout=timeout)
        except queue.Empty:
            return None
        if isinstance(finished, BaseException):
            raise finished
        return number, finished

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self._closing = True
        for _ in self._threads:
            self._batches.put(None)
        for one in self._supervised:
            one.close()
        for thread in self._threads:
            while thread.is_alive():
                # A thread that waits to hand something over must get rid of it.
                try:
                    self._finished.get_nowait()
                except queue.Empty:
                    thread.join(0.05)

    def _work(self, supervised: Supervised) -> None:
        while (task := self._batches.get()) is not None and not self._closing:
            number, batch = task
            try:
                result: Finished | BaseException = supervised.run(batch)
            except BaseException as error:  # it must not end this thread unheard
                result = error
            if not self._closing:
                self._finished.put((number, result))
