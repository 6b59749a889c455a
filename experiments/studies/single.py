"""One run of one scenario in one council, as ``townhall run`` does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from experiments.designs.design import YEAR, Cell, Crossing, Fixed, slug
from experiments.reports.parts import Story
from experiments.runs import arrow
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
    """The run: what every outcome was in every month, (months, outcomes), and for each outcome what that comes to."""

    months: np.ndarray
    summary: Mapping[str, np.ndarray]


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
        months = results.array("month", expansion.keys, OUTCOMES)[0, 0]
        return Found(months, summarise(months))

    def identity(self, found: Found) -> str:
        """The design and every number."""
        return digest_of(self.design.digest, found.months)

    def about(self, found: Found) -> Mapping[str, Any]:
        """Nothing more."""
        return {}

    def write_tables(self, folder: Path, found: Found) -> None:
        """The months and the summary."""
        units = {name: MEASURES[name].unit for name in OUTCOMES}
        of_months = {
            name: arrow.numbers_with_gaps(values) for name, values in zip(OUTCOMES, found.months.T, strict=True)
        }
        periods = arrow.words(period_labels(len(found.months)))
        write_table(folder, "monthly", pa.table({"month": periods, **of_months}), units=units)
        named = {"outcome": arrow.words(OUTCOMES), "unit": arrow.words(list(units.values()))}
        numbers = {name: arrow.numbers_with_gaps(values) for name, values in found.summary.items()}
        write_table(folder, "summary", pa.table({**named, **numbers}))

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """None."""
        return {}

    def story(self, found: Found) -> Story | None:
        """None."""
        return None


def summarise(months: np.ndarray) -> dict[str, np.ndarray]:
    """First-year mean, last-year mean, their difference, lowest and highest month of every outcome.

    Of shape (outcomes,) each; NaN for what the council does not have.
    """
    first, last = months[:YEAR].mean(axis=0), months[-YEAR:].mean(axis=0)
    return {
        "first_year": first,
        "last_year": last,
        "change": last - first,
        "lowest": months.min(axis=0),
        "highest": months.max(axis=0),
    }
