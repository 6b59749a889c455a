"""The tests themselves: each in one tier, the model compiled once, and the same however they were started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
TIERS = [line.split(":")[0] for line in SETTINGS["markers"]]

SUITE = {
    "tests/test_fast.py": """
import os, signal
def test_fast():
    assert not {"NO_COLOR", "COLUMNS", "LC_ALL", "FORCE_COLOR"} & set(os.environ)
    assert os.environ["LANG"] == "C.UTF-8"
""",
    "tests/test_dear.py": """
import pytest
@pytest.mark.statistical
def test_many(): pass
@pytest.mark.process
@pytest.mark.parametrize("at", range(3))
def test_killed(at): pass
@pytest.mark.browser
def test_page(): pass
@pytest.mark.release
@pytest.mark.parametrize("at", range(2))
def test_published(at): pass
""",
    "sim/__init__.py": "",
    "sim/machine/__init__.py": "",
    "sim/machine/engine.py": """
import os
def warm_up(announce):
    announce("compiled")
    with open("compilations", "a") as file:
        file.write(f"{os.getpid()}\\n")
""",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with our settings, our ``conftest.py`` and a few tests, whose model takes no time to compile."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "sim" / "machine").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(TESTS / "conftest.py", tmp_path / "tests")
    for name, text in SUITE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *options: str, **environment: str) -> tuple[int, str]:
    """Status and words of ``pytest`` there; without a browser, whatever is installed here."""
    (project / "bin").mkdir(exist_ok=True)
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST", "TOWNHALL"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=project,
        env={**inherited, "PYTHONPATH": str(project), "PATH": str(project / "bin"), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_was_left_out_is_told_with_the_command_that_runs_it(project: Path) -> None:
    status, said = run(project)
    assert status == 0, said
    told = {line.split()[0]: line for line in said.splitlines() if line.startswith("  ")}
    assert list(told) == ["statistical", "process", "browser", "release"]
    for tier, count in {"statistical": 1, "process": 3, "browser": 1, "release": 2}.items():
        assert re.search(rf"\b{count} tests\b", told[tier])
        assert ("make release" if tier == "release" else f"make test TIER={tier}") in told[tier]
    assert "1 passed, 7 deselected" in said
    assert re.search(r"fast +1 tests +make test ", run(project, "-m", "process")[1])


def test_several_workers_tell_it_too_and_the_model_is_compiled_once(project: Path) -> None:
    status, said = run(project, "--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder")
    assert status == 0, said
    assert re.search(r"process +3 tests", said)
    assert len((project / "compilations").read_text().split()) == 1


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not say who may use which processor")
def test_there_is_a_worker_for_each_processor_that_may_be_used(project: Path) -> None:
    (project / "tests/test_fast.py").write_text(
        "import os\ndef test_it():\n    assert os.environ['PYTEST_XDIST_WORKER_COUNT'] == os.environ['WANTED']\n"
    )
    ours = os.sched_getaffinity(0)
    for few in {1, len(ours)} if len(ours) <= 8 else {1}:
        os.sched_setaffinity(0, sorted(ours)[:few])
        try:
            status, said = run(project, "--numprocesses", "auto", WANTED=str(few))
        finally:
            os.sched_setaffinity(0, ours)
        assert status == 0, said


def test_a_tier_that_was_asked_for_is_run_and_a_missing_tool_is_named(project: Path) -> None:
    status, said = run(project, "-m", "not release")
    assert status == 0, said
    assert "6 passed, 2 deselected" in said
    assert [line.split()[0] for line in said.splitlines() if line.startswith("  ")] == ["release"]
    assert "Missing here: a browser" in said
    (project / "bin" / "chromium").write_text("#!/bin/sh\n")
    (project / "bin" / "chromium").chmod(0o755)
    assert "a browser" not in run(project, "-m", "browser")[1]


def test_a_test_in_two_tiers_is_refused(project: Path) -> None:
    with (project / "tests/test_dear.py").open("a") as file:
        file.write("@pytest.mark.release\n@pytest.mark.process\ndef test_both(): pass\n")
    status, said = run(project)
    assert status != 0
    assert "test_both belongs to one tier, not to process and release" in said


def test_nothing_of_the_users_own_surroundings_reaches_a_test(project: Path) -> None:
    own = {"NO_COLOR": "1", "COLUMNS": "20", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "FORCE_COLOR": "1"}
    status, said = run(project, "tests/test_fast.py", **own)
    assert status == 0, said


def test_every_tier_is_left_out_by_default_and_explained() -> None:
    left_out = SETTINGS["addopts"][SETTINGS["addopts"].index("-m") + 1]
    assert left_out == f"not ({' or '.join(TIERS)})"
    explained = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for tier in TIERS:
        assert f"| `{tier}` |" in explained


PARENT = """
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
{start}
child = start([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"],
              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
child.stdout.readline()
child.send_signal(signal.SIGINT)
try:
    print(child.wait({patience}))
except subprocess.TimeoutExpired:
    print("deaf")
finally:
    child.kill()
"""


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to a process, as Ctrl-C does on POSIX systems")
@pytest.mark.parametrize(
    ("start", "patience", "ended"),
    [("from started import start_program as start", 60, str(-signal.SIGINT)), ("start = subprocess.Popen", 1, "deaf")],
    ids=["ours", "plain"],
)
def test_a_program_hears_ctrl_c_even_where_the_tests_ignore_it(start: str, patience: int, ended: str) -> None:
    """And would not if it were started plainly."""
    done = subprocess.run(
        [sys.executable, "-c", PARENT.format(start=start, patience=patience)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == ended
