"""Goal clarity: few, stable objectives told down the line are clear; it costs hours, newcomers and changes upset it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from first_day import act, first_day, months_of

from sim.core.casework import casework
from sim.core.goal_clarity import brief_directors, follow_what_comes_first, tell_what_comes_first
from sim.core.hours import hours_there_are, time_budget
from sim.core.line_of_command import conditions
from sim.machine.engine import Simulation

TELLING = (brief_directors, tell_what_comes_first, follow_what_comes_first)


def settled(councils: int = 3, *, delegation: float = 0.5, **settings: float) -> Simulation:
    """Councils in which everybody has been in post for years and nothing lives with partners."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    s.filled[:] = s.post
    s.tenure[:] = 60.0
    s.project[:] = 0.0
    s.adopted[:] = 0.0
    s.delegation_reached[:] = delegation
    simulation.month = 6
    return simulation


def clarity(s: Any) -> np.ndarray:
    """Of the services that a council runs."""
    found: np.ndarray = s.goal_clarity[s.runs == 1.0]
    return found


def after(months: int, simulation: Simulation) -> float:
    months_of(simulation, months, *TELLING)
    return float(clarity(simulation.state).mean())


def test_what_is_left_to_the_front_and_agreed_with_partners_adds_objectives() -> None:
    few, many = after(24, settled(delegation=0.1)), after(24, settled(delegation=0.9))
    assert few > many + 0.2
    dealing = settled(delegation=0.1)
    dealing.state.project[:] = 1.0
    assert after(24, dealing) < few - 0.1


def test_where_nothing_tells_for_want_of_hours_nothing_stays_clear() -> None:
    simulation = settled(delegation=0.1)
    for _ in range(24):
        simulation.begin_month()
        simulation.state.own_hours[:] = 0.0
        simulation.state.paper_hours[:] = 0.0
        for process in TELLING:
            simulation.act(process)
        simulation.month += 1
    assert float(clarity(simulation.state).mean()) < 0.1


def test_telling_takes_the_hours_of_both_ends() -> None:
    simulation = settled()
    act(simulation, *TELLING)
    s = simulation.state
    for person in (s.chief_executive[0], s.service_director[0][s.runs[0] == 1.0][0]):
        assert s.hours_granted[person] > 0.0
    free = settled(clarity_hours=0.0)
    act(free, *TELLING)
    assert free.state.hours_granted.sum() == 0.0


@pytest.mark.parametrize("who", ["leader", "chief_executive"])
def test_whoever_comes_new_at_the_top_upsets_what_was_clear_and_once_only(who: str) -> None:
    stays, changes = settled(), settled()
    changes.state.tenure[getattr(changes.state, who)] = 0.0
    for simulation in (stays, changes):
        act(simulation, *TELLING)
    disruption = 1.0 - clarity(changes.state) / clarity(stays.state)
    assert disruption == pytest.approx(first_day().scenario.values["clarity_disruption"])
    changes.state.tenure[getattr(changes.state, who)] = 1.0
    before = clarity(changes.state).copy()
    act(changes, *TELLING)
    assert (clarity(changes.state) > before).all()


def test_a_post_that_is_empty_tells_nothing_but_nobody_is_new_in_it() -> None:
    """An abolished office stays empty for ever: the leader tells in its place, and is no newcomer every month."""
    there, abolished = settled(), settled()
    s = abolished.state
    s.chief_office[:] = 0.0
    s.filled[s.chief_executive] = 0.0
    s.tenure[s.chief_executive] = 0.0
    assert after(24, abolished) == pytest.approx(after(24, there), abs=0.05)
    empty = settled()
    s = empty.state
    s.filled[s.chief_executive] = 0.0
    s.tenure[s.chief_executive] = 0.0
    before = clarity(s).copy()
    act(empty, *TELLING)
    pace = empty.scenario.values["clarity_pace"]
    np.testing.assert_allclose(clarity(s), before * (1.0 - pace))


def test_changes_that_are_adopted_unsettle() -> None:
    found = []
    for adopted in (0.0, 0.5):
        simulation = settled()
        s = simulation.state
        simulation.begin_month()
        s.adopted[:] = adopted * s.in_post
        simulation.act(follow_what_comes_first)
        found.append(float(clarity(s).mean()))
    assert found[1] < found[0]


def test_clear_objectives_are_worth_capacity() -> None:
    done = []
    for level in (0.2, 0.9):
        simulation = settled()
        s = simulation.state
        act(simulation, conditions, hours_there_are, time_budget)
        simulation.begin_month()
        s.backlog[:] = 48.0 * s.base_staff
        s.goal_clarity[:] = level
        simulation.act(casework)
        done.append(float(s.completions[s.runs == 1.0].sum()))
    assert done[1] > done[0]
