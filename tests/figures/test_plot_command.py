"""``townhall plot`` on real folders, in this process: files, list, sizes and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.cli import answer
from experiments.designs.comparison import Comparison
from experiments.runs.driver import run_design
from sim.council.councils import find_council
from sim.scenario.scenario import load_scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real runs of the model, few and short."""
    pair = tuple(load_scenario(name) for name in ("command", "distributed"))
    asked = Comparison(pair, find_council("Rutland"), months=14, replications=4)
    place = tmp_path_factory.mktemp("real") / "runs"
    run_design(asked.design, out=place, workers=1)
    return place


def test_list_says_what_can_be_drawn_and_what_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["plot", str(folder), "--list"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "ribbons" in said
    assert "no: it is no grid" in said
    assert not (folder / "plots").exists()


def test_all_figures_are_drawn_beside_the_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["plot", str(folder), "--format", "svg", "--size", "column"]) == 0
    names = {file.name for file in (folder / "plots").iterdir()}
    for name in ("ribbons-index", "forest", "difference_over_time-index", "gap_closed", "weightings"):
        assert {f"{name}-column.svg", f"{name}-column.csv", f"{name}-column.txt"} <= names
    assert "Service outcome index" in capsys.readouterr().out


def test_what_cannot_be_drawn_with_a_choice_is_left_out_unless_it_was_asked_for(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["plot", str(folder), "--out", str(tmp_path / "b"), "--format", "svg", "--size", "60x60"]
    assert answer(typed) == 2, "no figure of ours fits a stamp"
    assert "not fit a figure" in capsys.readouterr().err
    assert not list(tmp_path.glob("b/*"))
    assert answer([*typed[:-1], "85x120"]) == 0
    assert answer([*typed[:2], "ribbons", *typed[2:]]) == 2


def test_of_one_scenario_all_is_drawn_that_needs_no_other(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["plot", str(folder), "--scenario", "command", "--format", "svg", "--out", str(tmp_path / "one")]
    assert answer(typed) == 0
    said = capsys.readouterr()
    assert "Left out: forest. forest compares scenarios, and command is one" in " ".join(said.err.split())
    names = [file.name for file in (tmp_path / "one").glob("*.svg")]
    assert any(name.startswith("ribbons") for name in names)
    assert not any(name.startswith(("forest", "estimation", "weightings")) for name in names)
    assert answer([*typed[:2], "forest", *typed[2:]]) == 2


def test_a_choice_goes_into_the_name_and_elsewhere(folder: Path, tmp_path: Path) -> None:
    asked = ["ribbons", "--outcome", "staff.morale", "--scenario", "distributed", "--window", "mean", "--style", "dark"]
    assert (
        answer(["plot", str(folder), *asked, "--size", "120x90", "--format", "pdf", "--out", str(tmp_path / "a")]) == 0
    )
    names = sorted(file.suffix for file in (tmp_path / "a").iterdir())
    assert names == [".csv", ".pdf", ".txt"]
    (text,) = (tmp_path / "a").glob("*.txt")
    assert text.stem == "ribbons-staff.morale-distributed-mean-120x90-dark"
    assert "townhall plot" in text.read_text()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["phase_diagram"], "cannot give phase_diagram: it is no grid. It can give ribbons, forest"),
        (["ribons"], 'There is no figure "ribons". Did you mean "ribbons"?'),
        (["ribbons", "--outcome", "moral"], 'keeps no outcome "moral".'),
        (["ribbons", "--size", "poster"], '"poster" is no size.'),
        (["ribbons", "--style", "drak"], 'There is no style "drak". Did you mean "dark"?'),
        (["ribbons", "--format", "gif"], '"gif" is no format of a figure.'),
    ],
)
def test_mistakes_get_one_sentence_and_leave_nothing(
    typed: list[str], told: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(["plot", str(folder), *typed, "--out", str(tmp_path / "none")]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_no_result_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["plot", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err
