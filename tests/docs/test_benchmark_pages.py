"""Every benchmark page says when, of which source, on what and beside what it was measured.

For a release it must tell of the present engine: a page whose digest is not that of the sources is measured anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import stamp as stamps
from benchmarks.stamp import engine_digest, engine_of, stamp
from sim.machine.sources import SOURCES, made_of

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PAGES = {
    "results.md": "make bench",
    "sweeps.md": "python -m benchmarks.sweeps",
    "peers/results.md": "python -m benchmarks.peers",
}
"""Every page, with the command that measures it anew."""


def test_every_page_is_known() -> None:
    found = {path.relative_to(BENCHMARKS).as_posix() for path in BENCHMARKS.rglob("*.md")}
    assert found == set(PAGES)


@pytest.mark.release
@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_of_the_present_engine(page: str) -> None:
    told = engine_of((BENCHMARKS / page).read_text(encoding="utf-8"))
    assert told == engine_digest(), f"benchmarks/{page} is older than the engine: {PAGES[page]}, on a quiet machine"


@pytest.mark.parametrize(("others", "said"), [(0.1, "the machine was quiet"), (1.4, "only ratios hold")])
def test_a_stamp_says_when_of_what_on_what_and_beside_what(others: float, said: str) -> None:
    lines = stamp(others)
    assert engine_of("\n".join(["# Title", "", *lines])) == engine_digest()
    assert "commit" in lines[0]
    assert stamps.processor() in lines[1]
    assert f"{others:.1f} of the processors were busy" in lines[2]
    assert lines[2].endswith(said)
    assert engine_of("# An old page\n\n- 2026-11-22, model 0.1.0\n") is None


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
