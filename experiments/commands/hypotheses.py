"""``townhall hypotheses``: what the source articles expect, run against thresholds that were set before any run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, explain_words, place, say, show
from sim.paths import results_dir

if TYPE_CHECKING:
    from experiments.studies.hypotheses.found import Found
    from experiments.studies.study import Published


def hypotheses(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[S01 ...]", help="Which hypotheses; all of them if none is named.", show_default=False),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A few minutes: few replications, which the results then say.")
    ] = False,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            metavar="N",
            parser=options.whole_number("--replications", 2, 1_000_000),
            help="Runs of each arm.",
            show_default="each hypothesis's own",
        ),
    ] = None,
    robust: Annotated[
        int | None,
        typer.Option(
            "--robust",
            metavar="N",
            parser=options.whole_number("--robust", 0, 100_000),
            help="Points of the hypercube of assumptions at which each verdict is tried; 0 for none.",
            show_default="24, with --quick 4",
        ),
    ] = None,
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
            show_default="results/hypotheses",
        ),
    ] = None,
    force: options.Force = False,
) -> None:
    """Test the articles' hypotheses: effect, interval, threshold and verdict, and how far the verdict holds."""
    from experiments.studies.hypotheses.registry import choose

    with screen.working("Loading the model"):
        chosen = choose(ids or [])
        from experiments.studies.hypotheses.design import Asked
        from experiments.studies.hypotheses.study import Hypotheses
        from experiments.studies.publish import check_target

    asked = Asked(chosen, seed=seed, quick=quick, replications=replications, points=robust)
    # A folder that cannot take the results is answered before anything else is said.
    study = Hypotheses(asked)
    folder = out or results_dir() / study.folder_name
    check_target(study, folder, force=force)
    running.check_workers(workers, scheduler)
    screen.announce(
        f"{len(chosen)} {'hypothesis' if len(chosen) == 1 else 'hypotheses'}, "
        f"{asked.hypercube_points} points of the hypercube of assumptions."
        + (" A quick run: it shows where verdicts point and decides little." if quick else "")
    )
    published = running.conducted(
        study,
        out=folder,
        force=force,
        workers=workers,
        scheduler=scheduler,
        retry_failed=retry_failed,
        time_limit=float(time_limit),
    )
    _print(published, quick=quick)


def _print(published: Published[Found], *, quick: bool) -> None:
    """The verdicts, a row per criterion."""
    from experiments.analysis.windows import MARK_MEANS
    from experiments.studies.hypotheses.story import tally
    from experiments.studies.hypotheses.wording import effect, share, threshold, verdict_words

    console = screen.screen()
    columns = [
        Column("id"),
        Column("criterion", "words", 24),
        Column("effect (90 % interval)", "words", 16),
        Column("wanted", "words", 8),
        Column("verdict", "words", 9),
        Column("upheld", "number"),
    ]
    rows: list[tuple[str, ...]] = []
    bold = []
    for judgement in published.found.judgements:
        cube, hypothesis = judgement.hypercube, judgement.hypothesis
        upheld = share(cube.upheld) if cube else "–"
        bold.append(len(rows))
        rows.append((hypothesis.id, hypothesis.claim, "", "", judgement.verdict, upheld))
        if judgement.error:
            rows.append(("", judgement.error, "", "", "", ""))
        for at, one in enumerate(judgement.judged):
            held = share(cube.upheld_by_criterion[at]) if cube else "–"
            rows.append(("", one.criterion.name, effect(one), threshold(one.criterion), verdict_words(one), held))
    said = "A quick run: few replications, wide intervals; the full run decides." if quick else ""
    counted = tally(published.found.judgements)
    texts = [column.heading for column in columns] + [cell for row in rows for cell in row]
    explain_words(console, [*texts, said, counted])
    show(console, columns, rows, bold=bold)
    if said:
        say(console, said)
    if any(one.windows_differ for judgement in published.found.judgements for one in judgement.judged):
        say(console, MARK_MEANS)
    say(console, counted, style="bold")
    place(console, f"Report ({running.where(published)})", published.page)
