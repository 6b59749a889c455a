"""Casework, coping and eligibility: pressure cuts corners, the standard erodes, what is done badly comes back."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, staff_rows

from sim.core.approvals import approvals
from sim.core.casework import casework
from sim.core.coping import BEND_RULES, RATION, ROUTINISE, coping
from sim.core.demand import demand
from sim.core.hours import hours_there_are, time_budget
from sim.core.line_of_command import conditions
from sim.machine.engine import Simulation


def working(councils: int = 5, **settings: float) -> Simulation:
    """A council whose staff have hours; nothing else has happened."""
    simulation = first_day(councils, **settings)
    act(simulation, conditions, hours_there_are, time_budget)
    return simulation


def under(simulation: Simulation, load: float, months: int) -> np.ndarray:
    """The standard after each month of work, open cases wanting ``load`` times a comfortable number of hours."""
    s = simulation.state
    comfortable = s.base_staff * 12.0
    standards = []
    for _ in range(months):
        simulation.begin_month()
        s.backlog[:] = load * comfortable
        s.value_demand[:] = s.base_cases
        simulation.act(casework)
        standards.append(s.standard_time[s.runs == 1.0].mean())
        simulation.month += 1
    return np.array(standards)


def test_time_per_case_falls_with_pressure() -> None:
    times = []
    for load in (0.5, 2.0, 4.0):
        simulation = working()
        under(simulation, load, 3)
        times.append(simulation.state.time_per_case[simulation.state.runs == 1.0].mean())
    assert times[0] > times[1] > times[2]


def test_the_standard_erodes_quickly_and_comes_back_slowly() -> None:
    """Oliva and Sterman: the goal follows performance downward only; professional norms lift it much more slowly."""
    simulation = working()
    falling = under(simulation, 4.0, 24)
    rising = under(simulation, 0.3, 24)
    lost = 1.0 - falling[-1]
    regained = rising[-1] - falling[-1]
    assert lost > 0.2
    assert 0.0 < regained < 0.5 * lost


def test_without_erosion_pressure_leaves_no_scar() -> None:
    quick, slow = working(erosion_months=3.0), working(erosion_months=24.0)
    assert under(quick, 3.0, 12)[-1] < under(slow, 3.0, 12)[-1] - 0.1


def test_the_standard_never_rises_by_pressure() -> None:
    simulation = working(norm_months=240.0)
    assert np.all(np.diff(under(simulation, 3.0, 36)) < 0.0)


def test_too_much_stress_lowers_what_gets_done() -> None:
    """Rudolph and Repenning: beyond a critical load more pressure means fewer cases closed."""
    done = []
    for load in (0.5, 1.5, 3.0, 6.0):
        simulation = working(corner_cutting=0.3, overload_loss=2.0)
        under(simulation, load, 1)
        done.append(simulation.state.completions.sum())
    assert done[0] < max(done)
    assert done[-1] < max(done)


def test_cases_done_badly_come_back() -> None:
    share = {}
    for name, resolution, morale_quality in (("good", 0.6, 0.9), ("bad", 0.0, 0.3)):
        simulation = working(ability_mean=morale_quality, skill_mean=morale_quality)
        s = simulation.state
        s.resolution[:] = resolution
        under(simulation, 1.0, 1)
        share[name] = s.returning.sum() / s.completions.sum()
    assert share["bad"] > 2.0 * share["good"] > 0.0


def test_what_comes_back_is_asked_for_again_as_failure_demand() -> None:
    simulation = first_day(5)
    s = simulation.state
    s.returning[:] = 30.0 * s.runs
    act(simulation, demand)
    assert np.all(s.failure_demand[s.runs == 1.0] >= 30.0)


@pytest.mark.parametrize(("agencies", "centre_wins"), [(1.0, True), (6.0, False)])
def test_central_expertise_is_better_at_one_agency_and_the_front_at_many(agencies: float, centre_wins: bool) -> None:
    quality = {}
    for delegation in (0.0, 1.0):
        simulation = working(20)
        s = simulation.state
        s.wickedness[:] = agencies
        s.delegation_reached[:] = delegation
        s.reach[:] = 0.8
        s.approved_in_time[:] = s.heart_in_time[:] = 0.7
        under(simulation, 0.8, 1)
        quality[delegation] = s.quality[s.runs == 1.0].mean()
    assert bool(quality[0.0] > quality[1.0]) is centre_wins


def test_the_front_knows_less_where_partners_are_out_of_reach() -> None:
    quality = []
    for reach in (0.1, 0.9):
        simulation = working()
        s = simulation.state
        s.delegation_reached[:] = 1.0
        s.wickedness[:] = 5.0
        s.reach[:] = reach
        under(simulation, 0.8, 1)
        quality.append(s.quality[s.runs == 1.0].mean())
    assert quality[1] > quality[0] + 0.05


def test_the_front_is_uneven_where_values_are_not_shared() -> None:
    quality = []
    for alignment in (0.3, 0.9):
        simulation = working()
        s = simulation.state
        s.delegation_reached[:] = 1.0
        s.alignment[:] = alignment
        act(simulation, approvals)
        under(simulation, 0.8, 1)
        quality.append(s.quality[s.runs == 1.0].mean())
    assert quality[1] > quality[0] + 0.05


# ------------------------------------------------------------------ eligibility
def turned_away(pressure: float, *, months: int = 48, **settings: float) -> Simulation:
    simulation = first_day(5, **settings)
    simulation.state.pressure[:] = pressure
    for month in range(months):
        act(simulation, demand, month=month)
    return simulation


def test_eligibility_tightens_with_pressure() -> None:
    refusal = [turned_away(pressure).state.refusal.mean() for pressure in (0.8, 1.2, 1.6, 2.0)]
    assert np.all(np.diff(refusal) > 0.0)
    assert refusal[-1] > 3.0 * refusal[0]


def test_the_law_holds_the_threshold_down() -> None:
    s = turned_away(1.6).state
    here = s.runs[0] == 1.0
    order = np.argsort(s.statutory[0, here])
    assert np.all(np.diff(s.refusal[0, here][order]) <= 1e-12)
    free = turned_away(1.6, refusal_law=0.0).state
    assert np.ptp(free.refusal[0, here]) < 1e-9


def test_what_is_turned_away_waits_and_comes_back_worse() -> None:
    simulation = first_day(5, unmet_worse=2.0)
    s = simulation.state
    s.returning[:] = 0.0
    s.unmet[:] = 100.0 * s.runs
    act(simulation, demand)
    back = simulation.values["unmet_return"] * 100.0
    np.testing.assert_allclose(s.failure_demand[s.runs == 1.0], 2.0 * back)


def test_need_grows_years_after_prevention_was_cut() -> None:
    asked = {}
    for kept in (1.0, 0.5):
        for months in (2, 84):
            simulation = first_day(5, demand_growth_scale=0.0)
            s = simulation.state
            s.budget[:] = kept * s.need_2010
            for month in range(months):
                act(simulation, demand, month=month)
            asked[kept, months] = s.value_demand.sum()
    assert abs(asked[0.5, 2] / asked[1.0, 2] - 1.0) < 0.01
    assert asked[0.5, 84] > 1.03 * asked[1.0, 84]


# ------------------------------------------------------------------ coping
def coped(**state: float) -> dict[int, float]:
    """Shares of staff by way of coping."""
    simulation = first_day(30)
    for name, value in state.items():
        simulation.state.arrays[name][:] = value
    act(simulation, coping)
    kinds = simulation.state.coping[staff_rows(simulation)]
    return {kind: float(np.mean(kinds == kind)) for kind in (0, RATION, ROUTINISE, BEND_RULES)}


def test_pressed_staff_cope() -> None:
    shares = [1.0 - coped(pressure=pressure)[0] for pressure in (1.0, 1.5, 2.0, 3.0)]
    assert np.all(np.diff(shares) > 0.0)
    assert shares[-1] > shares[0] + 0.3


def test_tired_staff_cope_more() -> None:
    assert 1.0 - coped(pressure=1.5, fatigue=0.9)[0] > 1.0 - coped(pressure=1.5, fatigue=0.1)[0]


def test_shared_values_and_permission_turn_coping_towards_the_person() -> None:
    bent = coped(pressure=2.0, alignment=0.9, permission=0.8)
    ruled = coped(pressure=2.0, alignment=0.4, permission=0.1)
    assert bent[BEND_RULES] > 2.0 * ruled[BEND_RULES]
    assert bent[RATION] < ruled[RATION]


def test_rationing_lets_cases_drop_and_routine_cuts_corners() -> None:
    left, taken = {}, {}
    for name in ("rationed", "routinised"):
        for share in (0.0, 1.0):
            simulation = working()
            s = simulation.state
            s.arrays[name][:] = share
            under(simulation, 1.2, 1)
            entered = simulation.state.entries["backlog"].sum()
            left[name, share], taken[name, share] = entered, s.time_per_case[s.runs == 1.0].mean()
    assert left["rationed", 1.0] < left["rationed", 0.0]
    assert taken["routinised", 1.0] < taken["routinised", 0.0]
