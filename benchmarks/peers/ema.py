"""The EMA workbench: its processes, and its model for runs that are repeated."""

from __future__ import annotations

from collections.abc import Callable

import ema_workbench
import numpy as np
import pandas as pd

from benchmarks.peers.engine import one_run
from benchmarks.peers.job import FACTORS, Job, Peer, work
from sim.machine.engine import warm_up
from sim.outcomes import HEADLINE

PEER = Peer(
    "EMA workbench",
    "ema_workbench",
    "`MultiprocessingEvaluator`, a list of scenarios by a list of policies, `ReplicatorModel` with a dictionary for "
    "every replicate: all replicates of a point are one task; the model is loaded before the processes are forked",
    "`ReplicatorModel.replications`, a number, with the seed as a constant",
)


def _named(outcome: str) -> str:
    """EMA wants names that Python would take for a variable."""
    return outcome.replace(".", "_")


def sweep(job: Job, run: Callable[..., dict[str, float]] = one_run) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month; NaN where EMA has masked them."""
    model = ema_workbench.ReplicatorModel("council", function=run)
    model.levers = [ema_workbench.RealParameter("style_mean", 0, 1)]
    model.uncertainties = [ema_workbench.RealParameter("initial_trust", 0, 1)]
    model.constants = [ema_workbench.Constant("months", job.months), ema_workbench.Constant("seed", job.seed)]
    model.outcomes = [ema_workbench.ArrayOutcome(_named(name), variable_name=name) for name in HEADLINE]
    numbers = [{"replicate": number} for number in range(job.replications)]
    model.replications = job.replications if job.own_repeats else numbers
    scenarios = [ema_workbench.Scenario(f"trust {trust}", initial_trust=trust) for trust in job.initial_trust]
    policies = [ema_workbench.Policy(f"style {style}", style_mean=style) for style in job.style_mean]
    warm_up()
    with ema_workbench.MultiprocessingEvaluator(model, n_processes=job.workers) as evaluator:
        points, found = evaluator.perform_experiments(scenarios=scenarios, policies=policies)
    frame = points.loc[points.index.repeat(job.replications), FACTORS[:2]].reset_index(drop=True)
    frame["replicate"] = np.tile(np.arange(job.replications), len(points))
    for name in HEADLINE:
        frame[name] = np.ma.filled(found[_named(name)], np.nan).reshape(-1)
    return frame


if __name__ == "__main__":
    work(sweep)
