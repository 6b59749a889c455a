"""A sweep's design: which parameters vary over what, in which scenarios and councils, how often.

:mod:`experiments.designs.sampling` makes its points, :mod:`experiments.runs.plan` its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar

from experiments.designs.design import (
    COMMON,
    DEFAULT_MONTHS,
    INDEPENDENT,
    Cell,
    Crossing,
    described_cells,
)
from experiments.designs.factors import Factor, Value
from experiments.designs.sampling import SAMPLED, Points
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario

KINDS = {
    "grid": "every combination of the factors' levels",
    "one_at_a_time": "the scenario as it is, then one factor after the other at each of its levels",
    "latin_hypercube": "points spread evenly over every factor",
    "sobol": "Saltelli's design, from which Sobol's variance-based indices are estimated",
    "morris": "Morris's trajectories, which screen many factors with few runs",
    "csv": "the points of a table of your own",
    "crossed": "every policy (the levers) in every world (the uncertainties)",
}

GRID, LISTED = "grid", "list"
"""How policies come about: every combination of the levers' levels, or one by one."""

WORLDS = ("latin_hypercube", "csv")
"""How worlds come about, where they are not listed in the design itself."""

GROUPS = EACH, OWNER = ("each", "owner")
"""What moves at once in a Morris design: one factor, or all factors that one module of the model declares."""

RANDOM_NUMBERS = (COMMON, INDEPENDENT)

DEFAULT_REPLICATIONS = 10
DEFAULT_MORRIS_LEVELS = 4


@dataclass(frozen=True)
class SweepDesign:
    """All that decides which runs a sweep has.

    ``points`` holds the sizes of a sampled design: base samples (Sobol), trajectories (Morris), points (Latin
    hypercube, of which several may follow one another). ``table`` holds the points of a design from a CSV file, by
    factor; None leaves the scenario's own value. ``constants`` are laid over every scenario.

    A crossed design has two halves, of which every point of one meets every point of the other: policies over the
    levers, and worlds over the uncertainties. ``policies`` holds those that are listed (empty: every combination of the
    levers' levels), ``table`` the worlds that are listed (empty: a Latin hypercube of ``points``).
    """

    name: str
    why: str
    kind: str
    factors: tuple[Factor, ...]
    scenarios: tuple[Scenario, ...]
    councils: tuple[Council, ...]
    constants: Mapping[str, Value] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    replications: int = DEFAULT_REPLICATIONS
    months: int = DEFAULT_MONTHS
    seed: int = 0
    random_numbers: str = "common"
    points: tuple[int, ...] = ()
    sampling_seed: int = 0
    second_order: bool = False
    levels: int = DEFAULT_MORRIS_LEVELS
    grouped: str = EACH
    table: tuple[tuple[Value | None, ...], ...] = ()
    policies: tuple[tuple[Value, ...], ...] = ()
    monthly: bool = False

    growing: ClassVar[bool] = True
    labels: ClassVar[tuple[str, ...]] = ()

    @property
    def folder_name(self) -> str:
        """The folder of the design when the user names none: by its name, so that the same command finds it again."""
        return f"sweep-{self.name}"

    def with_replications(self, replications: int) -> SweepDesign:
        """The same design with another number of replications."""
        return replace(self, replications=replications)

    @property
    def names(self) -> tuple[str, ...]:
        """The factors' names, in the order of the design."""
        return tuple(factor.name for factor in self.factors)

    @property
    def groups(self) -> dict[str, str]:
        """The group of each factor by its name; empty where every factor moves by itself."""
        return {factor.name: factor.parameter.owner for factor in self.factors} if self.grouped == OWNER else {}

    @cached_property
    def halves(self) -> tuple[SweepDesign, SweepDesign]:
        """Worlds and policies of a crossed design, each as a design of a kind that stands by itself."""
        worlds, policies = (tuple(f for f in self.factors if f.role == role) for role in ("uncertainties", "levers"))
        return (
            replace(self, kind="csv" if self.table else "latin_hypercube", factors=worlds, policies=()),
            replace(self, kind="csv" if self.policies else "grid", factors=policies, table=self.policies, policies=()),
        )

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """Every scenario in every council, with the constants laid over it, at every point."""
        cells = tuple(
            Cell(scenario, (council,), self.months, self.outcomes, self.monthly)
            for scenario in self.scenarios
            for council in self.councils
        )
        return (Crossing(cells, self.replications, self.seed, Points(self), self.random_numbers),)

    def described(self) -> dict[str, object]:
        """The design in plain values, as a results folder keeps it and compares it."""
        about: dict[str, object] = {
            "name": self.name,
            "why": self.why,
            "kind": self.kind,
            "replications": self.replications,
            "months": self.months,
            "seed": self.seed,
            "random_numbers": self.random_numbers,
            "monthly": self.monthly,
        }
        if self.kind in SAMPLED or (self.kind == "crossed" and not self.table):
            about |= {"points": list(self.points), "sampling_seed": self.sampling_seed}
        if self.kind == "sobol":
            about |= {"second_order": self.second_order}
        if self.kind == "morris":
            about |= {"levels": self.levels}
        if self.groups:
            about |= {"groups": self.groups}
        if self.table:
            about |= {"table": blake2b(repr(self.table).encode(), digest_size=8).hexdigest()}
        if self.policies:
            about |= {"policies": blake2b(repr(self.policies).encode(), digest_size=8).hexdigest()}
        return about | {"constants": dict(self.constants)} | described_cells(self)

    def check(self) -> SweepDesign:
        """The design itself, or :class:`InputError` where it cannot be run as a whole."""
        for what, names in (
            ("scenario", [scenario.name for scenario in self.scenarios]),
            ("council", [council.code for council in self.councils]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise InputError(f'The {what} "{twice}" is given twice; keep one of the two.')
        for half in self.halves if self.kind == "crossed" else (self,):
            if half.kind == "csv" and any(len(row) != len(half.factors) for row in half.table):
                raise ValueError("every row of the table has a value for every factor")
        return self
