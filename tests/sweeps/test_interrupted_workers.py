"""Ctrl-C comes at any moment, also between two steps of handing a batch over: the workers end nevertheless."""

from __future__ import annotations

import contextlib
import random
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from experiments.runs.batch import Finished
from experiments.runs.local import LocalWorkers
from experiments.runs.planned import PlannedRun

ROUNDS = 3000
PATIENCE = 20.0
"""Seconds in which workers with nothing to do end; they need a thousandth."""


def done(_: Sequence[PlannedRun]) -> Finished:
    return Finished()


def interrupted(workers: LocalWorkers, after: float) -> None:
    """Hand batches over and take them back until the clock interrupts, as a person does with Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, after)
        while True:
            workers.submit(0, ())
            workers.next(0.001)


def ends(end: Callable[[], None]) -> bool:
    thread = threading.Thread(target=end, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return not thread.is_alive()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs the alarm of POSIX systems")
@pytest.mark.parametrize("waiting", [0, 2])
def test_workers_end_whenever_they_are_interrupted(waiting: int) -> None:
    def raised(*_: Any) -> None:
        raise KeyboardInterrupt

    lots, before = random.Random(7), signal.signal(signal.SIGALRM, raised)
    try:
        for _ in range(ROUNDS):
            workers = LocalWorkers([done, done], waiting)
            workers.start()
            interrupted(workers, lots.uniform(0.0001, 0.001))
            workers.closing = True
            assert ends(workers.end)
    finally:
        signal.signal(signal.SIGALRM, before)
