"""S04: a neutral broker trusted by both sides steadies the council; partisanship, show and abolition have a price."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from first_day import MARCH, act, brought, entry, first_day, set_trust

from sim.core.arena import arena
from sim.core.budget_round import budget_round
from sim.core.hours import hours_there_are
from sim.council.chief_executive_forms import ABOLISHED, FORMS, MANAGERIAL
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.theories.s04_chief_executive import chief_executive_role

COUNCILS = 40


def office(
    months: int = 1, *, trust: float = 0.6, stress: float = 0.2, councils: int = COUNCILS, **settings: Any
) -> Simulation:
    """Councils in which only the role of the chief executive acts, for some months, with stress and trust held."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    s.stress[:] = stress
    s.trust[s.leader_arc] = trust
    s.ruling_confidence[:] = trust
    s.tenure[s.chief_executive] = 24.0
    for month in range(months):
        act(simulation, chief_executive_role, month=month)
    return simulation


def brokerage(months: int = 1, **settings: Any) -> float:
    return float(office(months, **settings).state.brokerage.mean())


def test_the_bridge_carries_as_much_as_the_side_that_trusts_it_less() -> None:
    held = {"months": 60, "stress": 0.0}
    both = brokerage(trust=0.65, neutral_confidence=0.65, **held)
    assert brokerage(trust=0.95, neutral_confidence=0.65, **held) == pytest.approx(both, rel=0.02)
    assert brokerage(trust=0.2, neutral_confidence=0.65, **held) < 0.5 * both
    assert brokerage(trust=0.65, neutral_confidence=0.3, **held) < 0.6 * both


def test_a_council_that_never_had_a_chief_executive_does_not_miss_one() -> None:
    """It has no memory of decisions with the office, so that slow ones bring no office back."""
    simulation = office(1, chief_executive_form="abolished", reinstatement_odds=-12.0)
    s = simulation.state
    s.decision_delay[:] = 6.0
    for month in range(1, 60):
        act(simulation, chief_executive_role, month=month)
    assert s.chief_office.sum() == 0.0


def test_partisans_bridge_less() -> None:
    shifts = [brokerage(24, stress=0.0, chief_partisanship_shift=shift) for shift in (-0.15, 0.2, 0.8)]
    assert shifts[0] > 1.5 * shifts[1] > 0.0
    assert shifts[2] < 0.1 * shifts[0]


def test_the_principled_bridge_more_than_the_personalities() -> None:
    by_form = {form.name: brokerage(24, chief_executive_form=form.name) for form in FORMS}
    assert max(by_form, key=lambda name: by_form[name]) == "principled"
    assert by_form["abolished"] < 0.0 < by_form["personality"] < by_form["managerial"]


def test_an_able_chief_executive_bridges_more() -> None:
    assert brokerage(stress=0.0, ability_mean=0.85) > 1.2 * brokerage(stress=0.0, ability_mean=0.5)


def test_without_a_broker_every_director_keeps_up_with_every_other() -> None:
    with_one, without = office().state, office(chief_executive_form="abolished").state
    directors = with_one.runs.sum(axis=1)
    assert np.all(with_one.coordination_hours == 3.0)
    assert np.allclose(without.coordination_hours, 3.0 * (directors - 1.0))
    assert np.all(office(chief_executive_form="abolished", pair_hours=0.0).state.coordination_hours == 0.0)


def test_the_bridge_is_kept_up_in_hours_of_both_ends() -> None:
    """A chief executive or another side without time bridges less, and without any time not at all."""
    whole = office(stress=0.0).state
    for rows in ("chief_executive", "leader", "service_director"):
        simulation = first_day(COUNCILS)
        s = simulation.state
        s.stress[:] = 0.0
        s.trust[s.leader_arc] = s.ruling_confidence[:] = 0.6
        s.tenure[s.chief_executive] = 24.0
        act(simulation, chief_executive_role)
        asked = s.hours_asked[s.arrays[rows].ravel()]
        assert np.all(asked[s.filled[s.arrays[rows].ravel()] == 1.0] >= 3.0)
        busy = first_day(COUNCILS)
        b = busy.state
        b.stress[:] = 0.0
        b.trust[b.leader_arc] = b.ruling_confidence[:] = 0.6
        b.tenure[b.chief_executive] = 24.0
        busy.begin_month()
        busy.act(hours_there_are)
        b.own_hours[b.arrays[rows].ravel()] = b.paper_hours[b.arrays[rows].ravel()] = 0.0
        busy.act(chief_executive_role)
        assert b.brokerage.mean() < whole.brokerage.mean()
        assert rows != "chief_executive" or np.all(b.brokerage == 0.0)


def test_hours_in_coordination_and_a_missing_broker_solve_fewer_problems() -> None:
    resolved = {}
    for form in ("managerial", "abolished"):
        simulation = office(48, stress=0.3, councils=120, chief_executive_form=form)
        total = 0.0
        for month in range(48, 72):
            act(simulation, chief_executive_role, arena, month=month)
            total += simulation.state.problems_resolved.sum()
        resolved[form] = total
    assert resolved["abolished"] < 0.9 * resolved["managerial"]


def test_continuity_outlives_the_office_for_a_while_and_is_missed_in_turbulence_only() -> None:
    gone = {"abolition_year": 1, "broker_effect": 0.0}
    soon, later = brokerage(2, stress=0.3, **gone), brokerage(48, stress=0.3, **gone)
    assert later < 3.0 * soon < 0.0
    assert brokerage(48, stress=0.0, **gone) == 0.0
    assert brokerage(48, stress=0.3, turbulence_loss=0.0, **gone) == 0.0


def test_the_office_goes_in_the_april_that_was_set_and_otherwise_never() -> None:
    simulation = office(24, abolition_year=3, reinstatement_odds=-12.0)
    assert np.all(simulation.state.chief_office == 1.0)
    act(simulation, chief_executive_role, month=24)
    assert np.all(simulation.state.chief_office == 0.0)
    assert np.all(simulation.state.chief_form == ABOLISHED)
    assert np.all(office(120).state.chief_office == 1.0)


def money(month: int, simulation: Simulation) -> np.ndarray:
    act(simulation, chief_executive_role, month=month)
    return brought(simulation, chief_executive_role)


def test_abolishing_saves_the_pay_and_costs_a_redundancy() -> None:
    simulation = office(12, abolition_year=2, chief_executive_pay=0.24, redundancy_years=0.5)
    assert np.allclose(money(12, simulation), 0.24 / 12.0 - 0.5 * 0.24)
    assert np.allclose(money(13, simulation), 0.24 / 12.0)


def test_personalities_are_paid_more_and_guardians_of_due_process_less() -> None:
    paid = {form.name: money(1, office(1, chief_executive_form=form.name)).mean() for form in FORMS}
    assert paid["personality"] < paid["managerial"] == 0.0 < paid["legal"] < paid["abolished"]


def back(delay: float, steering: float = 0.5, month: int = 24, **settings: Any) -> tuple[float, Simulation]:
    """Share of councils that bring the office back in the second April after it went, when things are so."""
    simulation = first_day(200, abolition_year=1, **settings)
    s = simulation.state
    for at in range(month + 1):
        # Before the office went decisions took two months and services were steered middlingly.
        s.usual_delay[:] = 2.0
        s.usual_steering[:] = 0.5
        s.decision_delay[:] = delay
        s.steering[:] = steering
        act(simulation, chief_executive_role, month=at)
    return float(s.chief_office.mean()), simulation


def test_the_office_comes_back_where_things_have_become_worse() -> None:
    same, _ = back(2.0)
    slower, _ = back(4.0)
    drifting, _ = back(2.0, steering=0.2)
    assert same < 0.2
    assert slower > same + 0.4
    assert drifting > same + 0.4


def test_a_leader_waits_a_year_and_decides_in_april() -> None:
    worse = {"reinstatement_odds": 0.0, "reinstatement_delay": 10.0}
    assert back(6.0, month=11, **worse)[0] == 0.0
    share, simulation = back(6.0, month=12, **worse)
    assert share == 1.0
    assert np.all(simulation.state.chief_form == MANAGERIAL)
    assert np.allclose(brought(simulation, chief_executive_role), -0.5 * 0.18)
    assert back(6.0, month=12, recruitment_cost=2.0, **worse)[1].state.chief_office.all()


def test_a_change_of_control_brings_the_office_back_sooner() -> None:
    simulation = first_day(200, abolition_year=1)
    s = simulation.state
    came = []
    for since in (100.0, 1.0):
        act(simulation, chief_executive_role, month=0)
        s.months_without_chief[:] = 11.0
        s.usual_delay[:] = s.decision_delay[:] = 2.0
        s.usual_steering[:] = s.steering[:] = 0.5
        s.party_changed[:] = since
        act(simulation, chief_executive_role, month=12)
        came.append(s.chief_office.mean())
        s.chief_form[:] = MANAGERIAL
    assert came[1] > came[0]


def after_a_change(partisan_shift: float, months: int = 12) -> tuple[float, float, float]:
    """What two years of rule and a change of control do: bad evidence, and the confidence of both sides."""
    simulation = office(24, councils=100, chief_partisanship_shift=partisan_shift, story_rate=0.0)
    s = simulation.state
    bad = 0.0
    for month in range(months):
        s.party_changed[:] = month
        # The new leader starts without a history; bad experience lowers trust in the full model.
        set_trust(simulation, s.leader_arc, 0.5 - 0.03 * month * (0.15 + partisan_shift))
        act(simulation, chief_executive_role, month=24 + month)
        bad += entry(simulation, "bad_evidence", chief_executive_role)[s.leader_arc].mean()
    return bad / months, float(s.ruling_confidence.mean()), float(s.opposition_confidence.mean())


def test_after_a_change_of_control_a_partisan_has_the_trust_of_neither_side() -> None:
    neutral, partisan = after_a_change(-0.15), after_a_change(0.65)
    assert neutral[0] == 0.0
    assert partisan[0] == pytest.approx(0.8, abs=0.05)
    assert partisan[1] < neutral[1]
    assert partisan[2] < neutral[2] - 0.1


def test_without_a_change_of_control_the_ruling_side_gains_by_a_partisan() -> None:
    simulation = office(1, councils=400, chief_partisanship_shift=0.85, story_rate=0.0)
    arcs = simulation.state.leader_arc
    assert entry(simulation, "good_evidence", chief_executive_role)[arcs].mean() == pytest.approx(0.15, abs=0.04)
    assert entry(simulation, "bad_evidence", chief_executive_role)[arcs].sum() == 0.0


def test_sides_keep_what_they_think_when_they_change_places() -> None:
    simulation = office(6)
    s = simulation.state
    s.ruling_confidence[:], s.opposition_confidence[:], s.party_changed[:] = 0.9, 0.1, 0.0
    s.filled[s.chief_executive] = 0.0
    act(simulation, chief_executive_role, month=6)
    assert np.all(s.ruling_confidence == 0.1)
    assert np.all(s.opposition_confidence == 0.9)


def test_who_is_the_story_annoys_the_leader() -> None:
    bad = {}
    for form in ("personality", "principled"):
        simulation = office(1, councils=400, chief_executive_form=form, story_rate=0.5)
        bad[form] = entry(simulation, "bad_evidence", chief_executive_role)[simulation.state.leader_arc].mean()
    assert bad["personality"] > 3.0 * bad["principled"] > 0.0


def test_where_nobody_holds_the_office_pairs_below_answer_for_the_plan() -> None:
    """An empty office is no bad relation: savings slip by the trust of those who are there."""
    slips = []
    for held in (1.0, 0.0):
        simulation = first_day("Camden")
        s = simulation.state
        arcs = s.dyad_arc[s.runs == 1.0]
        s.trust[np.concatenate([arcs, s.reverse[arcs]])] = 0.9
        s.trust[[s.leader_arc[0], s.reverse[s.leader_arc[0]]]] = 0.1
        s.chief_office[:] = held
        act(simulation, budget_round, month=MARCH)
        slips.append(float(s.saving_slip[0]))
    assert slips[1] < 0.5 * slips[0]


def test_a_council_that_starts_without_the_office_has_nobody_in_it() -> None:
    simulation = first_day("Camden", chief_executive_form="abolished", reinstatement_odds=-12.0)
    out = simulation.advance(12)
    assert np.all(out[:, 0, OUTCOMES.index("leadership.chief_executive")] == 0.0)
    assert simulation.state.filled[simulation.state.chief_executive[0]] == 0.0
