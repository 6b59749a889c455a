"""Time and memory of every peer: whole commands, by turns, so that what else the machine does falls on all alike."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import psutil

from benchmarks.peers.job import FACTORS, Job

REPOSITORY = Path(__file__).resolve().parents[2]
PEERS = ("town_hall", "mesa_batch_run", "joblib_parallel", "joblib_memory", "ema")
"""The files of this folder that are peers; the first is what the others are held against."""

LOOK = 0.2
"""Seconds between two looks at the memory."""

TIMED = Job((0.1, 0.3, 0.5, 0.7, 0.9), (0.2, 0.4, 0.6, 0.8), 100, Path())
NEXT_TO_NOTHING = replace(TIMED, replications=1)
"""So few runs that what they take is starting and ending."""

ROUNDS = 3


@dataclass(frozen=True)
class Taken:
    """One command: seconds on the clock, processor seconds of all its processes, the most memory they held at once."""

    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True)
class Round:
    """One turn of one peer: the design, and next to nothing."""

    runs: int
    few: int
    whole: Taken
    start: Taken

    @property
    def rate(self) -> float:
        """Runs a second from the command to its end."""
        return self.runs / self.whole.seconds

    @property
    def later_rate(self) -> float:
        """Runs a second once it is under way: starting and ending taken off; NaN where that leaves nothing."""
        seconds = self.whole.seconds - self.start.seconds
        return (self.runs - self.few) / seconds if seconds > 0 else math.nan

    @property
    def each(self) -> float:
        """Processor seconds of a run in all processes, starting and ending taken off."""
        return (self.whole.processor - self.start.processor) / (self.runs - self.few)


@dataclass(frozen=True)
class Spread:
    """A ratio over rounds: median, least and most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, ratios: Sequence[float]) -> Spread:
        """Of one ratio a round; all NaN if one of them is."""
        if any(map(math.isnan, ratios)):
            return cls(math.nan, math.nan, math.nan)
        return cls(statistics.median(ratios), min(ratios), max(ratios))


Rounds = Mapping[str, Sequence[Round]]


def ratio(rounds: Rounds, peer: str, of: Callable[[Round], float]) -> Spread:
    """How many times Town Hall's figure ``peer``'s is, round by round; NaN where Town Hall's is nothing."""
    pairs = [(of(one), of(ours)) for one, ours in zip(rounds[peer], rounds[PEERS[0]], strict=True)]
    return Spread.of([one / ours if ours else math.nan for one, ours in pairs])


def start(peer: str, job: Job, **variables: str) -> subprocess.Popen[bytes]:
    """A peer at work, in a process of its own; what it says goes into its folder."""
    path = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH", ""))))
    with open(job.folder / "said.txt", "wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.peers.{peer}", str(job.write())],
            cwd=job.folder,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **variables},
            stdout=subprocess.DEVNULL,
            stderr=said,
        )


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def memory_of(process: psutil.Process) -> int:
    """Bytes; a page that several processes share is counted once in all, where the system tells."""
    try:
        return int(process.memory_full_info().pss)
    except AttributeError:  # not on this system
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def processor_of_children() -> float:
    """Processor seconds of all processes that this one started and that have ended, with those that they waited for."""
    times = psutil.Process().cpu_times()
    return times.children_user + times.children_system


def timed(peer: str, job: Job) -> tuple[Taken, pd.DataFrame]:
    """Run ``job`` by ``peer``; what it took, and its table."""
    before, began = processor_of_children(), time.perf_counter()
    process = start(peer, job)
    most = 0
    while True:
        try:
            process.wait(LOOK)
            break
        except subprocess.TimeoutExpired:
            most = max(most, sum(map(memory_of, family(process.pid))))
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"{peer} failed: {(job.folder / 'said.txt').read_text(encoding='utf-8')[-2000:]}")
    return Taken(seconds, processor_of_children() - before, most), pd.read_parquet(job.table)


def measure(
    announce: Callable[[str], None], whole: Job = TIMED, few: Job = NEXT_TO_NOTHING, rounds: int = ROUNDS
) -> dict[str, list[Round]]:
    """Every peer in every round, each round beginning with another one; all must give the same numbers.

    The jobs' folders are not used: every command gets an empty one.
    """
    found: dict[str, list[Round]] = {peer: [] for peer in PEERS}
    expected: dict[int, pd.DataFrame] = {}
    for turn in range(rounds):
        first = turn % len(PEERS)
        for peer in PEERS[first:] + PEERS[:first]:
            taken = []
            for job in (few, whole):
                with tempfile.TemporaryDirectory() as folder:
                    one, table = timed(peer, replace(job, folder=Path(folder)))
                table = table.drop(columns="error", errors="ignore")
                pd.testing.assert_frame_equal(table, expected.setdefault(len(job), table), check_exact=True)
                assert len(table.drop_duplicates(FACTORS)) == len(job)
                taken.append(one)
            found[peer].append(Round(len(whole), len(few), taken[1], taken[0]))
            announce(f"Round {turn + 1}, {peer}: {found[peer][-1].rate:.0f} runs a second, start to finish")
    return found
