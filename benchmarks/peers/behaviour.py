"""What every peer does when something goes wrong, and when the seed is fixed: it is done to it, and looked at."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import psutil

from benchmarks.peers.engine import TROUBLE
from benchmarks.peers.job import FACTORS, Job
from benchmarks.peers.measure import PEERS, family, start
from sim.outcomes import HEADLINE

BEHAVING = (*PEERS, "ema_case_error")
"""The peers to which this is done; the last takes no more time than the one before it."""

KINDS = ("raise", "kill", "driver")

TROUBLED = Job((0.2, 0.8), (0.3, 0.7), 20, Path())
SECONDS = 0.03
"""What a run takes longer than it would, so that there is a middle to strike at."""

PATIENCE = 15.0
"""Seconds without a run being finished after which a command counts as standing still, and is ended by us."""

FINISHED, ERROR, STILL, KILLED = "finishes", "stops with an error", "stands still", "killed"
"""How a command ended."""


@dataclass(frozen=True)
class Ending:
    """One command: how it ended, how many runs it did, and what stands in the table that it left."""

    how: str
    done: int
    rows: int
    told: int
    """Rows of the table that say what went wrong with their run."""
    left_behind: int = 0
    """Processes that were still there five seconds after the command's own had gone."""


@dataclass(frozen=True)
class Seen:
    """A command with trouble, and the same command again without."""

    planned: int
    first: Ending
    again: Ending


@dataclass(frozen=True)
class Seeds:
    """A run repeated in the peer's own way with the seed fixed, twice."""

    differ: bool
    """Whether the replicates of a point differ from each other."""
    equal: bool
    """Whether two invocations give the same table."""


def demonstrate(peer: str, kind: str, job: Job = TROUBLED, patience: float = PATIENCE) -> Seen:
    """Do to ``peer`` what ``kind`` says: "raise" (one run raises), "kill" (the process of one run is killed, once) or
    "driver" (the command's own process is killed when half of the runs are done). Then give the command again.
    """
    with tempfile.TemporaryDirectory() as name:
        job = replace(job, folder=Path(name))
        one = [job.style_mean[0], job.initial_trust[-1], job.replications // 2]
        first = _command(peer, job, {kind: one}, patience, stop_at=len(job) // 2 if kind == "driver" else None)
        again = _command(peer, job, {}, patience)
    return Seen(len(job), first, again)


def seeds(peer: str, job: Job = TROUBLED) -> Seeds:
    """Repeat runs in the peer's own way, twice."""
    tables = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as name:
            own = replace(job, replications=3, own_repeats=True, folder=Path(name))
            process = start(peer, own)
            if process.wait():
                raise RuntimeError(f"{peer} failed: {(own.folder / 'said.txt').read_text(encoding='utf-8')[-2000:]}")
            tables.append(pd.read_parquet(own.table))
    outcomes = list(HEADLINE)
    distinct = tables[0].groupby(FACTORS[:2])[outcomes].nunique().max(axis=1)
    assert distinct.isin([1, 3]).all()
    return Seeds(differ=bool((distinct > 1).all()), equal=tables[0][outcomes].equals(tables[1][outcomes]))


def _command(peer: str, job: Job, trouble: dict[str, object], patience: float, stop_at: int | None = None) -> Ending:
    """Give the command, and see what becomes of it; with ``stop_at``, kill its process after so many runs."""
    log = job.folder / "done.txt"
    log.write_text("", encoding="utf-8")
    job.table.unlink(missing_ok=True)
    asked = job.folder / "trouble.json"
    said = {"log": str(log), "seconds": SECONDS, "once": str(job.folder / "happened"), **trouble}
    asked.write_text(json.dumps(said), encoding="utf-8")
    process = start(peer, job, **{TROUBLE: str(asked)})
    with _ended(process):
        how = _watch(process, lambda: _lines(log), patience, stop_at)
        others = family(process.pid)[1:]
        if how in (STILL, KILLED):
            process.kill()
        process.wait()
        left = sum(map(_at_work, psutil.wait_procs(others, timeout=5.0)[1]))
        _end(others)
    done = _lines(log)
    if not job.table.exists():
        return Ending(how, done, 0, 0, left)
    table = pd.read_parquet(job.table)
    told = int(table["error"].ne("").sum()) if "error" in table else 0
    return Ending(how, done, int(table[list(HEADLINE)].notna().all(axis=1).sum()), told, left)


def _watch(process: subprocess.Popen[bytes], done: Callable[[], int], patience: float, stop_at: int | None) -> str:
    """Until it ends, stands still, or has done ``stop_at`` runs."""
    before, since = 0, time.monotonic()
    while process.poll() is None:
        now = done()
        if stop_at is not None and now >= stop_at:
            return KILLED
        if now != before:
            before, since = now, time.monotonic()
        elif before and time.monotonic() - since > patience:
            return STILL
        time.sleep(0.02)
    return ERROR if process.returncode else FINISHED


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _at_work(process: psutil.Process) -> bool:
    """Whether it is there and more than an entry that nobody has read yet."""
    with suppress(psutil.Error):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def _end(processes: list[psutil.Process]) -> None:
    for one in processes:
        with suppress(psutil.Error):
            one.kill()


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, nothing that was started here stays."""
    try:
        yield
    finally:
        if process.poll() is None:
            started = family(process.pid)
            process.kill()
            process.wait()
            _end(started)
