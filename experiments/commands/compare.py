"""``townhall compare``: scenarios side by side, run for run with the same random numbers."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, screen
from experiments.commands.choices import choose_council, choose_scenario, parse_settings
from experiments.designs import DEFAULT_MONTHS, DEFAULT_REPLICATIONS, Comparison
from experiments.designs import mission as mission_design
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.compare import ComparisonResult


def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO...", help="Two or more; the others are compared with the first."),
    ] = None,
    mission: Annotated[
        bool,
        typer.Option("--mission", help="The project's own contrast: command or distributed, low or high trust."),
    ] = False,
    council: options.CouncilName = options.DEFAULT_COUNCIL,
    funding: options.FundingFile = None,
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            metavar="N",
            parser=options.whole_number("--replications", 2, 1_000_000),
            help="Runs of each scenario.",
        ),
    ] = DEFAULT_REPLICATIONS,
    months: options.Months = DEFAULT_MONTHS,
    seed: options.Seed = 0,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            parser=options.whole_number("--workers", 1, 1024),
            help="Runs at a time.",
            show_default="one per core",
        ),
    ] = None,
    set_: options.Settings = None,
    without: options.Without = None,
    out: options.OutFolder = None,
    force: options.Force = False,
) -> None:
    """Compare scenarios, many runs each: medians, 90 % intervals, paired differences, and what was found."""
    if mission and scenarios:
        raise InputError("--mission brings its own four scenarios; leave the names out, or leave out --mission.")
    if not mission and len(scenarios or ()) < 2:
        raise InputError(
            "A comparison needs at least two scenarios, for example: townhall compare command distributed."
        )
    place = choose_council(council, funding)
    with screen.working("Loading the model"):
        from experiments.compare import compare as compared
        from experiments.progress import bar

    if mission:
        chosen = mission_design(
            place, months=months, seed=seed, replications=replications, settings=parse_settings(set_)
        )
        if without:
            chosen = replace(chosen, scenarios=tuple(s.switched_off(*without) for s in chosen.scenarios))
    else:
        chosen = Comparison(
            scenarios=tuple(choose_scenario(text, set_, without) for text in scenarios or ()),
            council=place,
            months=months,
            seed=seed,
            replications=replications,
        )
    screen.announce(
        f"{chosen.title}: {len(chosen.scenarios)} scenarios x {replications} replications, {months} months."
    )
    with bar("Running", screen.notices()) as tick:
        result = compared(
            chosen,
            workers=workers,
            out=out,
            force=force,
            command=sys.argv,
            announce=screen.announce,
            progress=tick,
        )
    _print(result)


def _print(result: ComparisonResult) -> None:
    """Every scenario's headline outcomes, then every contrast: difference, interval, and the finding in a sentence."""
    console = screen.screen()
    primary = result.differences.query("headline and summary == 'last_year'")
    console.print(result.design.title, style="bold")
    console.print(result.design.asked)
    console.print(_levels(result))
    for contrast, rows in primary.groupby("contrast", sort=False):
        shown = screen.table(f"{contrast}: paired differences, mean and 90 % interval, last 12 months")
        shown.add_column("outcome", overflow="fold")
        shown.add_column("difference", justify="right")
        shown.add_column("90 % interval", justify="right")
        shown.add_column("finding", ratio=1)
        for row in rows.itertuples():
            shown.add_row(
                row.outcome,
                screen.number(row.difference, sign=True),
                screen.interval(row.low, row.high, sign=True),
                row.finding,
            )
        console.print(shown)
    for failure in result.failures[:3]:
        console.print(f"A run failed: {failure.scenario}, replicate {failure.replicate}: {failure.error}")
    if len(result.failures) > 3:
        console.print(f"{len(result.failures) - 3} more runs failed; runs.parquet says which.")
    console.print(result.looked_at)
    console.print(result.headline, style="bold")
    where = "was already there and is the same" if result.already_there else f"took {result.seconds:.0f} s"
    console.print(f"The report ({where}): {result.report}")
    for name, path in result.figures.items():
        console.print(f"Figure, {name.replace('_', ' ')}: {path}")


def _levels(result: ComparisonResult) -> Table:
    """The scenarios themselves: median and 90 % interval over runs of each headline outcome in the last 12 months."""
    import pandas as pd

    levels = pd.read_parquet(result.folder / "levels.parquet").query("summary == 'last_year'")
    shown = screen.table(
        f"Median and 90 % interval over {result.design.replications} runs, last 12 months",
    )
    shown.add_column("outcome", overflow="fold")
    shown.add_column("unit", overflow="fold")
    for name in result.design.names:
        shown.add_column(name, justify="right")
    headline = result.differences.query("headline and summary == 'last_year'")["outcome"].unique()
    for outcome in headline:
        rows = levels[levels["outcome"] == outcome].set_index("scenario")
        cells = [
            f"{screen.number(rows.loc[name, 'median'])} ({screen.interval(rows.loc[name, 'low90'], rows.loc[name, 'high90'])})"
            for name in result.design.names
        ]
        shown.add_row(outcome, str(rows["unit"].iloc[0]), *cells)
    return shown
