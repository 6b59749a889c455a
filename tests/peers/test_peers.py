"""The comparison with other ways to do many runs: the same numbers, a page made of what was seen, claims that hold."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("joblib")
pytest.importorskip("ema_workbench")
pytest.importorskip("psutil")

import benchmarks.peers.__main__ as publishing
from benchmarks.peers import measure
from benchmarks.peers.behaviour import (
    BEHAVING,
    FINISHED,
    KILLED,
    KINDS,
    TROUBLED,
    Ending,
    Seeds,
    Seen,
    demonstrate,
    seeds,
)
from benchmarks.peers.engine import COUNCIL, SCENARIO, SMALL
from benchmarks.peers.job import Job
from benchmarks.peers.report import Comparison, behaviour_rows, name, page, short
from sim.council.councils import find_council
from sim.machine.engine import simulate, warm_up
from sim.outcomes import HEADLINE
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX systems")

RESULTS = Path(measure.__file__).with_name("results.md")
README = measure.REPOSITORY / "README.md"
TINY = Job((0.2, 0.8), (0.3, 0.7), 2, Path(), months=3)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The peers find the model compiled."""
    warm_up()


def words(cell: str) -> str:
    """A cell without its counts, which hang on the moment at which something was killed."""
    return re.sub(r"\d+", "#", cell)


def claims(row: str, text: str) -> list[list[str]]:
    """The cells of every line of a table that begins with ``row``."""
    lines = [line for line in text.splitlines() if line.startswith(f"| {row} |")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.process
def test_a_command_is_timed_and_its_table_holds_the_models_own_numbers(tmp_path: Path) -> None:
    taken, table = measure.timed("joblib_parallel", replace(TINY, folder=tmp_path))
    assert taken.seconds > 0.5
    assert taken.memory > 50e6
    assert len(table) == len(TINY) == 8
    council, start = find_council(COUNCIL), load_scenario(SCENARIO).changed(**SMALL)
    for row in table.to_dict("records"):
        scenario = start.changed(style_mean=row["style_mean"], initial_trust=row["initial_trust"])
        run = simulate(scenario, council, months=TINY.months, seed=TINY.seed, replicate=row["replicate"]).frame()
        assert run.iloc[-1][list(HEADLINE)].to_dict() == {name: row[name] for name in HEADLINE}


@pytest.mark.parametrize("page", [RESULTS, README], ids=["results", "README"])
def test_every_peer_has_its_rows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for peer in measure.PEERS:
        assert len(claims(name(peer), text)) >= 2
    assert claims(name(BEHAVING[-1]), text)


@pytest.mark.process
def test_a_round_of_every_peer_gives_the_same_numbers_and_makes_a_table() -> None:
    few = replace(TINY, replications=1)
    rounds = measure.measure(lambda line: None, TINY, few, rounds=1)
    assert set(rounds) == set(measure.PEERS)
    for (one,) in rounds.values():
        assert (one.runs, one.few) == (8, 4)
        assert one.whole.memory > 50e6
    nothing = Ending(FINISHED, 8, 8, 0)
    seen = {peer: {kind: Seen(8, nothing, nothing) for kind in KINDS} for peer in BEHAVING}
    # So few runs take no longer than next to nothing, and a ratio of noise may have any sign.
    text = page(Comparison(rounds, seen, dict.fromkeys(BEHAVING, Seeds(True, True)), TINY, 0.0))
    for peer in measure.PEERS:
        cells = claims(name(peer), text)[0]
        assert cells[2] == f"{rounds[peer][0].rate:.0f}"
        assert cells[8] == f"{rounds[peer][0].whole.memory / 1e6:.0f}"
    assert str(measure.REPOSITORY) not in text


def test_the_words_of_the_table_follow_from_what_was_seen() -> None:
    """Nothing in a cell is typed: other sights give other words."""
    good, bad = Ending(FINISHED, 80, 80, 0), Ending("stops with an error", 30, 0, 0)
    masked, again = Ending(FINISHED, 79, 79, 1), Ending(FINISHED, 51, 80, 0)
    killed = Ending(KILLED, 41, 0, 0, left_behind=3)
    rounds = {peer: [measure.Round(8, 4, measure.Taken(2, 2, 9), measure.Taken(1, 1, 9))] for peer in measure.PEERS}
    seen = {
        "town_hall": {"raise": Seen(80, bad, again), "kill": Seen(80, good, good), "driver": Seen(80, killed, good)},
        "ema": {"raise": Seen(80, masked, good), "kill": Seen(80, bad, good), "driver": Seen(80, killed, again)},
    }
    comparison = Comparison(rounds, seen, {"town_hall": Seeds(False, False), "ema": Seeds(True, True)}, TINY, 0.0)
    ours, ema = behaviour_rows(comparison)
    assert ours[1:] == [
        "stops with an error: no table; again: does 51 of 80",
        "finishes with all rows",
        "nothing is left, it does all anew; 3 processes still there 5 s later",
        "replicates are all the same run; two invocations differ",
    ]
    assert ema[1:] == [
        "finishes: 79 of 80 rows and the error beside the one that failed; again: does all runs anew",
        "stops with an error: no table; again: does all runs anew",
        "goes on: 29 of 41 finished runs kept; 3 processes still there 5 s later",
        "replicates differ; two invocations equal",
    ]
    assert ours[4] in short(comparison)


def test_the_block_of_the_readme_is_renewed_beside_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(publishing.README.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(publishing, "README", readme)
    monkeypatch.setattr(publishing, "RESULTS", tmp_path / "results.md")
    rounds = {peer: [measure.Round(8, 4, measure.Taken(9, 9, 9), measure.Taken(1, 1, 9))] for peer in measure.PEERS}
    publishing.publish(Comparison(rounds, {}, {}, TINY, 0.0))
    assert short(Comparison(rounds, {}, {}, TINY, 0.0)) in readme.read_text(encoding="utf-8")


def test_who_is_faster_is_not_said_on_a_busy_machine() -> None:
    slow = measure.Round(8, 4, measure.Taken(9, 9, 9), measure.Taken(1, 1, 9))
    rounds = {peer: [slow] for peer in measure.PEERS}
    rounds["ema"] = [measure.Round(8, 4, measure.Taken(5, 5, 8), measure.Taken(1, 1, 8))]
    quiet, busy = (short(Comparison(rounds, {}, {}, TINY, load)) for load in (0.0, 1.0))
    for words_of_time in ("EMA workbench was faster than", "EMA workbench was cheaper than", "runs a second |"):
        assert words_of_time in quiet
        assert words_of_time not in busy
    assert "Who is faster cannot be said: 1.0 of the processors were busy" in busy
    for text in (quiet, busy):
        assert "EMA workbench was lighter than Town Hall" in text


@pytest.mark.release
@pytest.mark.parametrize("peer", BEHAVING)
def test_the_peer_does_what_the_page_says(peer: str) -> None:
    """It is done to it once more, and the same words must come out as stand in the page and in the README."""
    seen = {peer: {kind: demonstrate(peer, kind) for kind in KINDS}}
    rounds = {one: [measure.Round(8, 4, measure.Taken(2, 2, 9), measure.Taken(1, 1, 9))] for one in measure.PEERS}
    (found,) = behaviour_rows(Comparison(rounds, seen, {peer: seeds(peer)}, TROUBLED, 0.0))
    in_page = claims(found[0], RESULTS.read_text(encoding="utf-8"))
    in_readme = claims(found[0], README.read_text(encoding="utf-8"))
    found = [words(cell) for cell in found]
    assert [words(cell) for cell in in_page[-2]] == found[:4]
    assert words(in_page[-1][2]) == found[4]
    assert [words(cell) for cell in in_readme[-1]] == found


@pytest.mark.process
def test_what_town_hall_promises() -> None:
    """A failed run costs its own row, a killed worker nothing, a killed driver at most what was in flight."""
    failed = demonstrate("town_hall", "raise")
    assert (failed.first.how, failed.first.rows, failed.first.told) == (FINISHED, len(TROUBLED) - 1, 1)
    assert (failed.again.done, failed.again.rows) == (1, len(TROUBLED))
    assert demonstrate("town_hall", "kill").first.rows == len(TROUBLED)
    stopped = demonstrate("town_hall", "driver")
    assert stopped.again.rows == len(TROUBLED)
    assert stopped.again.done < len(TROUBLED)
    assert stopped.first.left_behind == 0
    assert seeds("town_hall") == Seeds(differ=True, equal=True)
