"""``townhall validate``: the model held against what is known of English councils, fact by fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, explain_words, place, say, show
from experiments.designs.choices import choose_scenario
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from experiments.studies.study import Published
    from experiments.studies.validation.found import Found

HALVES = ("A", "B", "both")
SIZES = ("small", "default", "both")


def one_of(option: str, known: tuple[str, ...], text: str) -> str:
    """What is meant of ``known``, in any case. :class:`InputError` for anything else."""
    for name in known:
        if text.casefold() == name.casefold():
            return name
    quoted = shown(text, QUOTED)
    raise InputError(f'{option} is one of {", ".join(known)}, not "{quoted}".{did_you_mean(quoted, known)}')


def validate(
    scenario: Annotated[
        str,
        typer.Argument(metavar="[SCENARIO]", help='A name from "townhall scenarios", or a scenario file of your own.'),
    ] = "baseline",
    half: Annotated[
        str,
        typer.Option(
            "--half", metavar="HALF", help="A: half the councils to 2014-15; B, both: 2010 to 2025, --open-half-b."
        ),
    ] = "A",
    open_half_b: Annotated[
        str | None,
        typer.Option(
            "--open-half-b",
            metavar="REASON",
            help="Open half B, which is counted: why? Without it nothing but half A to 2014-15 is shown.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[
        int,
        typer.Option(
            "--seeds",
            "--replications",
            metavar="N",
            parser=options.whole_number("--seeds", 5, 1000),
            help="Histories of which each figure is the mean.",
        ),
    ] = 5,
    size: Annotated[
        str,
        typer.Option("--size", metavar="SIZE", help="Agents of each council: small (as a family), default, or both."),
    ] = "both",
    publish: Annotated[
        str | None,
        typer.Option(
            "--publish",
            metavar="STEP",
            help="Keep the table in results/published/facts as that of the model after this step.",
            show_default=False,
        ),
    ] = None,
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
    """Hold the model against facts of English councils: observed, simulated, inside or by how much not."""
    window, sizes = one_of("--half", HALVES, half), one_of("--size", SIZES, size)
    check_opening(window, open_half_b)
    chosen = choose_scenario(scenario, set_, without)
    with screen.working("Loading the model"):
        from experiments.studies.publish import check_target
        from experiments.studies.validation.found import Asked
        from experiments.studies.validation.published import check_step, publish_step
        from experiments.studies.validation.study import Validation
        from experiments.validation.ledger import check_ledger
        from experiments.validation.openings import open_half_b as count_opening
        from experiments.validation.windows import WINDOWS
        from sim.paths import results_dir

    asked = Asked(
        scenario=chosen,
        window=WINDOWS[window],
        sizes=SIZES[:2] if sizes == "both" else (sizes,),
        replications=seeds,
        seed=seed,
        ledger=check_ledger(),
    )
    if publish is not None:
        if not asked.is_baseline or sizes != "both":
            raise InputError(
                "--publish keeps the model as it stands, at both sizes; leave scenario, --set, --without and "
                "--size out."
            )
        publish = check_step(publish, window, force=force)
    study = Validation(asked)
    folder = out or results_dir() / study.folder_name
    check_target(study, folder, force=force)
    running.check_workers(workers, scheduler)
    if open_half_b is not None:
        made = count_opening(window, open_half_b, asked.ledger)
        screen.announce(f"Opening {made.number} of half B, for: {made.reason}.")
    screen.announce(
        f"{asked.window.words[0].upper()}{asked.window.words[1:]}: 353 councils in one model under {chosen.name}, "
        f"{seeds} histories of {asked.window.months} months at each size."
    )
    done = running.conducted(
        study,
        out=folder,
        force=force,
        workers=workers,
        scheduler=scheduler,
        retry_failed=retry_failed,
        time_limit=float(time_limit),
    )
    _print(done)
    if publish is not None:
        place(screen.screen(), "Published (now: python -m docs.insert)", publish_step(done.found, publish))


def check_opening(half: str, reason: str | None) -> None:
    """:class:`InputError` where half B is asked for without a reason, or a reason is given for half A."""
    if half == "A" and reason is not None:
        raise InputError("--open-half-b goes with --half B or --half both; half A to 2014-15 is open.")
    if half != "A" and reason is None:
        raise InputError(
            f"Half B is closed until the model is finished, and --half {half} would open it: say why with "
            "--open-half-b REASON, which is counted, or leave --half out."
        )
    if reason is not None:
        from experiments.validation.openings import check_reason

        check_reason(reason)


def _print(published: Published[Found]) -> None:
    """Every figure at the size at which it counts, what that comes to, and where everything is."""
    from experiments.studies.validation.wording import beside, headline, number, outcome, span, waiting
    from experiments.validation.score import counted

    console, found = screen.screen(), published.found
    scores = found.scores
    once = counted(scores.table)
    elsewhere = scores.table.drop(once.index).set_index("figure")["simulated"]
    columns = [Column("figure"), Column("what", "words", 24), Column("observed", "number"), Column("band")]
    columns += [Column("model", "number"), Column("", "words", 9)]
    columns += [Column(head, "number") for head in ("at the other size", "input alone", "theories off")]
    rows = [
        (
            row["figure"],
            row["label"] if row["role"] == "test" else f"{row['label']} ({row['role']})",
            number(row["observed"]),
            span(row["low"], row["high"]),
            number(row["simulated"]),
            outcome(row),
            number(elsewhere.get(row["figure"], float("nan"))),
            number(row["null_value"]),
            number(row["theories_off"]),
        )
        for _, row in once.iterrows()
    ]
    lines = [f"{headline(scores)}.", beside(scores), waiting(scores)]
    explain_words(console, [*(cell for row in rows for cell in row), *lines])
    show(console, columns, rows, bold=[at for at, inside in enumerate(once["inside"]) if inside])
    summary = scores.summary[~scores.summary["counted"].str.startswith("without")]
    heads = ("inside", "of them implied", "outside", "undefined", "facts", "wholly inside")
    counts = [Column(head, "number") for head in ("figures", *heads)]
    show(
        console,
        [Column("counted", "words", 20), Column("role"), *counts],
        [tuple(map(str, row)) for row in summary.itertuples(index=False)],
    )
    for line in lines:
        if line:
            say(console, line, style="bold" if line == lines[0] else "")
    place(console, f"Report ({running.where(published)})", published.page)
