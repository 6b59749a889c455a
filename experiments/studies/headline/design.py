"""What is run: both styles in Camden, with theories taken away and assumptions moved, and both styles everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

import numpy as np

from experiments.analysis.index_parts import PART_OUTCOMES
from experiments.designs.design import AsItIs, Cell, Crossing, Fixed, Listed, PointTable
from experiments.designs.factors import Factor
from experiments.studies.headline.size import Size
from experiments.studies.hypotheses.hypercube import assumptions, factor_of, hypercube_points
from sim.council.council import Council
from sim.council.councils import all_councils, find_council
from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import THEORIES

KIND = "headline"
MONTHS = 180
COUNCIL = "Camden"
STYLES = ("command", "distributed")
OUTCOMES = ("index", *PART_OUTCOMES, "money.reserves_ratio")
"""The index, its six parts in the order of its weights, and reserves, which stand outside it."""

DISPLACED = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The shares of the hours asked of somebody that paperwork yields; the rest comes out of time with people."""

MOVED = {"-50 %": -0.5, "+50 %": 0.5}
"""How far all fixed numbers of a group move at once, as a share of their defaults."""

WITHOUT, TOGETHER, ORDERS, DISPLACING, ENDS, GROUPS, WORLDS, COUNCILS = PARTS = (
    "without each theory",
    "without two theories",
    "theories joining",
    "what hours displace",
    "ends of assumptions",
    "groups of fixed numbers",
    "assumption worlds",
    "councils",
)
LABELS = ("part", "off")
SEEDS = 2**32
"""How many seeds there are."""


@cache
def factors() -> tuple[Factor, ...]:
    """Every assumption, then every fixed number: the columns of all points. The styles set none of them (a test)."""
    return assumptions() + tuple(factor for group in fixed_groups().values() for factor in group)


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
    found: list[tuple[str, float]] = []
    for factor in assumptions():
        words = PARAMETERS[factor.name].choices
        found += [(factor.name, float(end)) for end in (range(len(words)) if words else (factor.low, factor.high))]
    return tuple(found)


def group_ends() -> tuple[tuple[str, str], ...]:
    """Each group of fixed numbers, with all of them lower, and with all of them higher."""
    return tuple((group, side) for group in fixed_groups() for side in MOVED)


def moved(parameter: Parameter, share: float) -> float:
    """The default moved by ``share`` of its size, within the declared range."""
    value = min(max(parameter.default + share * abs(parameter.default), parameter.lo), parameter.hi)
    return float(round(value)) if parameter.kind == "int" else float(value)


@cache
def fixed_groups() -> dict[str, tuple[Factor, ...]]:
    """The fixed numbers by the module that declares them, without those whose default is nothing."""
    found: dict[str, list[Factor]] = {}
    assumptions()  # completes the declarations
    for _, p in sorted(PARAMETERS.items(), key=lambda item: (item[1].owner, item[0])):
        if p.role == "fixed" and p.kind != "choice" and p.default != 0:
            found.setdefault(p.owner, []).append(factor_of(p))
    return {owner: tuple(group) for owner, group in found.items()}


def councils_used(every: int) -> tuple[Council, ...]:
    """All councils, or every so-many-th."""
    return tuple(all_councils())[::every]


def _scenarios(off: frozenset[str]) -> tuple[Scenario, ...]:
    """Both styles without these theories, under names of their own: what a table groups by name stays apart."""
    if not off:
        return tuple(load_scenario(style) for style in STYLES)
    ids = sorted(off)
    return tuple(load_scenario(s).switched_off(*ids).renamed(f"{s} without {' '.join(ids)}") for s in STYLES)


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

    def listed(rows: Sequence[Mapping[str, float]]) -> Listed:
        values = np.full((len(rows), len(factors())), np.nan)
        for at, row in enumerate(rows):
            for name, value in row.items():
                values[at, place_of(name)] = value
        return Listed(values)

    def at_home(part: str, sets: Sequence[frozenset[str]], pairs: int, points: PointTable) -> tuple[Crossing, ...]:
        return (Crossing(_cells(part, sets, home), pairs, seed, points),)

    shares = listed([{"displaced_paperwork": share} for share in DISPLACED])
    groups = [{f.name: moved(f.parameter, MOVED[side]) for f in fixed_groups()[group]} for group, side in group_ends()]
    worlds = np.full((size.worlds, len(factors())), np.nan)
    worlds[:, : len(assumptions())] = hypercube_points(size.worlds, seed=seed)
    found = {
        WITHOUT: at_home(WITHOUT, single_sets(), size.pairs, nothing),
        ORDERS: at_home(ORDERS, joined_sets(size, seed), size.order_pairs, nothing),
        DISPLACING: at_home(DISPLACING, [plain], size.pairs, shares),
        ENDS: at_home(ENDS, [plain], size.ends, listed([{name: end} for name, end in ends()])),
        GROUPS: at_home(GROUPS, [plain], size.ends, listed(groups)),
        WORLDS: at_home(WORLDS, [plain], size.world_pairs, Listed(worlds)),
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
