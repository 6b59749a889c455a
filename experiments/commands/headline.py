"""``townhall headline``: what carries the difference between the styles, and what turns it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import explain_words, place, say
from sim.paths import results_dir

if TYPE_CHECKING:
    from experiments.studies.headline.found import Found
    from experiments.studies.study import Published


def headline(
    quick: Annotated[
        bool, typer.Option("--quick", help="A minute or so: few pairs, few worlds, every 24th council.")
    ] = False,
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
            show_default="results/headline",
        ),
    ] = None,
    force: options.Force = False,
) -> None:
    """What carries the headline: theories, weightings, windows, what hours displace; and which assumption turns it."""
    with screen.working("Loading the model"):
        from experiments.studies.headline.size import FULL, QUICK
        from experiments.studies.headline.study import Headline
        from experiments.studies.publish import check_target

    study = Headline(QUICK if quick else FULL, seed)
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
    """The finding, what carries it, and what turns it."""
    from experiments.studies.headline.wording import over_weightings, summary

    console = screen.screen()
    found = published.found
    if found.size.quick:
        say(console, "A quick run: few pairs, few worlds, no two theories at a time; cite the full run.")
    lines = (*summary(found), over_weightings(found))
    explain_words(console, lines)
    for line in lines:
        say(console, line)
    place(console, f"Report ({running.where(published)})", published.page)
