"""S19: ranking crowds out deliberation, power decides whose view counts, failures leave scars, skill can be lost."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from first_day import act, brought, entry, first_day, months_of, staff_rows

from sim.core.residents import residents
from sim.council.services import CHIEF_EXECUTIVE, TEAM_MANAGER
from sim.machine.engine import Simulation
from sim.theories.s19_local_democracy_makers import democracy_makers, view_by_power

COUNCILS = 20


def lived(
    months: int = 120, *, view: float | None = None, skill: float | None = None, **settings: object
) -> Simulation:
    """Councils in which only the makers of democracy act, under a steady stress."""
    simulation = first_day(COUNCILS, managers=30, **settings)
    s = simulation.state
    s.stress[:] = 0.1
    if view is not None:
        s.world_view[:] = view
    if skill is not None:
        s.participation_skill[:] = skill
    months_of(simulation, months, democracy_makers)
    return simulation


def deliberation(simulation: Simulation) -> float:
    return float(simulation.state.deliberation.mean())


def officers(simulation: Simulation) -> np.ndarray:
    return np.flatnonzero(simulation.state.kind == 1)


def test_ranking_crowds_out_deliberation() -> None:
    levels = [deliberation(lived(ranking_weight=weight)) for weight in (0.0, 0.3, 0.6, 0.8)]
    assert np.all(np.diff(levels) < 0.0)
    assert levels[2] < 0.7 * levels[0]


def test_pressure_adds_to_what_ranking_takes() -> None:
    calm, pressed = first_day(COUNCILS), first_day(COUNCILS)
    pressed.state.stress[:] = 0.4
    for simulation in (calm, pressed):
        act(simulation, democracy_makers)
    assert deliberation(pressed) < deliberation(calm)
    watched = first_day(COUNCILS)
    watched.state.watched[:] = 0.4
    act(watched, democracy_makers)
    assert deliberation(watched) == pytest.approx(deliberation(pressed))


def test_influence_follows_a_power_law_of_rank() -> None:
    """The top share q of the posts holds q^(1 - c) of the influence, whatever the number of posts."""
    for count in (20, 200):
        for concentration in (0.0, 0.5, 0.8):
            for top in (0.05, 0.25):
                view = np.zeros(count)
                view[: round(top * count)] = 1.0
                people = SimpleNamespace(filled=np.ones(count), world_view=view)
                assert view_by_power.py_func(people, 0, count, concentration) == pytest.approx(
                    top ** (1.0 - concentration)
                )


def test_an_empty_post_has_no_influence() -> None:
    people = SimpleNamespace(filled=np.array([0.0, 1.0, 1.0]), world_view=np.array([1.0, 0.2, 0.2]))
    assert view_by_power.py_func(people, 0, 3, 0.7) == pytest.approx(0.2)


def test_the_views_of_the_few_at_the_top_outweigh_those_of_the_many_below() -> None:
    reached = {}
    for concentration in (0.8, 0.0):
        for role in (CHIEF_EXECUTIVE, TEAM_MANAGER):
            simulation = first_day(COUNCILS, managers=30, power_concentration=concentration)
            s = simulation.state
            s.world_view[:] = 0.2
            s.world_view[s.role == role] = 0.9
            act(simulation, democracy_makers)
            reached[concentration, role] = deliberation(simulation)
    assert reached[0.8, CHIEF_EXECUTIVE] > reached[0.8, TEAM_MANAGER]
    assert reached[0.0, CHIEF_EXECUTIVE] < reached[0.0, TEAM_MANAGER]


def test_only_decisions_that_are_open_to_residents_are_taken_with_them() -> None:
    """Not how leaders share decisions among themselves."""
    levels = []
    for share, participation in ((0.2, 0.5), (1.0, 0.1), (1.0, 0.9)):
        simulation = first_day(COUNCILS, open_decisions=share)
        simulation.state.participation[:] = participation
        act(simulation, democracy_makers)
        levels.append(deliberation(simulation))
    assert levels[1] > 1.5 * levels[0]
    assert levels[1] == levels[2]


def test_what_nobody_has_the_hours_for_is_decided_without_residents() -> None:
    simulation = first_day(COUNCILS)
    simulation.begin_month()
    simulation.act(democracy_makers)
    assert simulation.state.hours_asked.sum() > 0.0
    assert deliberation(simulation) == 0.0


def test_views_move_towards_those_of_the_powerful() -> None:
    simulation = first_day(COUNCILS, managers=30, ranking_weight=0.0, democracy_training=0.0)
    s = simulation.state
    s.world_view[:] = 0.2
    s.world_view[s.role == CHIEF_EXECUTIVE] = 0.9
    months_of(simulation, 36, democracy_makers)
    assert s.world_view[s.role == TEAM_MANAGER].mean() > 0.3
    still = lived(36, view=0.4, view_pace=0.0, view_narrowing=0.0, view_widening=0.0, democracy_training=0.0)
    assert np.allclose(still.state.world_view[officers(still)], 0.4)


def test_ranking_narrows_the_view_and_success_widens_it() -> None:
    ranked = lived(view=0.4, ranking_weight=0.8, democracy_training=0.0, view_widening=0.0)
    free = lived(view=0.4, ranking_weight=0.0, democracy_training=0.0, view_widening=0.3)
    assert ranked.state.world_view[officers(ranked)].mean() < 0.3
    assert free.state.world_view[officers(free)].mean() > 0.45


def test_a_deliberation_that_fails_leaves_scars_that_fade_slowly() -> None:
    unlucky = lived(60, deliberation_odds=-1.0, deliberation_skill=5.0, skill=0.0, contested_rate=1.0)
    lucky = lived(60, deliberation_odds=2.0, deliberation_skill=0.0, contested_rate=1.0)
    assert unlucky.state.scars.mean() > lucky.state.scars.mean() > 0.0
    simulation = first_day(COUNCILS, contested_rate=0.05, deliberation_odds=2.0, scar_decay=0.025)
    simulation.state.scars[:] = 3.0
    months_of(simulation, 24, democracy_makers)
    assert 3.0 * 0.975**24 <= simulation.state.scars.mean() < 3.0 * 0.975**24 + 0.3


def test_scars_make_them_suspicious_of_deliberation() -> None:
    levels = []
    for scars in (0.0, 1.0, 4.0):
        simulation = first_day(COUNCILS)
        simulation.state.scars[:] = scars
        act(simulation, democracy_makers)
        levels.append(deliberation(simulation) - simulation.values["required_deliberation"])
    assert levels[1] == pytest.approx(0.5 * levels[0])
    assert levels[2] < 0.1 * levels[0]


def test_failure_follows_from_lacking_skill_and_distrust() -> None:
    scars = {}
    for skill, trust in ((0.9, 0.6), (0.2, 0.6), (0.9, 0.2)):
        simulation = first_day(COUNCILS, contested_rate=1.0, practice_months=60.0)
        s = simulation.state
        s.resident_trust[:] = trust
        for month in range(48):
            s.participation_skill[:] = skill
            act(simulation, democracy_makers, month=month)
        # What failed, for each deliberation that was held.
        scars[skill, trust] = s.scars.mean() / s.deliberation.mean()
    assert scars[0.9, 0.6] < scars[0.2, 0.6]
    assert scars[0.9, 0.6] < scars[0.9, 0.2]


def test_below_a_level_of_practice_the_capability_is_lost() -> None:
    """Where the same conditions hold, who starts able stays able, and who starts unable stays unable: two branches."""
    held = {"view": 0.5, "democracy_training": 0.0, "view_pace": 0.0, "view_narrowing": 0.0, "view_widening": 0.0}
    held |= {"ranking_weight": 0.0, "required_deliberation": 0.02, "deliberation_needed": 0.08}
    able, unable = lived(240, skill=0.9, **held), lived(240, skill=0.0, **held)
    assert able.state.participation_skill.mean() > 0.6
    assert unable.state.participation_skill.mean() < 0.2
    easy = lived(240, skill=0.0, **{**held, "deliberation_needed": 0.02})
    assert easy.state.participation_skill.mean() > 0.6


def test_training_widens_views_and_is_paid_for() -> None:
    views, hours, money = [], [], []
    for share in (0.0, 0.5):
        simulation = lived(36, view=0.3, democracy_training=share)
        s = simulation.state
        views.append(s.world_view[officers(simulation)].mean())
        hours.append(s.hours_asked[officers(simulation)].sum())
        money.append(brought(simulation, democracy_makers).sum())
    assert views[1] > views[0] + 0.05
    assert hours[1] > hours[0]
    assert money[1] < money[0] == 0.0


def test_training_the_powerful_reaches_further_than_training_juniors() -> None:
    gains = {}
    for concentration in (0.7, 0.0):
        none = deliberation(lived(democracy_training=0.0, power_concentration=concentration))
        for target, share in (("powerful", 0.05), ("juniors", 0.35)):
            reached = lived(democracy_training=share, training_target=target, power_concentration=concentration)
            gains[concentration, target] = deliberation(reached) - none
    assert gains[0.7, "powerful"] > gains[0.7, "juniors"]
    assert gains[0.0, "powerful"] < gains[0.0, "juniors"]


def test_only_those_meant_are_trained() -> None:
    for target, roles in (("powerful", {CHIEF_EXECUTIVE}), ("juniors", {TEAM_MANAGER})):
        quiet = {"view_pace": 0.0, "view_narrowing": 0.0, "view_widening": 0.0, "democracy_training_pace": 0.1}
        simulation = lived(1, view=0.2, democracy_training=1 / 30, training_target=target, **quiet)
        s = simulation.state
        assert set(s.role[s.world_view > 0.2].tolist()) == roles


def test_ranking_steers_and_deliberating_takes_hours() -> None:
    idle, ranked = lived(1, ranking_weight=0.0), lived(1, ranking_weight=0.6)
    assert entry(ranked, "steering", democracy_makers).sum() > entry(idle, "steering", democracy_makers).sum() == 0.0
    for rows in (staff_rows(idle), idle.state.service_director[idle.state.runs == 1.0]):
        assert idle.state.hours_asked[rows].mean() > ranked.state.hours_asked[rows].mean() > 0.0


def test_ranking_that_is_given_up_presses_no_more() -> None:
    levels = []
    for years in (0.0, 30.0):
        simulation = first_day(COUNCILS, ranking_weight=0.6, ranking_years=years)
        act(simulation, democracy_makers, month=120)
        levels.append(deliberation(simulation))
    assert levels[0] > 1.5 * levels[1]


def test_residents_feel_a_say() -> None:
    trust = []
    for view in (0.1, 0.9):
        simulation = first_day(COUNCILS)
        simulation.state.world_view[:] = view
        for month in range(36):
            act(simulation, democracy_makers, residents, month=month)
        trust.append(simulation.state.resident_trust.mean())
    assert trust[1] > trust[0]
