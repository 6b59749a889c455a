"""The budget round: each way to close a gap answers to its declared drivers, in the declared direction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from first_day import MARCH, act, first_day

from sim.core.budget_round import budget_round
from sim.core.ways_to_close_a_gap import close_the_gap
from sim.council.services import COMMERCIALISE, DRAW, OUTSOURCE, POOL, REDESIGN, SALAMI, SHUNT, STOP, WAYS
from sim.machine.engine import Simulation

COUNCILS = 60
Driver = Callable[[Simulation, float], None]


def squeezed(**settings: float) -> Simulation:
    """Councils in March whose funding will fall by a tenth."""
    simulation = first_day(COUNCILS, frontline_staff=60, managers=20, politicians=20, **settings)
    s = simulation.state
    s.funding_next[:] = 0.9 * s.base_net
    s.stress[:] = 0.12
    return simulation


def votes(driver: Driver | None = None, value: float = 0.0, **settings: float) -> np.ndarray:
    """Mean share of votes for each way, with one driver set in the state before the round."""
    simulation = squeezed(**settings)
    if driver is not None:
        driver(simulation, value)
    act(simulation, budget_round, month=MARCH)
    share = simulation.state.way_share.mean(axis=0)
    assert np.isclose(share.sum(), 1.0)
    return share


def condition(name: str) -> Driver:
    def put(simulation: Simulation, value: float) -> None:
        simulation.state.arrays[name][:] = value

    return put


def dyad_trust(simulation: Simulation, value: float) -> None:
    s = simulation.state
    s.trust[s.leader_arc] = s.trust[s.reverse[s.leader_arc]] = value


def reserves(simulation: Simulation, value: float) -> None:
    simulation.state.reserves[:] = value * simulation.state.net_revenue


def objective_of_the_tempted(simulation: Simulation, value: float) -> None:
    simulation.state.temptation[:] = 0.6
    simulation.state.social_value[:] = value


def shortfall(simulation: Simulation, value: float) -> None:
    """Satisfaction this far below what deciders have come to expect."""
    simulation.state.satisfaction[:] = simulation.state.aspiration[:, None] - value


DRIVERS: list[tuple[int, str, Driver, float, float]] = [
    (SALAMI, "more stress (threat rigidity)", condition("stress"), 0.0, 0.35),
    (SALAMI, "less delegation", condition("delegation_reached"), 0.9, 0.1),
    (SALAMI, "less reflection under stress", condition("reflection_habit"), 0.95, 0.05),
    (STOP, "risk appetite", condition("risk_appetite"), 0.1, 0.9),
    (STOP, "a cost objective", condition("social_value"), 0.9, 0.1),
    (REDESIGN, "delegation", condition("delegation_reached"), 0.1, 0.9),
    (REDESIGN, "trust at the top", dyad_trust, 0.1, 0.9),
    (REDESIGN, "a social-value objective", condition("social_value"), 0.1, 0.9),
    (REDESIGN, "less stress", condition("stress"), 0.35, 0.0),
    (POOL, "partners within reach", condition("reach"), 0.1, 0.9),
    (POOL, "a social-value objective", condition("social_value"), 0.1, 0.9),
    (OUTSOURCE, "a cost objective", condition("social_value"), 0.9, 0.1),
    (COMMERCIALISE, "risk appetite", condition("risk_appetite"), 0.1, 0.9),
    (DRAW, "reserves", reserves, 0.05, 0.6),
    (SHUNT, "temptation", condition("temptation"), 0.0, 0.6),
    (SHUNT, "a cost objective", objective_of_the_tempted, 0.9, 0.1),
    (REDESIGN, "results below aspiration", shortfall, 0.0, 0.15),
    (POOL, "results below aspiration", shortfall, 0.0, 0.15),
    (COMMERCIALISE, "results below aspiration", shortfall, 0.0, 0.15),
]


@pytest.mark.parametrize(
    ("way", "driver", "put", "low", "high"), DRIVERS, ids=[f"{WAYS[d[0]]}: {d[1]}" for d in DRIVERS]
)
def test_each_way_answers_to_its_drivers(way: int, driver: str, put: Driver, low: float, high: float) -> None:
    before, after = votes(put, low)[way], votes(put, high)[way]
    assert after > max(1.1 * before, before + 0.01), f"{WAYS[way]} must win votes with {driver}"


def test_every_way_has_a_driver_here() -> None:
    assert {way for way, *_ in DRIVERS} == set(range(len(WAYS)))


@pytest.mark.parametrize("way", range(len(WAYS)), ids=WAYS)
def test_a_way_used_again_and_again_loses_its_appeal(way: int) -> None:
    def used(simulation: Simulation, value: float) -> None:
        simulation.state.way_habit[:, way] = value

    assert votes(used, 0.9)[way] < votes(used, 0.0)[way]


def test_noise_levels_the_choice() -> None:
    sharp, blurred = votes(choice_temperature=0.1), votes(choice_temperature=3.0)
    assert sharp.std() > 1.5 * blurred.std()


def test_without_a_gap_nothing_is_voted_on() -> None:
    simulation = squeezed()
    simulation.state.funding_next[:] = 1.2 * simulation.state.base_net
    simulation.state.reserves[:] = simulation.state.net_revenue
    act(simulation, budget_round, month=MARCH)
    assert simulation.state.way_share.sum() == 0.0
    assert np.all(simulation.state.savings_planned < 0.0)


def test_distrust_and_delay_make_savings_slip() -> None:
    slips = []
    for trust, delay in ((0.9, 0.0), (0.2, 0.0), (0.2, 12.0)):
        simulation = squeezed()
        dyad_trust(simulation, trust)
        simulation.state.decision_delay[:] = delay
        act(simulation, budget_round, month=MARCH)
        slips.append(simulation.state.saving_slip.mean())
    assert slips[0] < slips[1] < slips[2]


def test_reserves_below_the_aim_widen_the_gap() -> None:
    gaps = []
    for held in (0.05, 0.6):
        simulation = squeezed()
        reserves(simulation, held)
        act(simulation, budget_round, month=MARCH)
        gaps.append(simulation.state.budget_gap.mean())
    assert gaps[0] > gaps[1]


def test_an_overspend_is_built_into_the_next_budget() -> None:
    wanted = []
    for over in (0.0, 0.1):
        simulation = squeezed()
        s = simulation.state
        s.year_spend[:] = s.budget * 11.0 / 12.0 * (1.0 + over)
        act(simulation, budget_round, month=MARCH)
        wanted.append(s.budget_wanted.sum())
    assert wanted[1] > 1.05 * wanted[0]


# ------------------------------------------------------------------ what each way does
def decided_for(way: int, **state: float) -> tuple[Simulation, Simulation]:
    """(before, after) a round in which everybody voted for one way."""
    simulation = squeezed()
    for name, value in state.items():
        simulation.state.arrays[name][:] = value
    act(simulation, budget_round, month=MARCH)
    s = simulation.state
    s.way_share[:] = 0.0
    s.way_share[:, way] = 1.0
    before = simulation.copy()
    act(simulation, close_the_gap, month=MARCH)
    return before, simulation


def test_a_salami_slice_takes_from_every_service_the_less_the_more_it_is_protected() -> None:
    before, after = decided_for(SALAMI)
    s = before.state
    here = s.runs[0] == 1.0
    taken = 1.0 - after.state.budget[0, here] / s.budget_wanted[0, here]
    assert np.all(taken > 0.0)
    assert np.corrcoef(taken, s.statutory[0, here])[0, 1] < -0.5
    assert np.all(after.state.posts_owed[0, here] > 0.0)


def test_stopping_a_service_takes_from_one_and_offers_less() -> None:
    _, after = decided_for(STOP)
    s = after.state
    assert np.all(np.sum(s.scope < 1.0, axis=1) == 1)


def test_redesign_and_pooling_lower_the_hours_a_case_takes() -> None:
    for way, state in ((REDESIGN, {}), (POOL, {"project": 1.0})):
        _, after = decided_for(way, **state)
        assert after.state.efficiency[after.state.runs == 1.0].mean() > 0.0, WAYS[way]
    _, without_partners = decided_for(POOL, project=0.0)
    assert without_partners.state.efficiency.max() == 0.0, "pooled savings rest on living partnerships"


def test_outsourcing_moves_posts_to_partners() -> None:
    _, after = decided_for(OUTSOURCE)
    assert after.state.outsourced.sum() > 0.0


def test_commercial_income_is_built_up_and_swings() -> None:
    _, after = decided_for(COMMERCIALISE)
    assert np.all(after.state.commercial > 0.0)
    act(after, close_the_gap, month=18)
    swing = after.state.entries["reserves"].sum(axis=0)
    assert swing.min() < 0.0 < swing.max()


def test_drawing_on_reserves_changes_no_budget() -> None:
    before, after = decided_for(DRAW)
    np.testing.assert_allclose(after.state.budget, before.state.budget_wanted)
    np.testing.assert_allclose(after.state.way_closed[:, DRAW], before.state.budget_gap)


def test_shunted_cost_leaves_the_budget_of_services_that_need_partners() -> None:
    before, after = decided_for(SHUNT)
    s = after.state
    assert np.all(s.shunted > 0.0)
    alone = (s.wickedness < 2.0) & (s.runs == 1.0)
    shared = (s.wickedness >= 2.0) & (s.runs == 1.0)
    np.testing.assert_allclose(s.budget[alone], before.state.budget_wanted[alone])
    assert np.all(s.budget[shared] < before.state.budget_wanted[shared])


def test_the_ways_close_the_gap_or_reserves_do() -> None:
    simulation = squeezed()
    act(simulation, budget_round, close_the_gap, month=MARCH)
    s = simulation.state
    assert np.all(s.way_closed.sum(axis=1) >= s.budget_gap - 1e-9)
