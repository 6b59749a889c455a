"""S15: success is copied, failure is heeded if told, not if hidden; monitors, peers and hollowing out do their work."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, brought, entry, first_day, months_of, set_trust

from sim.core.arena import arena
from sim.core.budget_round import budget_round
from sim.core.crisis import crisis
from sim.core.scrutiny import scrutiny
from sim.core.workforce import workforce
from sim.council.services import COMMERCIALISE, OUTSOURCE, PEERS, POOL, REDESIGN, STOP, TEAM_MANAGER
from sim.machine.engine import Simulation
from sim.theories.s15_local_government_family import (
    COMMERCIAL,
    COPRODUCE,
    INNOVATE,
    RELATIONS,
    STREAMLINE,
    SUPPORT,
    family_learning,
    lived_strategy,
)

FEBRUARY = 22
"""February 2012."""
SAFE = 1 << SUPPORT | 1 << RELATIONS
"""Neither commercial nor hollowed out nor on bad terms."""
STILL = {"own_path": 0.0, "boast_satisfaction": 0.0}
"""Nobody rethinks anything by itself, and only money is boasted of."""


def share(simulation: Simulation, strategy: int) -> float:
    return float(((simulation.state.strategy >> strategy) & 1).mean())


def a_family(councils: int = 60, **settings: object) -> Simulation:
    """Councils of equal standing, all safe, in which nobody is in trouble and peers trust each other fully."""
    simulation = first_day(councils, **{**STILL, **settings})
    s = simulation.state
    s.strategy[:] = SAFE
    s.reserves_before[:] = s.reserves
    set_trust(simulation, np.flatnonzero(s.layer == PEERS), 1.0, evidence=2000.0)
    return simulation


def with_models(gain: float, **settings: object) -> Simulation:
    """Every third council is commercial and gained (or lost) so much of its net revenue last year; then all compare."""
    simulation = a_family(**settings)
    s = simulation.state
    s.strategy[::3] |= 1 << COMMERCIAL
    s.reserves[::3] += gain * s.net_revenue[::3]
    act(simulation, family_learning, month=FEBRUARY)
    return simulation


# ------------------------------------------------------------------ what one sees, and what one does not
def test_the_best_is_copied_and_only_in_february() -> None:
    assert share(with_models(0.1), COMMERCIAL) > 0.6
    assert share(with_models(0.1, imitation=0.0), COMMERCIAL) == pytest.approx(1 / 3)
    simulation = a_family()
    s = simulation.state
    s.strategy[::3] |= 1 << COMMERCIAL
    s.reserves[::3] += 0.1 * s.net_revenue[::3]
    act(simulation, family_learning, month=FEBRUARY + 3)
    assert share(simulation, COMMERCIAL) == pytest.approx(1 / 3)


def test_nobody_copies_who_did_no_better() -> None:
    assert share(with_models(0.0), COMMERCIAL) == pytest.approx(1 / 3)


def test_a_failure_that_is_told_makes_others_give_up_the_same_risk_and_a_hidden_one_does_not() -> None:
    def kept(disclosure: float, heed: float) -> tuple[float, float]:
        """Every third council is commercial and every second of those loses; how many are in trouble, how many of the
        others are commercial still."""
        simulation = a_family(failure_disclosure=disclosure, heed=heed, imitation=0.0, press_stories=20)
        s = simulation.state
        s.strategy[::3] |= 1 << COMMERCIAL
        s.reserves[::6] -= 0.2 * s.net_revenue[::6]
        act(simulation, family_learning, month=FEBRUARY)
        return float(s.in_trouble.mean()), float(((s.strategy[3::6] >> COMMERCIAL) & 1).mean())

    told, hidden, deaf = kept(1.0, 1.0), kept(0.0, 1.0), kept(1.0, 0.0)
    assert told[0] == hidden[0] == deaf[0] == pytest.approx(1 / 6)
    assert hidden[1] == deaf[1] == 1.0
    assert told[1] < 0.7


def risky_after_luck(disclosure: float) -> float:
    """Half of the commercial councils win what the other half loses, the safe neither: who of winners and safe is
    risky, a third of them before."""
    simulation = a_family(120, failure_disclosure=disclosure, heed=1.0)
    s = simulation.state
    s.strategy[::2] |= 1 << COMMERCIAL
    s.reserves[::4] += 0.1 * s.net_revenue[::4]
    s.reserves[2::4] -= 0.1 * s.net_revenue[2::4]
    act(simulation, family_learning, month=FEBRUARY)
    return float(((np.delete(s.strategy, np.s_[2::4]) >> COMMERCIAL) & 1).mean())


def test_where_only_success_is_told_a_gamble_that_is_worth_nothing_spreads() -> None:
    assert risky_after_luck(0.0) > 0.45
    assert risky_after_luck(1.0) < 1 / 3


def test_its_own_failure_a_council_cannot_overlook() -> None:
    for heed, kept in ((0.0, 1.0), (1.0, 0.0)):
        simulation = a_family(failure_disclosure=0.0, heed=heed, imitation=0.0)
        s = simulation.state
        s.strategy[0] |= 1 << COMMERCIAL
        s.reserves[0] -= 0.2 * s.net_revenue[0]
        act(simulation, family_learning, month=FEBRUARY)
        assert (s.strategy[0] >> COMMERCIAL) & 1 == kept
    careless = a_family(failure_disclosure=0.0, heed=1.0, imitation=0.0, trouble_loss=0.2)
    s = careless.state
    s.strategy[0] |= 1 << COMMERCIAL
    s.reserves[0] -= 0.1 * s.net_revenue[0]
    act(careless, family_learning, month=FEBRUARY)
    assert (s.strategy[0] >> COMMERCIAL) & 1 == 1


def test_what_is_read_in_the_press_is_copied_too() -> None:
    shares = []
    for stories in (0, 20):
        simulation = a_family(press_stories=stories, imitation=1.0)
        s = simulation.state
        s.strategy[0] |= 1 << COMMERCIAL
        s.reserves[0] += 0.1 * s.net_revenue[0]
        act(simulation, family_learning, month=FEBRUARY)
        shares.append(share(simulation, COMMERCIAL))
    assert shares[1] > shares[0] + 0.05


def test_a_council_alone_copies_what_the_wider_family_is_said_to_do() -> None:
    commercial = []
    for field in (0.0, 1.0):
        risky = 0.0
        for seed in range(40):
            simulation = first_day(1, seed=seed, field_commercial=field, **STILL)
            simulation.state.strategy[:] = SAFE
            simulation.state.reserves_before[:] = simulation.state.reserves
            act(simulation, family_learning, month=FEBRUARY)
            risky += share(simulation, COMMERCIAL)
        commercial.append(risky / 40)
    assert commercial[0] == 0.0
    assert commercial[1] > 0.1


def test_a_council_alone_hears_of_failures_only_if_they_are_told() -> None:
    kept = []
    for disclosure in (0.0, 1.0):
        risky = 0.0
        for seed in range(40):
            simulation = first_day(
                1,
                seed=seed,
                field_commercial=1.0,
                field_trouble=0.5,
                failure_disclosure=disclosure,
                heed=1.0,
                imitation=0.0,
                **STILL,
            )
            simulation.state.strategy[:] = SAFE | 1 << COMMERCIAL
            act(simulation, family_learning, month=FEBRUARY)
            risky += share(simulation, COMMERCIAL)
        kept.append(risky / 40)
    assert kept[0] == 1.0
    assert kept[1] < 0.4


def test_councils_rethink_by_themselves() -> None:
    simulation = a_family(100, own_path=0.3, imitation=0.0, commercial_start=0.2)
    act(simulation, family_learning, month=FEBRUARY)
    assert 0.0 < share(simulation, COMMERCIAL) < 0.3 * 0.4
    assert 0.02 < share(simulation, INNOVATE) < 0.3


# ------------------------------------------------------------------ what a strategy does
@pytest.mark.parametrize(
    ("strategy", "way", "sign"),
    [
        (INNOVATE, REDESIGN, 1),
        (COMMERCIAL, COMMERCIALISE, 1),
        (STREAMLINE, OUTSOURCE, 1),
        (COPRODUCE, POOL, 1),
        (COPRODUCE, STOP, -1),
    ],
)
def test_a_strategy_draws_deciders_to_its_way(strategy: int, way: int, sign: int) -> None:
    votes = []
    for yes in (0, 1):
        simulation = first_day(40, strategy_pull=2.0, budget_mode="fixed", budget_cut=40.0, budget_cut_years=3)
        s = simulation.state
        s.strategy[:] = yes << strategy
        s.stress[:] = 0.1
        s.funding_next[:] = 0.9 * s.funding
        act(simulation, lived_strategy, budget_round, month=11)
        votes.append(float(s.way_share[:, way].mean()))
    assert sign * (votes[1] - votes[0]) > 0.02


def test_councils_start_where_their_people_put_them() -> None:
    shares = {}
    for risk in (0.2, 0.8):
        simulation = first_day(400, risk_appetite_mean=risk)
        act(simulation, lived_strategy, month=0)
        shares[risk] = share(simulation, COMMERCIAL)
    assert shares[0.8] > 2.0 * shares[0.2] > 0.0


def test_good_relations_bring_good_experiences_and_toxic_ones_bad() -> None:
    for yes, brings, lacks in ((1, "good_evidence", "bad_evidence"), (0, "bad_evidence", "good_evidence")):
        simulation = first_day(60, relations_rate=0.5)
        s = simulation.state
        s.strategy[:] = yes << RELATIONS
        act(simulation, lived_strategy, month=5)
        for arcs in (s.leader_arc, s.reverse[s.leader_arc]):
            assert 0.3 < entry(simulation, brings, lived_strategy)[arcs].mean() < 0.7
        assert entry(simulation, lacks, lived_strategy).sum() == 0.0


# ------------------------------------------------------------------ hollowing out
def hollowed(yes: int, stress: float = 0.3, **settings: object) -> Simulation:
    simulation = first_day(1, **settings)
    s = simulation.state
    s.stress[:] = stress
    simulation.month = 1
    s.strategy[:] = yes << SUPPORT
    months_of(simulation, 48, lived_strategy, workforce)
    act(simulation, lived_strategy, workforce)
    return simulation


def hollow(simulation: Simulation, share: float, *councils: int) -> None:
    """Take this share of managers' posts out of these councils (of all, where none is named)."""
    s = simulation.state
    for c in councils or range(len(simulation.councils)):
        last = s.first_staff[c]
        gone = slice(last - round(share * (last - s.first_manager[c])), last)
        s.post[gone] = s.filled[gone] = 0.0


def test_management_is_given_up_under_stress_where_that_is_the_strategy() -> None:
    assert hollowed(0).state.hollowing[0] > 0.25
    assert hollowed(1).state.hollowing[0] == 0.0
    assert hollowed(0, stress=0.0).state.hollowing[0] == 0.0
    assert hollowed(0, hollowing_depth=0.0).state.hollowing[0] == 0.0


def test_a_management_saving_removes_managers_posts_and_is_their_pay() -> None:
    thin = hollowed(0, hollowing_depth=0.3, management_cost=0.1)
    s = thin.state
    managers = slice(s.first_manager[0], s.first_staff[0])
    gone = np.flatnonzero(s.post[managers] == 0.0) + s.first_manager[0]
    assert gone.size == int(0.3 * (s.first_staff[0] - s.first_manager[0]))
    assert np.all(s.role[gone] == TEAM_MANAGER)
    assert s.filled[gone].max() == 0.0
    saved = brought(thin, workforce)[0]
    assert saved == pytest.approx(0.1 / 12.0 * s.base_net[0] * gone.size / (s.first_staff[0] - s.first_manager[0]))
    whole = hollowed(1)
    assert brought(whole, workforce)[0] == 0.0 == (whole.state.post[managers] == 0.0).sum()


def test_managers_posts_come_back_where_they_are_no_longer_given_up() -> None:
    thin = hollowed(0)
    thin.state.strategy[:] = 1 << SUPPORT
    months_of(thin, 3, lived_strategy, workforce)
    s = thin.state
    assert s.post[s.first_manager[0] : s.first_staff[0]].min() == 1.0
    assert s.management_saved[0] == 0.0


def test_hollowed_councils_answer_crises_later_steady_slower_and_can_bear_less() -> None:
    days, longer, left, able, hours = [], [], [], [], []
    for thin in (0.0, 0.3):
        simulation = first_day(60, crisis_rate=4.0, hollow_days=20.0, crisis_hours=0.0)
        s = simulation.state
        hollow(simulation, thin)
        s.shaken[:] = 1.0
        act(simulation, lived_strategy, family_learning, crisis, month=3)
        days.append(float(s.crisis_days.sum() / s.crisis_count.sum()))
        longer.append(float((20.0 * s.hollowing * s.crisis_count).sum() / s.crisis_count.sum()))
        left.append(float((s.shaken - s.crisis_loss).mean()))
        able.append(float((s.peer_support + s.hollowing).mean()))
        hours.append(float(s.stretched_hours.mean()))
    assert days[1] - days[0] == pytest.approx(longer[1] - longer[0])
    assert longer[1] - longer[0] > 0.9 * 0.3 * 20.0
    assert left[1] > left[0]
    assert able == pytest.approx([0.0, 0.0])
    assert hours[0] < hours[1]


def test_stretched_managers_resolve_less() -> None:
    resolved = []
    for hours in (0.0, 60.0):
        # Directors with as many other duties as there can be: where hours are left over nobody is stretched.
        simulation = first_day(40, standing_duties=0.4)
        simulation.state.stretched_hours[:] = hours
        act(simulation, arena)
        resolved.append(float(simulation.state.problems_resolved.sum()))
    assert resolved[1] < 0.9 * resolved[0]


# ------------------------------------------------------------------ monitors and peers
def monitored(month: int, **settings: object) -> float:
    simulation = first_day(1, **settings)
    act(simulation, family_learning, month=month)
    return float(simulation.state.monitoring[0])


def test_monitoring_falls_as_audits_on_time_did() -> None:
    """97 per cent in 2015-16, 87 in 2017-18, 57, 45, 9 in 2020-21, 12 in 2021-22."""
    start = monitored(0)
    for year, on_time in ((2015, 97), (2017, 87), (2018, 57), (2019, 45), (2020, 9), (2021, 12)):
        assert monitored(12 * (year - 2010) + 4) / start == pytest.approx(on_time / 97)
    assert monitored(130, monitoring_path="fixed") == start
    assert monitored(0, monitoring_level=0.0) == 0.0
    assert monitored(0, monitoring_effect=0.1) == pytest.approx(2.0 * start)


def test_monitors_bring_hidden_risk_to_light() -> None:
    exposed = []
    for level in (0.0, 0.5):
        simulation = first_day(20, monitoring_level=level, monitoring_path="fixed")
        simulation.state.governance_exposure[:] = 1.0
        act(simulation, family_learning, scrutiny)
        exposed.append(float(simulation.state.governance_exposure.mean()))
    assert exposed[1] == pytest.approx(exposed[0] - 0.025, abs=1e-3)


def test_who_admits_to_trouble_is_helped_by_peers_that_trust_it_and_they_pay_in_hours() -> None:
    lift, hours = {}, {}
    for trust in (0.1, 0.9):
        for admits in (0.0, 1.0):
            simulation = a_family(10)
            s = simulation.state
            set_trust(simulation, np.flatnonzero(s.layer == PEERS), trust, evidence=200.0)
            s.in_trouble[0] = 1.0
            s.came_clean[0] = admits
            act(simulation, family_learning, month=4)
            lift[trust, admits] = float(s.peer_support[0])
            hours[trust, admits] = float(s.stretched_hours.sum())
            assert np.all(s.peer_support[1:] == 0.0)
    assert lift[0.9, 0.0] == lift[0.1, 0.0] == hours[0.9, 0.0] == 0.0
    assert lift[0.9, 1.0] > lift[0.1, 1.0] > 0.0
    assert hours[0.9, 1.0] > hours[0.1, 1.0] > 0.0


def test_hollowed_out_peers_have_little_to_lend() -> None:
    lift = []
    for thin in (0.0, 0.6):
        simulation = a_family(10)
        s = simulation.state
        hollow(simulation, thin, *range(1, 10))
        act(simulation, lived_strategy)
        s.in_trouble[0] = s.came_clean[0] = 1.0
        act(simulation, family_learning, month=4)
        lift.append(float(s.peer_support[0]))
    assert lift[1] < 0.8 * lift[0]
