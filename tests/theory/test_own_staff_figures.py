"""A council's own turnover, vacancies and caseload are read by those whose work they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from first_day import act, first_day

from sim.core.casework import casework
from sim.core.workforce import workforce
from sim.council.council import Council
from sim.council.councils import find_council
from sim.council.england import england
from sim.council.population import MOST_APART
from sim.council.services import CHILDREN, STAFF
from sim.machine.engine import Simulation

USUAL = england()


def like(**own: float) -> list[Council]:
    """Two dozen Camdens with England's figures, some of them other ones."""
    figures = {name: USUAL[name] for name in ("turnover", "vacancy", "caseload", "rereferral")}
    camden = replace(find_council("Camden"), **{**figures, **own})
    return [replace(camden, code=f"{camden.code}-{at}") for at in range(24)]


def leavers(own_elsewhere: float = 0.5, **own: float) -> tuple[float, float]:
    """Shares of children's social workers and of other staff who leave in three months."""
    simulation = first_day(like(**own), frontline_staff=160, own_elsewhere=own_elsewhere)
    s = simulation.state
    s.arriving[:] = 0.0
    staff = s.role == STAFF
    children = staff & (s.service == CHILDREN)
    left = np.zeros(2)
    for month in (5, 6, 7):
        s.filled[:] = 1.0
        act(simulation, workforce, month=month)
        left += s.left[children].mean(), s.left[staff & ~children].mean()
    return float(left[0]), float(left[1])


def test_turnover_of_its_own_makes_social_workers_leave_and_others_as_far_as_it_is_known() -> None:
    usual, often = leavers(), leavers(turnover=2.0 * USUAL["turnover"])
    assert often[0] == pytest.approx(2.0 * usual[0], rel=0.25)
    assert often[1] == pytest.approx(1.5 * usual[1], rel=0.15)
    assert leavers(0.0, turnover=2.0 * USUAL["turnover"])[1] == leavers(0.0)[1]


def test_more_vacancies_with_the_same_turnover_are_filled_more_slowly() -> None:
    hiring = []
    for vacancy in (0.08, USUAL["vacancy"], 0.3):
        simulation = first_day(like(vacancy=vacancy), frontline_staff=160)
        hiring.append(float(simulation.state.hiring_own[0]))
        s = simulation.state
        s.arriving[:] = 0.0
        s.filled[s.role == STAFF] = 0.0
        act(simulation, workforce, month=5)
        hired = s.arriving[(s.role == STAFF) & (s.service == CHILDREN)].mean()
        assert hired == pytest.approx(min(1.0, simulation.values["hiring_rate"] * hiring[-1]), abs=0.05)
    assert hiring[0] > 1.0 > hiring[2]
    assert hiring[1] == pytest.approx(1.0)


def opened(**settings: float) -> Simulation:
    return first_day(like(caseload=1.2 * USUAL["caseload"]), **settings)


def test_a_caseload_of_its_own_is_partly_work_and_partly_cases_that_stay_open() -> None:
    usual = first_day(like()).state
    share = 0.25
    s = opened(caseload_work=share).state
    assert s.backlog[:, CHILDREN] == pytest.approx(1.2 * usual.backlog[:, CHILDREN])
    assert s.base_cases[:, CHILDREN] == pytest.approx((1 + 0.2 * share) * usual.base_cases[:, CHILDREN])
    assert s.months_open[:, CHILDREN] == pytest.approx(1.2 / (1 + 0.2 * share))
    others = np.arange(8) != CHILDREN
    assert (s.backlog[:, others] == usual.backlog[:, others]).all()
    assert (s.months_open[:, others] == 1.0).all()


def test_cases_that_stay_open_longer_press_nobody_and_more_work_does() -> None:
    pressure = {}
    for share in (None, 0.0, 1.0):
        simulation = first_day(like()) if share is None else opened(caseload_work=share)
        simulation.state.contact_hours[:] = 40.0
        act(simulation, casework, month=5)
        pressure[share] = simulation.state.pressure[0, CHILDREN]
    assert pressure[0.0] == pytest.approx(pressure[None])
    assert pressure[1.0] > 1.05 * pressure[None]


def test_where_nothing_is_known_england_stands_in_and_small_numbers_are_held() -> None:
    district = first_day("Cambridge").state
    assert district.turnover_own[0] == district.hiring_own[0] == district.caseload_own[0] == 1.0
    wild = first_day(like(turnover=0.9, vacancy=0.0, caseload=90.0)).state
    assert wild.turnover_own[0] == wild.hiring_own[0] == wild.caseload_own[0] == MOST_APART
