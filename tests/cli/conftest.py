from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

Townhall = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def townhall(folder: Path) -> Townhall:
    """The command as a user types it, in a process of its own and in an empty folder."""

    def call(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH", ""))))
        return subprocess.run(
            [sys.executable, "-m", "experiments.cli", *arguments],
            **{
                "cwd": folder,
                "env": {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
                "capture_output": True,
                "encoding": "utf-8",
                "timeout": 300,
                **more,
            },
        )

    return call
