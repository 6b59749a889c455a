"""A run that raises, hangs, returns nonsense or kills its process costs exactly its own row, and says how to see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_sweeps import SMALL

import experiments
from experiments.designs.sweep_file import load_design
from experiments.runs import supervision
from experiments.runs.driver import run_design
from experiments.runs.messages import started
from experiments.runs.supervision import Supervised, WorkerUnfit
from sim.errors import InputError
from sim.outcomes import OUTCOMES

pytestmark = pytest.mark.process

HEAD = ["status", "error", "command"]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory):
    """The same sweep without trouble, as a table by key."""
    folder = tmp_path_factory.mktemp("healthy")
    (folder / "own.yaml").write_text(SMALL)
    run_design(load_design(folder / "own.yaml"), out=folder / "healthy", workers=1)
    return experiments.load(folder / "healthy").set_index("key")


TROUBLES = {
    "raise": "ZeroDivisionError: no cases at all",
    "not_finite": f"{OUTCOMES[0]} was not a finite number in month 2",
    "die": "its process was killed (SIGKILL)",
    "exit": "its process ended (exit status 7)",
    "hang": "it was still running after 3 s and was stopped",
}


def test_each_kind_of_trouble_costs_exactly_its_rows(design_of, trouble, healthy) -> None:
    engine = trouble(scenario="distributed", **{kind: [at] for at, kind in enumerate(TROUBLES)})
    result = run_design(design_of(), out=Path("troubled"), workers=2, engine=engine, time_limit=3, batch_runs=7)
    assert (result.planned, result.done, result.failed) == (24, 14, 10)
    frame = experiments.load("troubled").set_index("key")
    assert frame.index.tolist() == healthy.index.tolist()
    failed = frame[frame["status"] == "failed"]
    assert set(failed["scenario"]) == {"distributed"}
    for at, said in enumerate(TROUBLES.values()):
        here = failed[failed["replicate"] == at]
        assert here["error"].tolist() == [said] * 2
        assert here["command"].tolist() == [f"townhall rerun troubled --row {key}" for key in here.index]
    assert failed[frame.attrs["outcomes"]].isna().all().all()
    good = frame.index[frame["status"] == "done"]
    assert frame.loc[good].drop(columns=HEAD).equals(healthy.loc[good].drop(columns=HEAD))


def test_failed_runs_are_left_alone_until_they_are_asked_for_and_then_leave_no_trace(
    design_of, trouble, healthy
) -> None:
    engine = trouble(scenario="command", **{"raise": [1], "die": [2]})
    first = run_design(design_of(), out=Path("again"), workers=1, engine=engine)
    assert (first.done, first.failed) == (20, 4)
    trouble()  # it has passed
    assert run_design(design_of(), out=Path("again"), workers=1, engine=engine).ran == 0
    second = run_design(design_of(), out=Path("again"), workers=1, engine=engine, retry_failed=True)
    assert (second.ran, second.done, second.failed) == (4, 24, 0)
    frame = experiments.load("again").set_index("key")
    assert frame.drop(columns=HEAD).equals(healthy.drop(columns=HEAD))


def test_a_run_whose_process_was_killed_once_is_tried_again_and_no_more_than_once(design_of, trouble, folder) -> None:
    engine = trouble(die_once=[4], once=str(folder / "happened"))
    result = run_design(design_of(), out=Path("once"), workers=1, engine=engine)
    assert (folder / "happened").exists()
    assert (result.done, result.failed) == (24, 0)


def test_when_every_run_fails_it_says_why(design_of, trouble) -> None:
    trouble()
    with pytest.raises(InputError, match="Every one of the 24 runs failed; the first said: RuntimeError: never"):
        run_design(design_of(), out=Path("never"), workers=1, engine="troubled_engine:spoilt")


def test_an_engine_that_is_not_there_stops_the_sweep_with_one_sentence(design_of) -> None:
    with pytest.raises(InputError, match='The engine "no'):
        run_design(design_of(), out=Path("none"), workers=2, engine="no.such:one")


def test_a_worker_that_cannot_start_is_not_a_failed_run() -> None:
    worker = Supervised(b"no setup at all")
    try:
        with pytest.raises(WorkerUnfit, match="A worker process cannot start"):
            worker.run([("key", "scenario", "council", 0, 0, {})])
    finally:
        worker.close()


def test_a_worker_that_is_being_started_while_the_work_is_stopped_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    worker, begun = Supervised(b"no setup at all"), []

    def late(module: str) -> Any:
        begun.append(started(module))
        worker.close()
        return begun[0]

    monkeypatch.setattr(supervision, "started", late)
    with pytest.raises(WorkerUnfit, match="The work was stopped"):
        worker.run([("key", "scenario", "council", 0, 0, {})])
    assert begun[0].poll() is not None, "nobody would end it any more"


def test_a_failed_row_reruns_into_its_own_error(design_of, trouble, townhall) -> None:
    engine = trouble(**{"raise": [1]})
    run_design(design_of(replications=2), out=Path("bad"), workers=1, engine=engine)
    frame = experiments.load("bad")
    key = frame[frame["status"] == "failed"]["key"].iloc[0]
    said = townhall("rerun", "bad", "--row", key)
    assert said.returncode == 1
    assert "ZeroDivisionError: no cases" in said.stderr
    good = frame[frame["status"] == "done"].iloc[0]
    assert np.isfinite(good["index"])
