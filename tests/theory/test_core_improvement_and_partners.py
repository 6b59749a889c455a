"""Improvement is worse before it is better; partners cooperate on trust and stop where their own deficit presses."""

from __future__ import annotations

import numpy as np
from first_day import act, entry, first_day, months_of, staff_rows

from sim.core.hours import hours_there_are, time_budget
from sim.core.improvement import improvement, tend_capability, time_to_improve
from sim.core.line_of_command import conditions
from sim.core.partners import joint_projects
from sim.core.relations import trust as fold
from sim.machine.engine import Simulation


def improving(months: int, *, permission: float = 0.5, veto: float = 0.0, **settings: float) -> Simulation:
    simulation = first_day(10, **settings)
    s = simulation.state
    for _ in range(months):
        act(simulation, conditions)
        s.permission[:] = permission
        s.veto[:] = veto
        for process in (hours_there_are, time_to_improve, time_budget, improvement, tend_capability):
            simulation.act(process)
        simulation.month += 1
    return simulation


def test_improvement_is_worse_before_it_is_better() -> None:
    """Hours come off contact at once; capability comes later, and decays where nobody tends it."""
    tended, neglected = improving(1, improvement_share=0.1), improving(1, improvement_share=0.0)
    rows = staff_rows(tended)
    assert tended.state.contact_hours[rows].mean() < neglected.state.contact_hours[rows].mean() - 3.0
    early = tended.state.capability.mean() - neglected.state.capability.mean()
    late = (
        improving(48, improvement_share=0.1).state.capability.mean()
        - improving(48, improvement_share=0.0).state.capability.mean()
    )
    assert late > 3.0 * early > 0.0
    assert improving(48, improvement_share=0.0).state.capability[tended.state.runs == 1.0].mean() < 0.3


def test_permission_lets_the_fronts_ideas_through_and_a_veto_stops_them() -> None:
    here = first_day().state.runs[0] == 1.0
    free, vetoed, forbidden = (
        improving(36, permission=p, veto=v).state.capability[:, here].mean()
        for p, v in ((0.9, 0.0), (0.9, 1.0), (0.0, 0.0))
    )
    assert free > vetoed
    assert free > forbidden


def test_ignored_ideas_breed_cynicism() -> None:
    def lost(permission: float) -> float:
        simulation = first_day(10, idea_rate=0.3)
        simulation.state.permission[:] = permission
        act(simulation, improvement)
        return float(simulation.state.entries["morale"].sum())

    assert lost(0.0) < lost(0.9) <= 0.0


def playing(
    months: int = 24, *, trust: float = 0.6, stress: float = 0.1, temptation: float = 0.05, **settings: float
) -> Simulation:
    simulation = first_day(20, **settings)
    s = simulation.state
    partners = s.kind == 3
    arcs = np.flatnonzero(partners[s.source])
    for z in (arcs, s.reverse[arcs]):
        s.trust[z] = trust
        s.good_evidence[z], s.bad_evidence[z] = 10.0 * trust, 10.0 * (1.0 - trust)
    s.stress[:] = stress
    s.temptation[:] = temptation
    s.project[partners] = 1.0
    months_of(simulation, months, joint_projects, fold)
    return simulation


def test_trusted_partnerships_live_longer() -> None:
    assert playing(trust=0.8).state.project.sum() > 1.3 * playing(trust=0.2).state.project.sum()


def test_partners_own_deficits_end_projects() -> None:
    assert playing(stress=0.0).state.project.sum() > 1.1 * playing(stress=0.5).state.project.sum()


def test_living_projects_bring_reach_and_cost_hours() -> None:
    found = []
    for living in (0.0, 1.0):
        simulation = first_day(10, project_start=0.0)
        s = simulation.state
        s.project[s.kind == 3] = living
        act(simulation, joint_projects)
        found.append((s.reach[s.runs == 1.0].mean(), s.partner_help.sum(), s.hours_granted.sum()))
    assert found[1][0] > found[0][0]
    assert found[1][1] > found[0][1] == 0.0
    assert found[1][2] > found[0][2] == 0.0


def test_projects_begin_on_trust_and_open_hands() -> None:
    def begun(trust: float, delegation: float) -> float:
        simulation = first_day(40)
        s = simulation.state
        s.trust[:] = trust
        s.delegation[:] = delegation
        act(simulation, joint_projects)
        return float(s.project.sum())

    assert begun(0.9, 0.5) > begun(0.2, 0.5)
    assert begun(0.6, 0.9) > begun(0.6, 0.1)


def test_what_is_rolled_out_is_worth_what_the_director_in_post_can() -> None:
    gained = []
    for filled in (1.0, 0.0):
        simulation = first_day(10)
        s = simulation.state
        s.permission[:] = 0.2
        s.improvement_hours[staff_rows(simulation)] = 8.0
        s.filled[s.service_director[s.runs == 1.0]] = filled
        act(simulation, improvement)
        gained.append(float(entry(simulation, "capability", improvement).sum()))
    assert gained[0] > gained[1] > 0.0
