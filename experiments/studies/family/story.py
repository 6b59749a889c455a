"""What a report tells of a family: how councils drift apart, and how many of them fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.wording import signed
from experiments.reports.parts import Block, Items, Line, Para, Story, paragraphs, said, table
from experiments.reports.summary import name, span, times

if TYPE_CHECKING:
    import pandas as pd

    from experiments.studies.family.found import Found

TABLES = {
    "years": "one row per year: how far apart councils are, and how many failed",
    "councils": "one row per council and history: what it is, whether and when it failed, where it ended",
    "council_years": "one row per council, history and year",
}


def story(found: Found) -> Story:
    """All that is told of ``found``."""
    design = found.design
    failed = [Para(said("**{n} of {of} histories failed** and were left out.", n=found.failed, of=design.replications))]
    return Story(
        title=f"{len(design.councils)} councils in one model under {design.scenario.name}",
        summary=summary(found),
        question=(Para(design.design.why),),
        run=(
            Para(
                f"{len(design.councils)} councils ({found.agents:,} agents) under {design.scenario.name}, "
                f"{design.months} months from April 2010, {times(design.replications)}, from seed {design.seed}. "
                "Councils see each other, and copy what seems to work; each has its own accounts and its own funding."
            ),
            *paragraphs(design.scenario.why),
            *(failed if found.failed else ()),
        ),
        findings=(Para(said("**{it}.**", it=found.finding)), _years(found.summary)),
        fares=paragraphs(
            "A family has no weightings and no pairs of runs; the finding says where the mean of all years points "
            "another way than the last one."
        ),
        assumed=(Items(_caveats(found)),),
        turns=(
            Items(
                (
                    "More histories: with few of them the number that fail is one draw of luck.",
                    "Other assumptions: every free or fixed parameter may have another value than the one used.",
                )
            ),
        ),
        files=(table(("file", "holds"), [((("code", f"{one}.parquet"),), holds) for one, holds in TABLES.items()]),),
    )


def summary(found: Found) -> tuple[str, ...]:
    """Plain sentences."""
    design, rows = found.design, found.summary
    first, last = rows.iloc[0], rows.iloc[-1]
    spread = [100 * float(row["index_p95"] - row["index_p05"]) for row in (first, last)]
    failed = float(last["failed"])
    count = len(design.councils)
    who = "None of them" if failed == 0 else f"{failed:.0f} of {count}" if design.replications == 1 else (
        f"On average {failed:.1f} of {count}"
    )  # fmt: skip
    return (
        f"{count} English councils were put into one computer model under {name(design.scenario.name)}, where they see "
        f"and copy each other, and run through {span(design.months)} from April 2010, {times(design.replications)}.",
        f"Nine in ten of them lay within {spread[0]:.0f} points of 100 of each other in how well services do in the "
        f"first year, and within {spread[1]:.0f} in the last.",
        f"{who} ran out of money in that time: they could not balance their budget.",
    )


def _years(rows: pd.DataFrame) -> Block:
    header: tuple[Line, ...] = (
        *("year", "reserves, 5th of 100", "median", "95th", "index, 5th", "median", "95th"),
        *("failed so far", "commercial", "management given up"),
    )
    cells = [
        (
            str(row["year"]),
            *(signed(float(row[f"reserves_p{at:02d}"]), 2).removeprefix("+") for at in (5, 50, 95)),
            *(f"{row[f'index_p{at:02d}']:.0%}" for at in (5, 50, 95)),
            f"{row['failed']:.3g}",
            f"{row['commercial']:.0%}",
            f"{row['hollowing']:.0%}",
        )
        for _, row in rows.iterrows()
    ]
    return table(
        header,
        cells,
        "Year by year: reserves over net revenue of 2010-11 and the service outcome index, for the fifth, the middle "
        "and the fifth from the top of a hundred councils; failed are those that have issued a section 114 notice (in "
        "effect bankrupt)",
    )


def _caveats(found: Found) -> tuple[Line, ...]:
    return (
        "These are runs of a model under its stated assumptions, not observations.",
        f"Councils are small here, about {found.agents // len(found.design.councils)} agents each, so that all fit "
        "into one model; one council alone has more.",
    )
