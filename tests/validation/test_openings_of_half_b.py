"""Half B is shown to nobody who does not say why, and every time is counted before anything is run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from experiments.cli import answer
from experiments.commands import running
from experiments.validation import openings
from sim import MODEL_VERSION

WHY = "the model is finished"


class Ran(Exception):
    """The command got as far as running."""


@pytest.fixture(autouse=True)
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of openings of our own, and nothing is run."""
    file = tmp_path / "openings.csv"
    file.write_text(",".join(openings.heading()) + "\n")
    monkeypatch.setattr(openings, "FILE", file)
    monkeypatch.chdir(tmp_path)

    def conducted(*given: object, **more: object) -> None:
        raise Ran

    monkeypatch.setattr(running, "conducted", conducted)
    return file


def test_the_committed_list_is_whole() -> None:
    with open(Path(openings.__file__).parent / "openings.csv", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == list(openings.heading())
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, len(rows))]


@pytest.mark.parametrize("half", ["B", "both"])
def test_an_opening_is_counted_before_anything_is_run(half: str, counted: Path, capsys: pytest.CaptureFixture) -> None:
    for number in (1, 2):
        with pytest.raises(Ran):
            answer(["validate", "--half", half, "--open-half-b", f"  {WHY}, time {number} "])
        found = openings.openings()
        assert [one.number for one in found] == list(range(1, number + 1))
        assert (found[-1].half, found[-1].model) == (half, MODEL_VERSION)
        assert found[-1].reason == f"{WHY}, time {number}"
        assert f"Opening {number} of half B" in capsys.readouterr().err


def test_half_a_is_open_and_counts_nothing(counted: Path) -> None:
    before = counted.read_bytes()
    with pytest.raises(Ran):
        answer(["validate"])
    assert counted.read_bytes() == before


@pytest.mark.parametrize(
    "typed",
    [
        ["--half", "B"],
        ["--half", "both"],
        ["--half", "B", "--open-half-b", "  "],
        ["--half", "B", "--open-half-b", "because"],
        ["--open-half-b", WHY],
        ["--half", "B", "--open-half-b", WHY, "--seeds", "4"],
        ["--half", "B", "--open-half-b", WHY, "--set", "style_men=1"],
        ["--half", "B", "--open-half-b", WHY, "--publish", " "],
    ],
)
def test_what_is_refused_opens_nothing(typed: list[str], counted: Path, capsys: pytest.CaptureFixture) -> None:
    before = counted.read_bytes()
    assert answer(["validate", *typed]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert counted.read_bytes() == before


def test_where_it_cannot_be_counted_nothing_is_shown(counted: Path, monkeypatch, capsys) -> None:
    def refuses(*given: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(openings.os, "fsync", refuses)
    assert answer(["validate", "--half", "B", "--open-half-b", WHY]) == 2
    assert "cannot be written (Permission denied); nothing is shown" in capsys.readouterr().err
