"""The chief executive's exit: a new majority parts with one whose council does badly (Boyne and others 2010, F28)."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day

from sim.core.chief_executive import APPOINTED_A_MONTH, chief_executive_exit
from sim.core.workforce import workforce
from sim.theories.s04_chief_executive import verdict_on_the_chief_executive

COUNCILS = 200


def exits(
    *,
    new_majority: bool = False,
    badly: bool = False,
    trust: float = 0.6,
    months: int = 24,
    without: tuple[str, ...] = (),
    **settings: float,
) -> float:
    """Share of chief executives who leave in a month, every post filled anew each month."""
    simulation = first_day(COUNCILS, chief_exit=0.29, without=without, **settings)
    s = simulation.state
    s.trust[s.leader_arc] = trust
    s.satisfaction[:] = 0.5 if badly else 0.75
    s.party_changed[:] = 3.0 if new_majority else 48.0
    left = 0.0
    for month in range(months):
        s.filled[s.chief_executive] = 1.0
        s.arriving[:] = 0.0
        act(simulation, verdict_on_the_chief_executive, chief_executive_exit, month=month)
        left += s.left[s.chief_executive].sum()
    return left / months / COUNCILS


def test_at_rest_they_leave_at_the_declared_rate() -> None:
    monthly = 1.0 - (1.0 - 0.29) ** (1.0 / 12.0)
    trials = COUNCILS * 24
    assert abs(exits() - monthly) < 4.0 * (monthly / trials) ** 0.5


def test_change_of_party_and_low_performance_multiply() -> None:
    none, change = exits(), exits(new_majority=True)
    low, both = exits(badly=True), exits(new_majority=True, badly=True)
    assert change < 1.5 * none, "a new majority keeps a chief executive whose council does well"
    assert low < 2.0 * none
    assert both > 3.0 * none
    assert both / none > 2.0 * (change / none) * (low / none), "more than the two effects together"


def test_without_the_interaction_it_is_gone() -> None:
    none, change = exits(chief_exit_both=0.0), exits(chief_exit_both=0.0, new_majority=True)
    low, both = exits(chief_exit_both=0.0, badly=True), exits(chief_exit_both=0.0, new_majority=True, badly=True)
    assert abs(both / none / (change / none * low / none) - 1.0) < 0.15


def test_a_broken_relation_with_the_leader_ends_it() -> None:
    assert exits(trust=0.05) > 2.0 * exits(trust=0.6)
    assert exits(trust=0.45) == exits(trust=0.9), "above .4 trust is enough"


def test_without_the_theory_of_the_office_a_new_majority_makes_no_difference() -> None:
    assert exits(new_majority=True, badly=True, without=("S04",)) == exits(without=("S04",))


def test_an_office_that_is_abolished_is_left_and_not_filled_again() -> None:
    simulation = first_day(COUNCILS)
    s = simulation.state
    s.chief_office[:] = 0.0
    for month in range(12):
        act(simulation, chief_executive_exit, month=month)
        assert np.all(s.left[s.chief_executive] == (1.0 if month == 0 else 0.0))
    assert np.all(s.filled[s.chief_executive] == 0.0)
    assert np.all(s.arriving[s.chief_executive] == 0.0)


def test_an_empty_post_is_filled_by_somebody_new() -> None:
    simulation = first_day(COUNCILS)
    s = simulation.state
    s.filled[s.chief_executive] = 0.0
    before = s.occupant[s.chief_executive].copy()
    for month in range(24):
        act(simulation, chief_executive_exit, month=month)
    assert np.all(s.arriving[s.chief_executive] == 1.0)
    assert np.all(s.occupant[s.chief_executive] == before + 1)


def test_a_post_is_filled_by_the_search_alone_and_an_abolished_one_never() -> None:
    simulation = first_day(COUNCILS)
    s = simulation.state
    found = 0.0
    for month in range(24):
        s.filled[s.chief_executive] = 0.0
        s.arriving[:] = 0.0
        act(simulation, workforce, chief_executive_exit, month=month)
        found += s.arriving[s.chief_executive].sum()
    trials = 24 * COUNCILS
    assert abs(found / trials - APPOINTED_A_MONTH) < 4.0 * (0.25 * 0.75 / trials) ** 0.5
    s.chief_office[:] = 0.0
    for month in range(24, 36):
        s.arriving[:] = 0.0
        act(simulation, workforce, chief_executive_exit, month=month)
        assert s.arriving[s.chief_executive].sum() == 0.0
        assert s.left[s.chief_executive].sum() == 0.0
