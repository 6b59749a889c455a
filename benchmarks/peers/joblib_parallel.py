"""joblib's ``Parallel``: its processes, its own grouping of short tasks."""

from __future__ import annotations

from collections.abc import Callable

import joblib
import pandas as pd

from benchmarks.peers.engine import one_run
from benchmarks.peers.job import FACTORS, Job, Peer, work

PEER = Peer(
    "joblib.Parallel",
    "joblib",
    '`Parallel(n_jobs=...)` with `batch_size="auto"`, which groups short tasks',
    "none: the seed and the number of each replicate are the caller's business",
)


def sweep(job: Job, run: Callable[..., dict[str, float]] = one_run) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month."""
    runs = [(style, trust, number) for style, trust in job.points for number in range(job.replications)]
    tasks = (
        joblib.delayed(run)(style_mean=style, initial_trust=trust, months=job.months, seed=job.seed, replicate=number)
        for style, trust, number in runs
    )
    found = joblib.Parallel(n_jobs=job.workers, batch_size="auto")(tasks)
    return pd.concat([pd.DataFrame(runs, columns=FACTORS), pd.DataFrame(found)], axis=1)


if __name__ == "__main__":
    work(sweep)
