"""The allocator: what is granted is what there is, exactly, whatever is asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from engine_runs import small
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.time_budget import HOURS, grant, time_budget
from sim.council.councils import find_council
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation
from sim.scenario.scenario import Scenario
from sim.schedule import PROCESSES

hours = st.floats(0, 1e4)


@given(hours, st.floats(-100, 1e4))
@settings(max_examples=300)
def test_a_grant_is_never_more_than_asked_nor_than_left(left: float, request: float) -> None:
    granted, rest = grant(left, request)
    assert 0.0 <= granted <= left
    assert granted <= max(0.0, request)
    assert rest >= 0.0
    assert rest == left - granted
    assert granted == request or granted in (0.0, left), "all that is asked for, or all there is"


@given(hours, st.lists(st.floats(0, 500), min_size=1, max_size=6))
@settings(max_examples=300)
def test_priority_goes_to_who_comes_first(available: float, requests: list[float]) -> None:
    left, grants = available, []
    for request in requests:
        granted, left = grant(left, request)
        grants.append(granted)
    taken = available
    for granted in grants:
        taken -= granted
    assert taken == left, "taken off one after another: exact"
    assert math.fsum([*grants, left]) == pytest.approx(available, rel=1e-15, abs=1e-12)
    for at, (granted, request) in enumerate(zip(grants, requests, strict=True)):
        if granted < request:
            assert all(later == 0.0 for later in grants[at + 1 :]), "nobody later gets what somebody earlier lacks"


def check(simulation: Simulation) -> np.ndarray:
    """Every member of staff in post: hours granted are hours available. Returns who is short of hours."""
    s, v = simulation.state, simulation.values
    staff = np.arange(int(s.first_staff[0]), int(s.first_partner[0]))
    present = staff[s.filled[staff] == 1.0]
    absent = staff[s.filled[staff] == 0.0]
    granted = np.stack([s.paperwork_hours, s.meeting_hours, s.improvement_hours, s.contact_hours])
    assert (granted[:, absent] == 0.0).all(), "nobody works in an empty post"
    assert (granted[:, present] >= 0.0).all()
    floor = HOURS * v["contact_floor"]
    for i in present:
        available = HOURS * (1.0 - v["absence"] * s.fatigue[i])
        left = available - floor
        for taken in (s.paperwork_hours[i], s.meeting_hours[i], s.improvement_hours[i]):
            left -= taken
        assert s.contact_hours[i] == floor + left, "what is left is contact, to the last bit"
        assert granted[:, i].sum() == pytest.approx(available, rel=1e-14)
    assert (s.contact_hours[present] >= floor * (1 - 1e-15)).all()
    return present[s.contact_hours[present] <= floor]


def within(name: str) -> st.SearchStrategy[float]:
    """Any value of a parameter's declared range."""
    return st.floats(PARAMETERS[name].lo, PARAMETERS[name].hi)


@given(
    st.fixed_dictionaries({name: within(name) for name in time_budget.parameters}),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_every_hour_is_granted_once(chosen: dict[str, float], fatigue: float, seed: int) -> None:
    scenario = small(**chosen)
    simulation = Simulation(scenario, [find_council("Camden")], seed=seed)
    simulation.begin_month()
    random = np.random.default_rng(seed)
    state = simulation.state
    state.fatigue[:] = fatigue
    for name in ("paperwork_request", "meeting_request", "improvement_request"):
        state.arrays[name][:] = random.exponential(30.0, state.kind.size)
    state.filled[random.random(state.kind.size) < 0.1] = 0.0
    simulation.act(time_budget)
    check(simulation)


def test_scarcity_is_met_in_the_order_of_priority() -> None:
    """Staff whose hours run out keep their floor of contact; paperwork is served before meetings and improvement."""
    most = {name: PARAMETERS[name].hi for name in ("paperwork_share", "paperwork_per_layer", "approval_layers")}
    scenario = small(**most, style_mean=0.1)
    simulation = Simulation(scenario, [find_council("Camden")])
    simulation.begin_month()
    state = simulation.state
    state.paperwork_request[:] = 25.0
    state.meeting_request[:] = 60.0
    state.improvement_request[:] = 60.0
    simulation.act(time_budget)
    short = check(simulation)
    assert short.size > 0
    assert (state.improvement_hours[short] < 60.0).all()


def test_a_run_grants_exactly(baseline: Scenario) -> None:
    simulation = Simulation(baseline, [find_council("Camden")], seed=1)
    for _ in range(18):
        simulation.begin_month()
        for process in PROCESSES:
            simulation.act(process)
            if process is time_budget:
                check(simulation)
        simulation.month += 1
