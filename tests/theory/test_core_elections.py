"""Elections: by the calendar of the council's class, and decided by how content residents are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from first_day import MAY, act, first_day, twins

from sim.core.elections import elections
from sim.council.councils import all_councils
from sim.council.services import BACKBENCHER, CABINET, LEADER
from sim.machine.engine import Simulation

FIFTEEN_YEARS = 180


def first_of(klass: str) -> Simulation:
    return first_day([next(council for council in all_councils() if council.klass == klass)])


def years_voted(simulation: Simulation) -> list[int]:
    """Financial years in whose May the council voted."""
    s = simulation.state
    years = []
    for month in range(FIFTEEN_YEARS):
        s.turnout[:] = -1.0
        act(simulation, elections, month=month)
        if s.turnout[0] >= 0.0:
            assert month % 12 == MAY
            years.append(2010 + month // 12)
    return years


@pytest.mark.parametrize(
    ("klass", "expected"),
    [
        ("L", [2010, 2014, 2018, 2022]),
        ("SC", [2013, 2017, 2021]),
        ("MD", [2010, 2011, 2012, 2014, 2015, 2016, 2018, 2019, 2020, 2022, 2023, 2024]),
        ("SD", [2011, 2015, 2019, 2023]),
        ("UA", [2011, 2015, 2019, 2023]),
    ],
)
def test_councils_vote_by_the_calendar_of_their_class(klass: str, expected: Sequence[int]) -> None:
    assert years_voted(first_of(klass)) == list(expected)


def changes(content: float, name: str = "Camden", **settings: float) -> float:
    """Share of councils whose control changes in May 2010."""
    simulation = first_day(twins(200, name), **settings)
    s = simulation.state
    s.satisfaction[:] = content
    s.party_changed[:] = 48.0
    act(simulation, elections, month=MAY)
    return float(np.mean(s.party_changed == 0.0))


def test_the_dissatisfied_change_control() -> None:
    shares = [changes(content) for content in (0.8, 0.6, 0.4, 0.2)]
    assert np.all(np.diff(shares) > 0.0)
    assert changes(0.2, control_dissatisfaction=0.0) == changes(0.8, control_dissatisfaction=0.0)


def test_where_a_third_is_voted_on_control_changes_less_often() -> None:
    assert 0.0 < changes(0.4, "Leeds") < 0.7 * changes(0.4)


def voted(content: float, **settings: float) -> Simulation:
    simulation = first_day(twins(60), politicians=40, **settings)
    s = simulation.state
    s.satisfaction[:] = content
    s.arriving[:] = 0.0
    act(simulation, elections, month=MAY)
    return simulation


def test_a_change_of_control_brings_a_new_leader_and_cabinet() -> None:
    s = voted(0.1).state
    changed = s.party_changed[s.council] == 0.0
    senior = (s.role == LEADER) | (s.role == CABINET)
    assert np.any(changed & senior)
    assert np.all(s.left[changed & senior] == 1.0)
    assert np.all(s.arriving[changed & senior] == 1.0)


def test_without_a_change_leaders_and_cabinets_mostly_stay_but_not_always() -> None:
    s = voted(0.9).state
    kept = s.party_changed[s.council] != 0.0
    for role in (LEADER, CABINET, BACKBENCHER):
        gone = s.left[kept & (s.role == role)].mean()
        assert 0.0 < gone < 0.4, f"role {role}"


def test_attachment_brings_people_to_vote() -> None:
    turnout = []
    for attachment in (0.2, 0.8):
        simulation = first_day(twins(30))
        simulation.state.attachment[:] = attachment
        act(simulation, elections, month=MAY)
        turnout.append(simulation.state.turnout.mean())
    assert turnout[1] > turnout[0] + 0.1


@pytest.mark.parametrize("name", ["Leeds", "Camden"])
def test_a_mayor_stands_once_in_a_term_also_where_thirds_are_voted_on(name: str) -> None:
    simulation = first_day(twins(40, name), control_odds=0.0)
    s = simulation.state
    stood = []
    for month in range(FIFTEEN_YEARS):
        s.direct_mandate[:] = 1.0
        s.satisfaction[:] = 0.2
        s.left[:] = 0.0
        act(simulation, elections, month=month)
        if s.left[s.leader].any():
            stood.append(2010 + month // 12)
    assert stood == [2010, 2014, 2018, 2022]
