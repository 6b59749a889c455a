"""docs/add-a-theory.md, followed literally in a temporary folder: the theory is there wherever a user looks for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs import insert

ROOT = Path(insert.__file__).parents[1]
PAGE = (ROOT / "docs" / "add-a-theory.md").read_text(encoding="utf-8")
SMALL = ("politicians=12", "managers=12", "frontline_staff=24", "partners=5")


def blocks(heading: str, language: str = "python") -> list[str]:
    """The code blocks of one language under a heading."""
    part = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    found = next(text for text in part if text.startswith(heading))
    return re.findall(rf"^```{language}\n(.*?)^```", found, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project with the page's theory in it."""
    root = tmp_path_factory.mktemp("copy")
    for folder in ("sim", "configs", "experiments", "tests/conformance"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "raw"))
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "sim/theories/s22_accomplishment.py").write_text(blocks("1. The file")[0], encoding="utf-8")
    line, place = blocks("2. The schedule")
    schedule = (root / "sim/schedule.py").read_text(encoding="utf-8")
    before = "".join(text for text in place.splitlines(keepends=True) if "accomplishment" not in text)
    assert schedule.count(before) == 1, "the place that the page names is not in the schedule"
    schedule = schedule.replace(before, place).replace("\nSCHEDULE: ", f"\n{line}\nSCHEDULE: ")
    (root / "sim/schedule.py").write_text(schedule, encoding="utf-8")
    (root / "tests/theory").mkdir()
    (root / "tests/theory/test_s22_accomplishment.py").write_text(blocks("4. The test")[0], encoding="utf-8")
    (root / "experiments/studies/hypotheses/s22.py").write_text(blocks("6. The hypothesis")[0], encoding="utf-8")
    listed = python(root, *blocks("3. The number", "")[0].split()[1:])
    assert listed.returncode == 0, listed.stderr
    return root


def python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, uncompiled: that costs seconds where compiling costs a minute."""
    settings = {
        "NUMBA_DISABLE_JIT": "1",
        "PYTHONPATH": str(copy),
        "TOWNHALL_CACHE": str(copy / "cache"),
        "COLUMNS": "300",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=300,
    )


def said(copy: Path, command: str, *more: str) -> str:
    """What a command of the page prints."""
    words = command.split()
    assert words[0] == "townhall"
    done = python(copy, "-m", "experiments.cli", *words[1:], *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_conforms_and_passes_its_test(copy):
    tests = ["tests/theory/test_s22_accomplishment.py", "tests/conformance/test_processes.py"]
    chosen = "accomplishment or numbers_are_constant or theories_are_whole or strength or nothing_happens"
    done = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, *tests)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout).group(1)) >= 10


def test_command_line_and_schema_know_it(copy):
    theories, parameters, schema, _ = blocks("7. See it", "")[0].splitlines()
    assert "S22" in said(copy, theories)
    shown = said(copy, parameters)
    assert "accomplishment_pace" in shown
    assert "accomplishment_usual" in shown
    properties = json.loads(said(copy, schema))["properties"]
    assert "accomplishment_pace" in properties["set"]["properties"]
    assert "S22" in json.dumps(properties["without"])


def test_the_ledger_and_the_knock_out_run_know_it(copy):
    explain = blocks("7. See it", "")[0].splitlines()[3]
    shown = said(copy, explain, *(word for size in SMALL for word in ("--set", size)))
    accounting, knocked_out = shown.split("The knock-out runs", 1)
    assert re.search(r"^ *accomplishment +S22", accounting, re.MULTILINE)
    assert "S22" in knocked_out


def test_its_hypothesis_is_whole(copy):
    asked = (
        "from experiments.studies.hypotheses.s22 import HYPOTHESIS as h; "
        "print(h.id, len(h.arms), h.criteria[0].at_least)"
    )
    done = python(copy, "-c", asked)
    assert done.stdout.split() == ["S22", "2", "0.01"], done.stderr


@pytest.mark.process
def test_its_test_would_fail_without_the_mechanism(copy):
    path = copy / "sim/theories/s22_accomplishment.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("+= p.accomplishment_pace", "+= 0.0 * p.accomplishment_pace"), encoding="utf-8")
    try:
        done = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/theory/test_s22_accomplishment.py")
    finally:
        path.write_text(source, encoding="utf-8")
    assert "1 failed" in done.stdout
