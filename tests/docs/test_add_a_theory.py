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
TOUCHED = {
    "sim/theories/s22_accomplishment.py",
    "sim/schedule.py",
    "tests/theory/test_s22_accomplishment.py",
    "experiments/studies/hypotheses/s22.py",
}
"""All that is written by hand; a source that is not yet in ``sim/data/references.bib`` would be the fifth place."""

MADE = ("docs/reference/", "docs/theories.md", "docs/events.md")
"""What ``python -m docs.insert`` writes."""

UNWRITTEN = ("__pycache__", "cache", ".pytest_cache")


def blocks(heading: str, language: str = "python") -> list[str]:
    """The code blocks of one language under a heading."""
    part = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    found = next(text for text in part if text.startswith(heading))
    return re.findall(rf"^```{language}\n(.*?)^```", found, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project with the page's theory in it."""
    root = tmp_path_factory.mktemp("copy")
    for folder in ("sim", "configs", "experiments", "tests", "docs", "benchmarks", "results/published"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "raw"))
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in (".md", ".toml", ".lock", ".cff"):
            shutil.copy(path, root)
    (root / "sim/theories/s22_accomplishment.py").write_text(blocks("1. The file")[0], encoding="utf-8")
    line, place = blocks("2. The schedule")
    schedule = (root / "sim/schedule.py").read_text(encoding="utf-8")
    before = "".join(text for text in place.splitlines(keepends=True) if "accomplishment" not in text)
    assert schedule.count(before) == 1, "the place that the page names is not in the schedule"
    schedule = schedule.replace(before, place).replace("\n_MONTH: ", f"\n{line}\n_MONTH: ")
    (root / "sim/schedule.py").write_text(schedule, encoding="utf-8")
    (root / "tests/theory/test_s22_accomplishment.py").write_text(blocks("3. The test")[0], encoding="utf-8")
    (root / "experiments/studies/hypotheses/s22.py").write_text(blocks("5. The hypothesis")[0], encoding="utf-8")
    return root


def python(copy: Path, *arguments: str, compiled: bool = False) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, uncompiled where few runs are to be done: compiling costs half a minute."""
    settings = {
        "NUMBA_DISABLE_JIT": "0" if compiled else "1",
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
        timeout=600,
    )


def passes_in(copy: Path, *tests: str, compiled: bool = False) -> tuple[int, str]:
    """How many of the default tests passed in the copy, and what pytest said; none may fail."""
    tier = "not statistical and not process and not browser and not release"
    done = python(
        copy, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", tier, *tests, compiled=compiled
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    return int(re.search(r"(\d+) passed", done.stdout).group(1)), done.stdout


def said(copy: Path, command: str, *more: str) -> str:
    """What a command of the page prints."""
    words = command.split()
    assert words[0] == "townhall"
    done = python(copy, "-m", "experiments.cli", *words[1:], *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_passes_its_test(copy):
    passed, _ = passes_in(copy, "tests/theory/test_s22_accomplishment.py")
    assert passed == 4


def test_command_line_and_schema_know_it(copy):
    theories, parameters, outcomes, schema, _ = blocks("6. See it", "")[0].splitlines()
    assert "S22" in said(copy, theories)
    shown = said(copy, parameters)
    assert "accomplishment_pace" in shown
    assert "accomplishment_usual" in shown
    assert "staff.accomplishment" in said(copy, outcomes)
    properties = json.loads(said(copy, schema))["properties"]
    assert "accomplishment_pace" in properties["set"]["properties"]
    assert "S22" in json.dumps(properties["without"])


def test_the_ledger_and_the_knock_out_run_know_it(copy):
    explain = blocks("6. See it", "")[0].splitlines()[4]
    shown = said(copy, f"{explain} --seeds 2", *(word for size in SMALL for word in ("--set", size)))
    accounting, knocked_out = shown.split("The knock-out runs", 1)
    assert re.search(r"^ *accomplishment +S22", accounting, re.MULTILINE)
    assert "S22" in knocked_out


@pytest.mark.process
def test_the_default_tests_of_declarations_hold_and_nothing_else_was_touched(copy):
    command = blocks("6. See it", "")[1].split()
    assert command[0] == "python"
    made = python(copy, *command[1:])
    assert made.returncode == 0, made.stderr
    assert "`strength` (S22)" in (copy / "docs/reference/ports.md").read_text(encoding="utf-8")
    passed, _ = passes_in(
        copy,
        "tests/conformance",
        "tests/theory/test_s22_accomplishment.py",
        "tests/docs/test_odd.py",
        "tests/docs/test_theories.py",
        "tests/docs/test_references.py",
        "tests/hypotheses/test_every_hypothesis.py::test_it_is_whole",
        "tests/hypotheses/test_every_hypothesis.py::test_its_arms_can_be_run",
        compiled=True,
    )
    assert passed > 2500
    changed = set()
    for path in copy.rglob("*"):
        name = path.relative_to(copy).as_posix()
        if path.is_file() and not any(part in name.split("/") for part in UNWRITTEN):
            there = ROOT / name
            if not there.is_file() or there.read_bytes() != path.read_bytes():
                changed.add(name)
    assert {name for name in changed if not name.startswith(MADE)} == TOUCHED


WITHOUT_IT = """
from tests.golden.golden_runs import COUNCIL, MONTHS, REPLICATE, SEED, read
from sim.council.councils import find_council
from sim.machine.engine import simulate
from sim.outcomes import OUTCOMES
from sim.scenario.load import load_scenario
for off, same in ((("S22",), True), ((), False)):
    scenario = load_scenario("baseline").switched_off(*off)
    run = simulate(scenario, find_council(COUNCIL), months=MONTHS, seed=SEED, replicate=REPLICATE)
    kept = read("baseline")["outcomes"]
    made = {name: [float(x).hex() for x in run.values[:, OUTCOMES.index(name)]] for name in kept}
    assert (made == kept) is same, off
print("equal")
"""


@pytest.mark.process
def test_off_it_leaves_every_number_as_it_was(copy):
    done = python(copy, "-c", WITHOUT_IT)
    assert done.stdout.split() == ["equal"], done.stderr


@pytest.mark.process
def test_its_test_would_fail_without_the_mechanism(copy):
    path = copy / "sim/theories/s22_accomplishment.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("+= p.accomplishment_pace", "+= 0.0 * p.accomplishment_pace"), encoding="utf-8")
    try:
        done = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/theory/test_s22_accomplishment.py")
    finally:
        path.write_text(source, encoding="utf-8")
    assert "1 failed, 3 passed" in done.stdout
