"""What is asked of a validation, and what it found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from experiments.designs.design import Cell, Crossing, Fixed
from experiments.studies.family.sizes import SIZES
from experiments.validation.halves import A
from experiments.validation.ledger import DEFAULT, SMALL
from experiments.validation.score import THEORIES_OFF, Scores
from experiments.validation.simulated import OUTCOMES
from experiments.validation.windows import Window
from sim.council.councils import all_councils
from sim.scenario.scenario import Scenario, theories

FEWEST = 5
"""Histories that a figure is the mean of, at least."""

KIND = "validation"
BASELINE = "baseline"


@dataclass(frozen=True)
class Asked:
    """Which window, in which scenario, at which sizes, how often."""

    scenario: Scenario
    window: Window
    sizes: tuple[str, ...] = (SMALL, DEFAULT)
    replications: int = FEWEST
    seed: int = 0
    ledger: str = ""

    @property
    def is_baseline(self) -> bool:
        """Whether it is the model as it stands, with nothing laid over it."""
        return self.scenario.name == BASELINE and not self.scenario.settings and not self.scenario.without

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """What is run: all councils in one family at each size, and small without any theory."""
        small = self.scenario.changed(**{n: size for n, size in SIZES.items() if n not in self.scenario.settings})
        name = self.scenario.name
        small = small.renamed(f"{name}-small")  # each under a name of its own, as readers of results tell them apart
        scenarios = {SMALL: small, DEFAULT: self.scenario}
        made = {size: scenarios[size] for size in self.sizes}
        made[THEORIES_OFF] = small.switched_off(*theories()).renamed(f"{name}-without-theories")
        months = self.window.months
        return {
            label: Cell(scenario, all_councils(), months, OUTCOMES, monthly=True, labels=(label,))
            for label, scenario in made.items()
        }

    @cached_property
    def design(self) -> Fixed:
        """What is run."""
        return Fixed(
            name=f"{KIND}-{self.window.name}-{self.scenario.name}",
            why="Does the model do what English councils are known to have done?",
            kind=KIND,
            crossings=(Crossing(tuple(self.cells.values()), self.replications, self.seed),),
            labels=("size",),
            asked={
                "half": self.window.half,
                "months": self.window.months,
                "seed": self.seed,
                "replications": self.replications,
                "ledger": self.ledger,
            },
        )

    @property
    def folder_name(self) -> str:
        """A name that people recognise; that of the model as it stands is always the same."""
        name = KIND if self.window.half == A else f"{KIND}-{self.window.name.casefold()}"
        if self.is_baseline:
            return name
        return f"{name}-{re.sub(r'[^0-9a-zA-Z]+', '-', self.scenario.name).casefold()}-{self.design.digest[:8]}"


@dataclass(frozen=True)
class Found:
    """The scores; how many histories ran of those that were asked for, and how often half B has been opened."""

    asked: Asked
    scores: Scores
    histories: int
    failed: int
    openings: int
