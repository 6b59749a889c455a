"""Failure has two routes: reserves that run out, and a governance shock beyond what the officers can absorb (F15)."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day

from sim.core.accounts import section_114
from sim.core.line_of_command import conditions
from sim.core.lines import post_lines
from sim.machine.engine import Simulation

COUNCILS = 60


def examined(
    months: int = 24,
    *,
    reserves: float = 0.3,
    exposure: float = 0.5,
    challenge: float = 0.5,
    officers: float = 1.0,
    **settings: float,
) -> Simulation:
    """Councils held in one state and put to the section 114 test month after month; ``reserves`` in net revenues."""
    simulation = first_day(COUNCILS, **settings)
    s = simulation.state
    managers = np.flatnonzero(s.kind == 1)
    s.filled[managers[int(officers * managers.size) :]] = 0.0
    for month in range(months):
        s.reserves[:] = reserves * s.net_revenue
        s.governance_exposure[:] = exposure
        s.challenge[:] = challenge
        act(simulation, section_114, post_lines, month=month)
    return simulation


def test_councils_with_money_and_good_governance_do_not_fail() -> None:
    assert examined(exposure=0.0, governance_shock=0.5).state.failed.sum() == 0.0


def test_who_runs_out_of_reserves_fails_at_once_whatever_the_governance() -> None:
    simulation = examined(1, reserves=-0.01, exposure=0.0, governance_shock=0.0)
    assert np.all(simulation.state.failed == 1.0)


def test_a_governance_shock_fails_a_council_with_full_reserves() -> None:
    failed = examined(reserves=0.8, exposure=3.0, challenge=0.0, governance_shock=0.5).state.failed.mean()
    assert failed > 0.3
    assert examined(reserves=0.8, exposure=3.0, challenge=0.0, governance_shock=0.0).state.failed.sum() == 0.0


def test_officers_and_scrutiny_absorb_shocks() -> None:
    shocked = {"exposure": 1.5, "governance_shock": 0.5}
    assert (
        examined(challenge=1.0, **shocked).state.failed.mean() < examined(challenge=0.0, **shocked).state.failed.mean()
    )
    assert examined(officers=1.0, **shocked).state.failed.mean() < examined(officers=0.4, **shocked).state.failed.mean()


def test_support_lifts_reserves_above_the_floor_and_control_follows_for_two_years() -> None:
    simulation = examined(1, reserves=-0.2, governance_shock=0.0)
    s = simulation.state
    np.testing.assert_allclose(s.reserves, simulation.values["support"] * s.net_revenue)
    assert np.all(s.intervention == 24.0)
    for month in range(1, 25):
        act(simulation, section_114, month=month)
    assert np.all(s.intervention == 0.0)
    assert np.all(s.failed == 1.0), "a notice is not taken back"


def test_under_control_little_is_delegated() -> None:
    simulation = first_day(style_mean=0.8)
    s = simulation.state
    free = s.delegation_reached[s.runs == 1.0].mean()
    s.intervention[:] = 12.0
    act(simulation, conditions)
    assert np.isclose(s.delegation_reached[s.runs == 1.0].mean(), 0.5 * free)
