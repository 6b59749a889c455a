"""What every table of hostile input shares: how a case is tried, and what its answer must be."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from experiments.cli import answer

MOST = 80
"""Characters of what a user gave that a message may repeat."""

Refused = Callable[..., str]


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below ``folder``: the content of each file, None for a folder."""
    found: dict[str, bytes | None] = {}
    for place in sorted(folder.rglob("*")):
        found[place.relative_to(folder).as_posix()] = place.read_bytes() if place.is_file() else None
    return found


def echo(sentence: str, given: Iterable[str]) -> str:
    """The longest piece of what was given, beyond what may be repeated, that ``sentence`` repeats."""
    for text in given:
        for start in range(0, max(0, len(text) - MOST), 16):
            if text[start : start + MOST + 1] in sentence:
                return text[start : start + MOST + 1]
    return ""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Type something; the one sentence it is answered with, after checking all that holds for every refusal."""

    def call(typed: str | list[str], *given: str) -> str:
        words = shlex.split(typed) if isinstance(typed, str) else typed
        before = tree(folder)
        capsys.readouterr()
        status = answer(words)
        said = capsys.readouterr()
        assert status == 2, (status, said)
        assert said.out == ""
        assert said.err.count("\n") == 1, said.err
        assert said.err.rstrip().endswith((".", "?")), said.err
        assert "Traceback" not in said.err
        assert "Error:" not in said.err.replace("Catalog Error:", "").replace("Parser Error:", "").replace(
            "Binder Error:", ""
        ), said.err
        assert echo(said.err, [*words, *given]) == ""
        assert tree(folder) == before
        return said.err

    return call
