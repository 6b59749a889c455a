"""What is asked of a family of councils, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.designs.design import YEAR, Cell, Crossing, Fixed
from experiments.studies.family.sizes import SIZES
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

SHOWN = (
    "money.commercial",
    "money.commercial_strategy",
    "money.governance_exposure",
    "leadership.hollowing",
    "money.failed",
)
"""Outcomes that the tables have beside the headline."""

PERCENTILES = (5, 25, 50, 75, 95)


def sized(scenario: Scenario) -> Scenario:
    """The scenario with the family's sizes, where it does not set its own."""
    return scenario.changed(**{name: size for name, size in SIZES.items() if name not in scenario.settings})


@dataclass(frozen=True)
class Family:
    """What is to be run: which councils, in which scenario, how long, how often."""

    scenario: Scenario
    councils: tuple[Council, ...]
    months: int
    seed: int = 0
    replications: int = 1
    which: str = "all"
    """Which councils these are, for people and for the name of the folder."""

    def __post_init__(self) -> None:
        if len(self.councils) < 2:
            raise InputError("A family needs at least two councils; townhall run takes one alone.")

    @property
    def years(self) -> int:
        """Financial years, the last one perhaps not whole."""
        return -(-self.months // YEAR)

    @cached_property
    def design(self) -> Fixed:
        """What is run: one cell, all councils together; of each year the mean and the last month are kept."""
        from sim.outcomes import OUTCOMES

        cell = Cell(self.scenario, self.councils, self.months, OUTCOMES, year_ends=True)
        return Fixed(
            name=f"{self.which}-{self.scenario.name}",
            why="How do councils that see and copy each other drift apart, and which of them fail?",
            kind="family",
            crossings=(Crossing((cell,), self.replications, self.seed),),
            asked={"months": self.months, "seed": self.seed, "replications": self.replications},
        )

    @property
    def folder_name(self) -> str:
        """A name that people recognise and that two questions do not share."""
        named = re.sub(r"[^\w.-]+", "-", self.design.name)
        return f"family-{named}-{self.design.digest[:8]}"


@dataclass(frozen=True)
class History:
    """What became of the family: the mean and the end of each year, of the histories that ran.

    Arrays have the shape (replicates, councils, years, outcomes).

    An outcome that a council does not have (a service that its class does not run) is not a number.
    """

    replicates: tuple[int, ...]
    means: np.ndarray
    ends: np.ndarray
    outcomes: tuple[str, ...]

    def mean(self, outcome: str) -> np.ndarray:
        """Yearly means of one outcome: (replicates, councils, years)."""
        return self.means[..., self.outcomes.index(outcome)]

    def end(self, outcome: str) -> np.ndarray:
        """One outcome in the last month of each year: (replicates, councils, years)."""
        return self.ends[..., self.outcomes.index(outcome)]


@dataclass(frozen=True)
class Found:
    """What became of the family; ``failed`` counts the histories that could not be run."""

    design: Family
    history: History
    summary: pd.DataFrame
    finding: str
    agents: int
    failed: int
