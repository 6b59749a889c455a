"""The arena: most decisions solve nothing; scrutiny looks again at what is passed on, unless it is captured."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day, set_dyads

from sim.core.arena import arena, steer
from sim.core.scrutiny import scrutiny
from sim.council.services import BACKBENCHER, OPPOSITION
from sim.machine.engine import Simulation
from sim.theories.s07_joint_leadership_space import joint_leadership_space

COUNCILS = 40


def met(
    months: int = 48, stress: float = 0.2, challenge: float = 0.5, **settings: float
) -> tuple[Simulation, dict[str, float]]:
    """Totals of what became of problems in many arenas."""
    simulation = first_day(COUNCILS, **settings)
    set_dyads(simulation, 0.6)
    s = simulation.state
    s.stress[:] = stress
    s.challenge[:] = challenge
    totals = {"resolved": 0.0, "postponed": 0.0, "passed": 0.0}
    for month in range(months):
        act(simulation, joint_leadership_space, arena, steer, month=month)
        for name in totals:
            totals[name] += s.arrays[f"problems_{name}"].sum()
    return simulation, totals


def share(totals: dict[str, float]) -> float:
    """Resolved of all the decisions that were taken on problems."""
    return totals["resolved"] / sum(totals.values())


def test_most_decisions_solve_nothing() -> None:
    """F37, the garbage can: oversight and flight are commoner than resolution."""
    _, totals = met()
    assert share(totals) < 0.5


def test_the_harder_the_problems_the_fewer_are_solved() -> None:
    shares = [share(met(stress=stress, turbulence=2.0)[1]) for stress in (0.0, 0.2, 0.5)]
    assert shares[0] > shares[1] > shares[2]
    assert shares[2] < 0.3


def test_the_abler_solve_more() -> None:
    assert share(met(ability_mean=0.85)[1]) > 1.3 * share(met(ability_mean=0.4)[1])


def test_an_empty_directors_post_solves_less() -> None:
    _, full = met()
    empty = first_day(COUNCILS)
    set_dyads(empty, 0.6)
    s = empty.state
    s.stress[:] = 0.2
    s.filled[s.service_director[s.runs == 1.0]] = 0.0
    resolved = 0.0
    for month in range(48):
        act(empty, joint_leadership_space, arena, month=month)
        resolved += s.problems_resolved.sum()
    assert resolved < 0.8 * full["resolved"]


def test_nothing_is_lost_every_problem_is_resolved_passed_or_waits() -> None:
    simulation, totals = met(months=1)
    s = simulation.state
    assert np.isclose(totals["postponed"], s.open_problems.sum())


def test_postponing_makes_waiting_longer() -> None:
    slow, _ = met(postpone_share=0.95)
    quick, _ = met(postpone_share=0.1)
    assert slow.state.decision_delay.mean() > 1.5 * quick.state.decision_delay.mean()


def test_what_is_resolved_steers_and_what_is_passed_on_lets_drift() -> None:
    good, _ = met(ability_mean=0.9, stress=0.0)
    bad, _ = met(ability_mean=0.3, stress=0.6, turbulence=2.0, challenge=0.0)
    at = good.state.runs == 1.0
    assert good.state.steering[at].mean() > 0.55
    assert bad.state.steering[at].mean() < 0.45


def test_scrutiny_softens_what_is_passed_on() -> None:
    unseen, _ = met(ability_mean=0.4, challenge=0.0)
    seen, _ = met(ability_mean=0.4, challenge=1.0)
    at = seen.state.runs == 1.0
    assert seen.state.steering[at].mean() > unseen.state.steering[at].mean() + 0.02


# ------------------------------------------------------------------ scrutiny
def scrutinised(
    *, trust: float = 0.5, listening: float = 0.5, role: int | None = None, months: int = 36, **settings: float
) -> Simulation:
    simulation = first_day(COUNCILS, politicians=40, **settings)
    s = simulation.state
    politicians = s.kind == 0
    s.trust[s.boss_arc[politicians & (s.boss_arc >= 0)]] = trust
    s.listening[politicians & ((s.role == role) if role is not None else True)] = listening
    for month in range(months):
        act(simulation, scrutiny, month=month)
    return simulation


def test_backbenchers_who_trust_their_leader_are_captured() -> None:
    assert scrutinised(trust=0.95).state.challenge.mean() < 0.85 * scrutinised(trust=0.1).state.challenge.mean()
    free = [scrutinised(trust=trust, capture=0.0).state.challenge.mean() for trust in (0.1, 0.95)]
    assert free[0] == free[1]


def test_both_backbench_and_opposition_carry_scrutiny() -> None:
    for role in (BACKBENCHER, OPPOSITION):
        quiet, loud = scrutinised(role=role, listening=0.0), scrutinised(role=role, listening=1.0)
        assert loud.state.challenge.mean() > 1.1 * quiet.state.challenge.mean()


def test_scrutiny_finds_governance_risk_and_takes_hours() -> None:
    weak, strong = scrutinised(scrutiny_strength=0.1, months=120), scrutinised(scrutiny_strength=1.0, months=120)
    assert strong.state.governance_exposure.mean() < 0.8 * weak.state.governance_exposure.mean()
    assert strong.state.hours_granted.sum() > 3.0 * weak.state.hours_granted.sum() > 0.0
