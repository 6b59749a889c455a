"""One run of one scenario in one council, as ``townhall run`` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.designs.design import YEAR, Cell, Crossing, Fixed, slug
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table
from sim.machine.engine import period_labels
from sim.outcomes import MEASURES, OUTCOMES

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Found:
    """The run month by month (a column for each outcome, by period), and its summary."""

    monthly: pd.DataFrame
    summary: pd.DataFrame


@dataclass(frozen=True)
class SingleRun:
    """A single run as a study."""

    scenario: Scenario
    council: Council
    months: int
    seed: int = 0

    @cached_property
    def design(self) -> Fixed:
        """What is run: one cell, once, with every month of every outcome kept."""
        cell = Cell(self.scenario, (self.council,), self.months, OUTCOMES, monthly=True)
        return Fixed(
            name=f"{self.scenario.name}-{slug(self.council.short_name)}",
            why=self.scenario.why,
            kind="run",
            crossings=(Crossing((cell,), 1, self.seed),),
            asked={"months": self.months, "seed": self.seed, "replications": 1},
        )

    @property
    def folder_name(self) -> str:
        """A name that people recognise and that two runs do not share."""
        return f"run-{self.design.name}-{self.design.digest[:8]}"

    def find(self, results: Results, expansion: Expansion) -> Found:
        """The months, and their summary."""
        values = results.array("month", expansion.keys, OUTCOMES)[0, 0]
        index = pd.Index(period_labels(len(values)), name="month")
        monthly = pd.DataFrame(values, index=index, columns=list(OUTCOMES))
        return Found(monthly, summarise(monthly))

    def identity(self, found: Found) -> str:
        """The design and every number."""
        return digest_of(self.design.digest, found.monthly.to_numpy())

    def about(self, found: Found) -> Mapping[str, Any]:
        """Nothing more."""
        return {}

    def write_tables(self, folder: Path, found: Found) -> None:
        """The months and the summary."""
        units = {name: MEASURES[name].unit for name in found.monthly.columns}
        write_table(folder, "monthly", found.monthly.reset_index(), units=units)
        write_table(folder, "summary", found.summary)

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """None."""
        return {}

    def story(self, found: Found) -> Story | None:
        """None."""
        return None


def summarise(monthly: pd.DataFrame) -> pd.DataFrame:
    """First-year mean, last-year mean, lowest and highest month of every outcome."""
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
