"""The driver: hands batches of runs to workers, stores what comes back, and remembers nothing else.

It holds the keys of the plan and at most two batches for every worker, so its memory does not grow with the design.
Every study is run here; what is not in the journal is still to be done, and that is all there is to resuming.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.designs.design import Design
from experiments.runs.batches import Loop, Workers, most_runs
from experiments.runs.disk import clear_errors
from experiments.runs.engine import ENGINE, engine_named
from experiments.runs.folder import check_folder
from experiments.runs.journal import JOURNAL, Contents, read_journal
from experiments.runs.lock import locked
from experiments.runs.manifest import part_folder, read_manifest
from experiments.runs.plan import Expansion
from experiments.runs.plan_file import PlanFile, first_of_each
from experiments.runs.planned import Part
from experiments.runs.processes import ProcessWorkers
from experiments.runs.provenance import command_line, manifest_of, now
from experiments.runs.setup import Setup, setup_of
from experiments.runs.store import Store
from experiments.runs.supervision import TIME_LIMIT
from experiments.runs.threads import ThreadWorkers
from sim.cores import cores
from sim.errors import InputError
from sim.inputs.csv_input import shown
from sim.own_process import environment, python

HANDFUL = 8
"""Up to so many runs are done by threads, which start at once, unless processes or a time limit are asked for."""

WARM_UP = "from sim.machine.engine import warm_up; warm_up(lambda line: print(line, flush=True))"
"""What the process that compiles runs; each line that it prints is said."""


@dataclass(frozen=True)
class Ran:
    """What it came to: ``done`` and ``failed`` count runs of the whole plan, ``ran`` those of this session.

    ``planned`` counts runs; rows of the plan that ask for the same run are one.
    """

    folder: Path
    planned: int
    done: int
    failed: int
    ran: int
    digest: str
    seconds: float


def run_design(
    design: Design,
    *,
    out: str | Path,
    expansion: Expansion | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    part: Part | None = None,
    retry_failed: bool = False,
    batch_runs: int | None = None,
    time_limit: float = TIME_LIMIT,
    engine: str | None = None,
    command: Sequence[str] = (),
    announce: Callable[[str], None] = lambda line: None,
    progress: Callable[[float, int], None] = lambda done, total: None,
) -> Ran:
    """Do what is still to be done of ``design``.

    Parameters
    ----------
    design
        What to run.
    out
        The results folder. One that holds the beginning of this design is continued.
    expansion
        The expansion of ``design``, where the caller has made it already.
    workers
        Processes on this machine; as many as there are cores that this process may use when not given, and threads
        where there is only a handful of runs.
    scheduler
        The address of a Dask scheduler, whose workers are then used instead.
    part
        Run only this part, into a folder of its own within ``out`` (see :mod:`experiments.runs.merge`).
    retry_failed
        Run those again that failed.
    batch_runs
        Runs in a batch; measured when not given.
    time_limit
        Seconds after which a run that does not move counts as hanging.
    engine
        ``package.module:function`` in place of the model's own.
    command
        The command line, for the provenance.
    announce, progress
        Called with a line on what is going on, and with (runs done, runs in all).

    Raises
    ------
    InputError
        When the folder holds something else or is in use, when the disk is full, when no worker can work, or when every
        single run fails.
    """
    clock = time.perf_counter()
    check_design(design)
    main = Path(out)
    folder = main if part is None else part_folder(main, part)
    check_folder(main)
    check_folder(folder)
    engine = engine or engine_named()
    expanded = expansion or Expansion(design)
    numbers = (part.number, part.of) if part else None
    manifest = manifest_of(design, expanded.forms, engine=engine, part=numbers, command=command)
    with _made(folder), clear_errors(folder, kept=True), locked(folder):
        store = Store(folder, announce)
        try:
            plan = store.prepare(manifest, expanded, part)
            store.open()
            merged = read_journal(main / JOURNAL) if part else Contents()
            wanted, elsewhere = _wanted(plan, store, merged, retry_failed)
            total, count = len(np.unique(plan.keys)), int(wanted.sum())
            before = total - count
            progress(before, total)
            if count:
                store.begin(_session(command, scheduler, workers))
                if before - elsewhere:
                    announce(f"{before:,} of {total:,} runs are there already.")
                _compile(scheduler, engine, announce)
                loop = Loop(plan.runs(wanted), count, store, most_runs(expanded), batch_runs)
                using = _workers(scheduler, setup_of(expanded, engine), count, workers, time_limit, announce)
                try:
                    loop.run(using, lambda done: progress(before + done, total))
                except KeyboardInterrupt:
                    # What is kept is what the journal holds, whatever was shown last.
                    store.contents = read_journal(folder / JOURNAL)
                    progress(sum(store.contents.counts(plan.keys)) + elsewhere, total)
                    raise
                finally:
                    using.close()
            done, failed = store.contents.counts(plan.keys)
            written = read_manifest(folder)
            result: dict[str, Any] = {"digest": store.result_digest(), "done": done, "failed": failed}
            if {**written.get("runs", {}), **result} != written.get("runs"):
                store.write_manifest({**written, "runs": {**result, "ended": now()}})
            if count:
                store.end(now())
        finally:
            store.close()
    if failed and not done and not np.isin(plan.keys, merged.keys).any():
        first = next(iter(store.contents.failures.values()))
        raise InputError(f"Every one of the {failed} runs failed; the first said: {first['error']}")
    return Ran(folder, total, done, failed, count, result["digest"], time.perf_counter() - clock)


def check_design(design: object) -> None:
    """Refuse what is no design, such as the name of one."""
    if not hasattr(design, "crossings"):
        raise InputError(f"A design is what load_design gives, not {shown(repr(design))}.")


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make ``folder``; where the block fails before a single run was done, what was made for it goes again."""
    missing = [place for place in (folder, *folder.absolute().parents) if not place.exists()]
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        known = read_journal(folder / JOURNAL)
        if missing and not known.shards and not known.failures:
            shutil.rmtree(folder, ignore_errors=True)
            for place in missing[1:]:
                with suppress(OSError):  # something else lies there by now
                    place.rmdir()
        raise


def _wanted(plan: PlanFile, store: Store, merged: Contents, retry_failed: bool) -> tuple[np.ndarray, int]:
    """Which rows are still to be run, and how many of the others are settled in the merged folder alone.

    Of rows that are the same run the first one is done.
    """

    def settled(contents: Contents) -> np.ndarray:
        there = np.isin(plan.keys, contents.keys)
        return there if retry_failed else there | np.isin(plan.keys, contents.failed)

    wanted = first_of_each(plan.keys) & ~settled(store.contents)
    elsewhere = wanted & settled(merged)
    return wanted & ~elsewhere, int(elsewhere.sum())


def _workers(
    scheduler: str | None,
    setup: Setup,
    count: int,
    workers: int | None,
    time_limit: float,
    announce: Callable[[str], None],
) -> Workers:
    if scheduler is not None:
        from experiments.runs.dask_cluster import ClusterWorkers

        return ClusterWorkers(scheduler, pickle.dumps(setup), time_limit, announce)
    if workers is None and time_limit == TIME_LIMIT and count <= HANDFUL:  # no thread can be stopped
        return ThreadWorkers(setup, min(count, cores()))
    wanted = cores() if workers is None else workers
    if wanted < 1:
        raise InputError(f"The number of workers must be at least 1, not {wanted}.")
    return ProcessWorkers(pickle.dumps(setup), min(wanted, count), time_limit)


def _compile(scheduler: str | None, engine: str, announce: Callable[[str], None]) -> None:
    """Have the model compiled once, before several workers would all do it at the same time.

    A process of its own does it, because a compiler stays in the memory of the process that used it. If it cannot, the
    workers will say why.
    """
    if scheduler is not None or engine != ENGINE:
        return
    from sim.machine.engine import compiled_before
    from sim.machine.kernel import COMPILED

    if COMPILED and not compiled_before():
        with subprocess.Popen(
            [*python(), "-c", WARM_UP],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        ) as compiling:
            assert compiling.stdout is not None
            for line in compiling.stdout:
                announce(line.rstrip())
        if compiling.returncode == 0 and not compiled_before():
            announce(
                "The compiled code cannot be kept, so every worker compiles for itself, each as long; "
                "set TOWNHALL_CACHE to a folder you can write to."
            )


def _session(command: Sequence[str], scheduler: str | None, workers: int | None) -> dict[str, object]:
    import platform

    return {
        "time": now(),
        "command": command_line(command),
        "machine": platform.node(),
        "process": os.getpid(),
        "python": platform.python_version(),
        "workers": scheduler or workers or cores(),
    }
