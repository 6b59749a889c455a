"""S14: skill, opportunity and permission multiply; training alone is forgotten; managers' reactions teach."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from first_day import act, brought, entry, first_day, months_of, staff_rows

from sim.machine.engine import Simulation
from sim.theories.s14_training_to_be_relational import relational_acts, relational_training


def acting(skill: float, contact: float, permission: float, pressure: float = 1.0, **settings: float) -> Simulation:
    """Staff with this skill, time with people and permission, for one month."""
    simulation = first_day(2, **settings)
    s = simulation.state
    s.relational_skill[:] = skill
    s.contact_share[:] = contact
    s.permission[:] = permission
    s.pressure[:] = pressure
    act(simulation, relational_acts)
    return simulation


def acts(*args: float, **settings: float) -> float:
    s = acting(*args, **settings).state
    return float(s.compassionate[s.runs == 1.0].mean())


def test_nothing_comes_of_one_or_two_alone() -> None:
    assert (
        acts(0.0, 0.3, 0.8) == acts(0.9, 0.0, 0.8, opportunity_least=0.0) == acts(0.9, 0.3, 0.0, unpermitted=0.0) == 0.0
    )


def test_without_permission_there_are_isolated_incidents() -> None:
    assert 0.0 < acts(0.9, 0.3, 0.0) < 0.25 * acts(0.9, 0.3, 0.8)


def test_skill_opportunity_and_permission_multiply() -> None:
    low, high = (0.3, 0.11, 0.2), (0.9, 0.3, 0.8)
    found = {
        cell: acts(*(h if on else w for w, h, on in zip(low, high, cell, strict=True)), unpermitted=0.0)
        for cell in product((0, 1), repeat=3)
    }
    together = sum((-1) ** (3 - sum(cell)) * value for cell, value in found.items())
    time = 0.6 * (0.3 / 0.22 / (1.0 + 0.3 / 0.22) - 0.5 / 1.5)
    np.testing.assert_allclose(together, (0.9 - 0.3) * time * (0.8 - 0.2))
    np.testing.assert_allclose(found[1, 1, 1] / found[0, 1, 1], 3.0)
    np.testing.assert_allclose(found[1, 1, 1] / found[1, 1, 0], 4.0)
    assert found[1, 0, 0] - found[0, 0, 0] < 0.25 * (found[1, 1, 1] - found[0, 0, 0])


def test_caseload_and_paperwork_take_the_opportunity() -> None:
    assert acts(0.8, 0.3, 0.6) > 1.15 * acts(0.8, 0.15, 0.6)
    assert acts(0.8, 0.2, 0.6, pressure=2.0) < 0.85 * acts(0.8, 0.2, 0.6, pressure=1.0)
    assert acts(0.8, 0.01, 0.6, pressure=6.0) > 0.0


def trained(months: int, *, permission: float = 0.0, skill: float | None = None, **settings: float) -> Simulation:
    """Staff through some months of training and practice."""
    simulation = first_day(4, **settings)
    s = simulation.state
    s.permission[:] = permission
    s.contact_share[:] = 0.3
    s.pressure[:] = 1.0
    if skill is not None:
        s.relational_skill[:] = skill
    months_of(simulation, months, relational_training)
    return simulation


def test_training_lifts_skill_and_never_beyond_what_can_be_learned() -> None:
    without, some, many = (trained(12, training_share=share, skill_decay=0.0) for share in (0.0, 0.3, 1.0))
    rows = staff_rows(without)
    brought = without.state.relational_skill[rows]
    assert np.array_equal(brought, without.state.relational_brought[rows])
    assert brought.mean() < some.state.relational_skill[rows].mean() < many.state.relational_skill[rows].mean()
    assert np.all(many.state.relational_skill[rows] >= brought)
    assert many.state.relational_skill[rows][brought < 0.9].max() <= 0.9


def test_those_in_low_spirits_learn_less() -> None:
    found = []
    for morale in (0.1, 0.9):
        simulation = first_day(4, training_share=1.0, skill_decay=0.0)
        simulation.state.morale[:] = morale
        months_of(simulation, 6, relational_training)
        found.append(simulation.state.relational_skill[staff_rows(simulation)].mean())
    assert found[1] > found[0] + 0.03


def test_a_course_costs_hours_and_money() -> None:
    simulation = first_day(4, training_share=1.0, training_hours=20.0)
    act(simulation, relational_training)
    s = simulation.state
    rows = staff_rows(simulation)
    asked = s.hours_asked[rows]
    assert set(np.unique(asked)) == {0.0, 20.0}
    # A place a year for everybody in post, paid month by month; who goes is luck.
    places = 0.01 * (s.in_post * s.pay_per_post).sum(axis=1)
    np.testing.assert_allclose(brought(simulation, relational_training), -places / 12.0)
    assert 0 < (asked > 0.0).sum() < rows.size


def test_training_ends_with_the_programme() -> None:
    simulation = first_day(2, training_share=1.0, training_years=1.0)
    simulation.month = 12
    act(simulation, relational_training)
    assert simulation.state.hours_asked.max() == 0.0
    assert brought(simulation, relational_training).max() == 0.0


def test_unused_skill_slips_back_a_tenth_a_quarter_to_what_was_brought() -> None:
    simulation = trained(3, skill=0.9, training_share=0.0, unpermitted=0.0)
    s = simulation.state
    rows = staff_rows(simulation)
    low = rows[s.relational_brought[rows] < 0.7]
    np.testing.assert_allclose(s.relational_skill[low], 0.8)
    months_of(simulation, 24, relational_training)
    np.testing.assert_allclose(s.relational_skill[low], s.relational_brought[low])


def test_practice_keeps_skill() -> None:
    kept = trained(12, permission=0.9, skill=0.9, training_share=0.0, practice_needed=0.4)
    lost = trained(12, permission=0.1, skill=0.9, training_share=0.0, practice_needed=0.4)
    rows = staff_rows(kept)
    assert kept.state.relational_skill[rows].mean() > lost.state.relational_skill[rows].mean() + 0.1


@pytest.mark.parametrize(("listening", "sign"), [(1.0, 1.0), (0.0, -1.0)])
def test_managers_who_ask_teach_permission_and_those_who_chastise_untrain_it(listening: float, sign: float) -> None:
    simulation = first_day(4)
    s = simulation.state
    s.relational_skill[:] = 0.9
    s.contact_share[:] = 0.4
    s.permission[:] = 0.8
    s.pressure[:] = 1.0
    s.listening[:] = listening
    months_of(simulation, 240, relational_acts)
    learned = s.permission_learned[staff_rows(simulation)]
    assert sign * learned.mean() > 0.03
    assert np.abs(learned).max() <= 0.2
    s.relational_skill[:] = 0.0
    before = learned.copy()
    months_of(simulation, 24, relational_acts)
    np.testing.assert_allclose(s.permission_learned[staff_rows(simulation)], before * 0.97**24)


def test_relational_acts_lift_quality_where_the_result_hangs_on_the_relation() -> None:
    s = acting(0.9, 0.4, 0.8).state
    here = s.runs == 1.0
    assert s.relational_lift[here].min() > 0.0
    assert np.corrcoef(s.relational_lift[here], s.relational[here])[0, 1] > 0.9
    assert acting(0.1, 0.1, 0.1).state.relational_lift[here].max() < 0.0


def test_recognition_lifts_the_morale_of_those_who_act() -> None:
    found = [
        entry(acting(0.9, 0.4, 0.8, recognition=recognition), "morale", relational_acts).sum()
        for recognition in (0.0, 1.0)
    ]
    assert found[1] > found[0]
