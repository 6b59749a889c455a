"""``townhall hypotheses``: what the source articles expect, run against thresholds that were set before any run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, screen

if TYPE_CHECKING:
    from experiments.studies.hypotheses.study import Found


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
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the results.", show_default="results/hypotheses"),
    ] = None,
    force: options.Force = False,
) -> None:
    """Test the articles' hypotheses: effect, interval, threshold and verdict, and how far the verdict holds."""
    from experiments.studies.hypotheses.registry import choose

    with screen.working("Loading the model"):
        chosen = choose(ids or [])
        from experiments.runs.progress import bar
        from experiments.studies.hypotheses.study import Asked, study

    asked = Asked(chosen, seed=seed, quick=quick, replications=replications, points=robust)
    screen.announce(
        f"{len(chosen)} {'hypothesis' if len(chosen) == 1 else 'hypotheses'}, "
        f"{asked.hypercube_points} points of the hypercube of assumptions."
        + (" A quick run: it shows where verdicts point and decides little." if quick else "")
    )
    screen.warm()
    try:
        with bar("Running", screen.notices(), unit="simulated years") as tick:
            found = study(
                asked,
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
    _print(found, quick=quick)


def _print(found: Found, *, quick: bool) -> None:
    """The verdicts, a row per criterion."""
    from experiments.studies.hypotheses.report import tally
    from experiments.studies.hypotheses.wording import effect, share, threshold, verdict_words

    console = screen.screen()
    shown = screen.table()
    for name, more in (
        ("id", {"no_wrap": True}),
        ("criterion", {"ratio": 1}),
        ("effect (90 % interval)", {}),
        ("wanted", {}),
        ("verdict", {}),
        ("upheld", {"justify": "right"}),
    ):
        shown.add_column(name, **more)
    for outcome in found.outcomes:
        robust = outcome.robust
        upheld = share(robust.upheld) if robust else "–"
        shown.add_row(outcome.hypothesis.id, outcome.hypothesis.claim, "", "", outcome.verdict, upheld, style="bold")
        if outcome.error:
            shown.add_row("", outcome.error, "", "", "", "")
        for place, one in enumerate(outcome.judged):
            held = share(robust.upheld_by_criterion[place]) if robust else "–"
            shown.add_row("", one.criterion.name, effect(one), threshold(one.criterion), verdict_words(one), held)
    console.print(shown)
    if quick:
        console.print("A quick run: few replications, wide intervals; the full run decides.")
    console.print(tally(found.outcomes), style="bold")
    where = "was there already, the same" if found.already_there else f"took {found.seconds:.0f} s"
    console.print(f"Report ({where}): {found.report}", soft_wrap=True)
