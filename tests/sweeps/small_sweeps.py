"""A small sweep, and what the tests of sweeps share."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import experiments
from experiments.runs.batch import BatchRunner, Finished
from experiments.runs.plan import PlannedRun
from experiments.runs.setup import Setup

REPOSITORY = Path(__file__).resolve().parents[2]

SMALL = """\
why: Two styles, two levels of trust, a few replications, just over a year.
kind: grid
months: 13
replications: 6
scenarios: [command, distributed]
levers:
  initial_trust: [0.3, 0.8]
"""


CROSSED = """\
why: Two styles and two cuts, each in the same worlds.
kind: crossed
months: 12
points: 6
replications: 3
scenarios: [command]
outcomes: [index]
levers:
  style_mean: [0.2, 0.8]
  budget_cut: [0, 30]
uncertainties:
  initial_trust: {from: 0.1, to: 0.9}
  budget_mode: [replay, fixed]
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the model and the engines of these tests."""
    path = [str(REPOSITORY), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path)), "PYTHONIOENCODING": "utf-8", **more}


def table_digest(path: Path) -> str:
    """A digest of everything in the tables of a sweep, made of the numbers themselves and in the order of the keys."""
    found = sha256()
    for table in ("runs", "last_year", "yearly"):
        frame = experiments.load(path, table).drop(columns=["row", "command"], errors="ignore")
        order = ["key", "year"] if table == "yearly" else ["key"]
        assert not frame.duplicated(order).any()
        frame = frame.sort_values(order).reset_index(drop=True)
        for name in sorted(frame.columns):
            column = frame[name]
            found.update(name.encode())
            values = column.to_numpy()
            found.update(values.tobytes() if values.dtype.kind in "fiu" else "\n".join(map(str, column)).encode())
    return found.hexdigest()


def wait_for(condition: Callable[[], object], seconds: float = 120) -> None:
    """Wait until ``condition`` holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


class Here:
    """Workers that are no processes: what is tested here is when to stop, and processes take a second to start."""

    workers = 1
    under_way = 0.0

    def __init__(self, setup: Setup) -> None:
        self._runner = BatchRunner(setup)
        self._finished: deque[tuple[int, Finished]] = deque()

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        self._finished.append((number, self._runner.run(batch)))

    def next(self, timeout: float) -> tuple[int, Finished]:
        return self._finished.popleft()

    def close(self) -> None:
        pass
