"""What a design will take, found by doing a few of its runs: nothing is written."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.designs.design import Design
from experiments.runs.batch import BatchRunner
from experiments.runs.batches import BATCH_SECONDS
from experiments.runs.engine import ENGINE, engine_named
from experiments.runs.plan import Expansion
from experiments.runs.planned import PlannedRun
from experiments.runs.setup import setup_of
from sim.cores import cores
from sim.errors import InputError

SAMPLE = 8
"""Runs that are tried, from all over the plan."""

SAMPLE_SECONDS = 5.0
"""After this long, no further one is begun."""


@dataclass(frozen=True)
class Estimate:
    """The size of a design: ``seconds`` of one run, ``bytes`` of one run on the disk."""

    folder: Path
    points: int
    runs: int
    workers: int
    tried: int
    seconds: float
    bytes: float
    free: int

    @property
    def wall_seconds(self) -> float:
        """Seconds until the end, for all runs."""
        return self.seconds * self.runs / self.workers

    @property
    def disk(self) -> float:
        """Bytes of all runs."""
        return self.bytes * self.runs


def estimate(
    design: Design,
    *,
    out: Path,
    workers: int | None = None,
    announce: Callable[[str], None] = lambda line: None,
) -> Estimate:
    """Try a few runs of ``design`` and say what all will take; :class:`InputError` when none of them succeeds."""
    engine = engine_named()
    if engine == ENGINE:
        from sim.machine.engine import warm_up

        warm_up(announce)
    expansion = Expansion(design)
    runner = BatchRunner(setup_of(expansion, engine))
    sample = expansion.sample(SAMPLE)
    runner.run(sample[:1])  # the first is slower
    began, tried, seconds = time.perf_counter(), 0, 0.0
    errors: list[str] = []
    for run in sample:
        finished = runner.run([run])
        seconds += finished.seconds
        tried += 1
        errors += [failure.error for failure in finished.failures]
        if time.perf_counter() - began > SAMPLE_SECONDS:
            break
    if len(errors) == tried:
        raise InputError(f"None of the {tried} runs that were tried succeeded; the first said: {errors[0]}")
    together = max(1, round(BATCH_SECONDS * tried / max(seconds, 1e-9)))
    size = _size(runner, sample[:tried], together)
    folder = Path(out)
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return Estimate(
        folder=folder,
        points=expansion.points,
        runs=len(np.unique(expansion.keys)),
        workers=workers or cores(),
        tried=tried,
        seconds=seconds / tried,
        bytes=size,
        free=shutil.disk_usage(nearest).free,
    )


def _size(runner: BatchRunner, sample: Sequence[PlannedRun], together: int) -> float:
    """Bytes of one run in a shard of ``together`` runs, which share the file's headings."""

    def stored(runs: Sequence[PlannedRun]) -> int:
        return sum(len(part.content) for part in runner.run(runs).packed)

    first, several = stored(sample[:1]), stored(sample)
    if len(sample) < 2 or not first:
        return float(max(first, several))
    each = max(0.0, (several - first) / (len(sample) - 1))
    return each + max(0.0, first - each) / together
