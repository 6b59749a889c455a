"""``townhall run``: one scenario, one council, one run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands import options, screen
from experiments.designs.choices import choose_council, choose_scenario
from experiments.designs.design import DEFAULT_MONTHS, YEAR

if TYPE_CHECKING:
    import pandas as pd

    from sim.councils import Council
    from sim.scenario import Scenario


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

    from experiments.runs.provenance import now
    from experiments.studies.publish import check_target, digest_of
    from sim.paths import results_dir

    design = digest_of(chosen.name, chosen.digest, repr(place), str(months), str(seed))
    folder = out or results_dir() / f"run-{chosen.name}-{_slug(place.short_name)}-{design[:8]}"
    check_target(folder, force=force, design=design)
    started = now()
    screen.warm()

    from sim.engine import simulate

    with screen.working(f"Running {place.short_name} under {chosen.name}"):
        monthly = simulate(chosen, place, months=months, seed=seed).frame()
    summary = summarise(monthly)
    _print(chosen, place, monthly, summary, seed)
    _write(folder, chosen, place, monthly, summary, months, seed, started, design, force)
    screen.announce(f"The months, the summary and the manifest are in {folder}.")


def summarise(monthly: pd.DataFrame) -> pd.DataFrame:
    """First-year mean, last-year mean, lowest and highest month of every outcome."""
    import pandas as pd

    from sim.measures import MEASURES

    first, last = monthly.iloc[:YEAR].mean(), monthly.iloc[-YEAR:].mean()
    return pd.DataFrame(
        {
            "outcome": monthly.columns,
            "unit": [MEASURES[name].unit for name in monthly.columns],
            "first_year": first.to_numpy(),
            "last_year": last.to_numpy(),
            "change": (last - first).to_numpy(),
            "lowest": monthly.min().to_numpy(),
            "highest": monthly.max().to_numpy(),
        }
    )


def _print(scenario: Scenario, council: Council, monthly: pd.DataFrame, summary: pd.DataFrame, seed: int) -> None:
    from sim.measures import HEADLINE

    console = screen.screen()
    console.print(f"{council.name} under {scenario.name}, {_span(len(monthly))}, seed {seed}", style="bold")
    console.print(scenario.why)
    shown = screen.table(
        caption="Each small chart runs between its own lowest and highest month. One run is one story among many; "
        "townhall compare shows how sure a difference is."
    )
    shown.add_column("outcome", no_wrap=True)
    shown.add_column("unit", min_width=8)
    for heading in ("first year", "last year", "change"):
        shown.add_column(heading, justify="right", min_width=8)
    shown.add_column("by month", no_wrap=True)
    width = max(12, min(36, console.width - 84))  # the other columns come first
    rows = summary.set_index("outcome")
    for name in HEADLINE:
        row = rows.loc[name]
        shown.add_row(
            name,
            str(row["unit"]),
            screen.number(row["first_year"]),
            screen.number(row["last_year"]),
            screen.number(row["change"], sign=True),
            screen.sparkline(monthly[name].tolist(), width),
        )
    console.print(shown)


def _write(
    folder: Path,
    scenario: Scenario,
    council: Council,
    monthly: pd.DataFrame,
    summary: pd.DataFrame,
    months: int,
    seed: int,
    started: str,
    design: str,
    force: bool,
) -> None:
    from experiments.runs.provenance import manifest, now
    from experiments.studies.publish import digest_of, results_folder, write_manifest, write_table
    from sim.measures import MEASURES

    units = {name: MEASURES[name].unit for name in monthly.columns}
    table = monthly.copy()
    table.insert(0, "month", [str(period) for period in monthly.index])
    result = digest_of(design, table)
    with results_folder(folder, result, force=force) as staging:
        write_table(staging, "monthly", table, units=units)
        write_table(staging, "summary", summary)
        write_manifest(
            staging,
            manifest(
                command=sys.argv,
                scenarios=[scenario],
                council=council,
                months=months,
                seed=seed,
                replications=1,
                started=started,
                ended=now(),
                result=result,
                design=design,
            ),
        )


def _span(months: int) -> str:
    if months == 1:
        return screen.month_name(0)
    return f"{screen.month_name(0)} to {screen.month_name(months - 1)}"


def _slug(text: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
