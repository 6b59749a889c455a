"""S02: trust in a consistent leader carries people over a loss, expertise carries what costs nobody anything."""

from __future__ import annotations

import numpy as np
from first_day import act, entry, first_day, months_of, staff_rows

from sim.machine.engine import Simulation
from sim.theories.s02_relational_leadership import change_against_loss

ADAPTIVE = {"adaptive_share": 1.0}
TECHNICAL = {"adaptive_share": 0.0}


def changed(
    *, participation: float = 0.5, trust: float = 0.6, consistency: float = 0.65, months: int = 12, **settings: float
) -> Simulation:
    """Councils that live with a change for a year, with participation, trust in managers and consistency held."""
    simulation = first_day(8, **settings)
    s = simulation.state
    s.participation[:] = participation
    s.consistency[:] = consistency
    s.trust[:] = trust
    months_of(simulation, months, change_against_loss)
    return simulation


def adopted(**kwargs: float) -> float:
    simulation = changed(**kwargs)  # type: ignore[arg-type]
    return float(simulation.state.change_adopted[staff_rows(simulation)].mean())


def test_an_adaptive_change_needs_people_to_share_the_decision() -> None:
    assert adopted(participation=0.8, **ADAPTIVE) > adopted(participation=0.2, **ADAPTIVE) + 0.2


def test_a_technical_change_is_carried_better_from_the_top() -> None:
    assert adopted(participation=0.2, **TECHNICAL) > adopted(participation=0.8, **TECHNICAL) + 0.2


def test_trust_and_consistency_carry_an_adaptive_change_and_a_technical_one_needs_neither() -> None:
    carried = adopted(participation=0.8, trust=0.8, consistency=0.9, **ADAPTIVE)
    assert carried > adopted(participation=0.8, trust=0.3, consistency=0.9, **ADAPTIVE) + 0.2
    assert carried > adopted(participation=0.8, trust=0.8, consistency=0.3, **ADAPTIVE) + 0.2
    assert adopted(trust=0.2, consistency=0.3, **TECHNICAL) == adopted(trust=0.8, consistency=0.9, **TECHNICAL)


def test_expertise_carries_a_technical_change_only() -> None:
    expert, layman = {"ability_mean": 0.9}, {"ability_mean": 0.3}
    assert adopted(**expert, **TECHNICAL) > adopted(**layman, **TECHNICAL) + 0.1
    assert adopted(**expert, **ADAPTIVE) == adopted(**layman, **ADAPTIVE)


def test_loss_and_identity_hold_people_back() -> None:
    light, heavy = {"identity_loss": 0.0}, {"identity_loss": 0.4}
    assert adopted(participation=0.8, **light, **ADAPTIVE) > adopted(participation=0.8, **heavy, **ADAPTIVE) + 0.05
    assert adopted(**light, **TECHNICAL) == adopted(**heavy, **TECHNICAL)
    for change in (ADAPTIVE, TECHNICAL):
        loose = adopted(participation=0.6, identity_threshold_mean=0.2, **change)
        assert loose > adopted(participation=0.6, identity_threshold_mean=0.6, **change) + 0.1


def test_near_minded_colleagues_pull_along() -> None:
    assert adopted(colleagues_example=0.6, **TECHNICAL) > adopted(colleagues_example=0.3, **TECHNICAL) + 0.03
    assert adopted(confidence_bound=0.4, **TECHNICAL) != adopted(confidence_bound=0.2, **TECHNICAL)


def test_after_the_leaders_turn_away_only_colleagues_move_anybody() -> None:
    assert adopted(attention_months=2.0, **TECHNICAL) < adopted(attention_months=12.0, **TECHNICAL) - 0.1


def test_one_can_be_authoritative_and_participative_at_once() -> None:
    """Holding people to account helps a participative leader, and one who decides at the top."""
    for change, participation in ((ADAPTIVE, 0.8), (TECHNICAL, 0.2)):
        strict = adopted(participation=participation, accountability_mean=0.9, **change)
        assert strict > adopted(participation=participation, accountability_mean=0.1, **change) + 0.03


def test_every_april_a_new_change_begins() -> None:
    simulation = changed(participation=0.2, months=12, **TECHNICAL)
    s = simulation.state
    here = s.runs == 1.0
    before = s.acceptance[here].mean()
    assert before > 0.5
    act(simulation, change_against_loss)
    assert s.change_age[here].max() == 0.0
    assert s.acceptance[here].mean() < 0.5 * before


def test_the_share_of_adaptive_changes_is_as_declared() -> None:
    simulation = first_day(60, adaptive_share=0.3)
    act(simulation, change_against_loss)
    share = simulation.state.change_adaptive[simulation.state.runs == 1.0].mean()
    assert 0.2 < share < 0.4


def test_persuading_takes_the_hours_of_those_who_are_not_won_over() -> None:
    simulation = first_day(persuasion_hours=2.0)
    s = simulation.state
    s.participation[:] = 0.5
    rows = staff_rows(simulation)
    half = rows[::2]
    act(simulation, change_against_loss, month=1)
    s.change_adopted[rows] = 0.0
    s.change_adopted[half] = 1.0
    act(simulation, change_against_loss)
    np.testing.assert_allclose(s.hours_asked[half], 0.0)
    np.testing.assert_allclose(s.hours_asked[np.setdiff1d(rows, half)], 1.0)


def test_resistance_wears_out_and_so_does_giving_way_to_somebody_not_trusted() -> None:
    simulation = first_day(adaptive_share=1.0)
    s = simulation.state
    rows = staff_rows(simulation)
    act(simulation, change_against_loss)
    moods = []
    for taken, trust in ((1.0, 0.9), (1.0, 0.1), (0.0, 0.9)):
        s.change_adopted[rows] = taken
        s.trust[:] = trust
        act(simulation, change_against_loss, month=1)
        moods.append(entry(simulation, "morale", change_against_loss)[rows].mean())
    assert moods[0] > max(moods[1], moods[2])


def test_the_share_of_staff_is_counted_as_it_is() -> None:
    simulation = changed(months=7, **TECHNICAL)
    s = simulation.state
    rows = staff_rows(simulation)
    for c, k in np.argwhere(s.runs == 1.0):
        here = rows[(s.council[rows] == c) & (s.service[rows] == k)]
        np.testing.assert_allclose(s.acceptance[c, k], s.change_adopted[here].mean(), atol=1e-12)


def test_an_empty_directors_post_carries_no_technical_change() -> None:
    led, empty = first_day(8, **TECHNICAL), first_day(8, **TECHNICAL)
    empty.state.filled[empty.state.service_director[empty.state.runs == 1.0]] = 0.0
    taken = []
    for simulation in (led, empty):
        simulation.state.participation[:] = 0.2
        months_of(simulation, 12, change_against_loss)
        taken.append(float(simulation.state.change_adopted[staff_rows(simulation)].mean()))
    assert taken[0] > taken[1] + 0.1
