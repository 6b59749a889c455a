"""Mesa's batch runner, with a model that does all its months in one step (the fastest way to hand it a whole run)."""

from __future__ import annotations

import inspect
from functools import partial
from typing import Any

import mesa
import pandas as pd

from benchmarks.peers.engine import one_run
from benchmarks.peers.job import FACTORS, Job, Peer, work
from sim.outcomes import HEADLINE

TAKES_SEEDS = "rng" in inspect.signature(mesa.batch_run).parameters
"""Newer versions repeat a run for every seed they are given; older ones for every one of ``iterations``."""

PEER = Peer(
    "mesa.batch_run",
    "mesa",
    "`number_processes`, `data_collection_period=-1` (the end only), no progress bar; a `mesa.Model` whose one step is "
    "a whole run in compiled code; replicates as a parameter",
    "`rng` with several seeds" if TAKES_SEEDS else "`iterations`, with the seed among the parameters",
)


def _reported(name: str, model: OneRun) -> float:
    return model.found[name]


class OneRun(mesa.Model):
    """One run. Without ``replicate``, the run's seed is drawn from the model's own random numbers, as is Mesa's way."""

    def __init__(
        self, style_mean: float, initial_trust: float, months: int, replicate: int | None = None, rng: Any = None
    ) -> None:
        super().__init__(rng=rng)
        seed = self.random.getrandbits(32) if replicate is None else rng
        self.settings = {
            "style_mean": style_mean,
            "initial_trust": initial_trust,
            "months": months,
            "seed": seed,
            "replicate": replicate or 0,
        }
        self.datacollector = mesa.DataCollector(model_reporters={name: partial(_reported, name) for name in HEADLINE})

    def step(self) -> None:
        """All months."""
        self.found = one_run(**self.settings)
        self.datacollector.collect(self)
        self.running = False


def sweep(job: Job) -> pd.DataFrame:
    """A row for every run: what was run, and its outcomes in the last month."""
    parameters: dict[str, Any] = {
        "style_mean": list(job.style_mean),
        "initial_trust": list(job.initial_trust),
        "months": job.months,
    }
    more: dict[str, Any] = {}
    numbers = list(range(job.replications))
    if not job.own_repeats:
        parameters["replicate"] = numbers
    if TAKES_SEEDS:
        more["rng"] = [job.seed + number for number in numbers] if job.own_repeats else [job.seed]
    else:
        parameters["rng"] = job.seed
        more["iterations"] = job.replications if job.own_repeats else 1
    rows = mesa.batch_run(
        OneRun,
        parameters=parameters,
        number_processes=job.workers,
        data_collection_period=-1,
        display_progress=False,
        **more,
    )
    frame = pd.DataFrame(rows)
    if job.own_repeats:
        frame["replicate"] = frame.groupby(FACTORS[:2])["RunId"].rank(method="first").astype(int) - 1
    return frame[[*FACTORS, *HEADLINE]]


if __name__ == "__main__":
    work(sweep)
