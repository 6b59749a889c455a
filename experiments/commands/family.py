"""``townhall family``: many real councils in one model, that see and copy each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, explain_words, place, say, show
from experiments.commands.told import tell_of_events
from experiments.designs.choices import choose_council, choose_scenario
from experiments.designs.design import DEFAULT_MONTHS
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from experiments.studies.family.found import Found
    from experiments.studies.study import Published
    from sim.council.council import Council

ALL = "all"


def family(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help='A name from "townhall scenarios", or a scenario file of your own.'),
    ] = "baseline",
    councils: Annotated[
        str,
        typer.Option(
            "--councils",
            metavar="WHICH",
            help='"all", a class (L, MD, UA, SC, SD, or its name), names with commas between, or a CSV file.',
        ),
    ] = ALL,
    months: options.Months = DEFAULT_MONTHS,
    seed: options.Seed = 0,
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            "--replicates",
            metavar="N",
            parser=options.whole_number("--replications", 1, 1000),
            help="Histories of the whole family.",
        ),
    ] = 1,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    retry_failed: options.RetryFailed = False,
    time_limit: options.TimeLimit = options.DEFAULT_TIME_LIMIT,
    set_: options.Settings = None,
    without: options.Without = None,
    out: options.OutFolder = None,
    force: options.Force = False,
) -> None:
    """Run the local government family: all councils in one model, how they drift apart, and which of them fail."""
    chosen = choose_scenario(scenario, set_, without)
    which, places = choose_councils(councils)
    with screen.working("Loading the model"):
        from experiments.studies.family.found import Family, sized
        from experiments.studies.family.study import FamilyStudy
        from experiments.studies.publish import check_target
        from sim.paths import results_dir

    design = Family(sized(chosen), places, months=months, seed=seed, replications=replications, which=which)
    folder = out or results_dir() / design.folder_name
    study = FamilyStudy(design)
    check_target(study, folder, force=force)
    running.check_workers(workers, scheduler)
    histories = "one history" if replications == 1 else f"{replications} histories"
    tell_of_events([chosen], months, set_, without)
    screen.announce(f"{len(places)} councils in one model under {chosen.name}: {histories} of {months} months.")
    _print(
        running.conducted(
            study,
            out=folder,
            force=force,
            workers=workers,
            scheduler=scheduler,
            retry_failed=retry_failed,
            time_limit=float(time_limit),
        )
    )


def choose_councils(text: str) -> tuple[str, tuple[Council, ...]]:
    """Which councils are meant, and a short name for them; one clear sentence for what cannot be understood."""
    from sim.council.council import folded
    from sim.council.councils import CLASSES, all_councils, load_council_file

    if folded(text) == ALL:
        return ALL, all_councils()
    if text.casefold().endswith(".csv"):
        path = Path(text)
        return options_name(path.stem), tuple(load_council_file(path))
    for code, name in CLASSES.items():
        if folded(text) in (
            code.casefold(),
            folded(name),
            folded(f"{name}s"),
            folded(name.replace("authority", "authorities")),
        ):
            return code, tuple(council for council in all_councils() if council.klass == code)
    names = [part for part in (piece.strip() for piece in text.split(",")) if part]
    if len(names) < 2 and not _is_a_council(text):
        known = [ALL, *CLASSES, *CLASSES.values()]
        hint = did_you_mean(text, known) or (
            f' Give "all", a class ({", ".join(CLASSES)}), names with commas between, or a CSV file.'
        )
        raise InputError(f'"{text}" names no group of councils.{hint}')
    found = tuple(choose_council(name) for name in names)
    for council in found:
        if sum(other.code == council.code for other in found) > 1:
            raise InputError(f"{council.short_name} is given twice; name each council once.")
    return "own", found


def _is_a_council(text: str) -> bool:
    try:
        choose_council(text)
    except InputError:
        return False
    return True


def options_name(text: str) -> str:
    """A file's name as part of a folder's."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()) or "own"


def _print(published: Published[Found]) -> None:
    """The family year by year, the finding, and where everything is."""
    console, result = screen.screen(), published.found
    design = result.design
    say(
        console,
        f"{len(design.councils)} councils ({result.agents:,} agents) under {design.scenario.name}",
        style="bold",
    )
    explain_words(console, [result.finding])
    headings = ("reserves, 5th", "median", "95th", "failed", "commercial", "management given up")
    rows = []
    for _, row in result.summary.iterrows():
        failed = screen.number(row["failed"])
        if design.replications > 1:
            failed += f" ({row['failed_least']:.0f} to {row['failed_most']:.0f})"
        rows.append(
            (
                str(row["year"]),
                *(screen.number(row[f"reserves_p{at:02d}"]) for at in (5, 50, 95)),
                failed,
                f"{row['commercial']:.0%}",
                f"{row['hollowing']:.0%}",
            )
        )
    show(console, [Column("year"), *(Column(heading, "number") for heading in headings)], rows)
    say(
        console,
        "Reserves over net revenue of 2010-11: the fifth, the middle and the fifth from the top of a hundred councils. "
        "Failed: councils so far that said they cannot balance their budget (a first section 114 notice; in effect "
        "bankrupt). Commercial, management given up: means over councils.",
    )
    say(console, f"{result.finding}.", style="bold")
    place(console, f"Report ({running.where(published)})", published.page)
    place(console, "Tables", published.folder)
    for path in published.figures.values():
        place(console, "Figure", path)
