"""Protection: duty without being asked, and what councillors plead for because their wards use it."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import MARCH, act, first_day

from sim.core.protection import protect
from sim.council.services import BACKBENCHER, OPPOSITION, PROFILES, SERVICES
from sim.machine.engine import Simulation

HOUSING, ROADS, CULTURE = (SERVICES.index(name) for name in ("housing", "highways_transport", "cultural"))
SIZES = {"wards": 6, "politicians": 30, "ward_inequality": 0.6}


def councils(count: int = 1, **settings: float) -> Simulation:
    """Councils in March with needy and other wards, the last ward the neediest."""
    simulation = first_day(count, **{**SIZES, **settings})
    simulation.state.satisfaction[:] = simulation.values["satisfaction_start"]
    return simulation


def plea(simulation: Simulation, service: int) -> float:
    act(simulation, protect, month=MARCH)
    return float(simulation.state.plea[:, service].mean())


def test_with_wards_alike_and_no_priorities_duty_and_visibility_decide() -> None:
    simulation = councils(ward_inequality=0.0, priority_spread=0.0)
    act(simulation, protect, month=MARCH)
    s, p = simulation.state, simulation.values
    assert s.plea[0] == pytest.approx(1.0)
    expected = [
        (1 - p["protection_scale"] * profile.statutory) * (1 - p["plea_strength"] * profile.visibility)
        for profile in PROFILES
    ]
    assert s.open_to_cuts[0] == pytest.approx(expected)


def test_who_is_in_danger_pleads_for_what_the_ward_uses() -> None:
    """Anger in needy wards protects housing and not roads; anger elsewhere the other way round."""
    found = {}
    for place in ("needy", "others"):
        simulation = councils(turnout_need=0.0)
        wards = simulation.state.satisfaction[0]
        wards[-2:] -= 0.3 if place == "needy" else 0.0
        wards[:2] -= 0.0 if place == "needy" else 0.3
        found[place] = plea(simulation, HOUSING), plea(simulation, ROADS), plea(simulation, CULTURE)
    assert found["needy"][0] > 1.05 > 0.95 > found["others"][0]
    assert found["needy"][1] < 1.0 < found["others"][1]
    assert (found["needy"][2], found["others"][2]) == pytest.approx((1.0, 1.0)), "everybody alike uses culture"


def test_who_does_not_vote_is_not_heard() -> None:
    heard = [plea(councils(turnout_need=need), HOUSING) for need in (0.0, 1.0, 2.0)]
    assert heard[0] == pytest.approx(1.0)
    assert heard[0] > heard[1] > heard[2]


def test_councillors_who_are_empty_seats_or_in_opposition_plead_for_nothing() -> None:
    simulation = councils()
    s = simulation.state
    before = plea(simulation, HOUSING)
    rows = np.arange(s.first_politician[0], s.first_manager[0])
    s.ward[rows[s.role[rows] == OPPOSITION]] = 5
    assert plea(simulation, HOUSING) == before
    s.ward[rows[s.role[rows] <= BACKBENCHER]] = 5
    all_needy = plea(simulation, HOUSING)
    assert all_needy > before
    s.filled[rows[s.role[rows] == BACKBENCHER]] = 0.0
    assert plea(simulation, HOUSING) == pytest.approx(all_needy)


def test_pleas_shield_what_is_seen_and_nothing_without_strength() -> None:
    strong, none = councils(priority_spread=0.0), councils(priority_spread=0.0, plea_strength=0.0)
    for simulation in (strong, none):
        act(simulation, protect, month=MARCH)
    duty = 1 - none.values["protection_scale"] * none.state.statutory[0]
    assert none.state.open_to_cuts[0] == pytest.approx(duty)
    assert (strong.state.open_to_cuts[0] < none.state.open_to_cuts[0]).all()


def test_priorities_are_drawn_once_and_kept() -> None:
    simulation = councils(300, frontline_staff=40, politicians=12)
    act(simulation, protect, month=MARCH)
    first = simulation.state.local_priority.copy()
    assert first.mean() == pytest.approx(0.0, abs=0.02)
    assert first.std() == pytest.approx(simulation.values["priority_spread"], rel=0.06)
    assert abs(np.corrcoef(first[:, HOUSING], first[:, ROADS])[0, 1]) < 0.15
    act(simulation, protect, month=MARCH + 60)
    assert (simulation.state.local_priority == first).all()
    wide = councils(300, frontline_staff=40, politicians=12, priority_spread=0.45)
    act(wide, protect, month=MARCH)
    assert wide.state.local_priority == pytest.approx(1.5 * first)
