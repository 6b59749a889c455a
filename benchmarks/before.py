"""Runs of today beside the same runs of model 0.2.0, by turns: what slows both alike is not in their ratio.

The sources of 0.2.0 come from the repository's history. Today's model has more rules than it had, and does them too.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from benchmarks import family
from benchmarks.fresh_clone import REPOSITORY
from benchmarks.markdown import table
from benchmarks.runs import AIMS, BUILDING_AIMS, COUNCILS
from benchmarks.section import Say, Section, at_least
from benchmarks.timing import Pair
from experiments.studies.family.sizes import SIZES

COMMIT = "3b474a6"
"""The last one of model 0.2.0, whose times the pages of the benchmarks hold theirs against."""

NEEDED = ("sim", "configs", "pyproject.toml")
"""It looks for its scenarios beside its ``pyproject.toml``."""

RUNS_OF = {
    "research": ("a research-size run", AIMS["research"]),
    "default": ("a run of the default council", AIMS["default"]),
    "small": ("a run of a small council", AIMS["small"]),
    "build research": ("building it: research", BUILDING_AIMS["research"]),
    "build small": ("building it: small", BUILDING_AIMS["small"]),
    "family": ("353 councils in one model", (family.BEFORE, family.AIM)),
}
"""By what is run: its words, and what it took when the aims were set beside the aim. Their ratio is the aim here."""

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
    asked = json.dumps({"councils": COUNCILS, "family": SIZES, "runs": RUNS})
    ended = subprocess.run([*program, asked], env=told, capture_output=True, text=True)
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
        taken = []
        for turn in range(TURNS):
            say(f"Runs of model 0.2.0 and of today's by turns, {turn + 1} of {TURNS} ...")
            order = [*both] if turn % 2 else [*both][::-1]
            taken.append({name: runs_of(*both[name]) for name in order})
    pairs = {what: Pair.of([(turn["new"][what], turn["old"][what]) for turn in taken]) for what in RUNS_OF}
    rows = [
        at_least(
            f"before_{key.replace(' ', '_')}",
            f"{what}, beside model 0.2.0 by turns",
            "1×",
            round(before / aim, 1),
            pairs[key].ratio,
            "×",
        )
        for key, (what, (before, aim)) in RUNS_OF.items()
    ]
    return Section("Beside model 0.2.0", rows, _lines(pairs))


def _lines(pairs: dict[str, Pair]) -> list[str]:
    cells = [
        (
            RUNS_OF[what][0],
            f"{pair.slow * 1e3:,.2f}",
            f"{pair.fast * 1e3:,.2f}",
            f"**{pair.ratio:.2f}**",
            f"{pair.lowest:.2f} to {pair.highest:.2f}",
        )
        for what, pair in pairs.items()
    ]
    return [
        f"Both on this machine, each turn in a process of its own, {TURNS} turns; milliseconds of processor time,",
        "medians. An aim is what the time of 0.2.0 was, over what it should become. What slows both alike is not in",
        "the ratio; what a neighbour takes of a shared cache or core slows today's runs more, which wait less. Model",
        "0.3 has more rules than 0.2.0, and does them in its time too.",
        "",
        *table(("", "model 0.2.0 (ms)", "today (ms)", "times as fast", "over turns"), cells),
    ]
