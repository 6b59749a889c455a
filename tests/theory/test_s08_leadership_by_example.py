"""S08: people follow deeds, not memos; a cost objective is cheaper now and brings need later."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, months_of, staff_rows

from sim.core.accounts import spending
from sim.core.approvals import approvals
from sim.core.casework import casework
from sim.core.demand import demand
from sim.core.hours import time_budget
from sim.council.services import FRONTLINE, INFORMAL, MANAGER, TEAM
from sim.machine.engine import Simulation
from sim.theories.s08_leadership_by_example import leadership_by_example, objective
from sim.theories.s12_heart_decisions import heart_decisions

DEEDS, MEMOS = {"modelling_effort": 1.0}, {"modelling_effort": 0.0}
ALONE = {"modelling_effort": 0.0, "w_memo": 0.0, "slips_seen": 0.0, "norm_fading": 0.005, "colleagues_norm": 0.0}


def led(months: int = 24, consistency: float | None = None, **settings: float) -> Simulation:
    """Councils whose leaders bring a norm home for some months."""
    simulation = first_day(8, **settings)
    if consistency is not None:
        simulation.state.consistency[:] = consistency
    months_of(simulation, months, leadership_by_example)
    return simulation


def norm(**kwargs: float) -> float:
    simulation = led(**kwargs)  # type: ignore[arg-type]
    return float(simulation.state.norm[staff_rows(simulation)].mean())


def test_deeds_carry_a_norm_further_than_memos() -> None:
    """The card: with the same effort at least twice as far (here on the way there)."""
    assert norm(**DEEDS) - 0.5 > 2.0 * (norm(**MEMOS) - 0.5) > 0.0


def test_memos_equal_deeds_where_they_weigh_as_much() -> None:
    told = norm(w_memo=0.3, w_model=0.3, **MEMOS)
    assert told >= norm(w_memo=0.3, w_model=0.3, **DEEDS)


def test_deeds_count_only_if_they_follow_the_words() -> None:
    found = [norm(consistency=c, **DEEDS) for c in (0.1, 0.5, 0.9)]
    assert found[0] < found[1] < found[2]


def test_a_leader_seen_to_act_against_the_message_pulls_the_norm_down() -> None:
    assert norm(consistency=0.1, slips_seen=0.5, **DEEDS) < 0.4
    assert norm(consistency=0.1, slips_seen=0.0, **DEEDS) > 0.5


def test_whoever_does_not_live_the_norm_cannot_show_it() -> None:
    shown = []
    for lived in (0.1, 0.9):
        simulation = first_day(20, w_memo=0.0, slips_seen=0.0, **DEEDS)
        s = simulation.state
        s.norm[s.kind == MANAGER] = lived
        act(simulation, leadership_by_example)
        managers = s.boss[staff_rows(simulation)]
        shown.append(s.norm[staff_rows(simulation)][s.kind[managers] == MANAGER].mean())
    assert shown[1] > shown[0] + 0.02


def test_without_anybody_to_show_it_a_norm_fades() -> None:
    simulation = first_day(**ALONE)
    s = simulation.state
    s.norm[:] = 0.9
    months_of(simulation, 12, leadership_by_example)
    np.testing.assert_allclose(s.norm[staff_rows(simulation)], 0.5 + 0.4 * 0.995**12, rtol=1e-12)


def test_colleagues_average_as_degroot_says() -> None:
    """Verification: with neither leader nor fading the norm is W^n x, W the mean of self and colleagues."""
    weight = 0.3
    simulation = first_day(modelling_effort=0.0, w_memo=0.0, slips_seen=0.0, colleagues_norm=weight)
    simulation.state.norm[:] = np.random.default_rng(5).random(simulation.state.norm.size)
    s = simulation.state
    people = np.flatnonzero((s.kind == MANAGER) | (s.kind == FRONTLINE))
    ties = np.isin(s.layer, (TEAM, INFORMAL)) & np.isin(s.source, people) & np.isin(s.target, people)
    heard = np.zeros((s.norm.size, s.norm.size))
    np.add.at(heard, (s.source[ties], s.target[ties]), 1.0)
    heard = heard[np.ix_(people, people)]
    count = heard.sum(axis=1, keepdims=True)
    matrix = np.where(count > 0, weight * heard / np.maximum(count, 1.0), 0.0)
    np.fill_diagonal(matrix, matrix.diagonal() + 1.0 - weight * (count[:, 0] > 0))
    fading = float(simulation.scenario.values["norm_fading"])
    expected = s.norm[people].copy()
    for _ in range(6):
        expected = matrix @ expected + fading * (0.5 - expected)
    months_of(simulation, 6, leadership_by_example)
    np.testing.assert_allclose(s.norm[people], expected, rtol=1e-10)


def test_the_effort_takes_managers_hours_whatever_it_is_spent_on() -> None:
    for split in (DEEDS, MEMOS):
        simulation = led(1, example_hours=6.0, **split)
        s = simulation.state
        managers = np.flatnonzero(s.kind == 1)
        np.testing.assert_allclose(s.hours_asked[managers], 6.0 * s.filled[managers])
    assert norm(example_hours=0.0, slips_seen=0.0, **DEEDS) == 0.5


def test_a_lived_norm_makes_discretion_safer() -> None:
    right = []
    for lived in (0.2, 0.9):
        simulation = first_day(**ALONE)
        s = simulation.state
        s.norm[:] = lived
        s.permission[:] = 0.5
        act(simulation, leadership_by_example, approvals, heart_decisions)
        right.append(s.heart_in_time[s.runs == 1.0].mean())
    assert right[1] > right[0] + 0.01


def with_objective(social_value: float, months: int = 1, **settings: float) -> Simulation:
    simulation = first_day(4, **settings)
    s = simulation.state
    s.social_value[:] = social_value
    months_of(simulation, months, objective, demand, time_budget, casework, spending)
    return simulation


def test_an_objective_moves_money_between_today_and_later_and_spends_the_same() -> None:
    """Whoever weighs cost has more for the cases at hand, out of prevention; the council's bill is what it was."""
    cost, middling, social = (with_objective(value) for value in (0.0, 0.5, 1.0))
    closed = [one.state.completions.sum() for one in (cost, middling, social)]
    assert closed[0] > closed[1] > closed[2]
    spend = [one.state.service_spend.sum() for one in (cost, middling, social)]
    assert spend[0] == pytest.approx(spend[1], rel=0.005)
    assert spend[2] == pytest.approx(spend[1], rel=0.005)
    assert middling.state.prevention_tilt.max() == 0.0


def test_prevention_cut_today_is_need_some_years_later() -> None:
    def more(months: int) -> float:
        cost, social = (with_objective(value, months).state.value_demand.sum() for value in (0.0, 1.0))
        return float(cost / social - 1.0)

    assert 0.0 < more(1) < 0.01
    assert more(60) > 5.0 * more(1)
    assert more(60) > 0.02


def test_without_strength_no_objective_changes_anything() -> None:
    assert np.all(with_objective(0.0, objective_strength=0.0).state.prevention_tilt == 0.0)


def test_a_leader_who_lives_it_draws_the_chief_executive_along_and_gives_hours_for_it() -> None:
    norms = []
    for consistency in (0.1, 0.9):
        simulation = first_day(40, **DEEDS)
        s = simulation.state
        s.consistency[s.leader] = consistency
        act(simulation, leadership_by_example)
        norms.append(s.norm[s.chief_executive].mean())
        assert (s.hours_granted[s.leader] > 0.0).all()
    assert norms[1] > norms[0]
    assert norms[1] > first_day(40).state.norm[first_day(40).state.chief_executive].mean()
