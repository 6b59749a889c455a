"""Runs of today beside the same runs of model 0.2.0, by turns: what a machine does to both is not in their ratio.

The sources of 0.2.0 come from the repository's history. Today's model has more rules than it had, and does them too.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.runs import COUNCILS
from benchmarks.section import Say, Section, at_least

REPOSITORY = Path(__file__).resolve().parents[1]
COMMIT = "3b474a6"
"""The last one of model 0.2.0, whose times the pages of the benchmarks hold theirs against."""

NEEDED = ("sim", "configs", "pyproject.toml")
"""It looks for its scenarios beside its ``pyproject.toml``."""

AIMS = {
    "research": ("a research-size run", 60, 15),
    "default": ("a run of the default council", 32, 9),
    "small": ("a run of a small council", 8.2, 3.5),
    "build research": ("building it: research", 4.9, 0.8),
    "build small": ("building it: small", 3.7, 0.3),
    "353 councils": ("353 councils in one model", 6.2, 2),
}
"""What it took when the aims were set, and the aim, in one unit: their ratio is the aim here."""

TURNS, RUNS = 7, 12


def unpacked(into: Path) -> None:
    """The sources of model 0.2.0 in a folder. :class:`RuntimeError` where the history is not there."""
    found = subprocess.run(
        ["git", "-C", str(REPOSITORY), "archive", "--format=tar", COMMIT, *NEEDED], capture_output=True
    )
    if found.returncode:
        raise RuntimeError(
            f"The sources of model 0.2.0 (commit {COMMIT}) are not in this clone: get them with git fetch --unshallow."
        )
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(into, filter="data")


def runs_of(sources: Path, cache: Path) -> dict[str, float]:
    """Seconds of processor time by what is run, of the model in ``sources``, in a process of its own."""
    told = {**os.environ, "PYTHONPATH": str(sources), "TOWNHALL_CACHE": str(cache)}
    program = [sys.executable, "-P", "-W", "ignore", str(Path(__file__).with_name("before_run.py"))]
    ended = subprocess.run([*program, json.dumps(COUNCILS), str(RUNS)], env=told, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{sources} does not run: {ended.stderr[-2000:]}")
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def measure(say: Say) -> Section:
    """Both by turns, each time in another order."""
    with tempfile.TemporaryDirectory() as place:
        old = Path(place) / "old"
        unpacked(old)
        both = {"old": (old, Path(place) / "old-cache"), "new": (REPOSITORY, Path(place) / "new-cache")}
        say("Compiling model 0.2.0 and today's ...")
        for one in both.values():
            runs_of(*one)
        taken: dict[str, list[dict[str, float]]] = {name: [] for name in both}
        for turn in range(TURNS):
            say(f"Runs of model 0.2.0 and of today's by turns, {turn + 1} of {TURNS} ...")
            for name in [*both] if turn % 2 else [*both][::-1]:
                taken[name].append(runs_of(*both[name]))
    ratios = {what: [a[what] / b[what] for a, b in zip(taken["old"], taken["new"], strict=True)] for what in AIMS}
    rows = [
        at_least(
            f"before_{key.replace(' ', '_')}",
            f"{what}, beside model 0.2.0 by turns",
            "1×",
            round(then / aim, 1),
            statistics.median(ratios[key]),
            "×",
        )
        for key, (what, then, aim) in AIMS.items()
    ]
    return Section("Beside model 0.2.0", rows, _lines(taken, ratios))


def _lines(taken: Mapping[str, list[dict[str, float]]], ratios: Mapping[str, list[float]]) -> list[str]:
    def median(name: str, what: str) -> str:
        return f"{statistics.median(one[what] for one in taken[name]) * 1e3:,.2f}"

    cells = [
        (AIMS[what][0], median("old", what), median("new", what), f"**{statistics.median(found):.2f}**", _range(found))
        for what, found in ratios.items()
    ]
    return [
        f"Both on this machine, each turn in a process of its own, {TURNS} turns; milliseconds of processor time,",
        "medians. An aim is what the time of 0.2.0 was, over what it should become: the ratio does not hang on how",
        "fast the machine is today, as times do. Model 0.3 has more rules than 0.2.0, and does them in its time too.",
        "",
        *table(("", "model 0.2.0 (ms)", "today (ms)", "times as fast", "over turns"), cells),
    ]


def _range(found: list[float]) -> str:
    return f"{min(found):.2f} to {max(found):.2f}"
