"""``townhall run``: one scenario, one council, one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.commands import options, running, screen
from experiments.commands.tables import Column, say, show
from experiments.commands.told import tell_of_events
from experiments.designs.choices import choose_council, choose_scenario
from experiments.designs.design import DEFAULT_MONTHS

if TYPE_CHECKING:
    from experiments.studies.single import Found
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario


def run(
    scenario: options.ScenarioName,
    council: options.CouncilName = options.DEFAULT_COUNCIL,
    funding: options.FundingFile = None,
    months: options.Months = DEFAULT_MONTHS,
    seed: options.Seed = 0,
    set_: options.Settings = None,
    without: options.Without = None,
    out: options.OutFolder = None,
    force: options.Force = False,
) -> None:
    """Run one scenario once: what happened, month by month, as a table and as files."""
    chosen = choose_scenario(scenario, set_, without)
    place = choose_council(council, funding)

    with screen.working("Loading the model"):
        from experiments.studies.publish import check_target
        from experiments.studies.single import SingleRun
        from sim.paths import results_dir

    tell_of_events([chosen], months, set_, without)
    study = SingleRun(chosen, place, months, seed)
    folder = out or results_dir() / study.folder_name
    check_target(study, folder, force=force)
    # Whoever gives the command again after a failure wants another try.
    published = running.conducted(study, out=folder, force=force, retry_failed=True)
    _print(chosen, place, published.found, seed)
    screen.announce(f"The months, the summary and the manifest are in {folder}.")


def _print(scenario: Scenario, council: Council, found: Found, seed: int) -> None:
    from sim.outcomes import HEADLINE, MEASURES, OUTCOMES

    console = screen.screen()
    say(console, f"{council.name} under {scenario.name}, {_span(len(found.months))}, seed {seed}", style="bold")
    say(console, scenario.why)
    columns = [
        Column("outcome"),
        Column("unit", "words", 8),
        *(Column(heading, "number") for heading in ("first year", "last year", "change")),
        Column("by month"),
    ]
    # The other columns come first; where the table does not fit, each chart has a line of its own.
    width = max(8, min(36, console.width - 72)) if console.width >= 78 else 36
    rows = []
    for name in HEADLINE:
        at = OUTCOMES.index(name)
        first, last, change = (float(found.summary[what][at]) for what in ("first_year", "last_year", "change"))
        numbers = (screen.number(first), screen.number(last), screen.number(change, sign=True))
        course = screen.sparkline(found.months[:, at].tolist(), width)
        rows.append((name, MEASURES[name].unit, *numbers, course))
    show(console, columns, rows)
    say(
        console,
        "Each small chart runs between its own lowest and highest month. One run is one story among many; townhall "
        "compare shows how sure a difference is.",
    )


def _span(months: int) -> str:
    if months == 1:
        return screen.month_name(0)
    return f"{screen.month_name(0)} to {screen.month_name(months - 1)}"
