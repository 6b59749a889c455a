"""``make -s compare`` on a fresh clone, with nothing installed and nothing compiled, and the same comparison again."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most, figure

REPOSITORY = Path(__file__).resolve().parents[1]
OURS = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL")
"""Left out of the environment of a user who has just cloned."""


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, and of all processes together."""

    wall: float
    processor: float


def make(clone: Path, environment: Mapping[str, str], *arguments: str) -> Taken:
    """One call of make in the clone."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    python = os.path.realpath(sys.executable)
    done = subprocess.run(
        ["make", "-s", *arguments, f"PYTHON={python}"],
        cwd=clone,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"make {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def of_a_user(ours: Mapping[str, str]) -> dict[str, str]:
    """The environment of a user who has just cloned, made of ``ours``.

    What was given to a make that started this, as ``ARGS=...``, every make below it would take for its own.
    """
    given = re.findall(r"(?:^|\s)(\w+)=", ours.get("MAKEFLAGS", ""))
    return {name: value for name, value in ours.items() if name not in (*OURS, *given)}


def measure(say: Say) -> Section:
    """Set up, compare, compare again."""
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "clone"
        cloning = ["git", "clone", "--quiet", "--depth", "1", REPOSITORY.as_uri(), str(clone)]
        subprocess.run(cloning, check=True)
        environment = of_a_user(os.environ)
        environment["TOWNHALL_CACHE"] = str(Path(place) / "cache")
        say("make -s install on a fresh clone ...")
        installed = make(clone, environment, "install")
        say("make -s compare for the first time ...")
        first = make(clone, environment, "compare")
        say("... and again, into another folder ...")
        again = make(clone, environment, "compare", f"ARGS=--out {place}/again")
        say("... and once more, where it is already.")
        there = make(clone, environment, "compare", f"ARGS=--out {place}/again")
    whole = installed.wall + first.wall
    rows = [
        at_most(
            "fresh_clone",
            "`make -s compare` on a fresh clone",
            "145 s",
            75,
            whole,
            "s",
            f"fetching and installing the packages takes {figure(installed.wall)} s of it, which hangs on the network "
            "and on pip.",
        ),
        at_most(
            "compare_again",
            "the same again, warm, into another folder",
            "25 s of processor time",
            9,
            again.wall,
            "s",
            f"it takes {figure(again.processor)} s of processor time, so that two cores need "
            f"{figure(again.processor / 2)} s at the least.",
        ),
    ]
    cells = [
        (name, f"{taken.wall:.1f}", f"{taken.processor:.1f}")
        for name, taken in (
            ("`make -s install`: an environment, its packages fetched and installed", installed),
            ("`make -s compare` for the first time, compiling included", first),
            ("again, into another folder: all runs, tables and figures anew", again),
            ("once more, where the same result is already", there),
        )
    ]
    lines = [
        "A clone in an empty folder, no environment, nothing compiled; packages come from wherever pip is set up to",
        "fetch them. Then the same comparison with everything in place.",
        "",
        *table(("", "on the clock (s)", "processor time (s)"), cells),
    ]
    return Section("A fresh clone", rows, lines)
