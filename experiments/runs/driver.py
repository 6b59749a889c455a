"""The driver of a sweep: hands shards of rows to workers, stores what comes back, and remembers nothing else.

It holds the keys of the plan and at most two shards for every worker, so its memory does not grow with the sweep.
"""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from experiments.designs.sweep import SweepDesign
from experiments.runs.batch import Finished
from experiments.runs.identity import manifest_of
from experiments.runs.journal import read_journal
from experiments.runs.lock import locked
from experiments.runs.packing import bytes_per_run
from experiments.runs.plan import Expansion, Part, PlanFile, PlannedRun
from experiments.runs.processes import LocalWorkers
from experiments.runs.provenance import now
from experiments.runs.setup import ENGINE, engine_named, setup_of
from experiments.runs.store import JOURNAL, SweepFolder, check_folder, part_folder, read_sweep
from experiments.runs.supervision import TIME_LIMIT
from experiments.studies.publish import clear_errors
from sim.errors import InputError
from sim.paths import results_dir

SHARD_SECONDS = 1.0
"""A shard takes about this long: long enough to cost little beside its runs, short enough to lose little."""

FIRST_SHARD = 4
"""Runs of a shard before any was timed."""

MOST_RUNS = 4096
MOST_BYTES = 32 << 20
"""Most that the numbers of one shard may take in a worker's memory."""

IN_FLIGHT = 2
"""Shards for every worker that are handed out and not yet stored."""


class Workers(Protocol):
    """Where the runs are done."""

    workers: int

    def submit(self, number: int, batch: Sequence[PlannedRun]) -> None:
        """Hand over a batch."""

    def next(self, timeout: float) -> tuple[int, Finished] | None:
        """The next batch that is done with, or None."""

    def close(self) -> None:
        """Stop."""


@dataclass(frozen=True)
class SweepResult:
    """What a sweep came to: ``done`` and ``failed`` count runs of the whole plan, ``ran`` those of this session."""

    folder: Path
    planned: int
    done: int
    failed: int
    ran: int
    digest: str
    seconds: float


def default_folder(design: SweepDesign) -> Path:
    """The folder of ``design`` when the user names none: by its name, so that the same command finds it again."""
    return results_dir() / f"sweep-{design.name}"


def run_sweep(
    design: SweepDesign,
    *,
    out: Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    part: Part | None = None,
    retry_failed: bool = False,
    shard_runs: int | None = None,
    time_limit: float = TIME_LIMIT,
    engine: str | None = None,
    command: Sequence[str] = (),
    announce: Callable[[str], None] = lambda line: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SweepResult:
    """Do what is still to be done of ``design``.

    Parameters
    ----------
    design
        What to run.
    out
        The results folder; ``results/sweep-<name>`` when not given. One that holds the beginning of this sweep is
        continued.
    workers
        Processes on this machine; as many as there are cores when not given.
    scheduler
        The address of a Dask scheduler, whose workers are then used instead.
    part
        Run only this part, into a folder of its own within ``out`` (see :mod:`experiments.runs.merge`).
    retry_failed
        Run those again that failed.
    shard_runs
        Runs in a shard; measured when not given.
    time_limit
        Seconds after which a run counts as hanging.
    engine
        ``package.module:function`` in place of the model's own.
    command
        The command line, for the provenance.
    announce, progress
        Called with a line on what is going on, and with (runs done, runs in all).

    Raises
    ------
    InputError
        When the folder holds another sweep or is in use, when the disk is full, when no worker can work, or when every
        single run fails.
    """
    clock = time.perf_counter()
    main = Path(out) if out is not None else default_folder(design)
    folder = main if part is None else part_folder(main, part)
    check_folder(main)
    check_folder(folder)
    engine = engine or engine_named()
    manifest = manifest_of(design, engine=engine, part=(part.number, part.of) if part else None, command=command)
    setup = setup_of(design, engine)
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _one_sentence(folder), locked(folder):
        held = SweepFolder(folder, announce)
        try:
            plan = held.prepare(manifest, Expansion(design), part)
            held.open()
            wanted, elsewhere = _wanted(plan, held, main if part else None, retry_failed)
            before = len(plan) - int(wanted.sum())
            progress(before, len(plan))
            if wanted.any():
                held.begin(_session(command, scheduler, workers))
                if before - elsewhere:
                    announce(f"{before:,} of {len(plan):,} runs are there already.")
                _compile(scheduler, engine, announce)
                loop = _Loop(plan.runs(wanted), int(wanted.sum()), held, _most(design), shard_runs)
                using = _workers(scheduler, pickle.dumps(setup), workers, time_limit, announce)
                try:
                    loop.run(using, lambda done: progress(before + done, len(plan)))
                finally:
                    using.close()
            done, failed = _counts(plan, held)
            written = read_sweep(folder)
            result = {"digest": held.result_digest(), "done": done, "failed": failed}
            if {**written.get("result", {}), **result} != written.get("result"):
                held.write_manifest({**written, "result": {**result, "ended": now()}})
            if wanted.any():
                held.end(now())
        finally:
            held.close()
    if failed and not done:
        first = next(iter(held.contents.failures.values()))
        raise InputError(f"Every one of the {failed} runs failed; the first said: {first['error']}")
    return SweepResult(
        folder, len(plan), done, failed, int(wanted.sum()), held.result_digest(), time.perf_counter() - clock
    )


class _Loop:
    """Shards on their way out and back."""

    def __init__(
        self, runs: Iterator[PlannedRun], count: int, folder: SweepFolder, most: int, fixed: int | None
    ) -> None:
        self._runs, self._left, self._folder, self._most, self._fixed = runs, count, folder, most, fixed
        self._seconds_per_run: float | None = None
        self._number = 0

    def run(self, workers: Workers, progress: Callable[[int], None]) -> None:
        """Until there is nothing left."""
        out, done = 0, 0
        while True:
            while out < IN_FLIGHT * workers.workers:
                batch = list(islice(self._runs, self._size(workers.workers)))
                self._left -= len(batch)
                if not batch:
                    break
                workers.submit(self._number, batch)
                self._number += 1
                out += 1
            if not out:
                return
            back = workers.next(0.5)
            if back is None:
                continue
            out -= 1
            finished = back[1]
            self._time(finished)
            self._folder.store(finished)
            done += finished.runs
            progress(done)

    def _size(self, workers: int) -> int:
        if self._fixed:
            return self._fixed
        if self._seconds_per_run is None:
            return min(FIRST_SHARD, self._most)
        size = min(self._most, round(SHARD_SECONDS / max(self._seconds_per_run, 1e-6)))
        # Smaller towards the end, so that no worker waits long for the last one.
        return max(1, min(size, -(-self._left // (IN_FLIGHT * workers))))

    def _time(self, finished: Finished) -> None:
        """A moving mean, since the runs of a design may take very different times."""
        if finished.runs and finished.seconds:
            now_taken = finished.seconds / finished.runs
            old = self._seconds_per_run
            self._seconds_per_run = now_taken if old is None else 0.7 * old + 0.3 * now_taken


def _wanted(plan: PlanFile, held: SweepFolder, main: Path | None, retry_failed: bool) -> tuple[np.ndarray, int]:
    """Which rows are still to be run, and how many of the others are done in the merged folder ``main``."""
    wanted = ~np.isin(plan.keys, held.contents.keys)
    if not retry_failed:
        wanted &= ~np.isin(plan.keys, np.array(list(held.contents.failures), dtype=np.uint64))
    elsewhere = 0
    if main is not None and (main / JOURNAL).exists():
        merged = np.isin(plan.keys, read_journal(main / JOURNAL).keys)
        elsewhere = int((wanted & merged).sum())
        wanted &= ~merged
    return wanted, elsewhere


def _counts(plan: PlanFile, held: SweepFolder) -> tuple[int, int]:
    """How many rows of the plan are done, and how many failed."""
    failed = np.isin(plan.keys, np.array(list(held.contents.failures), dtype=np.uint64))
    return int(np.isin(plan.keys, held.contents.keys).sum()), int(failed.sum())


def _most(design: SweepDesign) -> int:
    return max(
        1,
        min(MOST_RUNS, MOST_BYTES // bytes_per_run(design.months, len(design.outcomes), monthly=design.monthly)),
    )


def _workers(
    scheduler: str | None, setup: bytes, workers: int | None, time_limit: float, announce: Callable[[str], None]
) -> Workers:
    if scheduler is not None:
        from experiments.runs.dask_cluster import ClusterWorkers

        return ClusterWorkers(scheduler, setup, time_limit, announce)
    count = workers or cores()
    if count < 1:
        raise InputError(f"The number of workers must be at least 1, not {count}.")
    return LocalWorkers(setup, count, time_limit)


def _compile(scheduler: str | None, engine: str, announce: Callable[[str], None]) -> None:
    """Have the model compiled once, before several workers would all do it at the same time.

    A process of its own does it, because a compiler stays in the memory of the process that used it. If it cannot, the
    workers will say why.
    """
    if scheduler is not None or engine != ENGINE:
        return
    from sim.engine import COMPILED, COMPILED_BEFORE

    if COMPILED and not COMPILED_BEFORE.exists():
        announce("Compiling the model for this machine, once (a minute or two) ...")
        where = os.pathsep.join(place or os.getcwd() for place in sys.path)
        code = "from sim.engine import warm_up; warm_up()"
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": where}, stderr=subprocess.DEVNULL)


def cores() -> int:
    """The cores that this process may use (a job of a cluster often may not use all)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _session(command: Sequence[str], scheduler: str | None, workers: int | None) -> dict[str, object]:
    import platform

    from experiments.runs.provenance import command_line

    return {
        "time": now(),
        "command": command_line(command),
        "machine": platform.node(),
        "process": os.getpid(),
        "python": platform.python_version(),
        "workers": scheduler or workers or cores(),
    }


@contextmanager
def _one_sentence(folder: Path) -> Iterator[None]:
    """Turn what a disk can do to a sweep into one sentence that says what to do about it."""
    with clear_errors(folder):
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
                raise InputError(
                    f"The disk that holds {folder} is full; what is done is kept. Make room and give the same "
                    "command again, which goes on from there."
                ) from None
            raise
