"""Every benchmark page says when, of which source, on what and beside what it was measured.

For a release it must tell of the present engine: a page whose digest is not that of the sources is measured anew.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import stamp as stamps
from benchmarks.__main__ import KEPT, SECTIONS
from benchmarks.report import page as written
from benchmarks.section import Section, at_least, at_most, read, write
from benchmarks.stamp import engine_digest, engines_of, stamp
from docs.speed import speed
from sim.machine.sources import SOURCES, made_of

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PAGES = {
    "results.md": "make bench",
    "browser.md": "python -m benchmarks.browser",
    "classroom.md": "make bench-class",
    "peers/results.md": "python -m benchmarks.peers",
}
"""Every page, with the command that measures it anew."""


def test_every_page_is_known() -> None:
    found = {path.relative_to(BENCHMARKS).as_posix() for path in BENCHMARKS.rglob("*.md")}
    assert found == set(PAGES)


def test_what_the_classrooms_page_says_is_proved_is_there() -> None:
    """Every test that it names, under the name that it has now."""
    from benchmarks.classroom import PROVED

    there = "".join(path.read_text(encoding="utf-8") for path in BENCHMARKS.parent.glob("tests/classroom/test_*.py"))
    named = [name for several in PROVED.values() for name in several]
    assert [name for name in named if f"def {name}(" not in there] == []


@pytest.mark.release
@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_of_the_present_engine(page: str) -> None:
    told = engines_of((BENCHMARKS / page).read_text(encoding="utf-8"))
    assert told == {engine_digest()}, f"benchmarks/{page} is older than the engine: {PAGES[page]}, on a quiet machine"


@pytest.mark.parametrize(("others", "said"), [(0.1, "the machine was quiet"), (1.4, "only ratios hold")])
def test_a_stamp_says_when_of_what_on_what_and_beside_what(others: float, said: str) -> None:
    lines = stamp(others)
    assert engines_of("\n".join(["# Title", "", *lines])) == {engine_digest()}
    assert "commit" in lines[0]
    assert stamps.processor() in lines[1]
    assert f"{others:.1f} of the processors were busy" in lines[2]
    assert lines[2].endswith(said)
    assert engines_of("# An old page\n\n- 2026-11-22, model 0.1.0\n") == set()


def test_the_digest_is_that_of_all_that_a_run_is_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def digest_of(path: Path) -> str:
        asked.append(path)
        return "0" * 12

    monkeypatch.setattr(stamps, "digest_of", digest_of)
    assert engine_digest() == "0" * 12
    names = {path.relative_to(SOURCES).as_posix() for path in made_of(asked[0])}
    theories: Sequence[Path] = sorted((SOURCES / "theories").glob("s[0-9][0-9]_*.py"))
    assert {f"theories/{path.name}" for path in theories} <= names
    assert {"council/population.py", "council/network.py", "machine/window.py", "schedule.py"} <= names
    assert not {name for name in names if name.startswith("faces/")}, "Mesa's face is not the engine"


# ---------------------------------------------------------------- the page of the engine's speed
def test_the_page_is_what_was_measured() -> None:
    assert (BENCHMARKS / "results.md").read_text(encoding="utf-8") == written(read(KEPT))


@pytest.mark.release
def test_every_part_was_measured() -> None:
    assert list(read(KEPT)) == list(SECTIONS)


def made_up() -> dict[str, Section]:
    """Two parts: one figure in each of the senses, one of them missed."""
    runs = [
        at_most("run_default", "the default council", "32 ms", 9, 8.76, "ms"),
        at_most("run_research", "a research-size run", "60 ms", 15, 15.04, "ms", "it needs 14 ms."),
    ]
    twin = [at_least("twin", "engine v. twin", "10.9×", 45, 45.0, "×")]
    return {
        "runs": Section("A run", runs, ["In words."]).stamped(0.1),
        "against_mesa": Section("Beside", twin, ["Too."]).stamped(1.5),
    }


def test_a_missed_aim_is_called_missed_and_says_what_forbids_more() -> None:
    page = written(made_up())
    assert "| the default council | 32 ms | ≤ 9 ms | **8.76 ms** | reached |" in page
    missed = "| a research-size run | 60 ms | ≤ 15 ms | **15.0 ms** | missed |"
    assert missed in page, "15.04 is not 15"
    assert "- a research-size run: it needs 14 ms." in page
    assert "| engine v. twin | 10.9× | ≥ 45× | **45.0×** | reached |" in page
    assert page.count("- when the timing began") == 2, "each part says beside what it was measured"


def test_a_part_measured_anew_leaves_the_others(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    assert read(kept) == {}
    first = made_up()
    write(kept, first)
    assert {name: (part.title, list(part.rows)) for name, part in read(kept).items()} == {
        name: (part.title, list(part.rows)) for name, part in first.items()
    }


def test_the_readme_says_of_speed_what_was_measured(tmp_path: Path) -> None:
    kept = tmp_path / "results.json"
    assert speed(kept) == "No speed has been measured yet: `make bench` does it."
    write(kept, made_up())
    said = speed(kept)
    for wanted in (
        "takes 8.76 ms",
        "and 15.0 ms",
        "45.0×",
        engine_digest(),
        stamps.processor(),
        "the machine was quiet",
    ):
        assert wanted in said


@pytest.mark.parametrize("name", SECTIONS)
def test_every_part_has_its_module(name: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{name}").measure)
