"""b. SIGKILL of the driver and of a worker at random moments: the sweep goes on, nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from small_sweeps import SMALL, environment, table_digest, wait_for
from started import start_program

import experiments
from experiments.designs.sweep_file import load_design
from experiments.runs.batch import Finished
from experiments.runs.driver import run_design
from experiments.runs.journal import read_journal
from experiments.runs.lock import at_work
from experiments.runs.store import Store

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems"),
]

DRIVE = Path(__file__).with_name("drive.py")
REPLICATIONS = 150
"""So many that a driver is at work for some seconds."""
LONGER = SMALL.replace("replications: 6", f"replications: {REPLICATIONS}")
RUNS = 4 * REPLICATIONS


def start(out: str, **changed: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(DRIVE), "own.yaml", out, "2", "2"],
        env={**environment(), **changed},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def stored(out: str) -> int:
    return len(read_journal(Path(out) / "journal.jsonl").shards)


def rounds_of_killing(rounds: int, seed: int) -> None:
    """Kill the driver, or a worker of it, ``rounds`` times; finish; hold the result against an uninterrupted one."""
    chance = random.Random(seed)
    Path("own.yaml").write_text(LONGER)
    whole = run_design(load_design(Path("own.yaml")), out=Path("whole"), workers=2)
    interrupted, killed_at = 0, []
    for turn in range(rounds):
        driver = start("killed")
        # Half of the time at any moment at all, half of the time after some progress and before the end.
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0.0, 4.0))
        else:
            before = stored("killed")
            wait_for(lambda here=driver, past=before: stored("killed") > past or here.poll() is not None)
            time.sleep(chance.uniform(0.0, 0.1))
        workers = psutil.Process(driver.pid).children() if driver.poll() is None else []
        if turn % 2 and workers:
            os.kill(chance.choice(workers).pid, signal.SIGKILL)
            driver.wait(300)  # it goes on without it
            assert driver.returncode == 0
            # There is more to do for the next round.
            more = SMALL.replace("replications: 6", f"replications: {REPLICATIONS + 1 + turn}")
            Path("own.yaml").write_text(more)
            continue
        interrupted += driver.poll() is None
        killed_at.append(stored("killed"))
        driver.kill()
        driver.wait(30)
        for worker in workers:
            wait_for(lambda one=worker: not one.is_running() or one.status() == psutil.STATUS_ZOMBIE)
        assert at_work(Path("killed")) == ""
    final = run_design(load_design(Path("own.yaml")), out=Path("killed"), workers=2)
    fresh = run_design(load_design(Path("own.yaml")), out=Path("whole"), workers=2)
    assert final.done == final.planned == fresh.done >= whole.done == RUNS
    keys = np.concatenate([shard.keys for shard in read_journal(Path("killed/journal.jsonl")).shards.values()])
    assert len(np.unique(keys)) == len(keys) == final.planned
    assert final.digest == fresh.digest
    assert table_digest(Path("killed")) == table_digest(Path("whole"))
    assert experiments.load("killed")["status"].eq("done").all()
    assert interrupted, "no round interrupted anything"


def test_four_rounds_of_killing(folder) -> None:
    rounds_of_killing(4, seed=1)


def test_twenty_rounds_of_killing(folder) -> None:
    rounds_of_killing(20, seed=2)


def test_a_killed_driver_leaves_nothing_among_temporary_files(folder) -> None:
    (folder / "own.yaml").write_text(LONGER)
    temporary = folder / "temporary"
    temporary.mkdir()
    driver = start("killed", TMPDIR=str(temporary))
    # Both workers are ready and at work.
    wait_for(lambda: (stored("killed") > 0 and not any(temporary.iterdir())) or driver.poll() is not None)
    workers = psutil.Process(driver.pid).children()
    assert len(workers) == 2
    driver.kill()
    driver.wait(30)
    for worker in workers:
        wait_for(lambda one=worker: not one.is_running() or one.status() == psutil.STATUS_ZOMBIE)
    assert list(temporary.iterdir()) == []


def test_ctrl_c_keeps_what_is_done(folder) -> None:
    (folder / "own.yaml").write_text(SMALL.replace("replications: 6", "replications: 2000"))
    driver = start_program(
        [sys.executable, "-m", "experiments.cli", "sweep", "own.yaml", "--out", "stopped", "--workers", "1"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: stored("stopped") > 0 or driver.poll() is not None)
    driver.send_signal(signal.SIGINT)
    said = driver.communicate(timeout=60)[1]
    assert driver.returncode == 130
    assert "runs are done and kept; the same command goes on from there." in said
    assert "Traceback" not in said
    assert experiments.load("stopped")["status"].eq("done").sum() > 0


def test_what_is_kept_is_counted_from_the_journal_wherever_ctrl_c_comes(folder, monkeypatch) -> None:
    (folder / "own.yaml").write_text(SMALL)
    whole = Store.store

    def store(self: Store, finished: Finished) -> None:
        whole(self, finished)
        raise KeyboardInterrupt  # it lies on the disk, and nobody was told yet

    monkeypatch.setattr(Store, "store", store)
    shown: list[tuple[float, int]] = []
    with pytest.raises(KeyboardInterrupt):
        run_design(
            load_design(Path("own.yaml")),
            out=Path("stopped"),
            workers=1,
            batch_runs=5,
            engine="known_engine:simulate",
            progress=lambda done, of: shown.append((done, of)),
        )
    assert shown[-1] == (5, 24)
    assert sum(len(shard.keys) for shard in read_journal(Path("stopped/journal.jsonl")).shards.values()) == 5
