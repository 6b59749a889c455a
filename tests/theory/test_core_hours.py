"""Hours: newcomers are seen more often, each layer has its desk, managers' spare hours go into paperwork."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, staff_rows

from sim.core.approvals import approvals
from sim.core.casework import casework, hold_cases
from sim.core.hours import HOURS, hours_there_are, time_budget
from sim.council.services import CHIEF_EXECUTIVE, DIRECTOR, TEAM_MANAGER
from sim.machine.engine import Simulation


def opened(councils: int = 5, tenure: float = 60.0, layers: float = 1.0, **settings: float) -> Simulation:
    """Councils whose month has been opened, all staff being as long in post and under as many layers."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    s.tenure[staff_rows(simulation)] = tenure
    s.approvals[:] = layers
    act(simulation, hours_there_are)
    return simulation


def of_role(simulation: Simulation, role: int, what: str) -> float:
    s = simulation.state
    return float(s.arrays[what][s.role == role].mean())


# ------------------------------------------------------------------ newcomers
def test_newcomers_take_more_of_their_managers_time() -> None:
    settled, new, no_longer = (opened(tenure=tenure) for tenure in (60.0, 0.0, 6.0))
    extra = of_role(new, TEAM_MANAGER, "hours_asked") - of_role(settled, TEAM_MANAGER, "hours_asked")
    assert extra > 0.0
    assert of_role(no_longer, TEAM_MANAGER, "hours_asked") == of_role(settled, TEAM_MANAGER, "hours_asked")
    rows = staff_rows(new)
    s = new.state
    there = rows[(s.filled[rows] == 1.0) & (s.filled[s.boss[rows]] == 1.0)]
    both = s.hours_asked[there] - settled.state.hours_asked[there]
    assert np.allclose(both, 1.5 * 1.7), "both ends are asked"


def supply(tenure: float, supervised: float) -> float:
    """Contact supply where all staff are so long in post and so much of the supervision took place."""
    simulation = opened(tenure=tenure)
    act(simulation, hours_there_are, time_budget)
    rows = staff_rows(simulation)
    simulation.state.supervised[rows] = supervised
    simulation.state.tenure[rows] = tenure
    simulation.act(casework)
    return float(simulation.state.contact_supply.sum())


def test_whom_nobody_sits_down_with_is_a_beginner_until_all_is_learnt() -> None:
    assert supply(5.0, 0.0) == pytest.approx(supply(0.0, 1.0))
    assert supply(5.0, 0.0) < supply(5.0, 0.5) < supply(5.0, 1.0)
    assert supply(60.0, 0.0) == supply(60.0, 1.0)


# ------------------------------------------------------------------ layers
def test_the_third_layer_is_the_chief_executives() -> None:
    roles = (TEAM_MANAGER, DIRECTOR, CHIEF_EXECUTIVE)
    councils = [opened(layers=layers) for layers in (1.0, 2.0, 3.0)]
    manager, director, chief = (np.array([of_role(one, who, "paperwork_due") for one in councils]) for who in roles)
    assert np.allclose(np.diff(manager), 0.0)
    assert np.diff(director)[0] > 0.0 == pytest.approx(np.diff(director)[1])
    assert np.diff(chief)[0] == pytest.approx(0.0)
    assert np.diff(chief)[1] > 0.0


def test_without_a_chief_executive_the_third_layer_is_the_directors() -> None:
    simulation = first_day(5)
    s = simulation.state
    s.chief_office[:] = 0.0
    s.approvals[:] = 3.0
    act(simulation, hours_there_are)
    assert of_role(simulation, DIRECTOR, "paperwork_due") > of_role(opened(layers=3.0), DIRECTOR, "paperwork_due")


def in_time(role: int, layers: float) -> float:
    """Right decisions in time where people of one role owe two months of paperwork, over those where nobody does."""
    found = []
    for owed in (0.0, 2.0 * HOURS):
        simulation = first_day(5)
        s = simulation.state
        s.approvals[:] = layers
        s.owed_paperwork[s.role == role] = owed
        act(simulation, approvals)
        found.append(float(s.approved_in_time[s.runs == 1.0].mean()))
    return found[1] / found[0]


@pytest.mark.parametrize(("role", "layer"), [(DIRECTOR, 2), (CHIEF_EXECUTIVE, 3)])
def test_a_request_waits_on_the_desk_of_its_layer_alone(role: int, layer: int) -> None:
    assert in_time(role, layer) < 1.0
    assert in_time(role, layer + 0.5) <= in_time(role, layer)
    if role == CHIEF_EXECUTIVE:
        assert in_time(role, layer - 1.0) == 1.0


def test_a_request_waits_on_the_desk_of_a_team_manager() -> None:
    assert in_time(TEAM_MANAGER, 1.0) == pytest.approx(in_time(TEAM_MANAGER, 3.0))
    assert in_time(TEAM_MANAGER, 1.0) < 1.0


# ------------------------------------------------------------------ cases of empty posts
def empty_posts(share: float, **settings: float) -> Simulation:
    """Councils in which every so many-th post is empty, and whoever leads a team holds what cases there is time for."""
    simulation = first_day(5, **settings)
    rows = staff_rows(simulation)
    s = simulation.state
    s.filled[rows] = 1.0
    s.filled[rows[: int(share * rows.size)]] = 0.0
    act(simulation, hours_there_are, hold_cases)
    return simulation


def test_who_leads_a_team_holds_the_cases_of_its_empty_posts() -> None:
    none, few = empty_posts(0.0), empty_posts(0.1)
    assert none.state.cases_held.sum() == 0.0
    empty = (few.state.filled[staff_rows(few)] == 0.0).sum()
    assert 0.0 < few.state.cases_held.sum() <= 15.0 * empty
    assert empty_posts(0.1, agency_cover=1.0).state.cases_held.sum() == 0.0


def test_cases_are_held_as_far_as_there_is_time_and_only_by_somebody() -> None:
    many = empty_posts(0.9)
    empty = (many.state.filled[staff_rows(many)] == 0.0).sum()
    assert many.state.cases_held.sum() < 15.0 * empty
    simulation = first_day(5)
    s = simulation.state
    s.filled[staff_rows(simulation)[::4]] = 0.0
    s.filled[s.boss[staff_rows(simulation)]] = 0.0
    act(simulation, hours_there_are, hold_cases)
    assert s.cases_held.sum() == 0.0


def test_held_cases_add_to_what_a_service_can_do() -> None:
    found = []
    for held in (0.0, 20.0):
        simulation = opened()
        act(simulation, hours_there_are, time_budget)
        simulation.state.cases_held[:] = held
        simulation.act(casework)
        found.append(simulation.state.contact_supply[simulation.state.runs == 1.0])
    assert np.allclose(found[1] - found[0], 0.7 * 20.0)


# ------------------------------------------------------------------ what is left of the month
def test_a_managers_spare_hours_go_into_paperwork_and_those_of_staff_to_people() -> None:
    simulation = opened()
    s = simulation.state
    managers = (s.role == TEAM_MANAGER) & (s.filled == 1.0)
    staff = np.zeros(s.role.size, dtype=bool)
    staff[staff_rows(simulation)] = True
    s.owed_paperwork[managers | staff] = 5.0
    spare, paper = s.own_hours.copy(), s.paper_hours.copy()
    simulation.act(time_budget)
    assert np.all(spare[managers] > 5.0)
    assert np.all(s.owed_paperwork[managers] == 0.0)
    assert np.all(s.paperwork_hours[managers] > paper[managers])
    assert np.array_equal(s.paperwork_hours[staff], paper[staff])
    assert np.all(s.owed_paperwork[staff & (s.filled == 1.0)] > 0.0)


def test_paperwork_that_is_never_begun_is_not_made_up_for_either() -> None:
    simulation = opened(paperwork_kept=0.0)
    simulation.act(time_budget)
    s = simulation.state
    assert np.all(s.paperwork_hours[s.role == TEAM_MANAGER] == 0.0)
