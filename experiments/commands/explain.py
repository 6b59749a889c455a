"""``townhall explain``: what moved an outcome, as accounting and as knock-out runs."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.commands import options, screen
from experiments.commands.choices import choose_council, choose_outcome, choose_scenario


def explain(
    scenario: options.ScenarioName,
    outcome: Annotated[str, typer.Option("--outcome", metavar="NAME", help='A name from "townhall outcomes".')],
    month: Annotated[
        int,
        typer.Option(
            "--month",
            metavar="N",
            parser=options.whole_number("--month", 0, 1199),
            help="The month; 0 is April 2010, 36 is April 2013.",
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
    screen.warm()

    from sim.explain import explain as explained
    from sim.measures import MEASURES

    with screen.working("Running once, and once more without each theory"):
        found = explained(chosen, place, name, month, seed)
    measure = MEASURES[name]
    console = screen.screen()
    console.print(
        f"{name} in {place.name} under {chosen.name}, {screen.month_name(month)} (month {month}), seed {seed}",
        style="bold",
    )
    console.print(f"{measure.doc} Unit: {measure.unit}.")
    accounts = screen.table("The accounting: what added to it and what took away, from the start to that month")
    accounts.add_column("process")
    accounts.add_column("theory")
    accounts.add_column("amount", justify="right")
    accounts.add_row("at the start", "", screen.number(found.start))
    for process, theory, amount in found.rows:
        accounts.add_row(process, theory, screen.number(amount, sign=True))
    accounts.add_row("in the month", "", screen.number(found.end))
    console.print(accounts)
    runs = screen.table("The knock-out runs: the same random numbers with one theory switched off")
    runs.add_column("theory")
    runs.add_column("title")
    for heading in ("with it", "without it", "because of it"):
        runs.add_column(heading, justify="right")
    for theory, title, with_it, without_it, difference in found.knock_outs:
        runs.add_row(
            theory, title, screen.number(with_it), screen.number(without_it), screen.number(difference, sign=True)
        )
    console.print(runs)
    if found.note:
        console.print(found.note)
