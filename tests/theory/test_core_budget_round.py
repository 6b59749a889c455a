"""The budget round: each way to close a gap answers to its declared drivers, in the declared direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from first_day import MARCH, act, entry, first_day

from sim.core.budget_round import budget_round
from sim.core.contracts import review_contracts
from sim.core.money import settlement
from sim.core.ways_to_close_a_gap import close_the_gap
from sim.council.services import (
    COMMERCIALISE,
    DRAW,
    HEALTH,
    OUTSOURCE,
    POOL,
    RAISE_TAX,
    REDESIGN,
    SALAMI,
    SHUNT,
    STOP,
    VOLUNTARY,
    WAYS,
)
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation

COUNCILS = 60
Driver = Callable[[Simulation, float], None]


def squeezed(**settings: Any) -> Simulation:
    """Councils in March whose funding, which is not replayed, will fall by a tenth."""
    sizes = {"frontline_staff": 60, "managers": 20, "politicians": 20}
    simulation = first_day(COUNCILS, **{**sizes, "budget_mode": "fixed", **settings})
    s = simulation.state
    s.funding_next[:] = 0.9 * s.base_net
    s.stress[:] = 0.12
    return simulation


def votes(driver: Driver | None = None, value: float = 0.0, **settings: Any) -> np.ndarray:
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


def cut(simulation: Simulation, value: float) -> None:
    """Next year's funding lower by this share."""
    simulation.state.funding_next[:] = (1.0 - value) * simulation.state.base_net


def used_up(simulation: Simulation, value: float) -> None:
    """This share of the budgets of 2010 is gone, the rest is what it is."""
    simulation.state.need_now[:] = simulation.state.budget / (1.0 - value)


DRIVERS: list[tuple[int, str, Driver, float, float]] = [
    (SALAMI, "more to be found (threat rigidity)", cut, 0.03, 0.15),
    (SALAMI, "what is unprotected not yet used up", used_up, 0.5, 0.0),
    (SALAMI, "less delegation", condition("delegation_reached"), 0.9, 0.1),
    (SALAMI, "less reflection under stress", condition("reflection_habit"), 0.95, 0.05),
    (STOP, "risk appetite", condition("risk_appetite"), 0.1, 0.9),
    (STOP, "a cost objective", condition("social_value"), 0.9, 0.1),
    (REDESIGN, "delegation", condition("delegation_reached"), 0.1, 0.9),
    (REDESIGN, "trust at the top", dyad_trust, 0.1, 0.9),
    (REDESIGN, "a social-value objective", condition("social_value"), 0.1, 0.9),
    (REDESIGN, "less to be found", cut, 0.15, 0.03),
    (POOL, "partners within reach", condition("reach"), 0.1, 0.9),
    (POOL, "a social-value objective", condition("social_value"), 0.1, 0.9),
    (OUTSOURCE, "a cost objective", condition("social_value"), 0.9, 0.1),
    (COMMERCIALISE, "risk appetite", condition("risk_appetite"), 0.1, 0.9),
    (DRAW, "reserves", reserves, 0.05, 0.6),
    (SHUNT, "temptation", condition("temptation"), 0.0, 0.6),
    (SHUNT, "a cost objective", objective_of_the_tempted, 0.9, 0.1),
    (RAISE_TAX, "a social-value objective", condition("social_value"), 0.1, 0.9),
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
def decided_for(way: int, **given: float) -> tuple[Simulation, Simulation]:
    """(before, after) a round in which everybody voted for one way; parameters and state given by name."""
    simulation = squeezed(**{name: value for name, value in given.items() if name in PARAMETERS})
    for name, value in given.items():
        if name not in PARAMETERS:
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


def test_outsourcing_moves_posts_to_a_partner_at_its_price() -> None:
    before, after = decided_for(OUTSOURCE)
    s = after.state
    gone = s.outsourced == 1.0
    assert gone.any()
    where = s.council[gone], s.service[gone]
    partner = s.contractor[where]
    assert np.all(s.role[partner] >= VOLUNTARY)
    assert np.all(s.council[partner] == s.council[gone])
    asked = (1.0 - after.values["outsourcing_saving"]) * (1.0 + before.state.own_deficit[partner])
    np.testing.assert_allclose(s.contract_price[where], asked)
    saved = np.bincount(s.council[gone], (1.0 - s.contract_price[where]) * s.pay_per_post[where], COUNCILS)
    np.testing.assert_allclose(s.way_closed[:, OUTSOURCE], saved)


def test_nothing_is_outsourced_where_no_partner_is_cheaper() -> None:
    _, after = decided_for(OUTSOURCE, own_deficit=0.2)
    assert after.state.outsourced.sum() == 0.0


def test_commercial_income_is_built_up_and_swings() -> None:
    _, after = decided_for(COMMERCIALISE)
    assert np.all(after.state.commercial > 0.0)
    act(after, close_the_gap, month=18)
    swing = after.state.venture_swing
    assert swing.min() < 0.0 < swing.max()


def test_a_venture_is_borrowed_for_and_closes_the_gap_by_what_interest_leaves() -> None:
    _, after = decided_for(COMMERCIALISE)
    s, v = after.state, after.values
    np.testing.assert_array_equal(s.venture_loan, s.venture_bought)
    np.testing.assert_allclose(s.debt, s.venture_loan)
    np.testing.assert_allclose(s.interest, v["venture_interest"] * s.debt)
    hoped = v["venture_return"] * s.debt
    np.testing.assert_allclose(s.way_closed[:, COMMERCIALISE], hoped - s.interest)
    np.testing.assert_allclose(s.commercial, hoped * (1.0 - s.saving_slip))
    _, dear = decided_for(COMMERCIALISE, venture_interest=0.08)
    assert dear.state.debt.sum() == 0.0, "nobody borrows at a loss"


def test_drawing_on_reserves_changes_no_budget() -> None:
    before, after = decided_for(DRAW)
    np.testing.assert_allclose(after.state.budget, before.state.budget_wanted)
    np.testing.assert_allclose(after.state.way_closed[:, DRAW], before.state.budget_gap)


def test_shunted_cost_leaves_the_budget_of_services_that_need_partners() -> None:
    before, after = decided_for(SHUNT)
    s = after.state
    assert np.all(s.posts_owed[(s.wickedness >= 2.0) & (s.runs == 1.0)] > 0.0), "posts go as with any other cut"
    alone = (s.wickedness < 2.0) & (s.runs == 1.0)
    shared = (s.wickedness >= 2.0) & (s.runs == 1.0)
    np.testing.assert_allclose(s.budget[alone], before.state.budget_wanted[alone])
    assert np.all(s.budget[shared] < before.state.budget_wanted[shared])


def test_every_pound_shunted_arrives_at_a_named_partner_less_what_slips() -> None:
    _, after = decided_for(SHUNT)
    s = after.state
    partners = s.kind == 3
    arrived = np.bincount(s.council[partners], s.carried[partners], COUNCILS)
    np.testing.assert_allclose(arrived, (1.0 - s.saving_slip) * s.way_closed[:, SHUNT])
    np.testing.assert_array_equal(s.carried, s.newly_shunted)
    assert np.all(s.carried[partners & (s.role == HEALTH)] > 0.0)
    np.testing.assert_allclose(s.overrun.sum(axis=1), s.saving_slip * s.way_closed[:, SHUNT])


def test_council_tax_is_raised_up_to_the_cap_and_residents_like_it_less() -> None:
    before, after = decided_for(RAISE_TAX)
    s = after.state
    np.testing.assert_allclose(s.tax_raised, np.minimum(s.savings_planned, 0.02 * s.base_net * s.tax_path[:, 0]))
    np.testing.assert_array_equal(s.way_closed[:, RAISE_TAX], s.tax_raised)
    np.testing.assert_allclose(s.way_closed[:, DRAW], s.budget_gap - s.tax_raised)
    lost = entry(after, "satisfaction", close_the_gap)
    np.testing.assert_allclose(
        lost, -0.25 * np.broadcast_to((s.tax_raised / (s.base_net * s.tax_path[:, 0]))[:, None], lost.shape)
    )
    funding = before.state.funding.copy()
    act(after, settlement, month=MARCH)
    act(before, settlement, month=MARCH)
    np.testing.assert_allclose(after.state.funding - before.state.funding, s.tax_raised)
    assert funding.size == COUNCILS


def test_where_funding_is_replayed_council_tax_is_in_it_and_no_way() -> None:
    assert votes(condition("social_value"), 1.0, budget_mode="replay")[RAISE_TAX] == 0.0


def test_what_recurs_enters_the_gap_pound_for_pound_and_what_is_paid_once_does_not() -> None:
    gaps = {}
    for name in ("", "hall_cost", "sharing_saving", "moving_out"):
        simulation = squeezed()
        simulation.begin_month()
        simulation.month = MARCH
        if name:
            simulation.state.arrays[name][:] = 1.0
        simulation.act(budget_round)
        gaps[name] = simulation.state.budget_gap.copy()
    np.testing.assert_allclose(gaps["hall_cost"] - gaps[""], 1.0)
    np.testing.assert_allclose(gaps["sharing_saving"] - gaps[""], -1.0)
    np.testing.assert_array_equal(gaps["moving_out"], gaps[""])


def test_the_ways_close_the_gap_or_reserves_do() -> None:
    simulation = squeezed()
    act(simulation, budget_round, close_the_gap, month=MARCH)
    s = simulation.state
    assert np.all(s.way_closed.sum(axis=1) >= s.budget_gap - 1e-9)


# ------------------------------------------------------------------ contracts
def contracts(deficit: float, trust: float = 0.5, director: float = 1.0) -> Simulation:
    """Councils all of whose posts a partner holds, in a year in which every contract has run out."""
    simulation = squeezed()
    s = simulation.state
    staff = np.flatnonzero(s.kind == 2)
    s.outsourced[staff] = 1.0
    s.contractor[s.runs == 1.0] = s.last_partner[np.nonzero(s.runs)[0]] - 1
    s.contract_price[s.runs == 1.0] = 0.88
    s.contract_until[s.runs == 1.0] = 2010
    s.own_deficit[:] = deficit
    s.trust[:] = trust
    s.filled[s.service_director[s.runs == 1.0]] = director
    act(simulation, review_contracts, month=MARCH - 1)
    assert s.outsourced.sum() == staff.size, "contracts run out in March"
    act(simulation, review_contracts, month=MARCH)
    return simulation


def test_posts_come_back_where_a_partners_price_or_distrust_of_it_exceeds_the_own_cost() -> None:
    cheap, dear = contracts(0.0), contracts(0.3)
    assert cheap.state.outsourced.sum() == (cheap.state.kind == 2).sum()
    assert dear.state.outsourced.sum() == 0.0
    assert contracts(0.1, trust=0.8).state.outsourced.sum() > 0.0 == contracts(0.1, trust=0.2).state.outsourced.sum()
    assert contracts(0.3, director=0.0).state.outsourced.sum() == (dear.state.kind == 2).sum(), "nobody to decide"


def test_what_a_post_costs_more_from_now_on_stands_in_the_budget_of_its_service() -> None:
    for deficit in (0.05, 0.3):
        simulation = contracts(deficit)
        s = simulation.state
        staff = np.flatnonzero(s.kind == 2)
        where = s.council[staff], s.service[staff]
        more = (s.contract_price[where] - 0.88) * s.pay_per_post[where]
        np.testing.assert_allclose(s.budget.sum() - s.need_2010.sum(), more.sum())
        assert more.sum() > 0.0
