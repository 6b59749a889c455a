"""``townhall fairness``: effect sizes, where command wins, controls, and what the outcomes can tell apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import options, screen


def fairness(
    quick: Annotated[bool, typer.Option("--quick", help="A few minutes: every fourth council, few runs.")] = False,
    seed: options.Seed = 0,
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the results.", show_default="results/fairness"),
    ] = None,
    force: options.Force = False,
) -> None:
    """Hold the model against meta-analyses, map where command wins, run the controls; reported, never tuned."""
    with screen.working("Loading the model"):
        from experiments.runs.progress import bar
        from experiments.studies.fairness import maps
        from experiments.studies.fairness.figures import identifiability_sentence
        from experiments.studies.fairness.study import FULL, QUICK, study

    screen.warm()
    try:
        with bar("Running", screen.notices(), unit="simulated years") as tick:
            left = study(
                QUICK if quick else FULL,
                seed=seed,
                workers=workers,
                out=out,
                force=force,
                command=sys.argv,
                announce=screen.announce,
                progress=tick,
            )
    except KeyboardInterrupt:
        screen.announce("What was run so far is kept: the same command goes on from there.")
        raise
    console = screen.screen()
    if quick:
        console.print("A quick run: every fourth council, few runs; cite the full run.")
    shown = screen.table()
    for name in ("councils differ in", "measure", "classes", "r", "90 % interval", "verdict (F30: .1 to .45)"):
        shown.add_column(name)
    for row in left.found.correlations.itertuples():
        ends = f"{row.low:+.2f} to {row.high:+.2f}"
        shown.add_row(row.reading, row.predictor, row.classes, f"{row.r:+.2f}", ends, row.verdict)
    console.print(shown)
    for line in maps.regions(left.found.maps):
        console.print(line)
    console.print(f"{identifiability_sentence(left.found)}.")
    where = "was there already, the same" if left.already_there else f"took {left.seconds:.0f} s"
    console.print(f"Report ({where}): {left.report}", soft_wrap=True)
