"""S13: seeing how little time goes to people helps only where one may change it; time with people has a knee."""

from __future__ import annotations

import numpy as np
from first_day import act, first_day, months_of, staff_rows

from sim.core.hours import hours_there_are, time_budget
from sim.core.line_of_command import conditions
from sim.machine.engine import Simulation
from sim.theories.s13_thinking_relationally import map_the_day, relational_resolution

CONTACT = 0.22


def after_mapping(permission: float, *, months: int = 60, **settings: float) -> Simulation:
    """Teams that map their day (or not) for some years, with contact and permission held."""
    simulation = first_day(10, **settings)
    s = simulation.state
    s.permission[:] = permission
    s.contact_share[:] = CONTACT
    months_of(simulation, months, map_the_day)
    return simulation


def relief(permission: float, **settings: float) -> float:
    simulation = after_mapping(permission, **settings)
    return float(simulation.state.paperwork_relief[staff_rows(simulation)].mean())


def resolution(contact: float, reach: float = 0.5, **settings: float) -> float:
    simulation = first_day(**settings)
    s = simulation.state
    s.contact_share[:] = contact
    s.reach[:] = reach
    act(simulation, conditions, relational_resolution)
    return float(s.resolution[s.runs == 1.0].mean())


def test_staff_believe_they_spend_more_time_with_people_than_they_do_until_they_map_their_day() -> None:
    rows = staff_rows(after_mapping(0.5, mapping_rate=0.0))
    unmapped = after_mapping(0.5, mapping_rate=0.0).state.contact_belief[rows].mean()
    mapped = after_mapping(0.5, mapping_rate=2.0).state.contact_belief[rows].mean()
    assert unmapped > 0.45
    assert abs(mapped - CONTACT) < 0.5 * abs(unmapped - CONTACT)


def test_mapping_without_permission_relieves_nobody() -> None:
    assert relief(0.0, mapping_rate=2.0) == 0.0


def test_permission_without_mapping_relieves_hardly_anybody() -> None:
    assert relief(0.8, mapping_rate=0.0) < 0.4 * relief(0.8, mapping_rate=2.0)


def test_mapping_and_permission_multiply() -> None:
    none, mapping, permission, both = (
        relief(0.1, mapping_rate=0.0),
        relief(0.1, mapping_rate=2.0),
        relief(0.8, mapping_rate=0.0),
        relief(0.8, mapping_rate=2.0),
    )
    assert both - permission > 2.0 * (mapping - none) > 0.0


def test_relief_gives_time_with_people() -> None:
    contact = []
    for relieved in (0.0, 0.2):
        simulation = first_day()
        simulation.state.paperwork_relief[:] = relieved
        act(simulation, conditions, hours_there_are, time_budget)
        contact.append(simulation.state.contact_share[staff_rows(simulation)].mean())
    assert contact[1] > contact[0] + 0.05


def test_resolution_rises_with_contact_and_flattens() -> None:
    shares = np.linspace(0.05, 0.65, 7)
    resolved = np.array([resolution(share) for share in shares])
    assert np.all(np.diff(resolved) > 0.0)
    assert np.all(np.diff(resolved, 2) < 0.0)


def test_from_a_fifth_to_two_fifths_of_the_time_resolves_much_more() -> None:
    """The card: contact from .20 to .40 lowers what comes back by at least three points of 22."""
    before, after = resolution(0.2), resolution(0.4)
    comes_back = 0.22
    assert comes_back * (1.0 - (1.0 - after) / (1.0 - before)) >= 0.03


def test_local_networks_help() -> None:
    assert resolution(0.3, reach=0.9) > resolution(0.3, reach=0.1)
    assert resolution(0.3, reach=0.9, local_network=0.0) == resolution(0.3, reach=0.1, local_network=0.0)


def test_skill_makes_time_with_people_count() -> None:
    assert resolution(0.3, skill_mean=0.9) > 1.1 * resolution(0.3, skill_mean=0.3)
