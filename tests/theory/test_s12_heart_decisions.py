"""S12: layers of approval stop right and wrong alike and take time; discretion is as good as the shared values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from first_day import act, first_day

from sim.core.approvals import approvals
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
    """A hierarchy of n accepts a right request with p^n and a wrong one with q^n, exactly."""
    settings = {
        "right_passes": 0.85,
        "wrong_passes": 0.35,
        "wrong_requests": 0.2,
        "delay_harm": 0.0,
        "rule_accuracy": 0.8,
    }
    s = decided(layers, 0.7, **settings).state
    here = s.runs == 1.0
    ruled = 1.0 / AGENCIES
    right = (s.approved_in_time[here] - ruled * 0.8) / (1.0 - ruled)
    wrong = (s.approved_misuse[here] / 0.2 - 0.1 * ruled) / (1.0 - ruled)
    np.testing.assert_allclose(right, 0.85**layers, rtol=1e-12)
    np.testing.assert_allclose(wrong, 0.35**layers, rtol=1e-12)


def test_each_layer_takes_time_and_what_waits_loses_its_use() -> None:
    slow = decided(3, 0.7, right_passes=1.0, rule_accuracy=1.0, approval_delay=0.5, delay_harm=0.6).state
    here = slow.runs == 1.0
    ruled = 1.0 / AGENCIES
    np.testing.assert_allclose(slow.approved_in_time[here], ruled + (1 - ruled) * np.exp(-0.6 * 0.5 * 3), rtol=1e-12)


def test_plain_cases_are_settled_by_rule_whatever_the_layers() -> None:
    simulation = first_day()
    s = simulation.state
    s.wickedness[:] = 1.0
    found = []
    for layers in (0.0, 5.0):
        s.approvals[:] = layers
        act(simulation, approvals)
        found.append(s.approved_in_time[s.runs == 1.0].mean())
    assert found[0] == found[1]


def test_discretion_wins_where_values_are_shared() -> None:
    through, front = worth(3, 0.9)
    assert front > through + 0.2


def test_discretion_loses_where_values_are_not_shared_and_nobody_audits() -> None:
    for layers in (2, 3):
        through, front = worth(layers, 0.3, audit_rate=0.0)
        assert front < through - 0.2


def test_the_best_number_of_layers_hangs_on_alignment() -> None:
    """The card: never n = 0 best at every alignment, never n = 0 best at none."""
    wins = [worth(2, alignment, audit_rate=0.0) for alignment in (0.3, 0.5, 0.7, 0.9)]
    ahead = [front > through for through, front in wins]
    assert ahead[0] is False
    assert ahead[-1] is True
    assert ahead == sorted(ahead), "once discretion is ahead it stays ahead as values are shared more"


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
        act(simulation, heart_decisions)
        misuse.append(s.heart_misuse[here].mean())
    assert np.isclose(misuse[1], 0.5 * misuse[0])


def test_only_those_who_feel_permitted_decide() -> None:
    assert decided(2, 0.9, permission=0.0).state.heart_share.max() == 0.0
    s = decided(2, 0.9, permission=0.4).state
    np.testing.assert_allclose(s.heart_share[s.runs == 1.0], 0.4)
