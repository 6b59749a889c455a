"""S12: layers of approval stop right and wrong alike and take time; discretion is as good as the shared values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from first_day import act, entry, first_day, staff_rows

from sim.core.approvals import approvals
from sim.core.casework import casework
from sim.machine.engine import Simulation
from sim.theories.s12_heart_decisions import heart_decisions

AGENCIES = 6.0
"""Cases that need six agencies: only a sixth of their decisions is covered by rules."""


def decided(layers: float, alignment: float, *, permission: float = 1.0, **settings: Any) -> Simulation:
    """Decisions through ``layers`` of approval beside decisions at the front, in every service."""
    simulation = first_day(**settings)
    s = simulation.state
    s.wickedness[:] = AGENCIES
    s.approvals[:] = layers
    s.alignment[:] = alignment
    s.permission[:] = permission
    act(simulation, approvals, heart_decisions)
    return simulation


def worth(layers: float, alignment: float, **settings: float) -> tuple[float, float]:
    """Right decisions in time less wrong ones: (through approvals, at the front)."""
    s = decided(layers, alignment, **settings).state
    here = s.runs == 1.0
    through = s.approved_in_time[here] - s.approved_misuse[here]
    front = s.heart_in_time[here] - s.heart_misuse[here]
    return float(through.mean()), float(front.mean())


@pytest.mark.parametrize("layers", [0, 1, 2, 3, 5])
def test_approvals_are_those_of_sah_and_stiglitz(layers: int) -> None:
    """A hierarchy of n accepts a right request with p^n and a wrong one with q^n, exactly, of those put forward."""
    settings = {"right_passes": 0.85, "wrong_passes": 0.35, "wrong_requests": 0.2, "delay_harm": 0.0}
    s = decided(layers, 0.7, **settings).state
    here = s.runs == 1.0
    np.testing.assert_allclose(s.approved_in_time[here], 0.7 * 0.85**layers, rtol=1e-12)
    np.testing.assert_allclose(s.approved_misuse[here], 0.2 * 0.3 * 0.35**layers, rtol=1e-12)


def test_each_layer_takes_time_and_what_waits_loses_its_use() -> None:
    slow = decided(3, 0.7, right_passes=1.0, approval_delay=0.5, delay_harm=0.6).state
    here = slow.runs == 1.0
    np.testing.assert_allclose(slow.approved_in_time[here], 0.7 * np.exp(-0.6 * 0.5 * 3), rtol=1e-12)


def test_paperwork_owed_makes_requests_wait_and_hides_what_is_wrong() -> None:
    def after(owed: float) -> tuple[float, float]:
        simulation = first_day()
        s = simulation.state
        s.wickedness[:] = AGENCIES
        s.approvals[:] = 2.0
        s.owed_paperwork[:] = owed
        act(simulation, approvals)
        here = s.runs == 1.0
        return float(s.approved_in_time[here].mean()), float(s.approved_misuse[here].mean())

    (timely, wrong), (late, worse) = after(0.0), after(80.0)
    assert late < 0.9 * timely
    assert worse > 1.2 * wrong


def test_plain_cases_are_settled_by_rule_whatever_the_layers() -> None:
    found = []
    for layers in (0.0, 5.0):
        simulation = first_day()
        s = simulation.state
        s.wickedness[:] = 1.0
        s.approvals[:] = layers
        act(simulation, approvals, casework)
        found.append((s.in_time[s.runs == 1.0].mean(), s.misuse[s.runs == 1.0].mean()))
    assert found[0] == found[1]


def test_whoever_looks_first_does_not_undo_the_own_error_by_asking() -> None:
    """Without layers and without audit it makes no difference who decides: nobody else has looked."""
    through, front = worth(0, 0.6, audit_rate=0.0)
    simulation = decided(0, 0.6, audit_rate=0.0)
    simulation.state.accountability[:] = 0.0
    assert through <= front
    np.testing.assert_allclose(
        simulation.state.approved_in_time[simulation.state.runs == 1.0],
        simulation.state.heart_in_time[simulation.state.runs == 1.0],
        rtol=1e-12,
    )


def test_discretion_wins_where_values_are_shared() -> None:
    through, front = worth(3, 0.9)
    assert front > through + 0.2


def test_the_best_number_of_layers_falls_as_values_are_shared() -> None:
    """The card: never n = 0 best at every alignment, never n = 0 best at none. Tried at one style, approvals alone."""
    layers = [0.0, 0.25, 0.5, 1.0, 2.0, 4.0]

    def best(alignment: float) -> float:
        return max(layers, key=lambda n: worth(n, alignment, audit_rate=0.0)[0])

    found = [best(alignment) for alignment in (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.0
    assert found[-1] == 0.0


def test_a_reckless_act_that_is_found_costs_permission_morale_and_trust() -> None:
    simulation = first_day(20, reckless_rate=0.2, audit_rate=0.0)
    s = simulation.state
    s.wickedness[:] = AGENCIES
    s.alignment[:] = 0.1
    s.permission[:] = 1.0
    s.accountability[:] = 1.0
    act(simulation, approvals, heart_decisions)
    caught = np.flatnonzero(s.sanction == 1.0)
    rows = staff_rows(simulation)
    assert 0 < caught.size < rows.size
    assert s.reckless_found.sum() == caught.size
    np.testing.assert_allclose(s.permission_withdrawn[caught], -simulation.values["sanction_permission"])
    assert (s.permission_withdrawn[np.setdiff1d(rows, caught)] == 0.0).all()
    morale = entry(simulation, "morale", heart_decisions)
    np.testing.assert_allclose(morale[caught], -simulation.values["sanction_morale"])
    bad = entry(simulation, "bad_evidence", heart_decisions)
    assert (bad[s.reverse[s.boss_arc[caught]]] == 1.0).all()
    before = s.sanction[caught].copy()
    s.permission[:] = 0.0
    act(simulation, approvals, heart_decisions)
    assert (s.sanction[caught] < before).all(), "it is forgotten in time"


def test_discretion_decides_right_as_often_as_values_are_shared() -> None:
    s = decided(2, 0.8).state
    np.testing.assert_allclose(s.heart_in_time[s.runs == 1.0], 0.8, rtol=1e-12)


def test_audit_and_accountability_deter_misuse_and_audit_costs_paperwork() -> None:
    free = decided(2, 0.5, audit_rate=0.0)
    audited = decided(2, 0.5, audit_rate=0.3)
    here = free.state.runs == 1.0
    assert audited.state.heart_misuse[here].mean() < 0.5 * free.state.heart_misuse[here].mean()
    nothing = decided(2, 0.5, without=["S12"])
    assert np.array_equal(free.state.paperwork_due, nothing.state.paperwork_due)
    assert audited.state.paperwork_due.sum() > nothing.state.paperwork_due.sum()

    simulation = first_day(audit_rate=0.0)
    s = simulation.state
    s.alignment[:] = 0.5
    misuse = []
    for accountability in (0.0, 1.0):
        s.accountability[:] = accountability
        act(simulation, approvals, heart_decisions)
        misuse.append(s.heart_misuse[here].mean())
    assert np.isclose(misuse[1], 0.5 * misuse[0])


def test_only_those_who_feel_permitted_decide() -> None:
    assert decided(2, 0.9, permission=0.0).state.heart_share.max() == 0.0
    s = decided(2, 0.9, permission=0.4).state
    np.testing.assert_allclose(s.heart_share[s.runs == 1.0], 0.4)
