"""What was seen of the bodies of processes is kept for the next start, and never believed of other sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.machine import engine, names
from sim.machine.names import keep_names, names_used
from sim.schedule import PROCESSES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of its own, with nothing seen yet."""
    monkeypatch.setattr(names, "CACHE", tmp_path)
    names._seen.cache_clear()
    yield tmp_path
    names._seen.cache_clear()


def found() -> list[tuple[frozenset[str], frozenset[str]]]:
    return [(names_used(process.plain, "s"), names_used(process.plain, "p")) for process in PROCESSES[:12]]


def none(*_: object) -> None:
    raise AssertionError("nothing is parsed")


def test_what_was_seen_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = found()
    assert all(state for state, _ in first)
    keep_names()
    names._seen.cache_clear()
    monkeypatch.setattr(names, "_look", none)
    assert found() == first


@pytest.mark.parametrize("content", [b"", b"{}", b"not ours"])
def test_what_is_damaged_or_foreign_counts_as_missing(home: Path, content: bytes) -> None:
    first = found()
    keep_names()
    (path,) = home.iterdir()
    path.write_bytes(content)
    names._seen.cache_clear()
    assert found() == first


def test_other_sources_have_another_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found()
    keep_names()
    names._seen.cache_clear()
    monkeypatch.setattr(names, "source_digest", lambda: "0" * 12)
    assert names._seen() == {}
    keep_names()
    assert len(list(home.iterdir())) == 2


def test_a_cache_that_can_only_be_read_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "CACHE", Path("/dev/null/nowhere"))
    first = found()
    keep_names()
    assert found() == first


def test_it_is_kept_also_where_nothing_had_to_be_compiled(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "COMPILED", True)
    monkeypatch.setattr(engine, "known", lambda cache: True)
    monkeypatch.setattr(engine, "compiled_before", lambda: False)
    for name in ("simulate", "keep_library", "record_parts"):
        monkeypatch.setattr(engine, name, lambda *_, **__: None)
    found()
    engine.warm_up()  # the first start after sources were changed, of which all compiled code is there already
    assert [path.name for path in home.iterdir()] == [names._file().name]
