"""``townhall explain``: what moved an outcome, as accounting and as knock-out runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, screen
from experiments.commands.tables import Column, explain_words, say, show
from experiments.commands.told import tell_of_events
from experiments.designs.choices import choose_council, choose_outcome, choose_scenario, choose_scenarios
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED
from sim.inputs.csv_input import shown as quoted

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


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
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="SCENARIO",
            help="Explain what the scenario has more than this one: what of the difference each theory carries.",
            show_default=False,
        ),
    ] = None,
    council: options.CouncilName = options.DEFAULT_COUNCIL,
    funding: options.FundingFile = None,
    seed: options.Seed = 0,
    seeds: Annotated[
        int,
        typer.Option(
            "--seeds",
            metavar="N",
            parser=options.whole_number("--seeds", 1, 1000),
            help="How many pairs of runs with the same luck, with and without each theory; 1 has no interval.",
        ),
    ] = 20,
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
    chosen, other = _scenarios(scenario, against, set_, without)
    place = choose_council(council, funding)
    name = choose_outcome(outcome)
    asked = None
    if out is not None:
        from experiments.studies.explained import Explained, check

        asked = Explained(chosen, place, name, month, seed, out, seeds, other)
        check(asked, force=force)
    tell_of_events([chosen] if other is None else [chosen, other], month, set_, without)
    screen.warm()

    from experiments.runs.progress import bar
    from experiments.studies.explained_story import closing, heading, how_sure, least
    from experiments.studies.knocked import knocked
    from sim.faces.explain import explain as explained
    from sim.outcomes import MEASURES

    with bar("Running with and without each theory", screen.notices()) as tick:
        found = explained(chosen, place, name, month, seed, seeds=seeds, against=other, tick=tick)
    if asked is not None:
        from experiments.studies.explained import keep

        keep(asked, found, force=force, command=sys.argv, tell=screen.announce)
        screen.announce(f"Tables, figure and report: {out}")
    measure = MEASURES[name]
    console = screen.screen()
    moment = f"after {month} month{'s' if month > 1 else ''} (end of {screen.month_name(month - 1)})"
    title = chosen.name if other is None else f"{chosen.name}, less that under {other.name}"
    counted = f"seed {seed}" if seeds == 1 else f"seed {seed}, {seeds} times"
    say(console, f"{name} in {place.name} under {title}, {moment}, {counted}", style="bold")
    say(console, f"{measure.doc}. Unit: {measure.unit}.")
    explain_words(console, [how_sure(found)])
    say(console, how_sure(found))
    small = least(found)
    if found.rows:
        say(console, _accounting(seeds, against=other is not None), style="bold")
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
    say(console, heading(found), style="bold")
    columns = [Column("theory"), Column("title", "words", 20)]
    columns += [Column(title, "number") for title in ("with it", "without it", "because of it")]
    columns += [Column("90% interval", "number"), Column("verdict", "words", 12)] if seeds > 1 else []
    rows = knocked(found)
    told = rows[rows["difference"].abs() > small]
    shown = [
        (k.theory, k.title, screen.number(k.with_it), screen.number(k.without_it), _amount(k.difference, small))
        + ((screen.interval(k.low, k.high, sign=True), k.verdict) if seeds > 1 else ())
        for k in told.itertuples()
    ]
    if shown:
        show(console, columns, shown)
    nothing = [k.theory for k in rows.itertuples() if not abs(k.difference) > small]
    if nothing:
        say(console, f"Next to nothing because of {', '.join(sorted(nothing))} (less than a thousandth of the level).")
    say(console, closing(found))


def _scenarios(
    scenario: str, against: str | None, settings: list[str] | None, without: list[str] | None
) -> tuple[Scenario, Scenario | None]:
    """The scenario, and the one that it is held against: another one, before and after what is laid over both."""
    if against is None:
        return choose_scenario(scenario, settings, without), None
    plain, other = choose_scenario(scenario), choose_scenario(against)
    if plain.digest == other.digest:
        one, two = (quoted(text, QUOTED) for text in (scenario, against))
        raise InputError(
            f"{one} against {two} leaves nothing to explain, since the two are the same; name another scenario after "
            "--against."
        )
    chosen = choose_scenarios([scenario, against], settings, without)
    return chosen[0], chosen[1]


def _accounting(seeds: int, *, against: bool) -> str:
    """What the table of entries is called."""
    first = "" if seeds == 1 else " in the first run" if not against else " in the first pair"
    what = "what added to the difference" if against else "what added to it"
    return f"The accounting: {what} and what took away, up to then{first}"


def _amount(amount: float, small: float) -> str:
    """A signed amount; what is next to nothing is called that, not given to the ninth place."""
    return screen.number(amount, sign=True) if abs(amount) > small else "0" if amount == 0 else "next to nothing"
