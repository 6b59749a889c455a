"""Who measures a fresh clone from a make is a user who has just cloned: what that make was told is not passed on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
TELL = "from benchmarks.fresh_clone import of_a_user; import os; print(*sorted(of_a_user(os.environ)))"


@pytest.mark.skipif(os.name != "posix", reason="needs make")
def test_what_a_make_was_told_is_not_told_to_the_next(tmp_path: Path) -> None:
    file = tmp_path / "Makefile"
    file.write_text(f"all:\n\t@{sys.executable} -c '{TELL}'\n", encoding="utf-8")
    command = ["make", "-s", "-f", str(file), "ARGS=--only before fresh_clone", "JOBS=3"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "KEPT": "yes"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert {"KEPT", "PATH"} <= set(names)
    assert not {name for name in names if name.startswith(("MAKE", "MFLAGS", "ARGS", "JOBS", "PYTHONPATH"))}
