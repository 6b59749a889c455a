"""``townhall sweep``: many runs over a design, such that none is lost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, place, say, show
from experiments.commands.told import tell_of_swept_events
from experiments.designs.some import some
from sim.errors import InputError
from sim.paths import results_dir

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.designs.sweep import SweepDesign
    from experiments.runs.driver import Ran
    from experiments.runs.estimate import Estimate
    from experiments.runs.precision import Precision
    from experiments.runs.status import Status

SHOWN_FAILURES = 3

NOT_PRECISE = 3
"""Exit status when --at-most was reached before the precision: the runs are there, and a script notices."""


def sweep(
    design: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN",
            help="A design file of your own, or the name of one in configs/designs.",
            show_default=False,
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs, how long and how much disk; run and write nothing.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Say how many runs are done, failed and left, and how long it will take.")
    ] = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="I/N",
            help='Run only part I of N, as a task of a job array does; "townhall merge" puts the parts together.',
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            metavar="N",
            parser=options.whole_number("--replications", 1, 1_000_000),
            help="Runs of every point, in place of the design's number.",
            show_default="the design's",
        ),
    ] = None,
    until_precision: Annotated[
        list[str] | None,
        typer.Option(
            "--until-precision",
            metavar="OUTCOME=HALFWIDTH",
            help="Add replications until the interval of this outcome is that narrow at every point; may be repeated.",
            show_default=False,
        ),
    ] = None,
    at_most: Annotated[
        int | None,
        typer.Option(
            "--at-most",
            metavar="N",
            parser=options.whole_number("--at-most", 1, 1_000_000),
            help="Replications at which --until-precision stops in any case.",
            show_default="1000",
        ),
    ] = None,
    monthly: Annotated[bool, typer.Option("--monthly", help="Keep every month, beside the end and the years.")] = False,
    retry_failed: options.RetryFailed = False,
    time_limit: options.TimeLimit = options.DEFAULT_TIME_LIMIT,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=options.output,
            help="Folder for the results; a sweep that is there already is continued.",
            show_default="results/sweep-DESIGN",
        ),
    ] = None,
) -> None:
    """Run a design, many runs over many values of the parameters; the same command again continues what was stopped."""
    if shard is not None and scheduler is not None:
        raise InputError(
            "--shard cuts a sweep for the tasks of a job array and --scheduler hands it to a cluster; leave one out."
        )
    running.check_workers(workers, scheduler)
    if at_most is not None and not until_precision:
        raise InputError("--at-most is the end of --until-precision; name an outcome, or use --replications.")
    if until_precision and shard is not None:
        raise InputError(
            "--until-precision looks at all runs, and a task with --shard has only its own; leave one of them out."
        )
    with screen.working("Loading the model"):
        from experiments.designs.sweep_file import load_design
        from experiments.runs.driver import run_design
        from experiments.runs.planned import Part

        part = Part.parse(shard) if shard is not None else None
        chosen = load_design(design)
        chosen = replace(
            chosen,
            replications=replications or chosen.replications,
            monthly=monthly or chosen.monthly,
        )
        wanted, most = _wanted(until_precision), 0
        if wanted:
            from experiments.runs.precision import AT_MOST, check_precision, run_until_precise

            most = at_most or AT_MOST
            check_precision(chosen, wanted, most)
    folder = out or results_dir() / chosen.folder_name
    if status:
        from experiments.runs.status import status_of

        if not folder.exists():
            raise InputError(f"{chosen.name} has not been run yet: there is no folder {folder}.")
        return _print_status(status_of(folder))
    if dry_run:
        from experiments.runs.estimate import estimate

        if wanted:
            chosen = chosen.with_replications(most)
        with screen.working("Trying a few runs"):
            tell_of_swept_events(chosen)
            found = estimate(chosen, out=folder, workers=workers, announce=screen.announce)
        _print_estimate(chosen, found)
        if wanted:
            say(screen.screen(), "That is the most it can take: it stops when the intervals are narrow enough.")
        return

    from experiments.runs.folder import check_folder
    from experiments.runs.manifest import holds_runs, read_manifest

    check_folder(folder)
    if holds_runs(folder) and "made_from" in read_manifest(folder, of_runs=True):
        raise InputError(f"{folder} holds an analysis and no runs; choose another folder with --out.")
    more = f" More replications follow, {most:,} at most." if wanted else ""
    tell_of_swept_events(chosen)
    screen.announce(f"{_size(chosen)}{more} Results: {folder}.")
    precision: Precision | None = None
    with running.counted() as tick:
        common: dict[str, Any] = {
            "out": folder,
            "workers": workers,
            "scheduler": scheduler,
            "retry_failed": retry_failed,
            "time_limit": float(time_limit),
            "command": sys.argv,
            "announce": screen.announce,
            "progress": tick,
        }
        if wanted:
            precision = run_until_precise(chosen, wanted, at_most=most, **common)
            result = precision.sweep
        else:
            result = run_design(chosen, part=part, **common)
    _print_result(result, part is not None)
    if precision is not None:
        say(screen.screen(), precision.finding)
        if not precision.enough:
            raise typer.Exit(NOT_PRECISE)


def _wanted(texts: Sequence[str] | None) -> dict[str, float]:
    """``["index=0.5", ...]`` as the wanted half-width by outcome."""
    from experiments.designs.choices import choose_outcome

    wanted: dict[str, float] = {}
    for text in texts or ():
        name, equals, number = (part.strip() for part in text.partition("="))
        try:
            half_width = float(number)
        except ValueError:
            half_width = None
        if not equals or half_width is None:
            raise InputError(f'--until-precision takes an outcome and a number, such as index=0.5, not "{text}".')
        choose_outcome(name)
        if name in wanted:
            raise InputError(f'"--until-precision {name}=..." is given twice; keep one of the two.')
        wanted[name] = half_width
    return wanted


def _size(design: SweepDesign) -> str:
    from experiments.designs.sampling import Points

    points = [_count(len(Points(design)), "point")]
    if design.kind == "crossed":
        worlds, policies = (len(Points(half)) for half in design.halves)
        points = [_count(policies, "policy", "policies"), _count(worlds, "world")]
    counts = [
        *points,
        _count(len(design.scenarios), "scenario"),
        _count(len(design.councils), "council"),
        _count(design.replications, "replication"),
    ]
    return f"{design.name} ({design.kind.replace('_', ' ')}): {' x '.join(counts)}, {_count(design.months, 'month')}."


def _print_estimate(design: SweepDesign, found: Estimate) -> None:
    console = screen.screen()
    say(console, design.name, style="bold")
    say(console, design.why)
    _show_factors(console, design)
    say(console, _size(design))
    say(console, f"{found.runs:,} runs; {found.tried} were tried, at {found.seconds * 1000:.3g} ms each.")
    say(
        console,
        f"About {_duration(found.wall_seconds)} with {_count(found.workers, 'worker')} "
        f"({_duration(found.seconds * found.runs)} of one core).",
    )
    say(console, f"About {_bytes(found.disk)} on the disk; {_bytes(found.free)} are free there.")
    if found.disk > found.free:
        say(console, "That does not fit: keep fewer outcomes, make fewer runs, or choose another disk with --out.")
    place(console, "Nothing was written. The results would go to", found.folder)


def _show_factors(console: Console, design: SweepDesign) -> None:
    rows: list[tuple[str, ...]] = []
    halves = design.halves if design.kind == "crossed" else (design,)
    kinds = {name: half.kind for half in halves for name in half.names}
    for factor in design.factors[:20]:
        kind = kinds[factor.name]
        if factor.values or factor.parameter.kind == "choice":
            over = some([str(value) for value in factor.values or factor.parameter.choices])
        elif kind in ("grid", "one_at_a_time"):
            over = some([f"{value:g}" if not isinstance(value, str) else value for value in factor.levels])
        elif kind == "csv":
            over = "the file's values"
        else:
            over = f"{factor.low:g} to {factor.high:g}, {factor.distribution.replace('_', ' ')}"
        role = {"levers": "lever", "uncertainties": "uncertainty"}[factor.role]
        rows.append((factor.name, role, over, factor.parameter.unit, factor.parameter.mark))
    if len(design.factors) > 20:
        rows.append((f"and {len(design.factors) - 20} more", "", "", "", ""))
    rows += [(name, "constant", str(value), "", "") for name, value in design.constants.items()]
    columns = [
        *(Column(heading) for heading in ("factor", "role")),
        *(Column(heading, "words", 12) for heading in ("over", "unit")),
        Column("mark"),
    ]
    show(console, columns, rows)


def _print_status(found: list[Status]) -> None:
    console = screen.screen()
    columns = [
        Column("folder"),
        *(Column(heading, "number") for heading in ("planned", "done", "failed", "left")),
        *(Column(heading, "words", 10) for heading in ("time left", "at work")),
    ]
    rows = []
    for one in found:
        left = one.wall_seconds_left
        if not one.left:
            time = "none"
        elif left is None:
            time = "not known yet"
        else:
            time = f"about {_duration(left)} with {_count(one.workers, 'worker')}"
        counts = [f"{count:,}" for count in (one.planned, one.done, one.failed, one.left)]
        rows.append((str(one.folder), *counts, time, one.at_work or "nobody"))
    show(console, columns, rows)
    for one in found:
        if one.damaged:
            say(
                console,
                f"{_count(one.damaged, 'shard')} of {one.folder} {'is' if one.damaged == 1 else 'are'} damaged or "
                "missing, and their runs count as left; the same command without --status does them again.",
            )
        if one.damaged_lines:
            say(
                console,
                f"{_count(one.damaged_lines, 'line')} of the journal of {one.folder} "
                f"{'is' if one.damaged_lines == 1 else 'are'} damaged; what was said there counts as left.",
            )
        for key, error in one.failures[:SHOWN_FAILURES]:
            say(console, f"Failed: {error}.")
            place(console, "See", f"townhall rerun {one.folder} --row {key}")


def _print_result(result: Ran, part: bool) -> None:
    console = screen.screen()
    say(console, f"{result.done:,} of {result.planned:,} runs are done, {result.ran:,} of them now.")
    if result.failed:
        running.say_failures(result.folder, result.failed)
    place(console, "Digest of the results", result.digest)
    if part:
        merged = result.folder.parent.parent
        place(console, "When all parts are done", f"townhall merge {merged}")
    else:
        place(console, f"Results ({result.seconds:.0f} s)", result.folder)
        query = f'townhall query {result.folder} "select scenario, count(*) from runs group by all"'
        place(console, "Look at them", query)


def _count(number: int, word: str, several: str = "") -> str:
    return f"{number:,} {word if number == 1 else several or f'{word}s'}"


def _duration(seconds: float) -> str:
    """A time for people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours" if seconds < 172_800 else f"{seconds / 86_400:.1f} days"


def _bytes(size: float) -> str:
    """A size for people."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            break
        size /= 1000
    return f"{size:.3g} {unit}"
