"""Ctrl-C comes at any moment, also between two steps of handing a batch over: the workers end nevertheless."""

from __future__ import annotations

import contextlib
import queue
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from experiments.runs import dask_cluster
from experiments.runs.batch import Finished
from experiments.runs.local import LocalWorkers
from experiments.runs.planned import PlannedRun

ROUNDS = 3000
PATIENCE = 20.0
"""Seconds in which workers with nothing to do end; they need a thousandth."""


LOST = 0.2
"""Seconds after which an interruption has come or is lost."""


def done(_: Sequence[PlannedRun]) -> Finished:
    return Finished()


class Cluster:
    """A cluster that has everything done at once, and one thread that says so."""

    status = "running"

    def __init__(self) -> None:
        self._done: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._tell, daemon=True).start()
        self.told_all = threading.Event()

    def _tell(self) -> None:
        while (news := self._done.get()) is not None:
            news()
        self.told_all.set()

    def nthreads(self) -> dict[str, int]:
        return {"one": 1}

    def submit(self, *_: Any, pure: bool) -> Any:
        assert not pure
        return AtOnce(self._done)

    def end(self) -> None:
        self._done.put(None)
        self.told_all.wait(PATIENCE)


class AtOnce:
    """Work that is done."""

    status = "finished"

    def __init__(self, news: queue.SimpleQueue[Callable[[], None] | None]) -> None:
        self._news = news

    def add_done_callback(self, tell: Callable[[Any], None]) -> None:
        self._news.put(lambda: tell(self))

    def done(self) -> bool:
        return True

    def result(self) -> Finished:
        return Finished()


def interrupted(workers: LocalWorkers | dask_cluster.ClusterWorkers, after: float) -> None:
    """Hand batches over and take them back until the clock interrupts, as a person does with Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, after)
        # One that comes while Python clears something away is told of and lost; a person would press again.
        end = time.monotonic() + LOST
        while time.monotonic() < end:
            workers.submit(0, ())
            workers.next(0.001)


def ends(end: Callable[[], None]) -> bool:
    thread = threading.Thread(target=end, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return not thread.is_alive()


@pytest.fixture
def alarmed() -> Iterator[random.Random]:
    """The alarm interrupts as Ctrl-C does."""

    def raised(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, raised)
    yield random.Random(7)
    signal.signal(signal.SIGALRM, before)


NEEDS_ALARM = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs the alarm of POSIX systems")


@NEEDS_ALARM
@pytest.mark.parametrize("waiting", [0, 2])
def test_workers_end_whenever_they_are_interrupted(alarmed: random.Random, waiting: int) -> None:
    for _ in range(ROUNDS):
        workers = LocalWorkers([done, done], waiting)
        workers.start()
        interrupted(workers, alarmed.uniform(0.0001, 0.001))
        workers.closing = True
        assert ends(workers.end)


@NEEDS_ALARM
def test_a_cluster_is_heard_whenever_it_is_interrupted(alarmed: random.Random, monkeypatch: Any) -> None:
    """Its own thread, which also takes the work back in the end, waits for nobody."""
    for _ in range(ROUNDS):
        cluster = Cluster()
        monkeypatch.setattr(dask_cluster, "_client", lambda address, one=cluster: one)
        interrupted(dask_cluster.ClusterWorkers("tcp://127.0.0.1:1", b""), alarmed.uniform(0.0001, 0.001))
        cluster.end()
        assert cluster.told_all.is_set()
