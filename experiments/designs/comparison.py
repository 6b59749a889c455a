"""What is to be asked: a comparison of scenarios in one council, run by run with the same random numbers.

It only says what to run; :mod:`experiments.studies.compare` runs it and says what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.designs.alike import refuse_erased
from experiments.designs.design import DEFAULT_MONTHS, Cell, Crossing, Fixed, slug
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council.councils import Council
    from sim.scenario.scenario import Scenario

DEFAULT_REPLICATIONS = 100
"""Runs per scenario. With paired random numbers this settles differences far smaller than the spread of the runs."""


@dataclass(frozen=True)
class Factor:
    """One factor with two levels of a full factorial design.

    ``levels`` maps the level's name ("command") to the names of the scenarios that have it; the first level is
    the one compared from. Every scenario of the design has exactly one level of every factor.
    """

    name: str
    levels: Mapping[str, tuple[str, ...]]

    @property
    def low(self) -> str:
        """The level compared from."""
        return next(iter(self.levels))

    @property
    def high(self) -> str:
        """The level compared with the first."""
        return list(self.levels)[1]


@dataclass(frozen=True)
class Comparison:
    """Scenarios in one council, each run ``replications`` times; replicate *k* has the same random numbers in all.

    The first scenario is the reference that the others are compared with. ``factors`` is empty, or holds the two
    factors of a 2 x 2 design, which then gets main effects and an interaction. Raises :class:`InputError` for a
    design that cannot answer anything.
    """

    scenarios: tuple[Scenario, ...]
    council: Council
    months: int = DEFAULT_MONTHS
    seed: int = 0
    replications: int = DEFAULT_REPLICATIONS
    factors: tuple[Factor, ...] = field(default=())
    question: str = ""

    def __post_init__(self) -> None:
        if len(self.scenarios) < 2:
            raise InputError("A comparison needs at least two scenarios: name a second one.")
        seen: set[str] = set()
        for name in self.names:
            if name in seen:
                raise InputError(
                    f'The scenario "{name}" is given twice; every scenario of a comparison needs its own name.'
                )
            seen.add(name)
        if self.months < 1:
            raise InputError(f"The number of months must be at least 1, not {self.months}.")
        if self.seed < 0:
            raise InputError(f"The seed must be a whole number from 0 upwards, not {self.seed}.")
        if self.replications < 2:
            raise InputError(f"Replications must be at least 2 (one run has no interval), not {self.replications}.")
        if len(self.factors) not in (0, 2):
            raise ValueError("a design has no factors or two")
        for factor in self.factors:
            placed = sorted(name for names in factor.levels.values() for name in names)
            if len(factor.levels) != 2 or placed != sorted(self.names):
                raise ValueError(f"factor {factor.name} must give each scenario one of two levels")

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, reference first."""
        return tuple(scenario.name for scenario in self.scenarios)

    @property
    def reference(self) -> str:
        """The name of the scenario that the others are compared with."""
        return self.scenarios[0].name

    @property
    def runs(self) -> int:
        """The number of runs in all."""
        return len(self.scenarios) * self.replications

    @property
    def title(self) -> str:
        """For people: "command against distributed in Camden"."""
        if self.factors:
            return f"{' and '.join(factor.name for factor in self.factors)} in {self.council.short_name}"
        first, *others = self.names
        listed = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} and {others[-1]}"
        return f"{first} against {listed} in {self.council.short_name}"

    @property
    def asked(self) -> str:
        """The question in one sentence: the designer's own, or one made from the design."""
        if self.question:
            return self.question
        others = " / ".join(self.names[1:])
        return f"What changes in {self.council.name} under {others}, compared with {self.reference}?"

    @cached_property
    def design(self) -> Fixed:
        """What is run: every scenario in the council, with every month of every outcome kept."""
        from sim.outcomes import OUTCOMES

        cells = tuple(
            Cell(scenario, (self.council,), self.months, OUTCOMES, monthly=True) for scenario in self.scenarios
        )
        named = "-".join(factor.name for factor in self.factors) if self.factors else "-".join(self.names)
        return Fixed(
            name=f"{slug(named)[:60].rstrip('-')}-{slug(self.council.short_name)}",
            why=self.asked,
            kind="compare",
            crossings=(Crossing(cells, self.replications, self.seed),),
            asked={"months": self.months, "seed": self.seed, "replications": self.replications},
        )

    @property
    def folder_name(self) -> str:
        """A readable, stable name for the results folder: equal designs share it, different ones never do."""
        return f"compare-{self.design.name}-{self.design.digest[:8]}"


def mission(
    council: Council,
    *,
    months: int = DEFAULT_MONTHS,
    seed: int = 0,
    replications: int = DEFAULT_REPLICATIONS,
    settings: Mapping[str, object] | None = None,
) -> Comparison:
    """The project's own contrast: leadership style x initial trust under a shrinking budget, all four combinations.

    Style is the scenario ``command`` or ``distributed``; trust is what ``low-trust`` or ``high-trust`` set, laid
    over it. ``settings`` are laid over all four.
    """
    from sim.scenario.scenario import load_scenario

    combined = {
        (style, trust): replace(
            _overlay(load_scenario(style), load_scenario(trust), dict(settings or {})),
            name=f"{style}, {trust.replace('-', ' ')}",
        )
        for style in ("command", "distributed")
        for trust in ("low-trust", "high-trust")
    }
    laid = " and ".join(f"--set {name}={value}" for name, value in (settings or {}).items())
    refuse_erased(
        [
            _overlay(load_scenario(style), load_scenario(trust), {}).renamed(s.name)
            for (style, trust), s in combined.items()
        ],
        list(combined.values()),
        laid,
    )
    names = {levels: scenario.name for levels, scenario in combined.items()}
    return Comparison(
        scenarios=tuple(combined.values()),
        council=council,
        months=months,
        seed=seed,
        replications=replications,
        factors=(
            Factor(
                "style",
                {
                    "command": tuple(name for (style, _), name in names.items() if style == "command"),
                    "distributed leadership": tuple(
                        name for (style, _), name in names.items() if style == "distributed"
                    ),
                },
            ),
            Factor(
                "trust",
                {
                    "low trust": tuple(name for (_, trust), name in names.items() if trust == "low-trust"),
                    "high trust": tuple(name for (_, trust), name in names.items() if trust == "high-trust"),
                },
            ),
        ),
        question=(
            f"Under its real, shrinking funding, does {council.name} keep its services working better under command "
            "or under distributed leadership, and does the answer depend on the trust that it starts with?"
        ),
    )


def _overlay(below: Scenario, above: Scenario, last: Mapping[str, object]) -> Scenario:
    """``below`` with the settings of ``above``, then ``last``, laid over it; switched-off theories add up."""
    laid = below.changed(**{**above.settings, **last})
    return replace(
        laid,
        why=f"{below.why} {above.why}".strip(),
        without=tuple(dict.fromkeys((*below.without, *above.without))),
        chain=(*below.chain, *above.chain),
    )
