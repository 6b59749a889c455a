"""Measure how fast the model is and write ``benchmarks/results.md``. All of it takes about ten minutes."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import page
from benchmarks.section import read, replace, write
from benchmarks.stamp import busy
from docs.insert import PAGES, inserted
from sim.machine.engine import warm_up

README = Path(__file__).parents[1] / "README.md"
RESULTS = Path(__file__).with_name("results.md")
KEPT = RESULTS.with_suffix(".json")
SECTIONS = {
    "runs": "a run by size of the council, its parts, and the least that it can take",
    "before": "the same runs by model 0.2.0, by turns",
    "against_mesa": "the engine and the Mesa face beside the same rules in plain Mesa",
    "sizes": "time and memory by agents, to 100,000",
    "family": "many councils in one model",
    "workers": "one worker and two, and what a sweep costs beside its runs",
    "memory": "the memory of a sweep's driver, to 100,000 runs",
    "compiling": "the first use, when everything is compiled",
    "commands": "what a user waits for who gives a short command",
    "figures": "all figures of a comparison",
    "fresh_clone": "make compare on a fresh clone, and again; fetches packages",
}
"""Each a module of this folder whose ``measure(say)`` gives a :class:`~benchmarks.section.Section`."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the parts that are asked for, print their tables and renew the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=SECTIONS, metavar="PART", help="measure these parts, keep the others"
    )
    parser.add_argument("--list", action="store_true", help="say which parts there are")
    parser.add_argument("--dry-run", action="store_true", help="measure and print, write nothing")
    given = parser.parse_args(arguments)
    if given.list:
        print("\n".join(f"{name:<14}{what}" for name, what in SECTIONS.items()))
        return
    warm_up(print)
    begun = time.perf_counter()
    for name in given.only or SECTIONS:
        print(f"== {SECTIONS[name]} ==", flush=True)
        others = busy()
        section = importlib.import_module(f"benchmarks.{name}").measure(say).stamped(others)
        print(page({name: section}), flush=True)
        if not given.dry_run:
            # After each part, so that what was measured is not lost with what comes later.
            kept = {**read(KEPT), name: section}
            kept = {known: kept[known] for known in SECTIONS if known in kept}
            write(KEPT, kept)
            replace(RESULTS, page(kept))
            replace(README, inserted(README.read_text(encoding="utf-8"), PAGES[README]))
    print(f"Done in {time.perf_counter() - begun:.0f} s.")


def say(line: str) -> None:
    """One line on how far it is."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
