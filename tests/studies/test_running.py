"""How a study is run in this process: what fails costs its own row, and neither workers nor batches change a result."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from small_studies import ENGINE, STUDIES, names_of_runs

from experiments.runs import driver
from experiments.studies.compare.study import Compare
from experiments.studies.publish import conduct
from experiments.studies.study import Published
from sim.errors import InputError


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many runs there are, threads do them: processes are for the tests of trouble."""
    monkeypatch.setattr(driver, "HANDFUL", 10_000)


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take longer than all the rest, and are for other tests."""
    monkeypatch.setattr(Compare, "figures", lambda self, found: {})


def compared(out: Path, **how: object) -> Published:
    return conduct(STUDIES["compare"](), out=out, engine=ENGINE, **how)


@pytest.mark.parametrize("size", [1, 7, 100, None])
def test_the_result_does_not_depend_on_how_the_work_is_cut(size: int | None, tmp_path: Path) -> None:
    plain = compared(tmp_path / "plain", batch_runs=3)
    cut = compared(tmp_path / "cut", batch_runs=size)
    assert np.array_equal(plain.found.runs.values, cut.found.runs.values, equal_nan=True)
    assert plain.ran.digest == cut.ran.digest


def test_a_run_that_raises_costs_its_row_and_carries_its_error(trouble, tmp_path: Path) -> None:
    study = STUDIES["compare"]()
    good = compared(tmp_path / "good")
    key, name = list(names_of_runs(study, 5).items())[2]
    trouble(**{"raise": [name]})
    bad = compared(tmp_path / "bad")
    (failure,) = bad.found.failures
    assert failure.error == "ZeroDivisionError: no cases at all"
    assert failure.key == f"{key:016x}"
    assert failure.command == f"townhall rerun {tmp_path / 'bad'} --row {key:016x}"
    failed = bad.found.keys == key
    assert failed.sum() == 1
    assert np.isnan(bad.found.runs.values[failed]).all()
    assert np.array_equal(bad.found.runs.values[~failed], good.found.runs.values[~failed])
    assert failure.error in bad.report.read_text()
    assert failure.command in (bad.folder / "runs.csv").read_text()


def test_when_every_run_fails_the_answer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Every one of the 40 runs failed; the first said: RuntimeError: never"):
        conduct(STUDIES["compare"](), out=tmp_path / "out", engine="made_up_engine:spoilt")


def test_an_interrupt_stops_the_workers_and_passes_through(trouble, tmp_path: Path) -> None:
    def interrupts(done: float, total: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    trouble(sleep=0.01)
    with pytest.raises(KeyboardInterrupt):
        compared(tmp_path / "out", progress=interrupts, batch_runs=1)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("townhall")]


def test_progress_never_goes_back_ends_at_all_and_is_told_in_this_thread(trouble, tmp_path: Path) -> None:
    seen: list[tuple[float, int, threading.Thread]] = []

    def tell(done: float, total: int) -> None:
        seen.append((done, total, threading.current_thread()))

    trouble(sleep=0.02)
    compared(tmp_path / "out", progress=tell, batch_runs=2)
    assert all(0 <= done <= total == 40 for done, total, _ in seen)
    whole = [done for done, *_ in seen if done == int(done)]
    assert whole == sorted(whole)
    assert seen[-1][0] == 40
    assert {thread for *_, thread in seen} == {threading.main_thread()}
