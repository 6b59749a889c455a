"""What a user waits for who gives a short command: seconds on the clock, everything compiled and nothing cold."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_most, figure

TURNS = 9
TOWNHALL = (sys.executable, "-m", "experiments.cli")
IMPORTS = "numba, pyarrow.csv, pyarrow.parquet, rich.console, typer"
WANTED = (sys.executable, "-c", f"import gc; gc.disable(); import {IMPORTS}")
"""The libraries that a run with tables cannot do without, and nothing of ours."""

WORDS = (sys.executable, "-c", "import typer, rich.console")
"""The same for a page of help."""


def users(folder: Path) -> dict[str, str]:
    """The environment of a user whose Python keeps what it has read of the sources (here: beside them, not in them)."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "pycache")}


def seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds on the clock from the start of a command to its end."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return taken


def measure(say: Say) -> Section:
    """Help and a run, by turns with what the libraries alone take."""
    say("Short commands by turns ...")
    taken: dict[str, list[float]] = {"help": [], "run": [], "help alone": [], "run alone": []}
    with tempfile.TemporaryDirectory() as place:
        environment = users(Path(place))
        for turn in range(TURNS + 1):
            commands = {
                "help": (*TOWNHALL, "--help"),
                "run": (*TOWNHALL, "run", "baseline", "--out", f"{place}/run-{turn}"),
                "help alone": WORDS,
                "run alone": WANTED,
            }
            for name, command in commands.items():
                one = seconds(command, environment)
                if turn:  # the first reads every source
                    taken[name].append(one)
    median = {name: statistics.median(found) for name, found in taken.items()}
    wants = {
        "help": f"Python with typer and rich alone takes {figure(median['help alone'])} s.",
        "run": f"Python with numba, pyarrow, rich and typer alone takes {figure(median['run alone'])} s.",
    }
    rows = [
        at_most("help", "`townhall --help`", "0.25 s", 0.2, median["help"], "s", wants["help"]),
        at_most("run_command", "`townhall run baseline`, warm", "2.2 s", 1.2, median["run"], "s", wants["run"]),
    ]
    names = {
        "help": "`townhall --help`",
        "help alone": "Python with typer and rich",
        "run": "`townhall run baseline`",
        "run alone": "Python with numba, pyarrow, rich and typer",
    }
    cells = [
        (names[name], f"{median[name]:.3f}", f"{min(taken[name]):.3f}", f"{max(taken[name]):.3f}") for name in names
    ]
    lines = [
        f"Seconds on the clock, {TURNS} turns, everything compiled; Python keeps what it has read of the sources, as",
        "it does where nobody forbids it.",
        "",
        *table(("", "median", "least", "most"), cells),
    ]
    return Section("Short commands", rows, lines)
