"""A council run alone equals the same council in a family, bit for bit, if it learns nothing from the others (S15)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.council.councils import find_council
from sim.council.services import PEERS
from sim.machine.engine import Simulation
from sim.machine.state import VARIABLES
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario
from sim.theories.s15_local_government_family import COMMERCIAL

NAMES = ("Islington", "Camden", "Burnley")
MONTHS = 26
FAMILY = ("S15",)
"""Theories through which councils act on each other."""


@pytest.fixture(scope="module")
def family(baseline: Scenario) -> tuple[Simulation, np.ndarray]:
    simulation = Simulation(baseline, [find_council(name) for name in NAMES], seed=8, replicate=1, without=FAMILY)
    return simulation, simulation.advance(MONTHS)


@pytest.mark.parametrize("at", range(len(NAMES)), ids=NAMES)
def test_a_council_alone_is_the_council_in_the_family(
    baseline: Scenario, family: tuple[Simulation, np.ndarray], at: int
) -> None:
    alone = Simulation(baseline, [find_council(NAMES[at])], seed=8, replicate=1, without=FAMILY)
    outcomes = alone.advance(MONTHS)[:, 0, :]
    together = family[1][:, at, :]
    apart = [name for m, name in enumerate(OUTCOMES) if not np.array_equal(outcomes[:, m], together[:, m])]
    assert apart == []

    one, all_of_them = alone.state, family[0].state
    people = slice(int(all_of_them.first_politician[at]), int(all_of_them.last_partner[at]))
    arcs = np.flatnonzero(all_of_them.council[all_of_them.source] == at)
    arcs = arcs[all_of_them.layer[arcs] != PEERS]
    for name, variable in VARIABLES.items():
        if variable.unit == "row" or name == "council":
            continue  # rows are counted from the first council of the run
        ours, theirs = one.arrays[name], all_of_them.arrays[name]
        if variable.axis == "person":
            theirs = theirs[people]
        elif variable.axis == "arc":
            theirs = theirs[arcs]
        elif variable.axis == "outcome":
            ours, theirs = ours[:, 0], theirs[:, at]
        elif variable.axis not in ("person_and_one", "event"):
            ours, theirs = ours[0], theirs[at]
        assert ours.tobytes() == theirs.tobytes(), name


def test_a_family_has_ties_between_its_councils_and_one_alone_has_none(
    baseline: Scenario, family: tuple[Simulation, np.ndarray]
) -> None:
    state = family[0].state
    across = state.council[state.source] != state.council[state.target]
    assert across.any()
    assert np.array_equal(across, state.layer == PEERS)
    alone = Simulation(baseline, [find_council("Camden")])
    assert not (alone.state.layer == PEERS).any()


def test_with_the_family_on_a_council_meets_what_the_others_do(baseline: Scenario) -> None:
    """A neighbour that gains money by ventures and tells of it is copied; alone there is nobody to copy."""
    councils = [find_council(name) for name in NAMES]
    risky = baseline.changed(imitation=1.0, own_path=0.0, commercial_start=0.0, field_commercial=0.0, heed=0.0)
    together = Simulation(risky, councils, seed=8, replicate=1)
    together.advance(1)
    s = together.state
    s.strategy[1:] |= 1 << COMMERCIAL
    s.reserves[1:] += s.net_revenue[1:]
    together.advance(MONTHS - 1)
    assert (s.strategy[0] >> COMMERCIAL) & 1 == 1
    alone = Simulation(risky, councils[:1], seed=8, replicate=1)
    alone.advance(MONTHS)
    assert (alone.state.strategy[0] >> COMMERCIAL) & 1 == 0
