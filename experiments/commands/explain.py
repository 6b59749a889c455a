"""``townhall explain``: what moved an outcome, as accounting and as knock-out runs."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.commands import options, screen
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
) -> None:
    """What moved an outcome up to a month: the accounting, and beside it each theory switched off."""
    chosen = choose_scenario(scenario, set_, without)
    place = choose_council(council, funding)
    name = choose_outcome(outcome)
    tell_of_events([chosen], month, set_, without)
    screen.warm()

    from sim.faces.explain import explain as explained
    from sim.outcomes import MEASURES

    with screen.working("Running once, and once more without each theory"):
        found = explained(chosen, place, name, month, seed)
    measure = MEASURES[name]
    console = screen.screen()
    moment = f"after {month} month{'s' if month > 1 else ''} (end of {screen.month_name(month - 1)})"
    console.print(f"{name} in {place.name} under {chosen.name}, {moment}, seed {seed}", style="bold")
    console.print(f"{measure.doc}. Unit: {measure.unit}.")
    if found.rows:
        console.print("The accounting: what added to it and what took away, up to then", style="bold")
        accounts = screen.table()
        accounts.add_column("process")
        accounts.add_column("theory")
        accounts.add_column("amount", justify="right")
        accounts.add_row("on the first day", "", screen.number(found.start))
        for row in found.rows:
            accounts.add_row(row.process.replace("_", " "), row.theory, screen.number(row.amount, sign=True))
        accounts.add_row("then", "", screen.number(found.end), style="bold")
        console.print(accounts)
    else:
        first, last = screen.number(found.start), screen.number(found.end)
        console.print(f"{first} in {screen.month_name(0)}, {last} in {screen.month_name(month - 1)}.")
    if found.note:
        console.print(found.note)
    console.print("The knock-out runs: the same random numbers with one theory switched off", style="bold")
    runs = screen.table()
    runs.add_column("theory")
    runs.add_column("title")
    for heading in ("with it", "without it", "because of it"):
        runs.add_column(heading, justify="right")
    for knocked in found.knock_outs:
        runs.add_row(
            knocked.theory,
            knocked.title,
            screen.number(knocked.value_with),
            screen.number(knocked.value_without),
            screen.number(knocked.difference, sign=True),
        )
    console.print(runs)
    console.print(
        "Only the knock-out runs say what is because of a theory; they need not add up, since theories interact."
    )
