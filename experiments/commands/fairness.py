"""``townhall fairness``: effect sizes, where command wins, controls, and what the outcomes can tell apart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import options, running, screen
from sim.paths import results_dir


def fairness(
    quick: Annotated[bool, typer.Option("--quick", help="A few minutes: every fourth council, few runs.")] = False,
    seed: options.Seed = 0,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    retry_failed: options.RetryFailed = False,
    time_limit: options.TimeLimit = options.DEFAULT_TIME_LIMIT,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=options.output,
            help="Folder for the results.",
            show_default="results/fairness",
        ),
    ] = None,
    force: options.Force = False,
) -> None:
    """Hold the model against meta-analyses, map where command wins, run the controls; reported, never tuned."""
    from experiments.analysis.wording import signed

    with screen.working("Loading the model"):
        from experiments.studies.fairness import maps
        from experiments.studies.fairness.figures import identifiability_sentence
        from experiments.studies.fairness.size import FULL, QUICK
        from experiments.studies.fairness.study import Fairness
        from experiments.studies.publish import check_target

    study = Fairness(QUICK if quick else FULL, seed)
    folder = out or results_dir() / study.folder_name
    check_target(study, folder, force=force)
    running.check_workers(workers, scheduler)
    published = running.conducted(
        study,
        out=folder,
        force=force,
        workers=workers,
        scheduler=scheduler,
        retry_failed=retry_failed,
        time_limit=float(time_limit),
    )
    found = published.found
    console = screen.screen()
    if quick:
        console.print("A quick run: every fourth council, few runs; cite the full run.")
    shown = screen.table()
    for name in ("councils differ in", "measure", "classes", "r", "90 % interval", "verdict (F30: .1 to .45)"):
        shown.add_column(name)
    for row in found.correlations.itertuples():
        ends = f"{signed(row.low, 2)} to {signed(row.high, 2)}"
        shown.add_row(row.reading, row.predictor, row.classes, signed(row.r, 2), ends, row.verdict)
    console.print(shown)
    for line in maps.regions(found.maps):
        console.print(line)
    console.print(f"{identifiability_sentence(found)}.")
    console.print(f"Report ({running.where(published)}): {published.report}", soft_wrap=True)
