"""Cells are kept whole, found again, never out of date; a killed study goes on where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import TINY

from experiments.studies.hypotheses.cells import Cell, CellStore, Stored, cells_of, scenario_of
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.hypotheses.runner import run_cells, values_of
from sim.engine import simulate_many
from sim.measures import OUTCOMES
from sim.schedule import THEORIES

HOME = Path(__file__).resolve().parents[2]


def tiny_cells(replicates: int = 8, **more: object) -> tuple[Cell, ...]:
    return cells_of(TINY.arms[0], TINY.outcomes, seed=3, replicates=replicates, **more)  # type: ignore[arg-type]


def test_a_cell_gives_the_runs_that_its_arm_says(store: CellStore) -> None:
    cells = tiny_cells(6)
    assert [(cell.first, cell.last) for cell in cells] == [(0, 4), (4, 6)]
    assert not run_cells(cells, store, workers=2).errors
    values, seconds = values_of(cells, store)
    assert seconds > 0
    direct = simulate_many(scenario_of(TINY.arms[0]), cells[0].councils[0], months=24, seed=3, replicates=range(6))
    columns = [OUTCOMES.index(name) for name in TINY.outcomes]
    np.testing.assert_array_equal(values[:, 0], direct[:, :, columns])


def test_councils_alone_and_together(store: CellStore) -> None:
    arm = Arm("two", councils=("Camden", "Leeds"), months=12)
    alone = cells_of(arm, TINY.outcomes, seed=1, replicates=2)
    family = cells_of(replace(arm, together=True), TINY.outcomes, seed=1, replicates=2)
    assert sum(cell.runs for cell in alone) == 4
    assert sum(cell.runs for cell in family) == 2
    run_cells([*alone, *family], store)
    assert values_of(alone, store)[0].shape == values_of(family, store)[0].shape == (2, 2, 12, 2)
    # Until there is a process between councils, a family is its councils.
    off = replace(arm, without=("all",))
    one = cells_of(off, TINY.outcomes, seed=1, replicates=1)
    both = cells_of(replace(off, together=True), TINY.outcomes, seed=1, replicates=1)
    run_cells([*one, *both], store)
    np.testing.assert_array_equal(values_of(one, store)[0], values_of(both, store)[0])


def test_settings_lie_below_or_above_an_arms_own() -> None:
    arm = Arm("one", {"approval_layers": 3.0}, scenario="command")
    laid = scenario_of(arm, below={"approval_layers": 1.0, "style_mean": 0.9, "delay_harm": 2.0}).values
    assert (laid["approval_layers"], laid["style_mean"], laid["delay_harm"]) == (3.0, 0.2, 2.0)
    assert scenario_of(arm, above={"approval_layers": 5.0}).values["approval_layers"] == 5.0
    assert scenario_of(replace(arm, without=("all",))).without == tuple(THEORIES)
    assert scenario_of(arm, without=("S12",)).without == ("S12",)


def test_a_key_changes_with_everything_that_could_change_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = tiny_cells(4)[0]
    others = [
        *tiny_cells(4, above={"delay_harm": 0.7}),
        *tiny_cells(4, without=("S12",)),
        *tiny_cells(3),
        replace(cell, months=23),
        replace(cell, seed=4),
        replace(cell, first=1),
        replace(cell, together=True),
        replace(cell, councils=cell.councils * 2),
        replace(cell, outcomes=("index",)),
    ]
    assert len({cell.key, *(other.key for other in others)}) == 10
    assert tiny_cells(8)[0].key == cell.key, "more replicates must leave the earlier cells valid"
    monkeypatch.setattr("experiments.studies.hypotheses.cells._model", lambda: "another model")
    assert tiny_cells(4)[0].key != cell.key


@pytest.mark.parametrize("damage", ["cut off", "a flipped bit", "empty", "another file", "another shape"])
def test_a_damaged_cell_is_run_again(store: CellStore, damage: str) -> None:
    cell = tiny_cells(2)[0]
    run_cells([cell], store)
    path = store.path(cell)
    whole = path.read_bytes()
    assert store.get(cell) is not None
    if damage == "cut off":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "a flipped bit":
        path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "another file":
        path.write_bytes(b"something else entirely " * 20)
    else:
        store.put(cell, Stored(np.zeros((1, 1, 1, 1)), 1.0))
    assert store.get(cell) is None
    ran = run_cells([cell], store)
    assert (ran.new_cells, ran.kept_cells) == (1, 0)
    found = store.get(cell)
    assert found is not None
    np.testing.assert_array_equal(found.values, cell.run())


def test_what_is_kept_is_not_run_again(store: CellStore, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = tiny_cells(8)
    assert run_cells(cells[:1], store).new_cells == 1
    ran = run_cells([*cells, *cells], store)
    assert (ran.new_cells, ran.kept_cells) == (1, 1)
    monkeypatch.setattr(Cell, "run", lambda self: pytest.fail("run again"))
    assert run_cells(cells, store).new_cells == 0


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    cells = tiny_cells(8)
    found = []
    for workers in (1, 3):
        store = CellStore(tmp_path / str(workers))
        run_cells(cells, store, workers=workers)
        found.append(values_of(cells, store)[0])
    np.testing.assert_array_equal(*found)


def test_a_cell_that_fails_costs_itself_only(store: CellStore, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = tiny_cells(12)
    real = Cell.run

    def sometimes(self: Cell) -> np.ndarray:
        if self.first == 4:
            raise RuntimeError("no such council")
        values = real(self)
        if self.first == 8:
            values[1, 0, 5, 1] = np.nan
        return values

    monkeypatch.setattr(Cell, "run", sometimes)
    ran = run_cells(cells, store, workers=2)
    assert set(ran.errors) == {cells[1].key, cells[2].key}
    assert "RuntimeError: no such council" in ran.errors[cells[1].key]
    assert "service.quality was not a finite number in month 5 of replicate 9" in ran.errors[cells[2].key]
    assert store.get(cells[0]) is not None
    assert store.get(cells[2]) is None


def test_progress_is_told_and_ends_at_the_whole(store: CellStore) -> None:
    told: list[tuple[int, int]] = []
    said: list[str] = []
    run_cells(tiny_cells(8), store, progress=lambda *at: told.append(at), announce=said.append)
    assert told[0] == (0, 16)
    assert told[-1] == (16, 16)
    assert len(said) == 1
    assert "8 runs" in said[0]


RUNNER = """
import sys
from pathlib import Path
sys.path[:0] = [{home!r}, {here!r}]
from test_cells import tiny_cells
from experiments.studies.hypotheses.cells import CellStore
from experiments.studies.hypotheses.runner import run_cells
store = CellStore(Path(sys.argv[1]))
print("ready", flush=True)
ran = run_cells(tiny_cells(160), store, workers=2)
print(ran.kept_cells, ran.new_cells, flush=True)
"""


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL exists on POSIX systems only")
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """A process is killed again and again while it runs; what it kept is whole, and the end equals a fresh run."""
    code = RUNNER.format(home=str(HOME), here=str(HOME / "tests" / "hypotheses"))
    started = [sys.executable, "-c", code, str(tmp_path / "killed")]
    cells = tiny_cells(160)
    store = CellStore(tmp_path / "killed")
    interrupted = 0
    for _ in range(4):
        process = subprocess.Popen(started, stdout=subprocess.PIPE, text=True, cwd=HOME)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        before = len(list(store.folder.glob("??/*.cell")))
        deadline = time.time() + 60
        while len(list(store.folder.glob("??/*.cell"))) < before + 5 and process.poll() is None:
            assert time.time() < deadline
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        kept = sum(store.get(cell) is not None for cell in cells)
        assert kept == len(list(store.folder.glob("??/*.cell"))), "every file that has its name is whole"
        interrupted += 0 < kept < len(cells)
    assert interrupted > 0, "no kill ever came in the middle"
    kept = sum(store.get(cell) is not None for cell in cells)
    ended = subprocess.run(started, capture_output=True, text=True, cwd=HOME, check=True)
    assert ended.stdout.splitlines()[-1] == f"{kept} {len(cells) - kept}"
    fresh = CellStore(tmp_path / "fresh")
    run_cells(cells, fresh)
    np.testing.assert_array_equal(values_of(cells, store)[0], values_of(cells, fresh)[0])
