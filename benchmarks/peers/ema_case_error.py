"""The EMA workbench, with errors of the model turned into its ``CaseError``, which it has for runs that fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ema_workbench.util.ema_exceptions import CaseError

from benchmarks.peers import ema
from benchmarks.peers.engine import one_run
from benchmarks.peers.job import Job, Peer, work

if TYPE_CHECKING:
    import pandas as pd

PEER = Peer(
    "EMA workbench with CaseError",
    "ema_workbench",
    "the same, with every error of the model caught by the caller and raised as `CaseError`",
    ema.PEER.repeats,
)


def _run(**settings: Any) -> dict[str, float]:
    try:
        return one_run(**settings)
    except Exception as error:
        raise CaseError(str(error), settings) from error


def sweep(job: Job) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month; NaN in all of a point that failed."""
    return ema.sweep(job, _run)


if __name__ == "__main__":
    work(sweep)
