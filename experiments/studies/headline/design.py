"""What is run: both styles in Camden, with theories taken away and assumptions moved, and both styles everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

import numpy as np

from experiments.designs.design import AsItIs, Cell, Crossing, Fixed, Listed, PointTable
from experiments.designs.factors import Factor
from experiments.studies.headline.size import Size
from experiments.studies.hypotheses.hypercube import assumptions, hypercube_points
from sim.council.council import Council
from sim.council.councils import all_councils, find_council
from sim.machine.declared import PARAMETERS
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import THEORIES

KIND = "headline"
MONTHS = 180
COUNCIL = "Camden"
STYLES = ("command", "distributed")
OUTCOMES = (
    "index",
    "service.quality",
    "index.met",
    "service.in_time",
    "public.satisfaction",
    "index.probity",
    "index.steadiness",
    "money.reserves_ratio",
)
"""The index, its six parts in the order of its weights, and reserves, which stand outside it."""

INDEX_PARTS = OUTCOMES[1:7]

DISPLACED = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The shares of the hours asked of somebody that paperwork yields; the rest comes out of time with people."""

WITHOUT, TOGETHER, ORDERS, DISPLACING, ENDS, WORLDS, COUNCILS = PARTS = (
    "without each theory",
    "without two theories",
    "theories joining",
    "what hours displace",
    "ends of assumptions",
    "assumption worlds",
    "councils",
)
LABELS = ("part", "off")
SEEDS = 2**32
"""How many seeds there are."""


@cache
def factors() -> tuple[Factor, ...]:
    """Every assumption, in the order of the columns of all points. The styles set none of them (a test)."""
    return assumptions()


def place_of(name: str) -> int:
    """The column of a factor."""
    return [factor.name for factor in factors()].index(name)


def single_sets() -> tuple[frozenset[str], ...]:
    """No theory off, each off, all off."""
    return (frozenset(), *(frozenset({one}) for one in THEORIES), frozenset(THEORIES))


def pair_sets() -> tuple[frozenset[str], ...]:
    """Each two theories off."""
    return tuple(frozenset(two) for two in combinations(THEORIES, 2))


def orders(size: Size, seed: int) -> tuple[tuple[str, ...], ...]:
    """Orders of all theories, an even number, each followed by its reverse: the mean of the two varies less."""
    drawn = np.random.default_rng([seed, 21])
    found: list[tuple[str, ...]] = []
    while len(found) < size.orders:
        one = tuple(str(name) for name in drawn.permutation(list(THEORIES)))
        found += [one, one[::-1]]
    return tuple(found)


def joined_sets(size: Size, seed: int) -> tuple[frozenset[str], ...]:
    """The sets of theories that are off along all orders, each once: those still to join."""
    sets = [frozenset(order[at:]) for order in orders(size, seed) for at in range(len(order) + 1)]
    return tuple(dict.fromkeys(sets))


@cache
def ends() -> tuple[tuple[str, float], ...]:
    """Both ends of the range of every assumption; of words each."""
    return tuple(
        (factor.name, float(end))
        for factor in factors()
        for end in (range(len(words)) if (words := PARAMETERS[factor.name].choices) else (factor.low, factor.high))
    )


def councils_used(every: int) -> tuple[Council, ...]:
    """All councils, or every so-many-th."""
    return tuple(all_councils())[::every]


def _scenarios(off: frozenset[str]) -> tuple[Scenario, ...]:
    return tuple(load_scenario(style).switched_off(*sorted(off)) if off else load_scenario(style) for style in STYLES)


def _cells(part: str, sets: Sequence[frozenset[str]], council: Council) -> tuple[Cell, ...]:
    return tuple(
        Cell(scenario, (council,), MONTHS, OUTCOMES, labels=(part, " ".join(sorted(off))))
        for off in sets
        for scenario in _scenarios(off)
    )


def crossings(size: Size, seed: int) -> dict[str, tuple[Crossing, ...]]:
    """The crossings of every part: one, but one for each council of those that stand for all.

    In Camden every part has the same luck, replicate by replicate, so that what is moved can be held against what is
    not. Each council of England has luck of its own: otherwise all would have the same, and more councils would not
    make it even out.
    """
    home = find_council(COUNCIL)
    nothing = AsItIs(len(factors()))
    plain = frozenset[str]()

    def listed(rows: Sequence[tuple[str, float]]) -> Listed:
        values = np.full((len(rows), len(factors())), np.nan)
        for at, (name, value) in enumerate(rows):
            values[at, place_of(name)] = value
        return Listed(values)

    def at_home(part: str, sets: Sequence[frozenset[str]], pairs: int, points: PointTable) -> tuple[Crossing, ...]:
        return (Crossing(_cells(part, sets, home), pairs, seed, points),)

    shares = listed([("displaced_paperwork", share) for share in DISPLACED])
    worlds = Listed(hypercube_points(size.worlds, seed=seed))
    found = {
        WITHOUT: at_home(WITHOUT, single_sets(), size.pairs, nothing),
        ORDERS: at_home(ORDERS, joined_sets(size, seed), size.order_pairs, nothing),
        DISPLACING: at_home(DISPLACING, [plain], size.pairs, shares),
        ENDS: at_home(ENDS, [plain], size.ends, listed(ends())),
        WORLDS: at_home(WORLDS, [plain], size.world_pairs, worlds),
        COUNCILS: tuple(
            Crossing(_cells(COUNCILS, [plain], council), size.council_pairs, (seed + 1 + at) % SEEDS, nothing)
            for at, council in enumerate(councils_used(size.every))
        ),
    }
    if size.pair_pairs:
        found[TOGETHER] = at_home(TOGETHER, pair_sets(), size.pair_pairs, nothing)
    return found


def design(size: Size, seed: int) -> Fixed:
    """All parts in one design, in the order of :func:`crossings`."""
    return Fixed(
        name=KIND,
        why="What carries the difference between command and distributed leadership, and which assumption turns it?",
        kind=KIND,
        crossings=tuple(one for part in crossings(size, seed).values() for one in part),
        factors=factors(),
        labels=LABELS,
        asked={"seed": seed, "size": vars(size)},
    )
