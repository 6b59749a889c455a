from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_sweeps import SMALL, environment

from experiments.designs.sweep import SweepDesign
from experiments.designs.sweep_file import load_design
from sim.machine.engine import warm_up


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
