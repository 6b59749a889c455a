"""Measure all peers, see what they do, write ``results.md`` and the block of the README. Takes about ten minutes."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.peers.behaviour import BEHAVING, KINDS, demonstrate, seeds
from benchmarks.peers.measure import REPOSITORY, TIMED, measure
from benchmarks.peers.report import Comparison, page, short
from docs.insert import inserted
from sim.engine import warm_up

RESULTS = Path(__file__).with_name("results.md")
README = REPOSITORY / "README.md"


def write(path: Path, text: str) -> None:
    """Replace a file in one go."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def main() -> None:
    """Measure, print, and write."""
    warm_up(print)
    busy = os.getloadavg()[0]
    rounds = measure(lambda line: print(line, flush=True))
    seen, repeated = {}, {}
    for peer in BEHAVING:
        print(f"What {peer} does when something goes wrong ...", flush=True)
        seen[peer] = {kind: demonstrate(peer, kind) for kind in KINDS}
        repeated[peer] = seeds(peer)
    comparison = Comparison(rounds, seen, repeated, TIMED, busy)
    write(RESULTS, page(comparison))
    write(README, inserted(README.read_text(encoding="utf-8"), {"peers": lambda: short(comparison)}))
    print(page(comparison))


if __name__ == "__main__":
    main()
