"""``townhall fairness``: effect sizes, where command wins, controls, and what the outcomes can tell apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, explain_words, place, say, show
from sim.paths import results_dir

if TYPE_CHECKING:
    from experiments.studies.fairness.found import Found
    from experiments.studies.study import Published


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
    with screen.working("Loading the model"):
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
    _print(published)


def _print(published: Published[Found]) -> None:
    """The correlations, where either style wins, and what can be told apart."""
    from experiments.analysis.wording import signed
    from experiments.studies.fairness import maps
    from experiments.studies.fairness.figures import identifiability_sentence

    found = published.found
    console = screen.screen()
    if found.size.quick:
        say(console, "A quick run: every fourth council, few runs; cite the full run.")
    columns = [
        Column("councils differ in", "words", 20),
        Column("measure"),
        Column("classes", "words", 8),
        *(Column(heading, "number") for heading in ("r", "90 % interval")),
        Column("verdict (wanted: .1 to .45)", "words", 9),
    ]
    rows = [
        (
            row.reading,
            row.predictor,
            row.classes,
            signed(row.r, 2),
            f"{signed(row.low, 2)} to {signed(row.high, 2)}",
            row.verdict,
        )
        for row in found.correlations.itertuples()
    ]
    asked = "Does what leaders let go, or trust, go with better services over councils (r)?"
    lines = [*maps.regions(found.maps), f"{identifiability_sentence(found)}."]
    texts = [asked, "r = ", *(column.heading for column in columns), *(cell for row in rows for cell in row), *lines]
    explain_words(console, texts)
    say(console, asked)
    show(console, columns, rows)
    for line in lines:
        say(console, line)
    place(console, f"Report ({running.where(published)})", published.page)
