"""Town Hall's own sweep, by its command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import experiments
from benchmarks.peers.engine import COUNCIL, SCENARIO, SMALL, TROUBLE
from benchmarks.peers.job import FACTORS, Job, Peer, work
from sim.outcomes import HEADLINE

if TYPE_CHECKING:
    import pandas as pd

PEER = Peer(
    "townhall sweep",
    "town-hall-simulation",
    "`townhall sweep DESIGN --retry-failed`; it also keeps the means of every year, and of the last twelve months, on "
    "disk, which the others do not",
    "`replications`",
)

DESIGN = """\
why: The design of the comparison with other ways to do many runs.
kind: grid
scenarios: [{scenario}]
councils: [{council}]
months: {job.months}
replications: {job.replications}
seed: {job.seed}
outcomes: headline
constants: {constants}
levers:
  style_mean: {style_mean}
uncertainties:
  initial_trust: {initial_trust}
"""


def sweep(job: Job) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month (or its error)."""
    from experiments.cli import answer

    design = job.folder / "peers.yaml"
    constants = "{" + ", ".join(f"{name}: {value}" for name, value in SMALL.items()) + "}"
    design.write_text(
        DESIGN.format(
            job=job,
            scenario=SCENARIO,
            council=COUNCIL,
            constants=constants,
            style_mean=list(job.style_mean),
            initial_trust=list(job.initial_trust),
        ),
        encoding="utf-8",
    )
    if os.environ.get(TROUBLE):
        os.environ["TOWNHALL_ENGINE"] = "benchmarks.peers.engine:simulate"
    out = job.folder / "sweep"
    status = answer(["sweep", str(design), "--out", str(out), "--workers", str(job.workers), "--retry-failed"])
    if status:
        raise SystemExit(status)
    return experiments.load(out)[[*FACTORS, *HEADLINE, "error"]]


if __name__ == "__main__":
    work(sweep)
