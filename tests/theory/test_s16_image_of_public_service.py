"""S16: students hear those near them; the image of public service decides, years later, who applies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from first_day import act, brought, first_day, staff_rows

from sim.core.workforce import workforce
from sim.machine.engine import Simulation
from sim.theories.s16_image_of_public_service import image_of_public_service

VIEWS = ("student_security", "student_purpose", "student_vigour")
ONLY_TALK = {"media_attention": 0.0, "campaign": 0.0, "student_contact": 0.0}
SILENCE = {**ONLY_TALK, "student_talks": 0}
COUNCILS = 30
SUMMER = 5
"""Months from April before the next students come."""


def students(**settings: Any) -> Simulation:
    """Councils whose students have lived through the first month."""
    simulation = first_day(COUNCILS, **settings)
    simulation.state.stress[:] = 0.0
    act(simulation, image_of_public_service, month=0)
    return simulation


def summer(simulation: Simulation) -> None:
    """The months until new students come."""
    for month in range(1, SUMMER):
        act(simulation, image_of_public_service, month=month)


def mean_view(simulation: Simulation, *names: str) -> float:
    return float(np.mean([simulation.state.arrays[name].mean() for name in names or VIEWS]))


@pytest.mark.parametrize(("bound", "least", "most"), [(0.1, 3.5, 6.0), (0.25, 1.5, 2.5), (0.6, 1.0, 1.1)])
def test_on_one_view_talk_leaves_about_one_viewpoint_per_two_bounds(bound: float, least: float, most: float) -> None:
    """Bounded confidence leaves about 1 / (2 eps) groups on a line (Deffuant and others 2000)."""
    simulation = students(student_confidence=bound, student_talks=84, **ONLY_TALK)
    s = simulation.state
    s.student_security[:] = np.linspace(0.0, 1.0, s.student_security.shape[1])
    s.student_purpose[:] = s.student_vigour[:] = 0.5
    for _ in range(8):
        summer(simulation)
    groups = [np.split(row, np.flatnonzero(np.diff(row) > 0.5 * bound) + 1) for row in np.sort(s.student_security)]
    # A few students are always left alone between the groups.
    several = [sum(group.size >= 3 for group in row) for row in groups]
    assert least <= np.mean(several) <= most


def test_several_viewpoints_form_and_wide_confidence_leaves_one() -> None:
    assert 5.0 <= students(**ONLY_TALK).state.viewpoints.mean() <= 9.0
    assert students(student_confidence=0.8, **ONLY_TALK).state.viewpoints.mean() == 1.0


@pytest.mark.parametrize("bound", [0.1, 0.2, 0.3, 0.5])
def test_a_viewpoint_is_a_chain_of_students_who_stand_near_the_next(bound: float) -> None:
    simulation = students(student_confidence=bound, student_talks=0, **ONLY_TALK)
    views = np.stack([simulation.state.arrays[name] for name in VIEWS], axis=-1)
    for stand, shared in zip(views, simulation.state.viewpoints, strict=True):
        near = np.abs(stand[:, None] - stand[None]).max(axis=-1) < 0.5 * bound
        chains = near
        for _ in stand:
            chains = chains @ near
        assert shared == len({tuple(chain) for chain in chains if chain.sum() > 1})


def test_talk_keeps_the_mean_of_all_views() -> None:
    simulation = students(**ONLY_TALK)
    before = {name: simulation.state.arrays[name].mean(axis=1) for name in VIEWS}
    spread = simulation.state.student_security.std()
    simulation.state.student_security[:, ::2] += 0.05
    simulation.state.student_security[:, 1::2] -= 0.05
    summer(simulation)
    for name in VIEWS:
        assert np.allclose(simulation.state.arrays[name].mean(axis=1), before[name])
    assert simulation.state.student_security.std() <= spread + 0.02


def test_gloom_darkens_the_image() -> None:
    media = {**SILENCE, "media_attention": 1.0}
    quiet, doom = students(**media), students(media_shock_year=1, **media)
    summer(quiet)
    summer(doom)
    assert mean_view(doom) < mean_view(quiet) - 0.005
    stressed = students(**media)
    stressed.state.stress[:] = 0.6
    summer(stressed)
    assert mean_view(doom) < mean_view(stressed) < mean_view(quiet)
    deaf = students(media_shock_year=1, **SILENCE)
    before = mean_view(deaf)
    summer(deaf)
    assert mean_view(deaf) == before


def test_a_message_beyond_the_bound_is_not_heard() -> None:
    kept = {}
    for bound in (0.1, 0.8):
        simulation = students(
            media_shock_year=1, media_slope=3.0, student_confidence=bound, **{**SILENCE, "media_attention": 1.0}
        )
        for name in VIEWS:
            simulation.state.arrays[name][:] = 0.75
        summer(simulation)
        kept[bound] = mean_view(simulation)
    assert kept[0.8] < kept[0.1] - 0.1


def test_students_who_meet_the_council_see_what_is_there() -> None:
    seen = []
    for quality in (0.2, 0.9):
        simulation = students(**{**SILENCE, "student_contact": 0.2})
        simulation.state.quality[:] = quality
        summer(simulation)
        seen.append(mean_view(simulation, "student_purpose"))
    assert seen[1] > seen[0] + 0.05


def applicants_after(months: int, view: float, **settings: Any) -> float:
    """Applicants ``months`` months after all students' views were set, for good, to one value."""
    simulation = students(**SILENCE, **settings)
    s = simulation.state
    for name in VIEWS:
        s.arrays[name][:] = 0.5
    s.choice_start[:] = s.pipeline[:] = 1.0 / (1.0 + np.exp(1.4))
    for month in range(1, months + 1):
        for name in VIEWS:
            s.arrays[name][:] = view
        # September brings students with views of their own; they are left out here.
        act(simulation, image_of_public_service, month=1 if month % 12 == 5 else month)
        s.pipeline[:, month % s.pipeline.shape[1]] = s.pipeline[:, 1] if month % 12 == 5 else s.pipeline[:, month % 72]
    return float(s.applicants.mean())


def test_applicants_follow_the_choice_two_to_four_years_later() -> None:
    assert applicants_after(23, 0.1) == pytest.approx(1.0)
    assert applicants_after(36, 0.1) < 0.95
    assert applicants_after(50, 0.1) < applicants_after(36, 0.1) - 0.1
    assert applicants_after(50, 0.9) > 1.1
    assert applicants_after(35, 0.1, pipeline_years=4) == pytest.approx(1.0)


def test_doing_good_weighs_little_beside_security_and_vigour() -> None:
    moved = {}
    for name in VIEWS:
        simulation = students(**SILENCE)
        s = simulation.state
        for view in VIEWS:
            s.arrays[view][:] = 0.9 if view == name else 0.5
        act(simulation, image_of_public_service, month=1)
        moved[name] = s.pipeline[:, 1].mean() - 1.0 / (1.0 + np.exp(1.4))
    assert 0.0 < moved["student_purpose"] < 0.4 * moved["student_security"]
    assert moved["student_security"] == pytest.approx(moved["student_vigour"])


def test_a_campaign_for_each_viewpoint_moves_more_than_one_for_all_at_the_same_cost() -> None:
    views, costs = {}, {}
    for targeting in (0.0, 1.0):
        simulation = students(**{**SILENCE, "campaign": 1.0, "campaign_targeting": targeting})
        before = mean_view(simulation)
        summer(simulation)
        views[targeting] = mean_view(simulation) - before
        costs[targeting] = brought(simulation, image_of_public_service)
    assert views[1.0] > views[0.0] > 0.0
    assert np.array_equal(costs[0.0], costs[1.0])
    assert np.allclose(costs[1.0], -0.1 / 12.0)


def test_tailoring_makes_messages_fewer() -> None:
    moved = []
    for cost in (0.0, 0.5):
        simulation = students(**{**SILENCE, "campaign": 1.0, "campaign_targeting": 1.0, "tailoring_cost": cost})
        before = mean_view(simulation)
        summer(simulation)
        moved.append(mean_view(simulation) - before)
    assert moved[1] < 0.6 * moved[0]


def test_a_third_of_the_students_is_new_each_september() -> None:
    simulation = students(**SILENCE)
    before = simulation.state.student_security.copy()
    act(simulation, image_of_public_service, month=SUMMER)
    assert (simulation.state.student_security != before).mean() == pytest.approx(1.0 / 3.0)


def test_fewer_applicants_leave_posts_empty_for_longer_and_the_choice_poorer() -> None:
    filled = {}
    for applicants in (0.5, 1.5):
        simulation = first_day(COUNCILS)
        s = simulation.state
        s.applicants[:] = applicants
        s.filled[staff_rows(simulation)] = 0.0
        act(simulation, workforce, month=5)
        filled[applicants] = s.arriving[staff_rows(simulation)].mean()
    assert filled[1.5] > 2.0 * filled[0.5] > 0.0
    simulation = students(**SILENCE)
    simulation.state.pipeline[:] = 0.1
    act(simulation, image_of_public_service, month=1)
    assert np.all(simulation.state.applicant_quality < 0.0)
