"""The law of trust against its closed form: beta evidence, forgetting, disposition, asymmetry."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, entry, first_day, months_of

from sim.core.partners import joint_projects
from sim.core.relations import everyday_contact
from sim.core.relations import trust as fold
from sim.machine.engine import Simulation

LONG = 1500
"""Months after which what was at the start is forgotten to the last bits."""


def fold_experiences(simulation: Simulation, good: float, bad: float, months: int, processes: int = 1) -> None:
    """Fold the same month's experiences into every tie, again and again; each of some processes brings them."""
    s = simulation.state
    for _ in range(months):
        simulation.begin_month()
        s.entries["good_evidence"][0] = processes * good
        s.entries["bad_evidence"][0] = processes * bad
        s.contacts[:] = processes
        simulation.act(fold)


def fixed_point(p: float, b: np.ndarray, *, asymmetry: float, weight: float, memory: float) -> np.ndarray:
    """Where trust settles if a share ``p`` of each month's experience is good: the closed form."""
    lasting = weight / (1.0 - memory ** (1.0 / 3.0))
    good, bad = lasting * p, lasting * asymmetry * (1.0 - p)
    return (good + 2.0 * b) / (good + bad + 2.0)


@pytest.mark.parametrize("asymmetry", [1.0, 3.0, 5.0])
@pytest.mark.parametrize(("weight", "memory"), [(0.3, 0.95), (0.1, 0.9)])
def test_trust_settles_at_the_closed_form(asymmetry: float, weight: float, memory: float) -> None:
    settings = {"trust_loss_asymmetry": asymmetry, "evidence_weight": weight, "trust_memory": memory}
    for p in (0.0, 0.3, 0.5, 0.8, 0.95, 1.0):
        simulation = first_day(**settings)
        s = simulation.state
        fold_experiences(simulation, p, 1.0 - p, LONG)
        expected = fixed_point(p, s.disposition[s.source], asymmetry=asymmetry, weight=weight, memory=memory)
        np.testing.assert_allclose(s.trust, expected, rtol=1e-9)


def test_where_it_began_is_forgotten() -> None:
    high, low = first_day(initial_trust=0.9), first_day(initial_trust=0.1)
    for simulation in (high, low):
        fold_experiences(simulation, 0.7, 0.3, LONG)
    np.testing.assert_allclose(high.state.trust, low.state.trust, rtol=1e-9)


def test_a_start_is_felt_for_years() -> None:
    """The plain law would return to one half before the run is half over; initial trust must matter within a run."""
    high, low = first_day(initial_trust=0.8), first_day(initial_trust=0.3)
    for simulation in (high, low):
        fold_experiences(simulation, 0.7, 0.3, 36)
    assert (high.state.trust - low.state.trust).mean() > 0.05


def test_without_contact_trust_returns_to_the_holders_disposition() -> None:
    simulation = first_day(initial_trust=0.9)
    s = simulation.state
    fold_experiences(simulation, 0.0, 0.0, LONG)
    np.testing.assert_allclose(s.trust, s.disposition[s.source], rtol=1e-6)
    assert s.disposition[s.source].std() > 0.05, "not to one value for all"


def test_without_asymmetry_mixed_experience_is_met_with_middling_trust() -> None:
    """The control a = 1: at a disposition of one half trust settles at one half if half of the experience is good."""
    for asymmetry, below in ((1.0, False), (3.0, True)):
        simulation = first_day(trust_loss_asymmetry=asymmetry)
        s = simulation.state
        s.disposition[:] = 0.5
        fold_experiences(simulation, 0.5, 0.5, LONG)
        assert np.all(s.trust < 0.35) if below else np.allclose(s.trust, 0.5)


def test_one_bad_experience_outweighs_one_good_one() -> None:
    change = {}
    for kind, (good, bad) in {"good": (1.0, 0.0), "bad": (0.0, 1.0), "none": (0.0, 0.0)}.items():
        simulation = first_day(initial_trust=0.5, trust_spread=0.0)
        s = simulation.state
        s.disposition[:] = 0.5
        s.good_evidence[:] = s.bad_evidence[:] = 3.0
        fold_experiences(simulation, good, bad, 1)
        change[kind] = s.trust.mean()
    assert change["none"] - change["bad"] > 2.0 * (change["good"] - change["none"]) > 0.0


def test_busy_ties_do_not_learn_faster_than_they_can() -> None:
    """Evidence is normalised by the number of contacts: the same experience in two ways is one experience."""
    once, twice = first_day(), first_day()
    fold_experiences(once, 0.75, 0.25, 12)
    fold_experiences(twice, 0.75, 0.25, 12, processes=2)
    np.testing.assert_allclose(once.state.trust, twice.state.trust, rtol=1e-12)


def test_what_one_process_brings_in_a_month_is_one_contact() -> None:
    """A project and the everyday are two contacts; a project that brings good and bad is still one."""
    simulation = first_day(10)
    s = simulation.state
    months_of(simulation, 12, joint_projects)
    act(simulation, joint_projects, everyday_contact)
    project, meeting = (
        entry(simulation, "good_evidence", process) + entry(simulation, "bad_evidence", process) > 0.0
        for process in (joint_projects, everyday_contact)
    )
    assert np.array_equal(s.contacts, project * 1.0 + meeting)
    assert s.contacts.max() == 2.0
    assert (project & (entry(simulation, "good_evidence", joint_projects) < 0.5)).any()


def test_one_address_holds_the_luck_of_two_months() -> None:
    """The second of two months uses luck drawn in the first: as uniform, and without a tie to it."""
    simulation = first_day(20)
    s = simulation.state
    luck = []
    for month in (2, 3):
        act(simulation, everyday_contact, month=month)
        luck.append(entry(simulation, "good_evidence", everyday_contact) > 0.0)
    ahead = s.luck_ahead
    assert abs(ahead.mean() - 0.5) < 4.0 / np.sqrt(12.0 * ahead.size)
    assert 0.0 < ahead.min() < ahead.max() < 1.0
    first, second = luck
    alike = np.corrcoef(first, second)[0, 1]
    act(simulation, everyday_contact, month=4)
    later = np.corrcoef(first, entry(simulation, "good_evidence", everyday_contact) > 0.0)[0, 1]
    assert abs(alike - later) < 0.03, "as alike as months apart: by layer and manner, not by luck"


def test_conduct_decides_what_a_meeting_is_like() -> None:
    """Who listens and lives the values gives better experiences; tired people have worse ones."""
    share = {}
    for name, conduct, fatigue in (("good", 0.9, 0.3), ("bad", 0.1, 0.3), ("tired", 0.9, 0.9)):
        simulation = first_day(10)
        s = simulation.state
        s.listening[:] = s.consistency[:] = conduct
        s.fatigue[:] = fatigue
        act(simulation, everyday_contact)
        good, bad = (
            entry(simulation, "good_evidence", everyday_contact).sum(),
            entry(simulation, "bad_evidence", everyday_contact).sum(),
        )
        share[name] = good / (good + bad)
    assert share["bad"] < share["tired"] < share["good"]


def test_being_let_decide_sweetens_and_being_merely_consulted_sours_the_tie_to_a_manager() -> None:
    share = {}
    for name, delegation, participation in (
        ("let decide", 0.8, 0.8),
        ("told", 0.2, 0.2),
        ("merely consulted", 0.2, 0.8),
    ):
        simulation = first_day(20)
        s = simulation.state
        s.delegation[:] = delegation
        s.participation[:] = participation
        act(simulation, everyday_contact)
        up = s.boss_arc[(s.kind == 2) & (s.boss_arc >= 0)]
        good = entry(simulation, "good_evidence", everyday_contact)[up].sum()
        share[name] = good / (good + entry(simulation, "bad_evidence", everyday_contact)[up].sum())
    assert share["merely consulted"] < share["told"] < share["let decide"]
