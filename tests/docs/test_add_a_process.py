"""docs/add-a-process.md, followed literally in a copy of the model: the new process runs, conforms, and works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs import insert

ROOT = Path(insert.__file__).parents[1]
PAGE = (ROOT / "docs" / "add-a-process.md").read_text(encoding="utf-8")


def blocks(heading: str, language: str = "python") -> list[str]:
    """The code blocks of one language under a heading."""
    part = re.split(r"^## (?=\d)", PAGE, flags=re.MULTILINE)
    found = next(text for text in part if text.startswith(heading))
    return re.findall(rf"^```{language}\n(.*?)^```", found, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The model with the page's process in it."""
    root = tmp_path_factory.mktemp("copy")
    for folder in ("sim", "docs", "configs", "experiments", "tests/conformance", "results/published"):
        ignored = shutil.ignore_patterns("__pycache__", "raw", "images")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, root)
    (root / "sim/core/visits.py").write_text(blocks("1. The file")[0], encoding="utf-8")
    line, place = blocks("2. The schedule")
    schedule = (root / "sim/schedule.py").read_text(encoding="utf-8")
    before = "".join(text for text in place.splitlines(keepends=True) if "visits" not in text)
    assert schedule.count(before) == 1, "the place that the page names is not in the schedule"
    schedule = schedule.replace(before, place).replace("\n_MONTH: ", f"\n{line}\n_MONTH: ")
    (root / "sim/schedule.py").write_text(schedule, encoding="utf-8")
    (root / "tests/theory").mkdir()
    (root / "tests/theory/test_visits.py").write_text(blocks("4. The test")[0], encoding="utf-8")
    return root


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, uncompiled: that costs seconds where compiling costs a minute."""
    settings = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(copy), "TOWNHALL_CACHE": str(copy / "cache")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_process_runs_conforms_and_passes_its_test(copy):
    listed = run(copy, *blocks("3. The number", "")[0].split()[1:])
    assert listed.returncode == 0, listed.stderr
    tests = ["tests/theory/test_visits.py", "tests/conformance/test_processes.py"]
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "visits or numbers_are_constant", *tests)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b[1-9]\d* passed", done.stdout)


@pytest.mark.process
def test_its_test_would_fail_without_the_mechanism(copy):
    path = copy / "sim/core/visits.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("+= p.visit_lift", "+= 0.0 * p.visit_lift"), encoding="utf-8")
    try:
        done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/theory/test_visits.py")
    finally:
        path.write_text(source, encoding="utf-8")
    assert "2 failed" in done.stdout


def test_its_words_find_their_place(copy):
    page = copy / "docs/odd/submodels/people.md"
    text = page.read_text(encoding="utf-8")
    section, command = blocks("6. The words", "")
    page.write_text(text.replace("## appraise_workload\n", section + "\n## appraise_workload\n"), encoding="utf-8")
    done = run(copy, *command.split()[1:])
    assert done.returncode == 0, done.stderr
    parameters = (copy / "docs/reference/parameters.md").read_text(encoding="utf-8")
    assert "| `visit_rate` | 0.2 | 0 to 1 | a month | ASSUMPTION |" in parameters
    assert "\n## visits\n" in (copy / "docs/reference/processes/people.md").read_text(encoding="utf-8")
    assert re.search(r"<!-- described:visits:[0-9a-f]{8} -->", page.read_text(encoding="utf-8"))
