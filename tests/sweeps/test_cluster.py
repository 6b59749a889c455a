"""d. A Dask cluster of processes: the same digest as on one machine, whatever happens to workers and scheduler."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from small_cluster import Cluster
from small_sweeps import CROSSED, SMALL, environment, table_digest, wait_for

import experiments
from experiments.designs.sweep_file import load_design
from experiments.runs import dask_cluster as cluster
from experiments.runs.driver import run_design
from experiments.runs.journal import read_journal
from sim.errors import InputError

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems"),
]

DRIVE = Path(__file__).with_name("drive.py")
LONGER = SMALL.replace("replications: 6", "replications: 20")


@pytest.fixture
def dask_cluster(folder: Path) -> Iterator[Callable[[int], Cluster]]:
    made: list[Cluster] = []

    def make(workers: int) -> Cluster:
        made.append(Cluster())
        for _ in range(workers):
            made[-1].add_worker()
        return made[-1]

    yield make
    for one in made:
        one.close()


def start(address: str, out: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(DRIVE), "own.yaml", out, "0", "2", address],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(out: str) -> int:
    return len(read_journal(Path(out) / "journal.jsonl").shards)


def dask_worker_of(nanny: subprocess.Popen[bytes]) -> psutil.Process:
    """The process that a nanny watches and that holds the worker."""
    found = psutil.Process(nanny.pid).children(recursive=True)
    return next(
        p for p in found if "multiprocessing" in " ".join(p.cmdline()) and "spawn_main" in " ".join(p.cmdline())
    )


def test_a_worker_killed_mid_sweep_and_then_the_scheduler_gone(dask_cluster) -> None:
    """The sweep goes on without the worker, stops with a sentence without the scheduler, and is then finished here."""
    Path("own.yaml").write_text(LONGER)
    design = load_design(Path("own.yaml"))
    here = dask_cluster(2)
    driver = start(here.address, "cluster")
    wait_for(lambda: stored("cluster") >= 3 or driver.poll() is not None)
    os.kill(dask_worker_of(here.workers[0]).pid, signal.SIGKILL)
    assert driver.wait(240) == 0, driver.stderr.read() if driver.stderr else ""
    local = run_design(design, out=Path("local"), workers=2)
    finished = run_design(design, out=Path("cluster"), workers=1)
    assert (finished.ran, finished.digest) == (0, local.digest)
    assert table_digest(Path("cluster")) == table_digest(Path("local"))

    Path("own.yaml").write_text(LONGER.replace("replications: 20", "replications: 200"))
    driver = start(here.address, "cluster")
    before = stored("cluster")
    wait_for(lambda: stored("cluster") > before + 1 or driver.poll() is not None)
    here.scheduler.kill()
    said = driver.communicate(timeout=120)[1]
    assert driver.returncode == 2
    assert f"The Dask scheduler at {here.address} is gone" in said
    assert "the same command goes on when there is one again" in said
    assert "Traceback" not in said
    kept = experiments.load("cluster")["status"].eq("done").sum()
    assert 80 < kept < 800
    Path("own.yaml").write_text(LONGER.replace("replications: 20", "replications: 200"))
    longer = run_design(load_design(Path("own.yaml")), out=Path("cluster"), workers=2)
    assert (longer.ran, longer.done) == (800 - kept, 800)


def test_trouble_on_a_cluster_costs_its_rows(dask_cluster, design_of, trouble) -> None:
    engine = trouble(**{"raise": [0], "die": [1], "hang": [2]})
    one = dask_cluster(1)
    result = run_design(
        design_of(scenarios=["command"]), out=Path("c"), scheduler=one.address, engine=engine, time_limit=3
    )
    assert (result.done, result.failed) == (6, 6)
    same = run_design(design_of(scenarios=["command"]), out=Path("l"), workers=1, engine=engine, time_limit=3)
    assert same.digest == result.digest
    assert table_digest(Path("c")) == table_digest(Path("l"))


def test_no_scheduler_and_no_workers_are_told(dask_cluster, design_of, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)
    with pytest.raises(InputError, match="There is no Dask scheduler at"):
        run_design(design_of(), out=Path("none"), scheduler="tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 30.0)
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 0.5)
    empty = dask_cluster(0)
    with pytest.raises(InputError, match="has no workers; start some with"):
        run_design(design_of(), out=Path("none"), scheduler=empty.address)


def test_what_is_no_address_is_told_at_once_and_in_peace(townhall, design_of) -> None:
    design_of()
    for address in ("nonsense", "http://127.0.0.1:8787"):
        answered = townhall("sweep", "own.yaml", "--scheduler", address)
        assert answered.returncode == 2
        assert f'"{address}" is no address of a Dask scheduler' in answered.stderr
        assert "Traceback" not in answered.stderr


def test_one_driver_ends_only_its_own_processes(monkeypatch) -> None:
    class Process:
        closed = False

        def close(self) -> None:
            self.closed = True

    mine, theirs = Process(), Process()
    monkeypatch.setattr(cluster, "_watched", {(1, "mine"): mine, (2, "theirs"): theirs})
    cluster.release("mine")
    assert (mine.closed, theirs.closed) == (True, False)


def test_a_crossed_design_is_the_same_on_a_cluster(dask_cluster) -> None:
    Path("own.yaml").write_text(CROSSED)
    design = load_design(Path("own.yaml"))
    there = run_design(design, out=Path("cluster"), scheduler=dask_cluster(1).address)
    assert there.ran == 72
    assert there.digest == run_design(design, out=Path("here"), workers=1).digest
    assert table_digest(Path("cluster")) == table_digest(Path("here"))
