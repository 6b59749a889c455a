"""Hours: what is granted is there, at both ends; every hour of a month is somewhere; paperwork undone is owed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from engine_runs import small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.casework import advise
from sim.core.hours import HOURS, ask, ask_both, ask_for_paperwork, hours_there_are, time_budget
from sim.council.councils import find_council
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation, windows_of
from sim.machine.window import Window
from sim.scenario.scenario import Scenario
from sim.schedule import PROCESSES

PEOPLE = 3
EXACT = 1e-9
"""Hours that may be lost to rounding in a person's month."""

hours = st.floats(0, 200)
share = st.floats(0, 1)
people = st.integers(0, PEOPLE - 1)
meetings = st.lists(st.tuples(people, people, hours), min_size=1, max_size=8)


def with_hours(own: list[float], paper: list[float], displaced: float) -> tuple[Any, Window]:
    """People with so many hours of their own and of paperwork, of which a meeting displaces ``displaced``."""
    fields = {
        name: np.zeros(PEOPLE)
        if name in ("own_hours", "paper_hours", "hours_asked", "hours_granted")
        else np.zeros((1, 1))
        for name in advise.reads + advise.writes
    }
    fields["own_hours"][:] = own
    fields["paper_hours"][:] = paper
    numbers = {**dict.fromkeys(advise.parameters, 0.0), "displaced_paperwork": displaced}
    return advise.state_type(**fields), advise.parameter_type(*[numbers[name] for name in advise.parameters])


def meet(s: Any, p: Window, i: int, j: int, wanted: float) -> float:
    """One request: of one person alone where both ends are the same."""
    return float(ask(s, p, i, wanted) if i == j else ask_both(s, p, i, j, wanted))


three = st.lists(hours, min_size=PEOPLE, max_size=PEOPLE)


@given(three, three, share, meetings)
@settings(max_examples=300, deadline=None)
def test_a_grant_is_never_more_than_asked_nor_than_both_ends_have(
    own: list[float], paper: list[float], displaced: float, asked: list[tuple[int, int, float]]
) -> None:
    s, p = with_hours(own, paper, displaced)
    there = s.own_hours + s.paper_hours
    for i, j, wanted in asked:
        before = s.own_hours + s.paper_hours
        granted = meet(s, p, i, j, wanted)
        assert 0.0 <= granted <= wanted
        for end in {i, j}:
            assert granted <= before[end] + EXACT
            assert s.own_hours[end] + s.paper_hours[end] == pytest.approx(before[end] - granted, abs=EXACT)
        others = [one for one in range(PEOPLE) if one not in (i, j)]
        assert np.array_equal((s.own_hours + s.paper_hours)[others], before[others]), "nobody else pays for it"
    assert (s.own_hours >= 0.0).all()
    assert (s.paper_hours >= 0.0).all()
    np.testing.assert_allclose(s.own_hours + s.paper_hours + s.hours_granted, there, atol=EXACT)
    assert (s.hours_granted <= s.hours_asked + EXACT).all()


@given(hours, hours, share, hours)
@settings(max_examples=300, deadline=None)
def test_paperwork_yields_its_share_and_own_work_the_rest(
    own: float, paper: float, displaced: float, wanted: float
) -> None:
    """And all that can be granted is: either all that is asked, or what is left has nothing more to give."""
    s, p = with_hours([own] * PEOPLE, [paper] * PEOPLE, displaced)
    granted = meet(s, p, 0, 0, wanted)
    yielded = paper - s.paper_hours[0]
    assert yielded == pytest.approx(min(displaced * granted, paper), abs=EXACT)
    assert own - s.own_hours[0] == pytest.approx(granted - yielded, abs=EXACT)
    if granted < wanted:
        assert s.own_hours[0] <= EXACT, "own work is spent"
        assert s.paper_hours[0] <= EXACT or displaced < 1.0, "paperwork yields no more than its share"


@given(three, three, share, meetings, st.tuples(people, people, hours))
@settings(max_examples=200, deadline=None)
def test_priority_goes_to_who_asks_first(
    own: list[float], paper: list[float], displaced: float, first: list[tuple[int, int, float]], last: tuple[int, ...]
) -> None:
    """Who asks late takes nothing from those who asked early; who asks early may take it from the late."""
    s, p = with_hours(own, paper, displaced)
    alone = [meet(s, p, *request) for request in first]
    t, q = with_hours(own, paper, displaced)
    with_the_last = [meet(t, q, *request) for request in [*first, last]]
    assert with_the_last[:-1] == alone
    u, r = with_hours(own, paper, displaced)
    assert meet(u, r, *last) >= with_the_last[-1] - EXACT


def test_both_ends_must_have_the_time() -> None:
    s, p = with_hours([10.0, 4.0, 0.0], [0.0, 0.0, 0.0], 0.5)
    assert meet(s, p, 0, 1, 6.0) == 4.0
    assert meet(s, p, 0, 1, 1.0) == 0.0, "the second has no more"
    assert meet(s, p, 0, 2, 1.0) == 0.0
    assert meet(s, p, 0, 0, 9.0) == 6.0
    assert list(s.hours_asked) == [17.0, 7.0, 1.0]
    assert list(s.hours_granted) == [10.0, 4.0, 0.0]


def within(name: str) -> st.SearchStrategy[float]:
    """Any value of a parameter's declared range."""
    return st.floats(PARAMETERS[name].lo, PARAMETERS[name].hi)


def available(simulation: Simulation, rows: np.ndarray) -> np.ndarray:
    """The hours that officers have this month."""
    s, v = simulation.state, simulation.values
    standing = np.where(s.kind[rows] == 1, v["standing_duties"], 0.0)
    return np.asarray(s.filled[rows] * np.maximum(0.0, HOURS * (1.0 - v["absence"] * s.fatigue[rows] - standing)))


def check(simulation: Simulation, owed_before: np.ndarray) -> None:
    """Every officer's hours are paperwork done, own work and what was granted; what paperwork lacks is owed."""
    s, v = simulation.state, simulation.values
    staff = np.arange(int(s.first_staff[0]), int(s.first_partner[0]))
    managers = np.arange(int(s.first_manager[0]), int(s.first_staff[0]))
    for rows, own in ((staff, s.contact_hours[staff]), (managers, s.own_hours[managers])):
        assert (own >= 0.0).all()
        assert (s.paperwork_hours[rows] >= 0.0).all()
        spent = s.paperwork_hours[rows] + own + s.hours_granted[rows]
        np.testing.assert_allclose(spent, available(simulation, rows), atol=EXACT)
        assert (spent[s.filled[rows] == 0.0] == 0.0).all(), "nobody works in an empty post"
        left = owed_before[rows] + s.paperwork_due[rows] - s.paperwork_hours[rows]
        owed = (1.0 - v["owed_lapses"]) * np.maximum(0.0, left)
        np.testing.assert_allclose(s.owed_paperwork[rows], owed, atol=EXACT)
    floor = np.minimum(available(simulation, staff), HOURS * v["contact_floor"])
    assert (s.contact_hours[staff] >= floor).all(), "time with people that nothing may take"


@given(
    st.fixed_dictionaries(
        {name: within(name) for name in {*hours_there_are.parameters, *time_budget.parameters} if name in PARAMETERS}
    ),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_every_hour_of_the_month_is_somewhere(chosen: dict[str, float], fatigue: float, seed: int) -> None:
    """Whatever is asked of whom, alone, together or in forms, in any order."""
    simulation = Simulation(small(**chosen), [find_council("Camden")], seed=seed)
    simulation.begin_month()
    random = np.random.default_rng(seed)
    s = simulation.state
    s.fatigue[:] = fatigue
    s.owed_paperwork[:] = random.exponential(20.0, s.kind.size)
    s.filled[(random.random(s.kind.size) < 0.1) & (s.kind != 0)] = 0.0
    owed = s.owed_paperwork.copy()
    simulation.act(hours_there_are)
    state, numbers = windows_of(hours_there_are, simulation.state, simulation.values)
    for i, j in random.integers(0, s.kind.size, (60, 2)):
        ask_both(state, numbers, i, j, random.exponential(20.0)) if i != j else ask(state, numbers, i, 5.0)
    officers = np.flatnonzero((s.kind == 1) | (s.kind == 2))
    for i in random.choice(officers, 10):
        ask_for_paperwork(state, i, s.filled[i] * random.exponential(10.0))
    simulation.act(time_budget)
    check(simulation, owed)


def test_what_paperwork_yields_is_owed_and_lapses() -> None:
    simulation = Simulation(small(), [find_council("Camden")])
    owed, due = [], []
    for taken in (0.0, 20.0):
        one = simulation.copy()
        one.begin_month()
        one.act(hours_there_are)
        state, numbers = windows_of(hours_there_are, one.state, one.values)
        worker = int(np.flatnonzero((one.state.kind == 2) & (one.state.filled == 1.0))[0])
        yielded = one.values["displaced_paperwork"] * ask(state, numbers, worker, taken)
        before = float(one.state.paperwork_due[worker] - one.state.paper_hours[worker])
        one.act(time_budget)
        due.append(before)
        owed.append(float(one.state.owed_paperwork[worker]))
        assert yielded == 0.5 * taken
    kept = 1.0 - simulation.values["owed_lapses"]
    assert owed[1] - owed[0] == pytest.approx(kept * 10.0, abs=EXACT)
    assert owed == pytest.approx([kept * undone for undone in due], abs=EXACT)


def test_a_manager_makes_up_for_what_yielded_as_far_as_the_month_goes() -> None:
    simulation = Simulation(small(), [find_council("Camden")])
    simulation.begin_month()
    simulation.act(hours_there_are)
    s = simulation.state
    state, numbers = windows_of(hours_there_are, s, simulation.values)
    directors = s.service_director[0, s.runs[0] == 1.0]
    for director in directors:
        ask(state, numbers, director, 10.0)
    spare, behind = s.own_hours[directors].copy(), (s.paperwork_due - s.paper_hours)[directors]
    simulation.act(time_budget)
    kept = 1.0 - simulation.values["owed_lapses"]
    assert s.owed_paperwork[directors] == pytest.approx(kept * np.maximum(0.0, behind - spare), abs=EXACT)
    assert s.own_hours[directors] == pytest.approx(np.maximum(0.0, spare - behind), abs=EXACT)


def test_paperwork_that_is_never_begun_is_owed_and_leaves_time() -> None:
    found = {}
    for kept in (0.0, 1.0):
        simulation = Simulation(small(paperwork_kept=kept), [find_council("Camden")])
        simulation.begin_month()
        for process in (hours_there_are, time_budget):
            simulation.act(process)
        s = simulation.state
        found[kept] = s.owed_paperwork[s.kind == 2].mean(), s.contact_hours[s.kind == 2].mean()
    assert found[0.0][0] > found[1.0][0]
    assert found[0.0][1] > 2.0 * found[1.0][1]
    assert math.isclose(found[0.0][0], 0.9 * HOURS * 0.63, rel_tol=0.1)


def test_a_run_grants_exactly(baseline: Scenario) -> None:
    simulation = Simulation(baseline, [find_council("Camden")], seed=1)
    for _ in range(18):
        simulation.begin_month()
        owed = simulation.state.owed_paperwork.copy()
        for process in PROCESSES:
            simulation.act(process)
            if process is time_budget:
                check(simulation, owed)
        simulation.month += 1
