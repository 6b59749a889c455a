"""Workers that are processes of their own on this machine, each with a thread here that watches over it."""

from __future__ import annotations

from experiments.runs.local import LocalWorkers
from experiments.runs.supervision import TIME_LIMIT, Supervised


class ProcessWorkers(LocalWorkers):
    """``workers`` processes that take batches in turn."""

    def __init__(self, setup: bytes, workers: int, time_limit: float = TIME_LIMIT) -> None:
        self._supervised = [Supervised(setup, time_limit) for _ in range(workers)]
        super().__init__([one.run for one in self._supervised], waiting=workers)
        self.start()

    @property
    def under_way(self) -> float:
        """Runs done of what is not handed back yet."""
        return sum(one.under_way for one in self._supervised)

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self.closing = True
        for one in self._supervised:
            one.close()
        self.end()
