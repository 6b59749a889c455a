"""S21: beyond a deficit shunting tempts, trust damps it; power without consent pays now and costs trust."""

from __future__ import annotations

import numpy as np
from first_day import act, entry, first_day, months_of, set_trust

from sim.core.demand import demand
from sim.core.partners import joint_projects
from sim.core.relations import trust as fold
from sim.council.services import BUSINESS
from sim.machine.engine import Simulation
from sim.theories.s21_leading_questions import leading_questions, public_behaviour

THRESHOLD = 0.13


def boundary(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """The arcs from partners to us, and those from us to partners."""
    s = simulation.state
    theirs = np.flatnonzero(s.kind[s.source] == 3)
    return theirs, s.reverse[theirs]


def temptation(stress: float, trust: float = 0.55, **settings: float) -> float:
    simulation = first_day(temptation_threshold=THRESHOLD, **settings)
    s = simulation.state
    _, ours = boundary(simulation)
    s.trust[ours] = trust
    s.stress[:] = stress
    act(simulation, leading_questions)
    return float(s.temptation[0])


def in_partnership(
    months: int, *, temptation: float = 0.0, power: float = 0.5, councils: int = 30, **settings: float
) -> Simulation:
    """Living projects with every partner, month after month, under a constant temptation."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    partners = s.kind == 3
    s.power[partners] = power
    act(simulation, leading_questions)
    s.temptation[:] = temptation
    s.project[partners] = 1.0
    months_of(simulation, months, joint_projects, fold)
    return simulation


def test_temptation_is_nearly_nothing_before_the_threshold_and_steep_around_it() -> None:
    assert temptation(0.0) < 0.15 * temptation(0.3)
    below = temptation(THRESHOLD - 0.05) - temptation(THRESHOLD - 0.10)
    around = temptation(THRESHOLD + 0.025) - temptation(THRESHOLD - 0.025)
    assert around > 1.3 * below > 0.0


def test_temptation_is_convex_in_the_deficit_up_to_the_threshold() -> None:
    pulls = np.array([temptation(stress) for stress in np.linspace(0.0, THRESHOLD, 6)])
    assert np.all(np.diff(pulls) > 0.0)
    assert np.all(np.diff(pulls, 2) > 0.0)


def test_a_higher_threshold_puts_temptation_off() -> None:
    simulation = first_day(temptation_threshold=0.3)
    simulation.state.stress[:] = 0.15
    act(simulation, leading_questions)
    assert simulation.state.temptation[0] < 0.3 * temptation(0.15)


def test_trust_in_partners_damps_temptation() -> None:
    assert temptation(0.25, trust=0.9) < 0.5 * temptation(0.25, trust=0.1)
    assert temptation(0.25, trust=0.9, temptation_trust=0.0) == temptation(0.25, trust=0.1, temptation_trust=0.0)


def test_power_beyond_consent_pays_now() -> None:
    assert (
        in_partnership(1, power=0.95).state.project_payoff.sum()
        > in_partnership(1, power=0.6).state.project_payoff.sum()
    )


def test_power_beyond_consent_costs_trust() -> None:
    powerful, equal = in_partnership(36, power=0.95), in_partnership(36, power=0.6)
    theirs, _ = boundary(equal)
    assert powerful.state.trust[theirs].mean() < equal.state.trust[theirs].mean() - 0.1


def test_up_to_the_consent_threshold_power_changes_nothing() -> None:
    low, high = in_partnership(6, power=0.2), in_partnership(6, power=0.69)
    assert np.array_equal(low.state.trust, high.state.trust)
    assert np.array_equal(low.state.project_payoff, high.state.project_payoff)


def test_shunting_lowers_partners_trust_and_ends_projects() -> None:
    honest, shunting = in_partnership(36), in_partnership(36, temptation=0.8)
    theirs, _ = boundary(honest)
    assert shunting.state.trust[theirs].mean() < honest.state.trust[theirs].mean() - 0.1
    assert shunting.state.project.sum() < 0.7 * honest.state.project.sum()


def test_projects_are_kept_to_tasks_that_need_a_partner() -> None:
    simulation = first_day(selectivity=1.0)
    s = simulation.state
    partners = s.kind == 3
    for agencies, wanted in ((6.0, 1.0), (1.0, 0.0)):
        s.wickedness[:] = agencies
        act(simulation, leading_questions)
        public = partners & (s.role != BUSINESS)
        assert np.allclose(s.partnership_value[public], wanted)
    simulation = first_day(selectivity=0.0)
    simulation.state.wickedness[:] = 1.0
    act(simulation, leading_questions)
    assert np.allclose(simulation.state.partnership_value[partners], 1.0)


def test_a_public_that_trusts_and_takes_part_avoids_need() -> None:
    avoided, asked = [], []
    for trust in (0.2, 0.8):
        simulation = first_day()
        s = simulation.state
        s.resident_trust[:] = trust
        months_of(simulation, 36, public_behaviour)
        act(simulation, demand)
        avoided.append(s.behaviour_change[s.runs == 1.0].mean())
        asked.append(s.value_demand.sum())
    assert avoided[1] > 3.0 * avoided[0] > 0.0
    assert asked[1] < asked[0]


def test_a_partner_in_deficit_is_tempted_as_a_council_is_and_less_where_it_is_trusted() -> None:
    def pull(deficit: float, trust: float) -> float:
        simulation = first_day(30)
        theirs, _ = boundary(simulation)
        set_trust(simulation, theirs, trust)
        simulation.state.own_deficit[:] = deficit
        act(simulation, leading_questions)
        return float(simulation.state.their_temptation[simulation.state.kind == 3].mean())

    assert pull(0.3, 0.5) > pull(0.02, 0.5) + 0.1
    assert pull(0.3, 0.8) < pull(0.3, 0.2)


def test_a_partner_pays_in_evidence_for_every_month_it_is_let_down() -> None:
    simulation = first_day(30)
    s = simulation.state
    theirs, _ = boundary(simulation)
    set_trust(simulation, theirs, 0.6)
    s.project[s.kind == 3] = 1.0
    s.temptation[:] = 1.0
    act(simulation, joint_projects)
    assert entry(simulation, "good_evidence", joint_projects)[theirs].sum() == 0.0
    assert entry(simulation, "bad_evidence", joint_projects)[theirs].sum() > 0.0
