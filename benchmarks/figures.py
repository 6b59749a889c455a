"""Every figure that a comparison of two scenarios can give, each as PNG and SVG."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.commands import TOWNHALL, users
from benchmarks.section import Say, Section, at_most
from benchmarks.timing import median_of

TURNS = 5
MONTHS, REPLICATIONS = 180, 30


def measure(say: Say) -> Section:
    """A comparison, and then its figures a few times over."""
    from experiments.figures.draw import Files, prepare
    from experiments.figures.registry import drawable, kind_of
    from experiments.figures.result import Result

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        out = folder / "comparison"
        say(f"A comparison of {REPLICATIONS} pairs of runs ...")
        command = [*TOWNHALL, "compare", "command", "distributed", "--out", str(out)]
        size = ["--months", str(MONTHS), "--replications", str(REPLICATIONS)]
        subprocess.run([*command, *size], env=users(folder), capture_output=True, check=True)
        result = Result.at(out)
        names = drawable(result)

        def draw() -> None:
            with Files() as files:
                for name in names:
                    files.save(prepare(kind_of(name), result), folder / "figures", name=name)

        say(f"Its {len(names)} figures, {TURNS} times ...")
        taken = median_of((lambda: None, lambda _: draw()), TURNS)
    row = at_most("figures", "all figures of a comparison, as PNG and SVG", "", 4, taken, "s")
    lines = [
        f"The {len(names)} figures of a comparison of two scenarios, {REPLICATIONS} pairs of runs of {MONTHS} months,",
        "each as PNG and as SVG, with its numbers and its caption: processor time of one process, the median of",
        f"{TURNS} times. Each is laid out once and drawn once for each format (`tests/figures/test_drawn_once.py`).",
    ]
    return Section("Figures", [row], lines)
