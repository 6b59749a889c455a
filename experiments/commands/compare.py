"""``townhall compare``: scenarios side by side, run for run with the same random numbers."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.analysis.windows import mark
from experiments.commands import options, running, screen
from experiments.commands.tables import Column, explain_words, fits, place, say, show
from experiments.commands.told import tell_of_events
from experiments.designs.choices import choose_council, choose_scenarios, parse_settings
from experiments.designs.comparison import DEFAULT_REPLICATIONS, Comparison
from experiments.designs.comparison import mission as mission_design
from experiments.designs.design import DEFAULT_MONTHS, YEAR
from sim.errors import InputError
from sim.paths import results_dir

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from experiments.studies.compare.found import Found
    from experiments.studies.study import Published

_NEEDED = (
    *("experiments.runs.reading", "experiments.studies.compare.found", "scipy.stats"),
    *("experiments.studies.compare.tables", "networkx"),
    *("experiments.figures.draw", "experiments.figures.gallery.forest"),
    *("experiments.studies.compare.story", "experiments.reports.report"),
)
"""What a comparison needs once its runs are there, in that order."""


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
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    retry_failed: options.RetryFailed = False,
    time_limit: options.TimeLimit = options.DEFAULT_TIME_LIMIT,
    set_: options.Settings = None,
    without: options.Without = None,
    out: options.OutFolder = None,
    force: options.Force = False,
) -> None:
    """Compare scenarios, many runs each: means, paired differences with 90 % intervals, and what was found."""
    if mission and scenarios:
        raise InputError("--mission brings its own four scenarios; leave the names out, or leave out --mission.")
    if not mission and len(scenarios or ()) < 2:
        raise InputError(
            "A comparison needs at least two scenarios, for example: townhall compare command distributed."
        )
    place = choose_council(council, funding)
    with screen.working("Loading the model"):
        from experiments.studies.compare.study import Compare
        from experiments.studies.publish import check_target

    if mission:
        chosen = mission_design(
            place, months=months, seed=seed, replications=replications, settings=parse_settings(set_)
        )
        if without:
            chosen = replace(chosen, scenarios=tuple(s.switched_off(*without) for s in chosen.scenarios))
    else:
        chosen = Comparison(
            scenarios=choose_scenarios(scenarios or (), set_, without),
            council=place,
            months=months,
            seed=seed,
            replications=replications,
        )
    # A folder that cannot take the results is answered before anything else is said.
    folder = out or results_dir() / chosen.folder_name
    study = Compare(chosen)
    check_target(study, folder, force=force)
    running.check_workers(workers, scheduler)
    _check_memory(chosen)
    tell_of_events(chosen.scenarios, months, set_, without)
    screen.announce(
        f"{chosen.title}: {len(chosen.scenarios)} scenarios x {replications} replications, {months} months."
    )
    _print(
        running.conducted(
            study,
            out=folder,
            force=force,
            workers=workers,
            scheduler=scheduler,
            retry_failed=retry_failed,
            time_limit=float(time_limit),
            meanwhile=_NEEDED,
            two_hands=True,
        )
    )


def _print(published: Published[Found]) -> None:
    """Every scenario's headline outcomes, every contrast's difference with its interval, and the findings."""
    from experiments.analysis.confounding import confounded
    from experiments.analysis.contrasts import shown_contrasts
    from experiments.analysis.windows import MARK_MEANS

    console, result = screen.screen(), published.found
    rows = result.differences.query("headline and summary == 'last_year'")
    say(console, result.design.title, style="bold")
    say(console, result.design.asked)
    shown, mixed = shown_contrasts(result.design), confounded(result.design)
    told = rows[rows["contrast"].isin(shown)]
    explain_words(console, [*told["finding"], *told["unit"], *shown, result.looked_at, "paired interval"])
    runs, when = result.design.replications, _looked_at(result.design.months)
    say(
        console,
        f"The scenarios themselves: mean of {runs} runs, and where nine of ten runs lie, {when}",
        style="bold",
    )
    _show_levels(console, published)
    if result.design.factors:
        # Sentences on the question itself: the first factor at either level of the other, and the interaction.
        say(console, f"Paired differences: mean and 90 % interval, {when}", style="bold")
        if not _show_matrix(console, rows, shown):
            say(console, f"The report has {' and '.join(shown[3:])} too.")
        for contrast in shown[:3]:
            _say(console, contrast, rows[rows["contrast"] == contrast])
    else:
        for contrast in shown:
            title = f"{contrast} compared with {result.design.reference}: paired differences, {when}"
            say(console, title, style="bold")
            if contrast in mixed:
                say(console, mixed[contrast], style="bold")
            _show_findings(console, rows[rows["contrast"] == contrast])
    if told["windows_differ"].any():
        say(console, MARK_MEANS)
    say(console, result.looked_at)
    say(console, result.headline, style="bold")
    place(console, f"Report ({running.where(published)})", published.page)
    for name, path in published.figures.items():
        place(console, f"Figure, {name.replace('_', ' ')}", path)


def _looked_at(months: int) -> str:
    """The months that the last year has in a run of so many."""
    return f"last {YEAR} months" if months > YEAR else "the whole run" if months > 1 else "the one month of the run"


def _show_levels(console: Console, published: Published[Found]) -> None:
    """Mean and band over runs of each headline outcome in the last 12 months, a column per scenario."""
    import pandas as pd

    result = published.found
    levels = pd.read_parquet(published.folder / "levels.parquet").query("summary == 'last_year'")
    levels = levels.set_index(["outcome", "scenario"])
    rows = []
    for outcome in result.differences.query("headline")["outcome"].unique():
        here = levels.loc[outcome]
        cells = [
            _value(row["mean"], row["low90"], row["high90"])
            for _, row in here.loc[list(result.design.names)].iterrows()
        ]
        rows.append((outcome, str(here["unit"].iloc[0]), *cells))
    show(console, [*_FIRST, *(Column(name, "number") for name in result.design.names)], rows)


_FIRST = (Column("outcome"), Column("unit", "words", 8))


def _show_findings(console: Console, rows: pd.DataFrame) -> None:
    """One contrast: difference, interval and the finding in a sentence, a row per outcome."""
    columns = [
        Column("outcome"),
        *(Column(heading, "number") for heading in ("difference", "90 % interval")),
        Column("finding", "words", 40),
    ]
    cells = [
        (
            str(row.outcome),
            screen.number(row.difference, sign=True) + mark(row.windows_differ),
            screen.interval(row.low, row.high, sign=True),
            str(row.finding),
        )
        for row in rows.itertuples()
    ]
    show(console, columns, cells)


def _show_matrix(console: Console, rows: pd.DataFrame, contrasts: list[str]) -> bool:
    """Several contrasts side by side: difference and interval, a row per outcome; if they do not fit, the first three.

    Returns whether all were shown.
    """
    columns, shown = _matrix(rows, contrasts)
    whole = len(contrasts) <= 3 or fits(console, columns, shown)
    show(console, *((columns, shown) if whole else _matrix(rows, contrasts[:3])))
    return whole


def _matrix(rows: pd.DataFrame, contrasts: list[str]) -> tuple[list[Column], list[tuple[str, ...]]]:
    by_contrast = rows.set_index(["outcome", "contrast"])
    shown = []
    for outcome in rows["outcome"].unique():
        here = by_contrast.loc[outcome]
        cells = [
            _value(row["difference"], row["low"], row["high"], sign=True, differs=row["windows_differ"])
            for _, row in here.loc[contrasts].iterrows()
        ]
        shown.append((outcome, str(here["unit"].iloc[0]), *cells))
    return [*_FIRST, *(Column(contrast, "number") for contrast in contrasts)], shown


def _value(middle: float, low: float, high: float, *, sign: bool = False, differs: bool = False) -> str:
    """A number above its interval: columns that stay narrow enough to stand side by side."""
    return f"{screen.number(middle, sign=sign)}{mark(differs)}\n({screen.interval(low, high, sign=sign)})"


def _check_memory(design: Comparison) -> None:
    """Refuse what this machine cannot hold, before it slows to a crawl: all months of all outcomes are kept."""
    from sim.outcomes import OUTCOMES

    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not on this system
        return
    per_replication = len(design.scenarios) * design.months * len(OUTCOMES) * 8
    # Half, because the tables are made from the numbers while those are still there.
    most = memory // 2 // per_replication
    if design.replications > most:
        raise InputError(
            f"{design.replications} replications of {len(design.scenarios)} scenarios do not fit into the memory of "
            f"this machine; ask for at most {most}, or for fewer months."
        )


def _say(console: Console, contrast: str, rows: pd.DataFrame) -> None:
    """The sentence of every outcome that clearly differs, and the names of those that do not."""
    from experiments.analysis.wording import label
    from sim.outcomes import MEASURES

    say(console, f"Findings: {contrast}", style="bold")
    for row in rows[rows["clear"]].itertuples():
        say(console, f"  {row.finding}")
    unclear = [f"{label(MEASURES[row.outcome])}{mark(row.windows_differ)}" for row in rows[~rows["clear"]].itertuples()]
    if unclear:
        say(console, f"  No clear difference: {', '.join(unclear)}.")
