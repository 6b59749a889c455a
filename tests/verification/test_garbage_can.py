"""The arena against the garbage can (Cohen, March and Olsen 1972; with agents Fioretti and Lomi 2008, 2010).

Their results: most decisions are made without solving any problem; members face the same old problems again and again;
the few problems that are solved are the easy ones; the able solve more. Our arena has no ladder of levels on which a
problem could be placed, so that their result on levels of hierarchy is held against difficulty alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from alone import moment, numbers_for, state_for

from sim.core.arena import arena
from sim.machine.randomness import uniform

MONTHS = 20_000
DIFFICULTY = 3
"""Index of the draw of a problem's difficulty in the arena: the same address gives the same number here."""


@dataclass
class Meetings:
    """What became of the meetings of one service: an entry for each month in which a problem was on the table."""

    difficulty: np.ndarray
    ability: np.ndarray
    resolved: np.ndarray
    postponed: np.ndarray
    passed: np.ndarray
    problems: float
    """Problems that came."""


def meet(ability: str = "any", stress: float = 0.0, **settings: float) -> Meetings:
    """Hold many meetings of one service: abilities uniform in (0, 1) as in the anarchy of Fioretti and Lomi, or fixed.

    Efficiency is one half, its mean where it is uniform; there is no joint space, nobody challenges, and
    nobody lacks the hours.
    """
    numbers = numbers_for(arena, **{"arena_efficiency": 0.5, "problem_rate": 0.5, "turbulence": 1.0, **settings})
    s = state_for(arena, people=2, arcs=2, stress=stress, runs=0.0, challenge=0.0)
    s.runs[0, 0] = 1.0
    s.filled[:] = 1.0
    s.portfolio_holder[0, 0] = 1
    s.reverse[:] = [1, 0]
    luck = np.random.default_rng(7)
    rows = []
    problems = 0.0
    for month in range(MONTHS):
        s.own_hours[:] = 100.0
        for flow in (s.problems_resolved, s.problems_postponed, s.problems_passed):
            flow[:] = 0.0
        able = luck.random() if ability == "any" else float(ability)
        s.ability[:] = able
        before = s.open_problems[0, 0]
        now = moment(arena, month)
        arena.function(s, numbers, now)
        ended = s.problems_resolved[0] + s.problems_passed[0]
        problems += s.open_problems[0, 0] + ended - before
        if ended + s.problems_postponed[0] > 0.0:
            hard = uniform(now, np.uint64(0), DIFFICULTY) * (1.0 + stress)
            rows.append((hard, able, s.problems_resolved[0], s.problems_postponed[0], s.problems_passed[0]))
    table = np.array(rows)
    return Meetings(*(table[:, column] for column in range(5)), problems)


def test_most_decisions_solve_no_problem() -> None:
    """Oversight (passed on) and flight (postponed) together are commoner than resolution, by far."""
    met = meet()
    assert np.all(met.resolved + met.postponed + met.passed == 1.0)
    assert met.resolved.mean() < 1 / 3
    assert met.passed.sum() + met.postponed.sum() > 2.0 * met.resolved.sum()


def test_the_share_resolved_is_that_of_the_rule() -> None:
    """P(ability x efficiency x luck >= difficulty) for difficulty uniform in (0, 1 + stress), luck of mean one."""
    for stress in (0.0, 0.5, 1.0):
        met = meet(stress=stress)
        expected = 0.5 * 0.5 / (1.0 + stress)
        error = np.sqrt(expected * (1.0 - expected) / met.resolved.size)
        assert abs(met.resolved.mean() - expected) < 4.0 * error


def test_what_is_resolved_is_easy() -> None:
    """Problems are resolved at low difficulty; none beyond what the best could reach with luck."""
    met = meet()
    solved = met.resolved == 1.0
    assert met.difficulty[solved].mean() < 0.5 * met.difficulty[~solved].mean()
    low, high = met.difficulty < 0.25, met.difficulty > 0.5
    assert met.resolved[low].mean() > 4.0 * met.resolved[high].mean()
    assert met.difficulty[solved].max() <= 0.5 * 1.3


def test_the_able_solve_more() -> None:
    met = meet()
    able, unable = met.ability > 0.75, met.ability < 0.25
    assert met.resolved[able].mean() > 3.0 * met.resolved[unable].mean()


def test_the_same_old_problems_come_back_again_and_again() -> None:
    """Postponing: there are far more meetings about problems than problems, and each is met 1 / (1 - P(postponed))."""
    met = meet(problem_rate=0.05, postpone_share=0.9)
    each = met.resolved.size / met.problems
    assert each > 2.0
    assert np.isclose(each, 1.0 / (1.0 - met.postponed.mean()), rtol=0.02)


def test_flight_and_oversight_are_rivals() -> None:
    """Who may not postpone passes on; the number solved at a meeting is the same."""
    slow, quick = meet(postpone_share=0.9), meet(postpone_share=0.1)
    assert slow.postponed.mean() > quick.postponed.mean() + 0.3
    assert slow.passed.mean() < quick.passed.mean() - 0.3
    assert abs(slow.resolved.mean() - quick.resolved.mean()) < 0.02
