"""How large and how fast the engine in a browser is: ``python -m benchmarks.browser`` writes ``benchmarks/browser.md``.

Needs Chromium or Chrome, and playwright. Takes about ten minutes, most of it for 10,000 runs.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.browser_memory import RUBBISH, held
from benchmarks.browser_processes import family
from benchmarks.markdown import table, verdict
from benchmarks.section import replace
from benchmarks.stamp import busy, stamp
from sim.council.councils import find_council
from sim.errors import InputError
from sim.faces.browser import chromium
from sim.faces.browser.page import standalone
from sim.faces.browser.product import COUNCILS, MODULE, SCRIPT, TABLE, product
from sim.machine.engine import Simulation, warm_up
from sim.scenario.scenario import load_scenario

RESULTS = Path(__file__).parent / "browser.md"
MANY = 10_000
EARLY = 200
PAIRS = 20
TIMES = 9
MONTHS = 180

PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Measured</title>
<body>
<script type="module">
import { load } from "./townhall.js";
globalThis.hall = await load({ workers: 2 });
globalThis.ready = performance.now();
await hall.run({ council: "Camden" });
globalThis.first = performance.now();
document.body.dataset.ready = "yes";
</script>
"""
ONE = """async (times) => { const taken = [];
  for (let at = 0; at < times; at++) {
    const begun = performance.now();
    await hall.run({ council: "Camden" });
    taken.push(performance.now() - begun);
  } return taken; }"""
IN_PAIRS = """async ([pairs, times]) => { const taken = [];
  for (let at = 0; at < times; at++) {
    const begun = performance.now();
    const other = { extends: "baseline", set: { style_mean: at / 20 } };
    await hall.pairs({ scenarios: ["baseline", other], replicates: pairs });
    taken.push(performance.now() - begun);
  } return taken; }"""
MORE = """async (count) => {
  const asked = (at) => ({ council: hall.councils[at % 353].code, replicate: at });
  for (let done = 0; done < count; done += 50) await hall.runs(Array.from({ length: 50 }, (_, at) => asked(done + at)));
}"""


@dataclass(frozen=True)
class Found:
    """What was measured: bytes, milliseconds, and millions of bytes of memory."""

    sizes: dict[str, int]
    packed: dict[str, int]
    page: int
    ready: float
    first: float
    run: float
    spent: float
    """Processor time of a run, in milliseconds, all processes of the browser together."""
    native: float
    pairs: float
    early: float
    late: float
    browser: str
    others: float


def native() -> float:
    """Milliseconds of processor time of a native run, building the council included: the median of some."""
    warm_up()
    scenario, council, taken = load_scenario("baseline"), find_council("Camden"), []
    for _ in range(TIMES):
        begun = time.process_time()
        Simulation(scenario, [council]).advance(MONTHS)
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1e3


def processor_time() -> float:
    """Seconds of processor time that all processes of the browser have taken."""
    return sum(one.cpu_times().user + one.cpu_times().system for one in family())


def opened(browser: Any, address: str) -> tuple[Any, float, float]:
    """A page from disk, and after how many milliseconds it was ready and had its first run."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]", state="attached", timeout=120_000)
    ready, first = page.evaluate("[ready, first]")
    return page, ready, first


def measure(program: str, many: int, say: Callable[[str], None]) -> Found:
    """Everything, in one browser."""
    from playwright.sync_api import sync_playwright

    files = product()
    text = standalone(PAGE)
    others = busy()
    before = native()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder) / "measured.html"
        path.write_text(text, encoding="utf-8")
        browser = chromium.launched(play, program, *RUBBISH)
        openings = []
        for _ in range(TIMES):
            page, ready, first = opened(browser, path.as_uri())
            openings.append((ready, first))
            page.close()
        page, *_ = opened(browser, path.as_uri())
        say("One run after another, and pairs ...")
        run = statistics.median(page.evaluate(ONE, TIMES))
        pairs = statistics.median(page.evaluate(IN_PAIRS, [PAIRS, TIMES]))
        say(f"{many:,} runs ...")
        begun = processor_time()
        page.evaluate(ONE, EARLY)
        spent = (processor_time() - begun) / EARLY * 1e3
        page.evaluate(MORE, EARLY)
        early = held(page, "hall")
        page.evaluate(MORE, many - EARLY)
        late, version = held(page, "hall"), browser.version
        browser.close()
    shipped = {name: files[name] for name in (MODULE, TABLE, COUNCILS)} | {SCRIPT: _script()}
    return Found(
        {name: len(content) for name, content in shipped.items()},
        {name: len(gzip.compress(content, 9)) for name, content in shipped.items()},
        len(text.encode()),
        statistics.median(ready for ready, _ in openings),
        statistics.median(first for _, first in openings),
        run,
        spent,
        min(before, native()),
        pairs,
        early,
        late,
        f"Chromium {version}",
        others,
    )


def _script() -> bytes:
    from sim.faces.browser.product import PRODUCT

    return (PRODUCT / SCRIPT).read_bytes()


def page_of(found: Found, many: int) -> str:
    """The whole page."""
    both = found.sizes[MODULE] + found.sizes[TABLE], found.packed[MODULE] + found.packed[TABLE]
    councils = found.packed[COUNCILS]
    growth = found.late / found.early - 1.0
    ratio = found.spent / found.native
    first = found.first - found.ready
    rows = [
        ("module and table (kB)", f"{both[0] / 1e3:.0f}", "350", verdict(both[0] <= 350_000)),
        ("the same, compressed (kB)", f"{both[1] / 1e3:.0f}", "120", verdict(both[1] <= 120_000)),
        ("councils, compressed (kB)", f"{councils / 1e3:.0f}", "about 80", verdict(councils <= 85_000)),
        ("from opening to ready (ms)", f"{found.ready:.0f}", "", ""),
        ("from ready to the first result (ms)", f"{first:.0f}", "100", verdict(first <= 100)),
        ("one run once warm (ms)", f"{found.run:.1f}", "", ""),
        ("one run once warm, processor time of the whole browser (ms)", f"{found.spent:.1f}", "", ""),
        ("one run, native, processor time (ms)", f"{found.native:.1f}", "", ""),
        ("ratio of the two", f"{ratio:.2f}", "1.6", verdict(ratio <= 1.6)),
        (f"{PAIRS} pairs in two workers (ms)", f"{found.pairs:.0f}", "600", verdict(found.pairs <= 600)),
        (f"memory after {EARLY} runs (MB)", f"{found.early:.0f}", "", ""),
        (f"memory after {many:,} runs (MB)", f"{found.late:.0f}", f"{1.05 * found.early:.0f}", verdict(growth <= 0.05)),
    ]  # fmt: skip
    files = [(name, f"{found.sizes[name]:,}", f"{found.packed[name]:,}") for name in found.sizes]
    lines = [
        "# How fast the engine in a browser is",
        "",
        "Measured by `python -m benchmarks.browser`; the targets are aims, no test hangs on them. Camden at its usual",
        f"size, {MONTHS} months, all outcomes; the page is one file, opened from disk. Medians of {TIMES}. Times are",
        "of the clock, as somebody waits for them, where nothing else is said; memory is that of the whole browser.",
        "",
        *stamp(found.others, ("numba", "numpy", "playwright")),
        f"- {found.browser}",
        "",
        *table(("", "found", "target", ""), rows),
        *table(("file", "bytes", "compressed"), files),
        f"A page with all of it is one file of {found.page:,} bytes.",
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__)
    parser.add_argument("--runs", type=int, default=MANY, help="how many runs memory is looked at over")
    given = parser.parse_args(arguments)
    try:
        found = measure(chromium.program(), given.runs, print)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    text = page_of(found, given.runs)
    replace(RESULTS, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
