"""``townhall explain``: what moved an outcome, as accounting and as knock-out runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
from experiments.commands.told import tell_of_events
from experiments.designs.choices import choose_council, choose_outcome, choose_scenario


def explain(
    scenario: options.ScenarioName,
    outcome: Annotated[str, typer.Option("--outcome", metavar="NAME", help='A name from "townhall outcomes".')],
    month: Annotated[
        int,
        typer.Option(
            "--month",
            metavar="N",
            parser=options.whole_number("--month", 1, 1200),
            help="After how many months, from April 2010 on; 36 is the end of March 2013.",
        ),
    ],
    council: options.CouncilName = options.DEFAULT_COUNCIL,
    funding: options.FundingFile = None,
    seed: options.Seed = 0,
    set_: options.Settings = None,
    without: options.Without = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=options.output,
            help="Keep the tables and the figure in this folder, too; townhall plot draws it again.",
            show_default="only print",
        ),
    ] = None,
    force: options.Force = False,
) -> None:
    """What moved an outcome up to a month: the accounting, and beside it each theory switched off."""
    chosen = choose_scenario(scenario, set_, without)
    place = choose_council(council, funding)
    name = choose_outcome(outcome)
    asked = None
    if out is not None:
        from experiments.studies.explained import Explained, check

        asked = Explained(chosen, place, name, month, seed, out)
        check(asked, force=force)
    tell_of_events([chosen], month, set_, without)
    screen.warm()

    from experiments.studies.explained_story import ONE_SEED, least
    from sim.faces.explain import explain as explained
    from sim.outcomes import MEASURES

    with screen.working("Running once, and once more without each theory"):
        found = explained(chosen, place, name, month, seed)
    if asked is not None:
        from experiments.studies.explained import keep

        keep(asked, found, force=force, command=sys.argv, tell=screen.announce)
        screen.announce(f"Tables, figure and report: {out}")
    measure = MEASURES[name]
    console = screen.screen()
    moment = f"after {month} month{'s' if month > 1 else ''} (end of {screen.month_name(month - 1)})"
    say(console, f"{name} in {place.name} under {chosen.name}, {moment}, seed {seed}", style="bold")
    say(console, f"{measure.doc}. Unit: {measure.unit}.")
    say(console, ONE_SEED)
    small = least(found)
    if found.rows:
        say(console, "The accounting: what added to it and what took away, up to then", style="bold")
        accounts = [("on the first day", "", screen.number(found.start))]
        accounts += [(r.process.replace("_", " "), r.theory, _amount(r.amount, small)) for r in found.rows]
        accounts.append(("then", "", screen.number(found.end)))
        columns = [Column("process", "words", 20), Column("theory"), Column("amount", "number")]
        show(console, columns, accounts, bold=[len(accounts) - 1])
    else:
        first, last = screen.number(found.start), screen.number(found.end)
        say(console, f"{first} in {screen.month_name(0)}, {last} in {screen.month_name(month - 1)}.")
    if found.note:
        say(console, found.note)
    say(console, "The knock-out runs: the same luck with one theory switched off", style="bold")
    columns = [Column("theory"), Column("title", "words", 20)]
    columns += [Column(heading, "number") for heading in ("with it", "without it", "because of it")]
    told = [k for k in found.knock_outs if abs(k.difference) > small]
    shown = [
        (k.theory, k.title, screen.number(k.value_with), screen.number(k.value_without), _amount(k.difference, small))
        for k in told
    ]
    if shown:
        show(console, columns, shown)
    nothing = [k.theory for k in found.knock_outs if abs(k.difference) <= small]
    if nothing:
        say(console, f"Next to nothing because of {', '.join(sorted(nothing))} (less than a thousandth of the level).")
    say(
        console,
        "Only the knock-out runs say what is because of a theory; they need not add up, since theories interact.",
    )


def _amount(amount: float, small: float) -> str:
    """A signed amount; what is next to nothing is called that, not given to the ninth place."""
    return screen.number(amount, sign=True) if abs(amount) > small else "0" if amount == 0 else "next to nothing"
