"""Measure all peers, see what they do, write ``results.md`` and the block of the README. Takes about ten minutes."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks import section
from benchmarks.peers.behaviour import BEHAVING, KINDS, demonstrate, seeds
from benchmarks.peers.measure import ROUNDS, TIMED, measure
from benchmarks.peers.report import Comparison, page, short
from benchmarks.stamp import busy
from docs import front_page
from docs.insert import PAGES, inserted
from sim.machine.engine import warm_up

README = front_page.README
RESULTS = Path(__file__).with_name("results.md")


def compare(replications: int, rounds: int) -> Comparison:
    """Do it all: first what needs no quiet, then the timing."""
    warm_up(print)
    job = replace(TIMED, replications=replications)
    seen, repeated = {}, {}
    for peer in BEHAVING:
        print(f"What {peer} does when something goes wrong ...", flush=True)
        seen[peer] = {kind: demonstrate(peer, kind) for kind in KINDS}
        repeated[peer] = seeds(peer)
    others = busy()
    turns = measure(lambda line: print(line, flush=True), job, rounds=rounds)
    return Comparison(turns, seen, repeated, job, others)


def publish(comparison: Comparison) -> None:
    """Write the page, and the block of the README."""
    section.replace(RESULTS, page(comparison))
    blocks = {**PAGES[front_page.README], "peers": lambda: short(comparison)}
    section.replace(README, inserted(README.read_text(encoding="utf-8"), blocks))
    print(page(comparison))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument(
        "--replications", type=int, default=TIMED.replications, help="runs of every point (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of every peer (%(default)s)")
    given = parser.parse_args()
    publish(compare(given.replications, given.rounds))
