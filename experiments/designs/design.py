"""What every design comes down to: cells, each run at every point of a table of values, replicate by replicate.

A sweep is one crossing; a study with several questions has several, and runs that two of them share are done once.
A design only says what to run: :mod:`experiments.runs.plan` writes it out, one row per run, before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar, Protocol

from experiments.designs.factors import Factor

if TYPE_CHECKING:
    import numpy as np

    from sim.council.council import Council
    from sim.scenario.scenario import Scenario

YEAR = 12
"""Months of a year."""

DEFAULT_MONTHS = 180
"""April 2010 to March 2025."""

COMMON, INDEPENDENT, BY_POINT = "common", "independent", "by point"
"""How points come by their random numbers: replicate *k* has the same in all; each point has a seed of its own; or each
point has a replicate of its own (its place in the table), all with one seed."""


class PointTable(Protocol):
    """Rows of numbers, a column per factor of the design; NaN leaves the cell's own value."""

    def __len__(self) -> int:
        """How many points there are."""

    def stretch(self, start: int, stop: int) -> np.ndarray:
        """Points ``start`` to before ``stop``, shape (points, factors)."""


@dataclass(frozen=True)
class AsItIs:
    """A single point that leaves every one of ``factors`` factors as the cell has it."""

    factors: int = 0

    def __len__(self) -> int:
        return 1

    def stretch(self, start: int, stop: int) -> np.ndarray:
        """The point, shape (1, factors)."""
        import numpy as np

        return np.full((1, self.factors), np.nan)[start:stop]


@dataclass(frozen=True)
class Listed:
    """Points that stand in an array, shape (points, factors)."""

    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def stretch(self, start: int, stop: int) -> np.ndarray:
        """Points ``start`` to before ``stop``, shape (points, factors)."""
        return self.values[start:stop]


@dataclass(frozen=True)
class Cell:
    """One scenario in one council, or in several councils together as a family: what each point is run in.

    Of each run the last month, the mean of the last year and of every financial year are kept; with ``year_ends`` also
    the last month of each year, with ``monthly`` all months. ``labels`` stand in the columns that the design names.
    """

    scenario: Scenario
    councils: tuple[Council, ...]
    months: int
    outcomes: tuple[str, ...]
    monthly: bool = False
    year_ends: bool = False
    labels: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The council's name, or how many councils there are."""
        return self.councils[0].name if len(self.councils) == 1 else f"{len(self.councils)} councils"

    @property
    def code(self) -> str:
        """The council's code; of a family an empty text (its rows have each council's own)."""
        return self.councils[0].code if len(self.councils) == 1 else ""


@dataclass(frozen=True)
class Crossing:
    """Every cell at every point, ``replications`` times."""

    cells: tuple[Cell, ...]
    replications: int
    seed: int = 0
    points: PointTable = AsItIs()
    random_numbers: str = COMMON
    first_replicate: int = 0

    def __len__(self) -> int:
        return len(self.points) * len(self.cells) * self.replications


class Design(Protocol):
    """What :func:`experiments.runs.driver.run_design` takes.

    ``growing`` designs may get more points, replications, scenarios or councils in the same folder; others are refused
    there once anything about them has changed.
    """

    @property
    def name(self) -> str:
        """What the design is called; part of the name of its folder."""

    @property
    def why(self) -> str:
        """The question, in a sentence."""

    @property
    def kind(self) -> str:
        """The study that it is of, or the kind of sweep."""

    @property
    def growing(self) -> bool:
        """Whether runs may be added to a folder that holds a smaller one."""

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies from point to point."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the columns for what cells are labelled with."""

    @property
    def crossings(self) -> Sequence[Crossing]:
        """What is run, in order."""

    def described(self) -> dict[str, object]:
        """The design in plain values, as a results folder keeps it and compares it."""


def slug(text: str) -> str:
    """Lower-case letters, digits and single hyphens, at most 60: safe in a folder name on every system."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].rstrip("-")


def council_digest(council: Council) -> str:
    """Sixteen hexadecimal digits that change with anything the model knows of a council."""
    return blake2b(repr(council).encode(), digest_size=8).hexdigest()


def scenarios_of(design: Design) -> tuple[Scenario, ...]:
    """Every scenario of ``design``, each once, in order."""
    known = {(c.scenario.name, c.scenario.digest): c.scenario for crossing in design.crossings for c in crossing.cells}
    return tuple(known.values())


def councils_of(design: Design) -> tuple[Council, ...]:
    """Every council of ``design``, each once, in order."""
    return tuple(dict.fromkeys(c for crossing in design.crossings for cell in crossing.cells for c in cell.councils))


def outcomes_of(design: Design) -> tuple[str, ...]:
    """Every outcome that is kept of any run of ``design``, in order."""
    return tuple(dict.fromkeys(o for crossing in design.crossings for cell in crossing.cells for o in cell.outcomes))


def described_cells(design: Design) -> dict[str, object]:
    """What every design says of its scenarios, councils and factors."""
    return {
        "factors": {factor.name: factor.described() for factor in design.factors},
        "scenarios": {scenario.name: scenario.digest for scenario in scenarios_of(design)},
        "councils": {council.code: council_digest(council) for council in councils_of(design)},
        "outcomes": list(outcomes_of(design)),
    }


@dataclass(frozen=True)
class Fixed:
    """The design of a study that is not changed once it has begun. ``asked`` says what else decides what is run."""

    name: str
    why: str
    kind: str
    crossings: tuple[Crossing, ...]
    factors: tuple[Factor, ...] = ()
    labels: tuple[str, ...] = ()
    asked: Mapping[str, object] = field(default_factory=dict)

    growing: ClassVar[bool] = False

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change with whatever decides what is run, but for the model itself."""
        said = {name: value for name, value in self.described().items() if name not in ("name", "why")}
        return blake2b(repr(said).encode(), digest_size=8).hexdigest()

    def described(self) -> dict[str, object]:
        """The design in plain values."""
        return self._described

    @cached_property
    def _described(self) -> dict[str, object]:
        about = {"name": self.name, "why": self.why, "kind": self.kind, **self.asked}
        return about | {"crossings": _crossings_digest(self.crossings)} | described_cells(self)


def _crossings_digest(crossings: Sequence[Crossing]) -> str:
    """Changes with any cell, point, seed or number of replications."""
    import numpy as np

    found = blake2b(digest_size=8)
    known: dict[int, str] = {}
    for crossing in crossings:
        cells = []
        for cell in crossing.cells:
            councils = [known.setdefault(id(council), council_digest(council)) for council in cell.councils]
            kept = (cell.months, cell.outcomes, cell.monthly, cell.year_ends, cell.labels)
            cells.append((cell.scenario.name, cell.scenario.digest, councils, kept))
        drawn = (crossing.replications, crossing.seed, crossing.random_numbers, crossing.first_replicate)
        points = crossing.points.stretch(0, len(crossing.points))
        for said in (repr((cells, drawn, points.shape)).encode(), np.where(np.isnan(points), np.nan, points).tobytes()):
            found.update(len(said).to_bytes(8, "little"))
            found.update(said)
    return found.hexdigest()
