"""The line of command: one commander in the chain stops delegation; talk without authority is none."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, staff_rows

from sim.core.line_of_command import conditions, felt_permission
from sim.council.services import CABINET, CHIEF_EXECUTIVE, DIRECTOR, LEADER, TEAM_MANAGER
from sim.machine.engine import Simulation


def line(style: float, **settings: float) -> Simulation:
    """A council whose leaders all have one style."""
    simulation = first_day(frontline_staff=200, managers=30, **settings)
    simulation.state.style[:] = style
    return simulation


def reached(simulation: Simulation) -> np.ndarray:
    """Delegation to each member of staff."""
    act(simulation, conditions)
    return simulation.state.delegation[staff_rows(simulation)].copy()


@pytest.mark.parametrize("role", [LEADER, CABINET, CHIEF_EXECUTIVE, DIRECTOR, TEAM_MANAGER])
def test_one_commander_anywhere_in_the_chain_stops_delegation(role: int) -> None:
    simulation = line(0.9)
    s = simulation.state
    free = reached(simulation)
    np.testing.assert_allclose(free, 0.9)
    s.style[s.role == role] = 0.1
    bound = reached(simulation)
    rows = staff_rows(simulation)
    under = s.role[s.boss[rows]] == TEAM_MANAGER if role == TEAM_MANAGER else np.ones(rows.size, bool)
    np.testing.assert_allclose(bound[under], 0.1)
    np.testing.assert_allclose(bound[~under], 0.9)


@pytest.mark.parametrize("role", [LEADER, CABINET, CHIEF_EXECUTIVE, DIRECTOR])
def test_one_who_lets_go_among_commanders_changes_nothing_at_the_front(role: int) -> None:
    simulation = line(0.1)
    simulation.state.style[simulation.state.role == role] = 0.9
    np.testing.assert_allclose(reached(simulation), 0.1)


def test_layers_of_approval_shrink_as_decisions_are_let_go() -> None:
    layers = []
    for style in (0.1, 0.5, 0.9):
        simulation = line(style)
        act(simulation, conditions)
        layers.append(simulation.state.approvals[staff_rows(simulation)].mean())
    np.testing.assert_allclose(layers, [2.0 * 0.9, 2.0 * 0.5, 2.0 * 0.1])


def test_the_chance_of_a_veto_adds_up_over_the_links() -> None:
    veto = []
    for style in (0.0, 0.5, 1.0):
        simulation = line(style)
        act(simulation, conditions)
        veto.append(simulation.state.veto[simulation.state.runs == 1.0].mean())
    np.testing.assert_allclose(veto, [1.0 - 0.55**3, 1.0 - 0.775**3, 0.0], atol=1e-12)


def test_consulted_without_authority_people_may_decide_nothing() -> None:
    simulation = line(0.9, authority_follows_style=0.0)
    assert np.all(reached(simulation) == 0.0)
    assert simulation.state.participation[simulation.state.runs == 1.0].mean() > 0.8


def test_where_styles_do_not_matter_every_condition_is_middling_whatever_they_are() -> None:
    found = []
    for style in (0.1, 0.9):
        simulation = line(style, style_matters=0.0)
        act(simulation, conditions)
        s = simulation.state
        found.append(np.concatenate([s.delegation, s.approvals, s.veto.ravel(), s.participation.ravel()]))
    assert np.array_equal(*found)
    assert np.all(reached(line(0.9, style_matters=0.0)) == 0.5)


def test_a_partner_who_employs_the_staff_lets_them_decide_less() -> None:
    simulation = line(0.8)
    own = reached(simulation)
    simulation.state.outsourced[:] = 1.0
    np.testing.assert_allclose(reached(simulation), 0.7 * own)


def test_delegation_is_felt_where_the_manager_is_trusted_and_lives_the_values() -> None:
    felt = {}
    for trust in (0.1, 0.9):
        for consistency in (0.3, 0.95):
            simulation = line(0.8)
            s = simulation.state
            s.trust[:] = trust
            s.consistency[:] = consistency
            act(simulation, conditions, felt_permission)
            felt[trust, consistency] = s.permission[staff_rows(simulation)].mean()
    assert felt[0.1, 0.3] < min(felt[0.9, 0.3], felt[0.1, 0.95])
    assert max(felt[0.9, 0.3], felt[0.1, 0.95]) < felt[0.9, 0.95] <= 0.8
