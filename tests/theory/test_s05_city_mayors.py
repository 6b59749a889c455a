"""S05: what is unclear is voted down; the form matters less than the person, and each form loses somewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from first_day import MAY, act, brought, first_day, twins

from sim.core.arena import arena
from sim.core.elections import elections
from sim.council.councils import find_council
from sim.council.governance import COMMITTEES, ELECTED_MAYOR, FORMS, LEADER_AND_CABINET
from sim.machine.engine import Simulation
from sim.theories.s05_city_mayors import form_of_government, group_removes_leader, referendum

VOTE = MAY + 24
"""May 2012."""
HELD = {"referendum": "held", "referendum_year": 2012}
TRAITS = ("ability", "listening", "consistency")


def asked(councils: int | Sequence[object] = 60, name: str = "Leeds", *, trust: float = 0.57, **settings: object):
    """Councils on the day after the referendum of May 2012."""
    simulation = first_day(twins(councils, name) if isinstance(councils, int) else councils, **{**HELD, **settings})
    simulation.state.resident_trust[:] = trust
    act(simulation, referendum, month=VOTE)
    return simulation


def yes(**settings: object) -> float:
    return float(asked(**settings).state.referendum_yes.mean())


def lead(form: str = "leader_and_cabinet", *, stress: float = 0.15, quality: float = 0.0, **settings: object) -> float:
    """What form and leader add, the leader's qualities so far above the usual."""
    simulation = first_day(starting_form=form, **settings)
    s = simulation.state
    s.stress[:] = stress
    for trait in TRAITS:
        s.arrays[trait][s.leader] = simulation.scenario.values[f"{trait}_mean"] + quality
    act(simulation, form_of_government)
    return float(s.lead[0])


# ------------------------------------------------------------------ the referendum
def test_what_is_unclear_is_voted_down() -> None:
    shares = [yes(referendum_clarity=clarity) for clarity in (0.0, 0.3, 0.6, 1.0)]
    assert np.all(np.diff(shares) > 0.05)
    assert shares[1] < 0.5 < shares[3]
    assert yes(mayor_benefit=0.0, mayor_risk=0.0, referendum_clarity=0.1) == yes(
        mayor_benefit=0.0, mayor_risk=0.0, referendum_clarity=0.9
    )


def test_distrust_and_habit_vote_no() -> None:
    assert yes(trust=0.3) < yes(trust=0.8) - 0.02
    assert yes(trust=0.3, antipolitics=0.0) == yes(trust=0.8, antipolitics=0.0)
    assert yes(status_quo_bias=0.5) < yes(status_quo_bias=0.0) - 0.05


def test_the_ten_cities_come_out_as_they_did() -> None:
    """The calibration: mean and spread of the yes vote, and turnout, of 3 May 2012."""
    yes_2012 = np.array([42.2, 44.9, 53.35, 36.4, 36.7, 46.8, 38.1, 42.5, 35.0, 37.8]) / 100.0
    shares = asked(400).state.referendum_yes
    assert abs(shares.mean() - yes_2012.mean()) < 0.02
    assert abs(shares.std() - yes_2012.std(ddof=1)) < 0.015


@pytest.mark.parametrize(("name", "low", "high"), [("Leeds", 0.27, 0.35), ("Bristol", 0.22, 0.27)])
def test_more_come_where_the_council_is_elected_on_the_same_day(name: str, low: float, high: float) -> None:
    assert low < asked(name=name).state.referendum_turnout.mean() < high


def test_more_come_where_it_is_clear_on_what_and_where_people_are_attached() -> None:
    def turnout(attachment: float = 0.5, **settings: object) -> float:
        simulation = first_day(**{**HELD, **settings})
        simulation.state.attachment[:] = attachment
        act(simulation, referendum, month=VOTE)
        return float(simulation.state.referendum_turnout[0])

    assert turnout(referendum_clarity=0.9) > turnout(referendum_clarity=0.1) + 0.03
    assert turnout(attachment=0.8) > turnout(attachment=0.2) + 0.05


def test_cities_swing_apart() -> None:
    def spread(swing: float) -> float:
        return float(asked(city_swing=swing, ward_swing=0.0).state.referendum_yes.std())

    assert spread(0.0) < 1e-12
    assert spread(0.4) > 0.05


def test_it_is_held_once_and_costs_money_and_where_it_is_not_held_nothing_happens() -> None:
    simulation = asked(3)
    assert (brought(simulation, referendum) < 0.0).all()
    for month in (VOTE - 12, VOTE - 1, VOTE + 12):
        other = first_day(**HELD)
        act(other, referendum, month=month)
        assert other.state.referendum_turnout[0] == 0.0
    never = first_day()
    act(never, referendum, month=VOTE)
    assert never.state.referendum_yes[0] == 0.0


def test_a_yes_brings_a_mayor_in_the_may_after() -> None:
    simulation = first_day(2, **HELD)
    s = simulation.state
    act(simulation, form_of_government)
    s.referendum_yes[:] = (0.6, 0.4)
    act(simulation, form_of_government, month=VOTE + 6)
    assert list(s.government_form) == [LEADER_AND_CABINET, LEADER_AND_CABINET]
    act(simulation, form_of_government, month=VOTE + 12)
    assert list(s.government_form) == [ELECTED_MAYOR, LEADER_AND_CABINET]
    assert list(s.direct_mandate) == [1.0, 0.0]
    costs = brought(simulation, form_of_government)
    assert costs[0] < 0.0 == costs[1]


# ------------------------------------------------------------------ form and person
def test_a_mayor_is_faster_where_matters_press_and_committees_hear_more_where_they_do_not() -> None:
    calm = {form.name: lead(form.name, stress=0.0) for form in FORMS}
    pressed = {form.name: lead(form.name, stress=0.6) for form in FORMS}
    assert pressed["elected_mayor"] > pressed["leader_and_cabinet"] > pressed["committees"]
    assert calm["elected_mayor"] < calm["leader_and_cabinet"] < calm["committees"]
    assert lead("elected_mayor", stress=0.6, form_effect=0.0) == lead("committees", stress=0.6, form_effect=0.0)


def test_the_qualities_of_the_person_count_under_every_form_and_most_under_a_mayor() -> None:
    gain = {form.name: lead(form.name, quality=0.1) - lead(form.name, quality=-0.1) for form in FORMS}
    assert gain["elected_mayor"] > gain["leader_and_cabinet"] > gain["committees"] > 0.0
    assert lead(quality=0.2, lead_quality_effect=0.0) == 0.0
    assert lead(quality=0.0) == 0.0, "a usual leader adds nothing"


def test_a_good_lead_resolves_more() -> None:
    resolved = []
    for added in (-0.3, 0.0, 0.3):
        simulation = first_day(200)
        simulation.state.lead[:] = added
        act(simulation, arena)
        resolved.append(simulation.state.problems_resolved.mean())
    assert resolved[0] < resolved[1] < resolved[2]


def removed(quality: float, form: int = LEADER_AND_CABINET, **settings: object) -> float:
    """Share of leaders whom their group removes in May."""
    simulation = first_day(300, **settings)
    s = simulation.state
    s.arriving[:] = 0.0
    s.tenure[:] = 24.0
    s.direct_mandate[:] = 1.0 if form == ELECTED_MAYOR else 0.0
    for trait in TRAITS:
        s.arrays[trait][s.leader] = simulation.scenario.values[f"{trait}_mean"] + quality
    act(simulation, group_removes_leader, month=VOTE)
    assert (s.arriving == s.left).all()
    return float(s.left[s.leader].mean())


def test_a_group_removes_a_poor_leader_and_nobody_a_poor_mayor() -> None:
    assert removed(-0.2) > 0.3
    assert 0.0 < removed(-0.05) < removed(-0.2)
    assert removed(0.0) == removed(0.1) == 0.0
    assert removed(-0.2, ELECTED_MAYOR) == 0.0
    assert removed(-0.2, COMMITTEES) > 0.3
    assert removed(-0.2, removal_rate=0.0) == 0.0


def test_a_new_leader_has_a_year() -> None:
    simulation: Simulation = first_day(50, removal_rate=0.9)
    s = simulation.state
    s.arriving[:] = 0.0
    s.ability[s.leader] = 0.0
    s.tenure[:] = 6.0
    act(simulation, group_removes_leader, month=VOTE)
    assert s.left.sum() == 0.0


def test_a_mayor_stands_for_election_alone() -> None:
    """The coupling: whatever becomes of the majority, the mayor goes by the mayor's own vote."""
    together = []
    for mandate in (0.0, 1.0):
        simulation = first_day(twins(300), control_odds=0.0)
        s = simulation.state
        s.direct_mandate[:] = mandate
        act(simulation, elections, month=MAY)
        changed = s.party_changed == 0.0
        together.append(float((s.left[s.leader] == 1.0)[changed].mean()))
    assert together[0] == 1.0
    assert together[1] < 0.9


def test_real_cities_can_be_asked() -> None:
    simulation = asked([find_council("Bristol"), find_council("Sheffield")])
    assert ((simulation.state.referendum_yes > 0.1) & (simulation.state.referendum_yes < 0.9)).all()
