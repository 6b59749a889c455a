"""A sweep's design: which parameters vary over what, in which scenarios and councils, how often.

A design only says what to run. :mod:`experiments.designs.sampling` makes its points, :mod:`experiments.runs.plan` its
rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.councils import Council
    from sim.declared import Parameter
    from sim.scenario import Scenario

KINDS = {
    "grid": "every combination of the factors' levels",
    "one_at_a_time": "the scenario as it is, then one factor after the other at each of its levels",
    "latin_hypercube": "points spread evenly over every factor",
    "sobol": "Saltelli's design, from which Sobol's variance-based indices are estimated",
    "morris": "Morris's trajectories, which screen many factors with few runs",
    "csv": "the points of a table of your own",
}
SAMPLED = ("latin_hypercube", "sobol", "morris")
"""The kinds that draw their points from the factors' distributions; the others take the levels that are named."""

ROLES = ("uncertainties", "levers")
"""What a factor can be: something nobody knows, or something that somebody can choose."""

DISTRIBUTIONS = ("uniform", "log_uniform", "triangular")
RANDOM_NUMBERS = ("common", "independent")

DEFAULT_REPLICATIONS = 10
DEFAULT_MONTHS = 180
DEFAULT_STEPS = 2
DEFAULT_MORRIS_LEVELS = 4

Value = float | int | str


@dataclass(frozen=True)
class Factor:
    """One parameter that varies.

    ``values`` lists its levels; where it is empty the parameter varies from ``low`` to ``high`` by its
    ``distribution``, in ``steps`` equal steps where the design is one of levels (of a choice: over all its words).
    ``peak`` is the likeliest value of a triangular distribution.
    """

    parameter: Parameter
    role: str
    low: float
    high: float
    values: tuple[Value, ...] = ()
    steps: int = DEFAULT_STEPS
    distribution: str = "uniform"
    peak: float = 0.0

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    @property
    def levels(self) -> tuple[Value, ...]:
        """The levels of a design of levels."""
        if self.values:
            return self.values
        if self.parameter.kind == "choice":
            return self.parameter.choices
        if self.steps == 1:
            return (self._whole(self.low),)
        width = (self.high - self.low) / (self.steps - 1)
        stepped = [self.low + width * at for at in range(self.steps - 1)] + [self.high]
        return tuple(dict.fromkeys(self._whole(value) for value in stepped))

    def _whole(self, value: float) -> Value:
        return round(value) if self.parameter.kind == "int" else float(value) + 0.0

    def described(self) -> dict[str, object]:
        """The factor as a results folder keeps it."""
        about: dict[str, object] = {"role": self.role, "unit": self.parameter.unit, "mark": self.parameter.mark}
        if self.values or self.parameter.kind == "choice":
            return {**about, "values": list(self.values or self.parameter.choices)}
        about |= {"from": self.low, "to": self.high, "steps": self.steps, "distribution": self.distribution}
        return {**about, "peak": self.peak} if self.distribution == "triangular" else about


@dataclass(frozen=True)
class SweepDesign:
    """All that decides which runs a sweep has.

    ``points`` holds the sizes of a sampled design: base samples (Sobol), trajectories (Morris), points (Latin
    hypercube, of which several may follow one another). ``table`` holds the points of a design from a CSV file, by
    factor; None leaves the scenario's own value. ``constants`` are laid over every scenario.
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
    table: tuple[tuple[Value | None, ...], ...] = ()
    monthly: bool = False

    def with_replications(self, replications: int) -> SweepDesign:
        """The same design with another number of replications."""
        return replace(self, replications=replications)

    def with_months_kept(self) -> SweepDesign:
        """The same design with the outcomes of every month kept."""
        return replace(self, monthly=True)

    @property
    def names(self) -> tuple[str, ...]:
        """The factors' names, in the order of the design."""
        return tuple(factor.name for factor in self.factors)

    @property
    def cells(self) -> tuple[tuple[Scenario, Council], ...]:
        """Every scenario in every council, with the constants laid over it: what each point is run in."""
        return tuple((scenario, council) for scenario in self.scenarios for council in self.councils)

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
        if self.kind in SAMPLED:
            about |= {"points": list(self.points), "sampling_seed": self.sampling_seed}
        if self.kind == "sobol":
            about |= {"second_order": self.second_order}
        if self.kind == "morris":
            about |= {"levels": self.levels}
        if self.kind == "csv":
            about |= {"table": blake2b(repr(self.table).encode(), digest_size=8).hexdigest()}
        return about | {
            "factors": {factor.name: factor.described() for factor in self.factors},
            "constants": dict(self.constants),
            "scenarios": {scenario.name: scenario.digest for scenario in self.scenarios},
            "councils": {council.code: council_digest(council) for council in self.councils},
            "outcomes": list(self.outcomes),
        }

    def check(self) -> SweepDesign:
        """The design itself, or :class:`InputError` where it cannot be run as a whole."""
        for what, names in (
            ("scenario", [scenario.name for scenario in self.scenarios]),
            ("council", [council.code for council in self.councils]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise InputError(f'The {what} "{twice}" is given twice; keep one of the two.')
        if self.kind == "csv" and any(len(row) != len(self.factors) for row in self.table):
            raise ValueError("every row of the table has a value for every factor")
        return self


def council_digest(council: Council) -> str:
    """Sixteen hexadecimal digits that change with anything the model knows of a council."""
    return blake2b(repr(council).encode(), digest_size=8).hexdigest()
