"""Real processes, for every study: killed it goes on, a bad run costs its row, a cluster gives the same."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from small_cluster import Cluster
from small_studies import ENGINE, MANY, STUDIES, names_of_runs
from small_sweeps import environment, wait_for
from started import start_program

import experiments
from experiments.reports.saved import TOLD
from experiments.runs.journal import JOURNAL, read_journal
from experiments.runs.key import key_text
from experiments.runs.manifest import holds_runs
from experiments.studies.publish import conduct

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems"),
]

HERE = Path(__file__).parent
TIMED = ("hypotheses.csv", "hypotheses.parquet", "report.md", "report.html", "manifest.json")
"""Files that say how long runs took, and the page, in which a picture is as high as the folder's name is long."""
SECONDS = "seconds_per_run"
"""The column that does, of the first."""
TIME = re.compile(rb"\d+ (?:ms|s|min)\b")


def start(name: str, out: Path, *more: str) -> subprocess.Popen[bytes]:
    path = [str(HERE), environment()["PYTHONPATH"]]
    return start_program(
        [sys.executable, str(HERE / "drive.py"), name, str(out), *more],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def tables(folder: Path) -> dict[str, str]:
    """Every published file but those that say how long runs took, by name, with its digest.

    Of figures the numbers: a picture names the folder that it was drawn from. Of the report what it tells, whichever
    folder it stands in and however long its runs took.
    """
    here = str(folder).encode()
    files = json.loads((folder / "manifest.json").read_text())["files"]
    names = [name for name in files if name not in TIMED and (not name.startswith("figures/") or name.endswith(".csv"))]
    held = {name: (folder / name).read_bytes() for name in names}
    for table in set(TIMED) & {name for name in files if name.endswith(".parquet")}:
        held[table] = pd.read_parquet(folder / table).drop(columns=SECONDS).to_csv().encode()
    assert b"title" in held[TOLD]
    held[TOLD] = TIME.sub(b"TIME", held[TOLD].replace(here, b"RESULT"))
    return {name: sha256(content).hexdigest() for name, content in held.items()}


def result(folder: Path) -> tuple[str, str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    return manifest["result"], manifest["runs"]["digest"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    """Each study as one process gives it that nobody disturbs, by name; made when it is first asked for."""
    made: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name) / "whole"
            with pytest.MonkeyPatch.context() as patch:
                patch.delenv("TROUBLE", raising=False)
                conduct(STUDIES[name](), out=made[name], engine=ENGINE, workers=1)
        return made[name]

    return of


def stored(out: Path) -> int:
    return len(read_journal(out / JOURNAL).keys)


@pytest.mark.parametrize("name", MANY)
def test_killed_at_any_moment_it_goes_on_and_gives_the_same_tables(name, whole, trouble, tmp_path) -> None:
    out, chance = tmp_path / "killed", random.Random(name)
    trouble(sleep=0.02)
    in_between = 0
    for turn in range(4):
        driver, before = start(name, out), stored(out)
        if turn % 2:
            wait_for(lambda here=driver, past=before: stored(out) > past or here.poll() is not None)
        time.sleep(chance.uniform(0.0, 0.5 if turn % 2 else 4.0))
        workers = psutil.Process(driver.pid).children() if driver.poll() is None else []
        in_between += driver.poll() is None and holds_runs(out)
        driver.kill()
        driver.wait(30)
        for worker in workers:
            wait_for(lambda one=worker: not one.is_running() or one.status() == psutil.STATUS_ZOMBIE)
        assert stored(out) >= before, "nothing that was done is lost"
    driver = start(name, out)
    assert driver.wait(300) == 0
    assert in_between, "no round interrupted anything"
    keys = np.concatenate([shard.keys for shard in read_journal(out / JOURNAL).shards.values()])
    assert len(np.unique(keys)) == len(keys), "nothing is done twice"
    assert result(out) == result(whole(name))
    assert tables(out) == tables(whole(name))


@pytest.mark.parametrize("name", MANY)
def test_a_run_that_raises_hangs_or_kills_its_process_costs_its_row(name, whole, trouble, tmp_path) -> None:
    study = STUDIES[name]()
    names = names_of_runs(study, 9)
    chosen = dict(zip(("raise", "not_finite", "die", "hang"), list(names)[1:5], strict=False))
    trouble(**{kind: [names[key]] for kind, key in chosen.items()})
    said: list[str] = []
    made = conduct(
        study, out=tmp_path / "out", engine=ENGINE, workers=2, time_limit=3, batch_runs=7, announce=said.append
    )
    assert (made.ran.failed, made.ran.done) == (4, made.ran.planned - 4)
    failures = experiments.load(made.folder, "failures").set_index("key")
    errors = {kind: failures.loc[key_text(key), "error"] for kind, key in chosen.items()}
    assert errors["raise"] == "ZeroDivisionError: no cases at all"
    assert "was not a finite number in month 2" in errors["not_finite"]
    assert errors["die"] == "its process was killed (SIGKILL)"
    assert errors["hang"] == "it was still running after 3 s and was stopped"
    for key, row in failures.iterrows():
        assert row["command"] == f"townhall rerun {made.folder} --row {key}"
    good = experiments.load(whole(name), "last_year").set_index("row")
    bad = experiments.load(made.folder, "last_year").set_index("row")
    kept = bad.index[bad["status"] == "done"]
    head = ["status", "error", "command"]
    assert bad.loc[kept].drop(columns=head).equals(good.loc[kept].drop(columns=head))
    trouble()  # it has passed
    mended = conduct(study, out=made.folder, engine=ENGINE, workers=1, retry_failed=True)
    assert (mended.ran.ran, mended.ran.failed) == (4, 0)
    assert result(made.folder) == result(whole(name))
    assert tables(made.folder) == tables(whole(name))


def test_a_cluster_gives_the_same_result_of_every_study(whole, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), environment()["PYTHONPATH"]]))
    cluster = Cluster()
    try:
        for _ in range(2):
            cluster.add_worker()
        for name in MANY:
            made = conduct(STUDIES[name](), out=tmp_path / name, engine=ENGINE, scheduler=cluster.address)
            assert result(made.folder) == result(whole(name))
    finally:
        cluster.close()


@pytest.mark.parametrize("name", MANY)
def test_ctrl_c_keeps_what_is_done(name, trouble, tmp_path) -> None:
    trouble(sleep=0.05)
    out = tmp_path / "stopped"
    driver = start(name, out)
    wait_for(lambda: stored(out) > 0 or driver.poll() is not None)
    driver.send_signal(signal.SIGINT)
    assert driver.wait(60) != 0
    assert experiments.load(out, "plan")["status"].eq("done").sum() > 0
    assert "result" not in json.loads((out / "manifest.json").read_text())
