"""Shunted cost: it raises the deficit of those who carry it, is remembered by them, and comes back."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import APRIL, act, entry, first_day

from sim.core.casework import casework
from sim.core.partners import joint_projects
from sim.council.services import HEALTH, SERVICES
from sim.machine.engine import Simulation

ADULT = SERVICES.index("adult_social_care")


def carrying(share: float, councils: int | str = 20, **settings: float) -> Simulation:
    """Councils without stress or projects whose partners carry this share of their budgets for them, as of now."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    s.stress[:] = 0.0
    s.project[:] = 0.0
    partners = np.flatnonzero(s.kind == 3)
    held = share * s.base_net[s.council[partners]] / (s.last_partner - s.first_partner)[s.council[partners]]
    simulation.month = APRIL
    simulation.begin_month()
    s.carried[partners] = s.newly_shunted[partners] = held
    return simulation


def after_a_month(simulation: Simulation) -> Simulation:
    """The partners act; flows that were put in stay."""
    for stock in joint_projects.adds:
        simulation.state.entries[stock][0][:] = 0.0
    simulation.act(joint_projects)
    return simulation


def test_what_a_partner_carries_raises_its_deficit_by_its_share_of_the_budget() -> None:
    none, some = after_a_month(carrying(0.0)), after_a_month(carrying(0.2))
    partners = none.state.kind == 3
    higher = none.state.own_deficit[partners] > 0.0
    more = (some.state.own_deficit - none.state.own_deficit)[partners]
    np.testing.assert_allclose(more[higher], 0.2)
    assert np.all(more > 0.1)


def test_it_is_remembered_in_pounds_over_the_budget_whether_or_not_a_project_lives() -> None:
    def bad(share: float) -> np.ndarray:
        simulation = after_a_month(carrying(share))
        s = simulation.state
        theirs = np.isin(s.source, np.flatnonzero(s.kind == 3))
        return simulation.state.entries["bad_evidence"][0][theirs]

    assert np.all(bad(0.0) == 0.0)
    np.testing.assert_allclose(bad(0.05), 20.0 * 0.05)
    np.testing.assert_allclose(bad(0.1), 2.0 * bad(0.05))


def test_what_was_shunted_comes_back_as_cost_and_work_of_a_service() -> None:
    simulation = carrying(0.1, shunt_return=0.24)
    s = simulation.state
    s.efficiency[:] = 0.3
    s.own_deficit[:] = 0.0
    before = s.carried.copy()
    after_a_month(simulation)
    np.testing.assert_allclose(s.carried, 0.98 * before)
    gone = np.bincount(s.council, before - s.carried, len(simulation.councils))
    assert np.all(s.sent_back.sum(axis=1) >= gone - 1e-12)
    back = s.sent_back > 0.0
    np.testing.assert_allclose(s.efficiency[back], 0.3 - 0.8 * (s.sent_back / s.budget)[back], rtol=1e-9)
    assert np.all(s.efficiency[~back & (s.runs == 1.0)] == 0.3)


@pytest.mark.parametrize(("council", "runs"), [("Camden", True), ("Burnley", False)])
def test_health_in_deficit_discharges_into_social_care_where_the_council_runs_it(council: str, runs: bool) -> None:
    simulation = first_day(council)
    s = simulation.state
    s.stress[:] = 0.4
    s.own_path[s.role == HEALTH] = 0.2
    act(simulation, joint_projects)
    assert bool(s.runs[0, ADULT]) is runs
    assert bool(s.sent_back[0, ADULT] > 0.0) is runs
    assert s.sent_back[0].sum() == s.sent_back[0, ADULT]
    calm = first_day(council)
    calm.state.stress[:] = 0.0
    calm.state.own_path[:] = -0.5
    act(calm, joint_projects)
    assert calm.state.sent_back.sum() == 0.0
    assert entry(calm, "bad_evidence", joint_projects).sum() == 0.0


def test_money_is_spent_late_where_posts_are_empty() -> None:
    left = []
    for gone in (0, 1, 2):
        simulation = first_day()
        s = simulation.state
        rows = np.concatenate([np.arange(a, a + gone) for a in s.staff_first[s.runs == 1.0]]).astype(int)
        s.filled[rows] = 0.0
        s.in_post[:] = s.base_staff - gone * s.runs
        act(simulation, casework)
        left.append(s.money_here[s.runs == 1.0] / (s.budget - s.pay_per_post * s.base_staff)[s.runs == 1.0])
    posts = first_day().state.base_staff[first_day().state.runs == 1.0]
    np.testing.assert_allclose(left[0], 1.0)
    np.testing.assert_allclose(left[1], 1.0 - 0.3 / posts)
    np.testing.assert_allclose(left[2], 1.0 - 0.6 / posts)
