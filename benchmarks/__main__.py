"""Measure everything, print the tables, and write ``benchmarks/results.md``. Takes a few minutes."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from benchmarks import against_mesa, by_process, compilation, family, sizes
from benchmarks.report import Comparison, Report, page
from benchmarks.stamp import busy
from sim.machine.engine import warm_up

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    """Run all benchmarks."""
    console = Console()
    warm_up(console.print)
    others = busy()
    console.print("First use and warm start ...")
    first, later = compilation.measure()
    console.print("Engine and Mesa face beside the twin ...")
    comparisons = (
        Comparison(
            "engine v. twin",
            "`Simulation.advance`, all months in one call",
            "`step()` in a loop, outcomes kept in a list",
            80,
            against_mesa.engine_and_twin(),
        ),
        Comparison(
            "engine v. `mesa.batch_run`",
            f"{against_mesa.RUNS} runs one after another, each council built anew",
            "the same runs by `mesa.batch_run` of the twin on the same core, collecting every month",
            100,
            against_mesa.engine_and_batch_run(),
        ),
        Comparison(
            "`CouncilModel.step()` v. twin",
            "`step()` in a loop with a `mesa.DataCollector`",
            "the same with the twin",
            40,
            against_mesa.step_and_step(),
        ),
    )
    docked = against_mesa.docked()
    measured = []
    for agents in sizes.AGENTS:
        console.print(f"A council of {agents:,} agents ...")
        measured.append(sizes.measure(agents))
    families = []
    for councils in family.COUNCILS:
        console.print(f"A family of {councils} councils ...")
        families.append(family.measure(councils))
    console.print("A research-size run, process by process ...")
    text = page(
        Report(comparisons, docked, against_mesa.MONTHS, measured, families, by_process.profile(), first, later, others)
    )
    temporary = RESULTS.with_suffix(".tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, RESULTS)
    console.print(Markdown(text))
    console.print("Written to benchmarks/results.md.")


if __name__ == "__main__":
    main()
