"""Folders that results go to: what replaces what, what is nobody's to remove, and what is in the way."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_up_engine import name_of
from small_studies import CAMDEN, ENGINE, STUDIES

import experiments
from experiments.commands import running
from experiments.runs import driver
from experiments.runs.failures import runnable
from experiments.runs.folder import check_folder
from experiments.runs.lock import locked
from experiments.runs.manifest import read_manifest
from experiments.runs.reading import Results
from experiments.studies import publish
from experiments.studies.compare.study import Compare
from experiments.studies.publish import conduct
from experiments.studies.single import SingleRun
from sim.council.councils import find_council
from sim.errors import InputError
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOWNHALL_ENGINE", ENGINE)
    monkeypatch.setattr(driver, "HANDFUL", 10_000)
    monkeypatch.setattr(Compare, "figures", lambda self, found: {})  # which take longest, and are not in question


def single(months: int = 24) -> SingleRun:
    return SingleRun(load_scenario("baseline"), CAMDEN, months)


def made(study, **how):
    return conduct(study, out=Path("out"), **how)


def test_what_a_user_laid_there_is_neither_vouched_for_nor_removed() -> None:
    made(single())
    for name in ("notes.txt", ".manifest.json.left", "plan.partial"):
        Path("out", name).write_text("mine")
    for _ in range(2):
        made(single(), force=True)
        assert not {"notes.txt", ".manifest.json.left", "plan.partial"} & set(read_manifest(Path("out"))["files"])
    assert Path("out/notes.txt").read_text() == "mine"


def test_a_file_that_is_not_made_any_more_goes_even_after_a_publication_was_stopped(monkeypatch) -> None:
    made(single())
    manifest = read_manifest(Path("out"))
    Path("out/gone.csv").write_text("x")
    Path("out/manifest.json").write_text(json.dumps({**manifest, "files": {**manifest["files"], "gone.csv": "0"}}))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SingleRun, "write_tables", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(single(), force=True)
    assert "result" not in read_manifest(Path("out"))
    made(single())
    assert not Path("out/gone.csv").exists()


def test_an_old_result_that_was_not_removed_in_time_is_in_nobodys_way(monkeypatch) -> None:
    made(single(25))
    remove = shutil.rmtree

    def killed(path: Path, **more: object) -> None:
        if str(path).endswith(".partial"):
            raise KeyboardInterrupt
        remove(path, **more)

    with monkeypatch.context() as patch:
        patch.setattr(publish.shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            made(single(), force=True)
    assert len(experiments.load("out", "monthly")) == 24
    assert list(Path().glob(".out.*.partial"))
    made(single(25), force=True)
    made(single(), force=True)
    assert len(experiments.load("out", "monthly")) == 24
    assert not list(Path().glob(".out.*"))


def test_a_replacement_that_took_long_is_gone_on_with(monkeypatch) -> None:
    made(single())
    study = STUDIES["compare"]()

    def stopped(*_: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publish, "publish", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(study, force=True)
    (beside,) = Path().glob(".out.*.partial")
    long_ago = time.time() - 8 * 86_400
    os.utime(beside, (long_ago, long_ago))  # a folder's time stands still while its journal grows
    made(single(25), force=True)
    assert beside.exists(), "somebody else's command does not remove it either"
    assert made(study, force=True).ran.ran == 0


def test_a_folder_that_somebody_works_on_is_not_replaced() -> None:
    made(single())
    with locked(Path("out")), pytest.raises(InputError, match="is already at work on out"):
        made(single(25), force=True)
    assert len(experiments.load("out", "monthly")) == 24


def analysed(half_width: str = "0.1", *more: str, out: str = "answer") -> int:
    from experiments.cli import answer

    asked = ["--method", "adequacy", "--outcome", "index", "--scenario", "command", "--half-width", half_width]
    return answer(["analyse", "out", *asked, "--out", out, *more])


def test_an_analysis_overwrites_no_runs_and_keeps_its_provenance(capsys) -> None:
    study = STUDIES["compare"]()
    made(study)
    before = Path("out/manifest.json").read_bytes()
    assert analysed("0.1", "--force", out="out") == 2
    assert "holds runs" in capsys.readouterr().err
    assert Path("out/manifest.json").read_bytes() == before

    assert analysed() == 0
    first = Path("answer/manifest.json").read_bytes()
    assert analysed() == 0
    assert Path("answer/manifest.json").read_bytes() == first
    assert analysed("0.2") == 2
    assert analysed("0.2", "--force") == 0
    assert json.loads(Path("answer/manifest.json").read_text())["asked"]["half_width"] == 0.2

    said = json.loads(Path("answer/manifest.json").read_text())
    del said["result"]
    Path("answer/manifest.json").write_text(json.dumps(said))  # as if it had been stopped
    assert analysed() == 0
    # It has the digest of the design that it was made from; runs are no result that is there already.
    with pytest.raises(InputError, match="already holds a different result"):
        conduct(study, out=Path("answer"))
    assert conduct(study, out=Path("answer"), force=True).ran.ran == 40
    assert "made_from" not in read_manifest(Path("answer"))


def test_a_single_run_that_failed_is_tried_again(trouble, capsys) -> None:
    from experiments.cli import answer

    trouble(**{"raise": [name_of(load_scenario("baseline"), (CAMDEN,), 24, 0, 0)]})
    command = ["run", "baseline", "--months", "24", "--out", "out"]
    assert answer(command) == 2
    assert "Every one of the 1 runs failed" in capsys.readouterr().err
    trouble()
    assert answer(command) == 0


def test_no_folder_of_this_machine_stands_in_a_command(trouble) -> None:
    study = STUDIES["compare"]()
    scenario = study.asked.scenarios[0]
    trouble(**{"raise": [name_of(scenario, (CAMDEN,), 14, 0, 3)]})
    folder = conduct(study).folder
    assert folder.is_absolute()
    assert str(Path.cwd()) not in (folder / "manifest.json").read_text()
    assert str(Path.cwd()) not in (folder / "report.md").read_text()
    assert Results(folder).failures()["command"][0].startswith("townhall rerun results/compare-")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX systems")
def test_rights_are_asked_of_the_folder_that_is_written_to(monkeypatch) -> None:
    Path("closed/own").mkdir(parents=True)
    asked = []
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix, dir: asked.append(Path(dir).name) or _made(dir))
    check_folder(Path("closed/own"))
    assert asked == ["own"]
    check_folder(Path("closed/own"), force=True)
    assert sorted(asked[1:]) == ["closed", "own"]


def _made(place: str) -> str:
    (Path(place) / "probe").mkdir()
    return str(Path(place) / "probe")


def test_stopped_before_anything_began_nothing_is_said_of_runs(capsys) -> None:
    with pytest.raises(KeyboardInterrupt), running.counted():
        raise KeyboardInterrupt
    assert "0 of 0" not in capsys.readouterr().err


def test_what_a_council_does_not_have_is_a_gap_in_the_tables_of_its_run(monkeypatch) -> None:
    """No number, in Parquet either: whoever reads it without pandas must not meet NaN."""
    monkeypatch.delenv("TOWNHALL_ENGINE")
    made(SingleRun(load_scenario("baseline"), find_council("Lewes"), 3))
    there = runnable(OUTCOMES, find_council("Lewes"))
    lacking = [name for name, has in zip(OUTCOMES, there, strict=True) if not has]
    assert lacking
    months, summary = (pq.read_table(f"out/{name}.parquet") for name in ("monthly", "summary"))
    assert [name for name in months.column_names if months.column(name).null_count] == lacking
    assert all(months.column(name).null_count == 3 for name in lacking)
    assert summary.column("change").null_count == len(lacking)
