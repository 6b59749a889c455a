"""Workers on this machine: threads of the driver's process that take batches in turn, whatever they do them with."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence

from experiments.runs.batch import Finished
from experiments.runs.planned import PlannedRun


class Stopped(BaseException):
    """Ends a batch whose driver has gone; no error of a run, so nothing that catches those may catch it."""


class LocalWorkers:
    """One thread for each of ``doing``, which does a batch and returns what came of it."""

    def __init__(self, doing: Sequence[Callable[[Sequence[PlannedRun]], Finished]], waiting: int = 0) -> None:
        self.workers = len(doing)
        self.closing = False
        # Simple queues, which are one step each: Ctrl-C in the midst of another kind leaves its lock closed for good.
        self._batches: queue.SimpleQueue[tuple[int, Sequence[PlannedRun]] | None] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[tuple[int, Finished | BaseException]] = queue.SimpleQueue()
        # Places (where ``waiting`` says how many) for what is finished: while the disk is slower than the workers, they
        # wait for one instead of filling the memory.
        self._places: queue.SimpleQueue[None] | None = queue.SimpleQueue() if waiting else None
        for _ in range(waiting):
            self._give_place()
        self._threads = [
            threading.Thread(target=self._work, args=(one,), daemon=True, name="townhall-worker") for one in doing
        ]

    def start(self) -> None:
        """Begin to take batches."""
        for thread in self._threads:
            thread.start()

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
        self._give_place()
        if isinstance(finished, BaseException):
            raise finished
        return number, finished

    def end(self) -> None:
        """Let every thread end after what it is at."""
        for _ in self._threads:
            self._batches.put(None)
        for thread in self._threads:
            while thread.is_alive():
                # A thread that waits to hand something over must get rid of it.
                self._give_place()
                thread.join(0.05)

    def _give_place(self) -> None:
        if self._places is not None:
            self._places.put(None)

    def _work(self, do: Callable[[Sequence[PlannedRun]], Finished]) -> None:
        while (task := self._batches.get()) is not None and not self.closing:
            number, batch = task
            try:
                result: Finished | BaseException = do(batch)
            except Stopped:
                return
            except BaseException as error:  # it must not end this thread unheard
                result = error
            if self._places is not None:
                self._places.get()
            if not self.closing:
                self._finished.put((number, result))
