"""The workforce: savings take named posts, the empty ones first; people leave climates, not caseloads."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day, staff_rows

from sim.core.workforce import workforce
from sim.machine.engine import Simulation

HOUSING = 2


def team(simulation: Simulation, service: int = HOUSING) -> np.ndarray:
    rows = staff_rows(simulation)
    return rows[simulation.state.service[rows] == service]


def council(**settings: float) -> Simulation:
    """A council in which hardly anybody leaves by themselves."""
    simulation = first_day(frontline_staff=200, managers=30, exit_rate=0.08, hiring_rate=0.05, **settings)
    simulation.state.trust[:] = 0.95
    simulation.state.permission[:] = 0.95
    simulation.state.arriving[:] = 0.0
    simulation.month = 5
    return simulation


def test_empty_posts_go_first() -> None:
    simulation = council()
    s = simulation.state
    rows = team(simulation)
    s.filled[rows[:3]] = 0.0
    s.posts_owed[0, HOUSING] = 3.0
    act(simulation, workforce, month=5)
    assert s.post[rows].sum() == rows.size - 3
    assert s.posts_owed[0, HOUSING] == 0.0
    assert s.redundancies.sum() == s.redundancy_cost.sum() == 0.0
    assert np.all(s.filled[rows] * (1.0 - s.post[rows]) == 0.0), "nobody is in a post that is gone"


def test_what_vacancies_do_not_yield_is_cut_from_filled_posts_and_costs_money() -> None:
    simulation = council(post_cut_pace=0.3)
    s = simulation.state
    rows = team(simulation)
    s.posts_owed[0, HOUSING] = 4.0
    redundant, cost = 0.0, 0.0
    for month in range(5, 23):
        act(simulation, workforce, month=month)
        redundant += s.redundancies.sum()
        cost += s.redundancy_cost.sum()
    assert s.post[rows].sum() == rows.size - 4
    assert redundant > 0.0
    assert np.isclose(cost, redundant * s.pay_per_post[0, HOUSING])


def test_posts_still_to_go_are_not_filled() -> None:
    filled = {}
    for owed in (0.0, 50.0):
        simulation = council(post_cut_pace=0.01)
        s = simulation.state
        rows = team(simulation)
        s.filled[rows[:10]] = 0.0
        s.posts_owed[0, HOUSING] = owed
        for month in range(5, 29):
            act(simulation, workforce, month=month)
        filled[owed] = s.arriving[rows].sum()
    assert filled[0.0] > 0.0
    assert filled[50.0] == 0.0


def test_posts_come_back_when_there_is_money_again() -> None:
    simulation = council()
    s = simulation.state
    rows = team(simulation)
    s.post[rows[:4]] = s.filled[rows[:4]] = 0.0
    s.posts_owed[0, HOUSING] = -3.0
    act(simulation, workforce, month=5)
    assert s.post[rows].sum() == rows.size - 1
    assert s.posts_owed[0, HOUSING] == 0.0


def leavers(months: int = 24, councils: int = 10, **state: float) -> float:
    """Staff who left, every post filled anew each month."""
    simulation = first_day(councils, frontline_staff=100, outside_swing=0.0)
    s = simulation.state
    s.trust[:] = 0.55
    s.permission[:] = 0.3
    for name, value in state.items():
        s.arrays[name][:] = value
    rows = staff_rows(simulation)
    left = 0.0
    for month in range(months):
        s.filled[rows] = 1.0
        s.arriving[:] = 0.0
        act(simulation, workforce, month=month)
        left += s.left[rows].sum()
    return left


def test_people_leave_managers_they_do_not_trust() -> None:
    assert leavers(trust=0.1) > 1.8 * leavers(trust=0.9)


def test_people_leave_where_they_may_decide_nothing() -> None:
    assert leavers(permission=0.0) > 1.3 * leavers(permission=0.8)


def test_caseload_alone_drives_nobody_out() -> None:
    """F23, a null in ten years of data from 152 councils."""
    assert leavers(pressure=3.0, backlog=1e4) == leavers(pressure=0.5, backlog=10.0)


def test_in_a_middling_climate_they_leave_at_the_declared_rate() -> None:
    people = 10 * 100
    expected = people * 24 * (1.0 - (1.0 - 0.15) ** (1.0 / 12.0))
    assert abs(leavers(turnover_own=1.0) - expected) < 4.0 * expected**0.5
