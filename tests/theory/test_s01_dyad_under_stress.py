"""S01: stress parts the pairs that reflect together from those that distrust each other."""

from __future__ import annotations

import numpy as np
from first_day import act, entry, first_day, months_of, pair_trust, set_dyads

from sim.core.relations import trust as fold
from sim.theories.s01_dyad_under_stress import dyad_under_stress, joint_review

PAIRS = 20
"""Councils; each has nine pairs."""


def later(start: float, stress: float, *, months: int = 72, **settings: float) -> np.ndarray:
    """Trust of 180 pairs that began at ``start`` and lived under constant ``stress``, with nothing else happening."""
    simulation = first_day(PAIRS, **settings)
    pairs = set_dyads(simulation, start)
    simulation.state.stress[:] = stress
    months_of(simulation, months, joint_review, dyad_under_stress, fold)
    return pair_trust(simulation, pairs)


def point_between(stress: float) -> float:
    """The starting trust from which half of the pairs end on the upper branch."""
    starts = np.linspace(0.1, 0.9, 9)
    upper = [np.mean(later(start, stress) > 0.5) for start in starts]
    assert all(np.diff(upper) >= -0.03), upper
    return float(np.interp(0.5, upper, starts))


def test_under_stress_pairs_take_one_of_two_branches() -> None:
    high, low = later(0.8, 0.3), later(0.3, 0.3)
    assert high.mean() > 0.75
    assert low.mean() < 0.3
    assert high.mean() - low.mean() > 0.5, "the gap of .5 at the start must widen"


def test_stress_takes_more_from_distrustful_pairs() -> None:
    loss = {start: later(start, 0.0).mean() - later(start, 0.3).mean() for start in (0.3, 0.8)}
    assert loss[0.3] > 3.0 * loss[0.8] > 0.0


def test_stress_spreads_the_pairs_apart() -> None:
    started = np.array([0.3, 0.45, 0.6, 0.8])
    calm = np.concatenate([later(start, 0.0) for start in started])
    pressed = np.concatenate([later(start, 0.3) for start in started])
    assert pressed.std() > 1.5 * calm.std()


def test_without_reflection_the_upper_branch_falls_under_a_deep_cut() -> None:
    with_reviews = later(0.8, 0.3, months=144)
    without = later(0.8, 0.3, months=144, reflection_rate=0.0)
    assert with_reviews.mean() > 0.75
    assert without.mean() < 0.55
    assert np.mean(without < 0.5) > 0.4


def test_stress_lifts_the_point_between_the_branches() -> None:
    calm, cut, deep = (point_between(stress) for stress in (0.0, 0.15, 0.3))
    assert calm < cut < deep
    assert deep - calm > 0.15


def test_a_bad_experience_counts_for_more_under_stress_and_a_good_one_only_with_a_review() -> None:
    simulation = first_day(PAIRS)
    pairs = set_dyads(simulation, 0.5)
    s = simulation.state
    weights = {}
    for stress in (0.0, 0.5):
        for review in (0.0, 1.0):
            s.stress[:] = stress
            s.reflecting[:] = review
            s.leader_reflecting[:] = review
            act(simulation, dyad_under_stress)
            good = entry(simulation, "good_evidence", dyad_under_stress)[pairs]
            bad = entry(simulation, "bad_evidence", dyad_under_stress)[pairs]
            assert np.all((good == 0.0) != (bad == 0.0)), "each pair has one experience a month"
            weights[stress, review] = good.max(), bad.max()
    gain = 1.0 + 0.5 * simulation.values["stress_gain"]
    assert weights[0.0, 0.0] == (0.5, 1.0)
    assert weights[0.5, 0.0] == (0.5, gain), "stress amplifies only the bad where nobody reflects"
    assert weights[0.5, 1.0][0] > weights[0.0, 1.0][0], "reflection lets stress amplify the good as well"
    assert weights[0.5, 1.0][1] < weights[0.5, 0.0][1], "a review takes the edge off the bad"


def test_who_reflects_more_reviews_more_and_it_costs_both_hours() -> None:
    simulation = first_day(PAIRS)
    s = simulation.state
    reviews, hours = {}, {}
    officers = s.kind == 1
    for habit in (0.1, 0.9):
        s.reflection_habit[:] = habit
        reviews[habit], hours[habit] = 0.0, np.zeros(2)
        for month in range(24):
            act(simulation, joint_review, month=month)
            reviews[habit] += np.sum(s.leader_reflecting == 1.0) + np.sum(s.reflecting == 1.0)
            hours[habit] += s.hours_granted[officers].sum(), s.hours_granted[~officers].sum()
    assert reviews[0.9] > 3.0 * reviews[0.1] > 0.0
    for habit in reviews:
        np.testing.assert_allclose(hours[habit], simulation.values["review_hours"] * reviews[habit])


def test_a_review_for_which_nobody_has_the_time_does_not_happen() -> None:
    simulation = first_day(PAIRS, reflection_rate=1.0)
    s = simulation.state
    s.reflection_habit[:] = 1.0
    simulation.begin_month()
    simulation.act(joint_review)
    assert s.hours_asked.sum() > 0.0
    assert s.reflecting.max() == s.leader_reflecting.max() == 0.0
