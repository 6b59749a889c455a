from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import experiments
from experiments.sweep.design import SweepDesign
from experiments.sweep.design_file import load_design
from sim.engine import warm_up

REPOSITORY = Path(__file__).resolve().parents[2]

SMALL = """\
why: Two styles, two levels of trust, a few replications, just over a year.
kind: grid
months: 13
replications: 6
scenarios: [command, distributed]
levers:
  initial_trust: [0.3, 0.8]
"""


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Workers find the model compiled."""
    warm_up()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def design_of(folder: Path) -> Callable[..., SweepDesign]:
    """A design from its text; further lines may be added."""

    def make(text: str = SMALL, name: str = "own", **changed: object) -> SweepDesign:
        lines, kept = [], True
        for line in text.splitlines():
            kept = kept if line.startswith(" ") else line.split(":")[0] not in changed
            lines += [line] * kept
        path = folder / f"{name}.yaml"
        path.write_text("\n".join([*lines, *(f"{key}: {json.dumps(value)}" for key, value in changed.items())]) + "\n")
        return load_design(path)

    return make


@pytest.fixture
def trouble(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Spoils runs (see troubled_engine.py); returns the name of the engine that does."""

    def cause(**kinds: object) -> str:
        file = folder / "trouble.json"
        file.write_text(json.dumps(kinds))
        monkeypatch.setenv("TROUBLE", str(file))
        return "troubled_engine:simulate"

    return cause


@pytest.fixture
def townhall(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command as a user types it, in a process of its own."""

    def call(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "experiments.cli", *arguments],
            **{
                "cwd": folder,
                "env": environment(),
                "capture_output": True,
                "encoding": "utf-8",
                "timeout": 300,
                **more,
            },
        )

    return call


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the model and the engines of these tests."""
    path = [str(REPOSITORY), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path)), "PYTHONIOENCODING": "utf-8", **more}


def table_digest(path: Path) -> str:
    """A digest of everything in the tables of a sweep, made of the numbers themselves and in the order of the keys."""
    found = sha256()
    for table in ("runs", "last_year", "yearly"):
        frame = experiments.load(path, table).drop(columns=["row", "command"], errors="ignore")
        order = ["key", "year"] if table == "yearly" else ["key"]
        assert not frame.duplicated(order).any()
        frame = frame.sort_values(order).reset_index(drop=True)
        for name in sorted(frame.columns):
            column = frame[name]
            found.update(name.encode())
            values = column.to_numpy()
            found.update(values.tobytes() if values.dtype.kind in "fiu" else "\n".join(map(str, column)).encode())
    return found.hexdigest()


def wait_for(condition: Callable[[], object], seconds: float = 120) -> None:
    """Wait until ``condition`` holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
