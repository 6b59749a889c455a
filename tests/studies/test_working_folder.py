"""No process of ours imports from the folder that the user works in, whatever lies there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import experiments
from sim.own_process import HOME, environment, python

FOREIGN = ("experiments", "sim", "numpy", "numba", "pickle", "json")
TRAP = "open({marker!r}, 'a').write(__name__ + '\\n')\nraise ImportError('this is not ours')\n"


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A folder with packages and modules that have the names of ours and of what we use; each says when it is run."""
    folder = tmp_path / "work"
    folder.mkdir()
    trap = TRAP.format(marker=str(tmp_path / "executed"))
    for name in FOREIGN[:2]:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(trap)
    for name in FOREIGN[2:]:
        (folder / f"{name}.py").write_text(trap)
    (folder / "own.yaml").write_text(
        "why: Two styles.\nkind: grid\nmonths: 2\nreplications: 3\nscenarios: [command, distributed]\n"
        "levers:\n  initial_trust: [0.3, 0.8]\n"
    )
    return folder


@pytest.mark.process
@pytest.mark.parametrize(
    "typed",
    [
        ["sweep", "own.yaml", "--workers", "2"],
        ["compare", "command", "distributed", "--months", "2", "--replications", "2", "--workers", "1"],
        ["family", "--councils", "Camden,Leeds", "--months", "2", "--replications", "2", "--workers", "1"],
    ],
    ids=lambda typed: typed[0],
)
def test_a_folder_with_packages_of_our_names_changes_nothing(typed: list[str], trapped: Path, tmp_path: Path) -> None:
    # As the installed command is started: with the folder of the command on the path, not the working folder.
    command = [sys.executable, "-P", "-m", "experiments.cli", *typed, "--out", str(tmp_path / "out")]
    env = {**os.environ, "PYTHONPATH": str(HOME)}
    ended = subprocess.run(command, cwd=trapped, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "executed").exists(), (tmp_path / "executed").read_text()
    assert experiments.load(tmp_path / "out", "plan")["status"].eq("done").all()


@pytest.mark.parametrize("on_path", ["", ".", "{here}"])
def test_the_working_folder_is_on_no_path_of_a_process_of_ours(trapped: Path, monkeypatch, on_path: str) -> None:
    monkeypatch.chdir(trapped)
    monkeypatch.setattr(sys, "path", [on_path.format(here=trapped), *sys.path])
    code = "import sys; print(*sys.path, sep='\\n'); import experiments, sim; print(experiments.__file__)"
    ended = subprocess.run([*python(), "-c", code], env=environment(), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    *path, ours = ended.stdout.splitlines()
    assert path[0] == str(HOME)
    assert not {"", ".", str(trapped)} & set(path)
    assert Path(ours).is_relative_to(HOME)


def test_processes_are_started_in_one_place_only() -> None:
    """Another ``sys.executable`` would bring the working folder back."""
    sources = [*(HOME / "sim").rglob("*.py"), *(HOME / "experiments").rglob("*.py")]
    using = {path.relative_to(HOME).as_posix() for path in sources if "sys.executable" in path.read_text("utf-8")}
    assert using == {"sim/own_process.py"}
