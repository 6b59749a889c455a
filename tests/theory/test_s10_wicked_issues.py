"""S10: issues that span agencies yield to distribution, plain ones to one able head; promotion makes the next ones."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from first_day import act, entry, first_day

from sim.core.newcomers import newcomers
from sim.council.services import BOUNDARY
from sim.machine.engine import Simulation
from sim.theories.s10_wicked_issues import promoted_traits, solved_alone, solved_together, wicked_issues

COUNCILS = 150


def exactly(contributions: list[float]) -> float:
    """Chance that at least one agency brings what is needed, by going through all cases."""
    chance = 0.0
    for brings in itertools.product((False, True), repeat=len(contributions)):
        if any(brings):
            chance += float(np.prod([p if yes else 1.0 - p for p, yes in zip(contributions, brings, strict=True)]))
    return chance


@pytest.mark.parametrize("w", [1, 2, 3, 4, 6])
def test_the_chance_to_solve_together_is_that_of_all_cases_less_the_pairs(w: int) -> None:
    expected = exactly([0.45] + [0.15] * (w - 1)) - 0.02 * len(list(itertools.combinations(range(w), 2)))
    assert solved_together(0.45, 0.15, float(w), 0.02, 0.0) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("w", [1, 2, 3, 6])
def test_a_hero_must_be_right_for_every_agency(w: int) -> None:
    assert solved_alone(0.65, float(w)) == pytest.approx(0.65**w, abs=1e-12)


def tackled(delegation: float, w: float = 3.0, *, reach: float = 0.5, **settings: Any) -> Simulation:
    """A month in which every service of many councils meets an issue that needs w agencies."""
    simulation = first_day(COUNCILS, **{"issue_rate": 1.0, **settings})
    s = simulation.state
    s.delegation_reached[:] = delegation
    s.wickedness[:] = w
    s.reach[:] = reach
    act(simulation, wicked_issues, month=3)
    return simulation


def solved(delegation: float, w: float = 3.0, **settings: Any) -> float:
    """Share of the issues that is solved where partners have the hours for that many at once."""
    s = tackled(delegation, w, **{"partner_hours": 60.0, **settings}).state
    assert np.array_equal(s.wicked_met, s.runs)
    return float(s.wicked_solved.sum() / s.wicked_met.sum())


def test_the_advantage_of_distribution_changes_sign_with_wickedness() -> None:
    assert solved(0.8, 1.0) <= solved(0.2, 1.0)
    assert solved(0.8, 3.0) > solved(0.2, 3.0) + 0.05
    assert solved(0.8, 5.0) > solved(0.2, 5.0) + 0.1


def test_a_loss_that_grows_with_complexity_turns_it_round_again() -> None:
    """The direction of D'Innocenzo and others against that of Wang and others."""
    advantage = {
        penalty: solved(0.8, 6.0, complexity_penalty=penalty) - solved(0.2, 6.0, complexity_penalty=penalty)
        for penalty in (0.0, 1.0)
    }
    assert advantage[0.0] > 0.1
    assert advantage[1.0] < 0.0


def test_without_delegation_neither_reach_nor_sharing_what_one_knows_helps() -> None:
    assert solved(0.0, reach=0.9) == solved(0.0, reach=0.1)
    assert solved(0.0, information_spread=1.0) == solved(0.0, information_spread=0.2)
    assert solved(0.9, 5.0, reach=0.9) > solved(0.9, 5.0, reach=0.1) + 0.1
    assert solved(0.9, information_spread=1.0) > solved(0.9, information_spread=0.2) + 0.2


def test_an_able_head_solves_plain_issues() -> None:
    assert solved(0.1, 1.0, ability_mean=0.9) > solved(0.1, 1.0, ability_mean=0.4) + 0.3


def test_an_empty_post_solves_nothing_alone() -> None:
    simulation = first_day(20, issue_rate=1.0)
    s = simulation.state
    s.delegation_reached[:] = 0.0
    s.filled[s.service_director[s.runs == 1.0]] = 0.0
    act(simulation, wicked_issues)
    assert s.wicked_met.sum() > 0.0
    assert s.wicked_solved.sum() == 0.0


def test_working_together_takes_directors_hours_by_pairs() -> None:
    hours = []
    for delegation, w in ((0.0, 4.0), (0.8, 1.0), (0.8, 2.0), (0.8, 4.0)):
        s = tackled(delegation, w, issue_hours=2.0).state
        directors = s.service_director[s.runs == 1.0]
        hours.append(s.hours_asked[directors].mean())
    assert hours == pytest.approx([0.0, 0.0, 1.6, 9.6])


def test_what_partners_have_no_hours_for_is_not_solved_together() -> None:
    assert solved(0.8, 5.0, partner_hours=2.0) < solved(0.8, 5.0) - 0.05
    assert solved(0.0, 5.0, partner_hours=2.0) == solved(0.0, 5.0)


def test_issues_solved_steer_a_service_and_others_let_it_drift() -> None:
    simulation = tackled(0.5, issue_step=0.04)
    s = simulation.state
    steered = entry(simulation, "steering", wicked_issues)
    assert np.allclose(steered[s.wicked_solved == 1.0], 0.04)
    assert np.allclose(steered[(s.wicked_met == 1.0) & (s.wicked_solved == 0.0)], -0.04)


def evidence(stock: str, delegation: float, w: float, **settings: Any) -> float:
    """Mean evidence of the month on the ties to partners."""
    simulation = tackled(delegation, w, **settings)
    boundary = simulation.state.layer == BOUNDARY
    rows = entry(simulation, stock, wicked_issues)
    assert np.all(rows[~boundary] == 0.0)
    return float(rows[boundary].mean())


def test_partners_remember_what_was_tackled_together() -> None:
    assert evidence("good_evidence", 0.8, 1.0) == evidence("good_evidence", 0.0, 4.0) == 0.0
    assert evidence("good_evidence", 0.8, 4.0) > evidence("good_evidence", 0.3, 4.0) > 0.0
    assert evidence("bad_evidence", 0.8, 4.0, ability_mean=0.3) > evidence("bad_evidence", 0.8, 4.0, ability_mean=0.9)


def test_how_much_a_partner_remembers_does_not_hang_on_how_many_there_are() -> None:
    few, many = (evidence("good_evidence", 0.8, 4.0, partners=count) for count in (4, 24))
    assert few == pytest.approx(many, rel=0.15)


# ------------------------------------------------------------------ promotion
def promoted(**settings: Any) -> tuple[float, float]:
    """Mean listening and ability that selection adds where every post of a manager is filled anew."""
    simulation = first_day(100, **settings)
    s = simulation.state
    managers = s.kind == 1
    s.arriving[managers] = 1.0
    s.occupant[managers] += 1
    act(simulation, promoted_traits, month=5)
    assert np.all(s.promoted_listening[~managers] == 0.0)
    return float(s.promoted_listening[managers].mean()), float(s.promoted_ability[managers].mean())


def test_what_is_overvalued_promotes_experts_who_do_not_listen() -> None:
    overvalued, undervalued = promoted(promotion_values=0.0), promoted(promotion_values=1.0)
    assert overvalued[0] < -0.01
    assert undervalued[0] > 0.04
    assert overvalued[1] > 0.02, "expertise is among what is overvalued: valuing other things costs it"
    assert abs(undervalued[1]) < 0.01


def test_choice_and_insight_are_needed_for_selection() -> None:
    assert np.allclose(promoted(promotion_values=1.0, promotion_candidates=1), 0.0, atol=0.008)
    assert promoted(promotion_values=1.0, promotion_insight=0.0) == (0.0, 0.0)
    assert promoted(promotion_values=1.0, promotion_candidates=10)[0] > promoted(promotion_values=1.0)[0]


def test_selection_shows_in_those_who_arrive_and_only_in_them() -> None:
    listening = {}
    for values in (0.0, 1.0):
        simulation = first_day(60, promotion_values=values)
        s = simulation.state
        managers = np.flatnonzero(s.kind == 1)
        new, old = managers[::2], managers[1::2]
        before = s.listening[old].copy()
        s.arriving[new] = 1.0
        s.occupant[new] += 1
        act(simulation, promoted_traits, month=5)
        act(simulation, newcomers, month=6)
        assert np.array_equal(s.listening[old], before)
        listening[values] = s.listening[new].mean()
    assert listening[1.0] > listening[0.0] + 0.04
