"""Approvals against the architecture of economic systems (Sah and Stiglitz 1986).

In a hierarchy of n everybody must agree: ``p^n``; in a polyarchy one is enough: ``1 - (1 - p)^n``. A hierarchy rejects
more good projects, a polyarchy accepts more bad ones.
"""

from __future__ import annotations

import numpy as np
import pytest
from alone import moment, numbers_for, state_for

from sim.core.approvals import approvals
from sim.core.line_of_command import conditions


def accepted(layers: float, good: float, bad: float, **settings: float) -> tuple[float, float]:
    """Shares of good and of bad requests that pass these layers, each layer letting ``good`` and ``bad`` pass.

    Whoever shares all values puts forward what is right alone, whoever shares none what is wrong alone.
    """
    given = {"approval_delay": 0.0, "wrong_requests": 1.0, "right_passes": good, "wrong_passes": bad, **settings}
    passed = []
    for alignment in (1.0, 0.0):
        s = state_for(approvals, runs=1.0, filled=1.0, in_post=1.0, alignment=alignment)
        s.first_partner[:] = s.staff_end[0, 0] = 1
        s.approvals[:] = layers
        approvals.function(s, numbers_for(approvals, **given), moment(approvals, 0))
        passed.append(float(s.approved_in_time[0, 0] if alignment else s.approved_misuse[0, 0]))
    return passed[0], passed[1]


def polyarchy(members: float, good: float, bad: float) -> tuple[float, float]:
    """What at least one of the members accepts: the same rule, asked for what all of them reject."""
    good_rejected, bad_rejected = accepted(members, 1.0 - good, 1.0 - bad)
    return 1.0 - good_rejected, 1.0 - bad_rejected


@pytest.mark.parametrize("layers", [0, 1, 2, 3, 6])
@pytest.mark.parametrize(("good", "bad"), [(0.9, 0.4), (0.7, 0.2), (0.8, 0.8)])
def test_a_hierarchy_accepts_p_to_the_n(layers: int, good: float, bad: float) -> None:
    right, wrong = accepted(layers, good, bad)
    assert right == pytest.approx(good**layers, rel=1e-10)
    assert wrong == pytest.approx(bad**layers, rel=1e-10)


@pytest.mark.parametrize("members", [1, 2, 4])
def test_a_polyarchy_accepts_what_one_of_n_accepts(members: int) -> None:
    right, wrong = polyarchy(members, 0.9, 0.4)
    assert right == pytest.approx(1.0 - 0.1**members, rel=1e-9)
    assert wrong == pytest.approx(1.0 - 0.6**members, rel=1e-9)


def test_against_people_who_screen_one_by_one() -> None:
    luck = np.random.default_rng(3)
    votes = luck.random((200_000, 3)) < 0.7
    assert votes.all(axis=1).mean() == pytest.approx(accepted(3, 0.7, 0.2)[0], abs=0.005)
    assert votes.any(axis=1).mean() == pytest.approx(polyarchy(3, 0.7, 0.2)[0], abs=0.005)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_a_hierarchy_rejects_more_good_and_a_polyarchy_accepts_more_bad(n: int) -> None:
    (right_h, wrong_h), (right_p, wrong_p) = accepted(n, 0.8, 0.3), polyarchy(n, 0.8, 0.3)
    right_one, wrong_one = accepted(1, 0.8, 0.3)
    assert right_h < right_one < right_p
    assert wrong_h < wrong_one < wrong_p


def test_the_worse_the_requests_the_more_layers_are_best() -> None:
    """The hierarchy pays where bad projects are common: the best number of layers rises with their share."""
    best = []
    for bad_share in (0.1, 0.5, 0.9):
        worth = [
            (1.0 - bad_share) * right - bad_share * wrong
            for right, wrong in (accepted(layers, 0.9, 0.4) for layers in range(7))
        ]
        best.append(int(np.argmax(worth)))
    assert best[0] < best[1] < best[2]
    assert best[0] == 0


def test_delay_is_what_layers_cost_beside_errors() -> None:
    prompt, late = accepted(3, 0.9, 0.4), accepted(3, 0.9, 0.4, approval_delay=0.5, delay_harm=0.6)
    assert late[0] == pytest.approx(prompt[0] * np.exp(-0.6 * 0.5 * 3.0), rel=1e-9)
    assert late[1] == prompt[1]


def test_vetoes_along_the_line_are_a_hierarchy_too() -> None:
    """A change passes portfolio holder, director and the top: three who each let it pass."""
    for style in (0.0, 0.5, 1.0):
        s = state_for(
            conditions,
            people=5,
            first_manager=2,
            first_staff=4,
            first_partner=5,
            staff_first=4,
            staff_end=4,
            leader=0,
            portfolio_holder=1,
            chief_executive=2,
            chief_office=1.0,
            service_director=3,
            runs=1.0,
            filled=1.0,
            style=style,
        )
        s.staff_end[0, 0] = 5
        s.boss[:] = [-1, 0, 0, 2, 3]
        s.service[:] = [-1, 0, -1, 0, 0]
        conditions.function(s, numbers_for(conditions, veto_strength=0.45), moment(conditions, 0))
        passes = 1.0 - 0.45 * (1.0 - style)
        assert np.allclose(1.0 - s.veto, passes**3)
