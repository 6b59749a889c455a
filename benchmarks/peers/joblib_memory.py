"""joblib's ``Parallel`` with its ``Memory``, which keeps every run's result on disk: its example of checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import joblib

from benchmarks.peers import joblib_parallel
from benchmarks.peers.engine import one_run
from benchmarks.peers.job import Job, Peer, work

if TYPE_CHECKING:
    import pandas as pd

PEER = Peer(
    "joblib.Parallel with Memory",
    "joblib",
    "the same, with the function of a run cached by `joblib.Memory`",
    joblib_parallel.PEER.repeats,
)


def sweep(job: Job) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month."""
    return joblib_parallel.sweep(job, joblib.Memory(job.folder / "cache", verbose=0).cache(one_run))


if __name__ == "__main__":
    work(sweep)
