"""S11: doom spreads and narrows the choice of savings; reflection costs now, and opens the search given slack."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import MARCH, act, entry, first_day, months_of, staff_rows

from sim.core.budget_round import budget_round
from sim.council.services import SALAMI
from sim.machine.engine import Simulation
from sim.theories.s11_beyond_doom import narrative

CALM = {"expectation": 0.0, "reflection_time": 0.0, "listened_gain": 0.0}


def told(months: int = 24, **settings: float) -> Simulation:
    """Councils that tell their stories for some months under the first settlement."""
    simulation = first_day(6, **settings)
    months_of(simulation, months, narrative)
    return simulation


def story(**settings: float) -> float:
    simulation = told(**settings)
    return float(simulation.state.narrative[staff_rows(simulation)].mean())


def test_who_expects_the_workforce_to_shrink_tells_of_doom() -> None:
    found = [story(expectation=share) for share in (0.0, 0.2, 1.0)]
    assert found[0] > found[1] > found[2]
    assert found[2] < -0.3


def test_the_announced_cut_and_posts_to_go_darken_the_story() -> None:
    means = []
    for cut, owed in ((0.0, 0.0), (0.2, 0.0), (0.0, 5.0)):
        simulation = first_day(6, **CALM)
        s = simulation.state
        s.funding_next[:] = (1.0 - cut) * s.funding
        s.posts_owed[:] = owed
        months_of(simulation, 12, narrative)
        means.append(s.narrative[staff_rows(simulation)].mean())
    assert means[0] == 0.0
    assert means[1] < -0.1
    assert means[2] < -0.1


def test_reflection_and_being_listened_to_brighten_it() -> None:
    assert story(reflection_time=0.1) > story(reflection_time=0.0) + 0.2
    listening = []
    for heard in (0.1, 0.9):
        simulation = first_day(6)
        simulation.state.listening[:] = heard
        months_of(simulation, 12, narrative)
        listening.append(simulation.state.narrative[staff_rows(simulation)].mean())
    assert listening[1] > listening[0] + 0.05


def test_doom_is_catching_along_ties_and_the_more_the_more_trusted() -> None:
    """One person tells of doom; those tied to them darken, and only where they trust and where contagion is on."""
    darkened = []
    for trust, contagion in ((0.9, 0.5), (0.1, 0.5), (0.9, 0.0)):
        simulation = first_day(1, narrative_contagion=contagion, fear_gain=0.0, **CALM)
        s = simulation.state
        teller = staff_rows(simulation)[5]
        s.trust[:] = 0.5
        s.trust[s.target == teller] = trust
        s.narrative[teller] = -1.0
        act(simulation, narrative)
        tied = s.target[s.arc_start[teller] : s.arc_start[teller + 1]]
        tied = tied[s.kind[tied] == 2]
        darkened.append(s.narrative[tied].mean())
    assert darkened[0] < darkened[1] < 0.0
    assert darkened[2] == 0.0


def test_reflection_takes_hours_and_builds_capability() -> None:
    simulation = told(1, reflection_time=0.05)
    s = simulation.state
    np.testing.assert_allclose(s.hours_asked[staff_rows(simulation)], 7.0)
    gained = entry(simulation, "capability", narrative)
    assert gained[s.runs == 1.0].min() > 0.0
    idle = told(1, reflection_time=0.0)
    assert idle.state.hours_asked.max() == 0.0
    assert entry(idle, "capability", narrative).max() == 0.0


def test_reflection_bears_fruit_late() -> None:
    early, late = (told(months, reflection_time=0.05).state.reflected.mean() for months in (3, 48))
    assert early < 0.15
    assert late > 0.8


def test_search_needs_slack() -> None:
    opened = []
    for reserves in (0.0, 0.25, 0.5):
        simulation = first_day(reflection_time=0.05)
        s = simulation.state
        s.reserves[:] = reserves * s.net_revenue
        s.reflected[:] = 1.0
        act(simulation, narrative)
        opened.append(s.openness[0])
    assert opened[0] == 0.0
    assert opened[0] < opened[1] < opened[2]


def test_hope_is_not_doom() -> None:
    simulation = told(24, expectation=0.0, reflection_time=0.1)
    assert simulation.state.doom.max() == 0.0
    assert told(24, expectation=1.0).state.doom.min() > 0.0
    assert told(24, expectation=1.0, doom_effect=0.0).state.doom.max() == 0.0


def votes(doom: float, openness: float) -> float:
    """Votes for salami slices under stress."""
    simulation = first_day(30, budget_mode="fixed", budget_cut=30.0)
    s = simulation.state
    s.stress[:] = 0.25
    s.doom[:] = doom
    s.openness[:] = openness
    act(simulation, budget_round, month=MARCH)
    return float(s.way_share[:, SALAMI].mean())


def test_doom_keeps_councils_salami_slicing_and_openness_leads_out_of_it() -> None:
    usual = votes(0.0, 0.0)
    assert votes(0.8, 0.0) > usual + 0.03
    assert votes(0.0, 1.0) < usual - 0.03


@pytest.mark.parametrize(("expectation", "better"), [(0.0, 1.0), (1.0, -1.0)])
def test_morale_follows_the_story(expectation: float, better: float) -> None:
    simulation = first_day(4, expectation=expectation, reflection_time=0.08 if better > 0 else 0.0)
    s = simulation.state
    months_of(simulation, 24, narrative)
    s.morale[:] = 0.6
    act(simulation, narrative)
    assert better * entry(simulation, "morale", narrative)[staff_rows(simulation)].mean() > 0.0
