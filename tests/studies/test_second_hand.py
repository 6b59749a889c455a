"""Figures that two processes draw are those that one draws, whatever becomes of the other process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_studies import ENGINE, STUDIES
from small_sweeps import environment, wait_for

from experiments.runs import driver
from experiments.runs.manifest import read_manifest
from experiments.studies import second_hand
from experiments.studies.compare.study import compare, figures
from experiments.studies.drawn import draw_all
from experiments.studies.gallery_figure import OfFolder, Order
from experiments.studies.publish import conduct
from experiments.studies.second_hand import MOST_RUNS, SecondHand
from experiments.studies.study import Published

pytestmark = [pytest.mark.process]


class Watched(SecondHand):
    """One that remembers what it was asked for and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, str | None] = {}

    def draw(self, order: Order, into: Path, name: str) -> str | None:
        self.answers[name] = super().draw(order, into, name)
        return self.answers[name]


class Killed(Watched):
    """One that is killed while it is at its second figure."""

    def draw(self, order: Order, into: Path, name: str) -> str | None:
        if len(self.answers) == 1:
            threading.Timer(0.05, os.kill, (self.pid, signal.SIGKILL)).start()
        return super().draw(order, into, name)


@pytest.fixture
def hand() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.close()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published[Any]:
    """A small comparison, whose figures one process drew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "HANDFUL", 10_000)
        return conduct(STUDIES["compare"](), out=tmp_path_factory.mktemp("small") / "out", engine=ENGINE)


def drawn(published: Published[Any], into: Path, hand: SecondHand | None, told: list[str]) -> Mapping[str, str]:
    return draw_all(figures(published.found), into, told.append, published.found.results.manifest, hand)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def check_all_there(published: Published[Any], into: Path, captions: Mapping[str, str]) -> None:
    """The same files as one process drew, to the last byte, and the same captions in the same order."""
    one = published.folder / "figures"
    assert contents(into) == contents(one)
    assert list(captions) == list(published.figures)
    assert all(title in " ".join((one / f"{name}.txt").read_text().split()) for name, title in captions.items())


def test_two_processes_draw_what_one_draws(published: Published[Any], hand: Watched, tmp_path: Path) -> None:
    told: list[str] = []
    captions = drawn(published, tmp_path, hand, told)
    check_all_there(published, tmp_path, captions)
    assert told == ["Drawing the figures."]
    assert hand.answers, "the second process drew something"
    assert all(captions[name] == title for name, title in hand.answers.items())


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")
def test_what_a_killed_process_was_at_is_drawn_here(published: Published[Any], tmp_path: Path) -> None:
    hand = Killed()
    first = next(iter(figures(published.found).values())).order
    assert hand.draw(first, tmp_path / "before", "before")  # it has begun to work, and dies at the next
    told: list[str] = []
    captions = drawn(published, tmp_path / "figures", hand, told)
    assert list(hand.answers.values())[1:] == [None]
    assert hand.pid is None
    check_all_there(published, tmp_path / "figures", captions)
    assert told == ["Drawing the figures."]


def test_a_process_that_cannot_start_is_not_missed(published, tmp_path: Path, monkeypatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(second_hand, "started", started)
    hand = SecondHand()
    assert hand.pid is None
    check_all_there(published, tmp_path, drawn(published, tmp_path, hand, []))


def test_a_figure_that_the_other_cannot_draw_costs_itself_and_a_sentence(published, hand: Watched, tmp_path) -> None:
    found = published.found
    broken = OfFolder("ribbons", ("no_such_outcome",), found.results, found.result)
    good = figures(found)["trust"]
    assert hand.draw(broken.order, tmp_path, "broken") is None
    assert hand.pid is not None, "it goes on"
    hand.answers.clear()
    told: list[str] = []
    captions = draw_all({"broken": broken, "trust": good}, tmp_path, told.append, found.results.manifest, hand)
    assert list(captions) == ["trust"]
    assert [line for line in told if "could not be drawn" in line] == told[1:]
    assert len(told) == 2
    assert "The figure broken could not be drawn (InputError: " in told[1]
    assert {file.stem for file in tmp_path.iterdir()} == {"trust"}


def test_what_is_the_disks_is_raised_here(published, hand: Watched, tmp_path: Path) -> None:
    nowhere = tmp_path / "a file"
    nowhere.write_text("which is no folder")
    with pytest.raises(OSError, match="a file"):
        drawn(published, nowhere, hand, [])
    assert hand.pid is None, "it does not go on when this process has given up"


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is a signal of POSIX systems")
def test_it_ends_with_the_one_that_started_it() -> None:
    code = "from experiments.studies.second_hand import SecondHand; print(SecondHand().pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), text=True
    ) as starter:
        assert starter.stdout is not None
        other = psutil.Process(int(starter.stdout.readline()))
        assert other.is_running()
        starter.send_signal(signal.SIGTERM)
        assert starter.wait(timeout=60) == -signal.SIGTERM
        wait_for(lambda: not other.is_running() or other.status() == psutil.STATUS_ZOMBIE)


def test_a_comparison_of_many_runs_is_drawn_by_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Watched] = []

    def watched() -> Watched:
        made.append(Watched())
        return made[-1]

    monkeypatch.setattr(second_hand, "SecondHand", watched)
    monkeypatch.setattr(second_hand, "cores", lambda: 2)
    asked, found = STUDIES["compare"]().asked, {}
    for workers in (1, 2):
        place = tmp_path / str(workers)
        place.mkdir()
        monkeypatch.chdir(place)
        found[workers] = compare(asked, out=Path("out"), engine=ENGINE, workers=workers)
        assert len(made) == workers - 1, "with one worker there is no second process"
    assert any(made[0].answers.values())
    assert made[0].pid is None
    assert list(found[1].figures) == list(found[2].figures)
    assert contents(tmp_path / "1" / "out" / "figures") == contents(tmp_path / "2" / "out" / "figures")
    one, two = (read_manifest(tmp_path / name / "out")["figures"] for name in ("1", "2"))
    assert list(one.items()) == list(two.items())


@pytest.mark.parametrize(
    ("cores", "runs", "workers"), [(1, 40, None), (2, 40, 1), (2, MOST_RUNS + 1, None)], ids=["core", "worker", "runs"]
)
def test_where_it_would_not_help_there_is_none(cores: int, runs: int, workers: int | None, monkeypatch) -> None:
    monkeypatch.setattr(second_hand, "cores", lambda: cores)
    with second_hand.second_hand(runs, workers) as hand:
        assert hand is None
