"""One implementation, three callers: the compiled engine, the Mesa face, and plain Python give the same bits."""

from __future__ import annotations

import json

import numpy as np
import pytest
from engine_runs import CASES, assert_same_state, in_a_process, simulation_of
from plain_run import trail

from sim.council.council import Council
from sim.faces.model import CouncilModel
from sim.machine.engine import Simulation, simulate
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario
from sim.schedule import PROCESSES, SCHEDULE

MONTHS = 14
"""Enough for an election, a quarter's end, a budget round and the year after it."""
PLAIN_MONTHS = 14


@pytest.fixture(scope="module")
def whole(baseline: Scenario, camden: Council) -> tuple[Simulation, np.ndarray]:
    """A run in one call."""
    simulation = Simulation(baseline, [camden], seed=3, replicate=1)
    return simulation, simulation.advance(MONTHS)


def test_month_by_month_is_the_whole_run(
    whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council
) -> None:
    simulation = Simulation(baseline, [camden], seed=3, replicate=1)
    months = np.concatenate([simulation.advance(1) for _ in range(MONTHS)])
    assert_same_state(simulation, whole[0])
    assert months.tobytes() == whole[1].tobytes()


def test_uneven_stretches_are_the_whole_run(
    whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council
) -> None:
    simulation = Simulation(baseline, [camden], seed=3, replicate=1)
    for months in (5, 0, 1, MONTHS - 6):
        simulation.advance(months)
    assert_same_state(simulation, whole[0])


def test_process_by_process_is_the_whole_run(
    whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council
) -> None:
    simulation = Simulation(baseline, [camden], seed=3, replicate=1)
    for _ in range(MONTHS):
        simulation.begin_month()
        for process in PROCESSES:
            simulation.act(process)
        simulation.month += 1
    assert_same_state(simulation, whole[0])


def test_mesa_steps_are_the_whole_run(
    whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council
) -> None:
    model = CouncilModel(baseline, camden, rng=3, replicate=1, months=MONTHS)
    while model.running:
        model.step()
    assert_same_state(model.simulation, whole[0])
    assert model.datacollector is not None
    collected = model.datacollector.get_model_vars_dataframe()
    assert tuple(collected.columns) == OUTCOMES
    assert collected.to_numpy().tobytes() == whole[1][:, 0, :].tobytes()


def test_mesa_phases_are_the_whole_run(
    whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council
) -> None:
    model = CouncilModel(baseline, camden, rng=3, replicate=1)
    for _ in range(MONTHS):
        assert list(model.phases()) == list(SCHEDULE)
    assert_same_state(model.simulation, whole[0])


def test_simulate_is_the_whole_run(whole: tuple[Simulation, np.ndarray], baseline: Scenario, camden: Council) -> None:
    run = simulate(baseline, camden, months=MONTHS, seed=3, replicate=1)
    assert run.values.tobytes() == whole[1][:, 0, :].tobytes()
    frame = run.frame()
    assert list(frame.columns) == list(OUTCOMES)
    assert list(frame.index[:2]) == ["2010-04", "2010-05"]
    assert frame.index[9] == "2011-01"


@pytest.fixture(scope="module")
def plain() -> dict[str, list[list[object]]]:
    """The same small councils in plain Python: a process in which numba compiles nothing."""
    printed = json.loads(in_a_process("tests/engine/plain_run.py", str(PLAIN_MONTHS), NUMBA_DISABLE_JIT="1"))
    assert printed["compiled"] is False
    return dict(printed["trails"])


@pytest.mark.parametrize("case", CASES)
def test_plain_python_gives_the_same_bits(plain: dict[str, list[list[object]]], case: str) -> None:
    """After every process of every month: so no flipped draw hides behind a later agreement."""
    compiled = trail(case, PLAIN_MONTHS)
    assert len(compiled) == len(plain[case])
    for (where, ours), (place, theirs) in zip(compiled, plain[case], strict=True):
        assert where == place
        assert isinstance(ours, dict)
        assert isinstance(theirs, dict)
        apart = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        assert apart == [], f"first difference: {where}"


@pytest.mark.parametrize("case", CASES)
def test_cases_exercise_something(case: str) -> None:
    """The comparison above is worth nothing if its councils stand still."""
    simulation = simulation_of(case)
    before = simulation.state.copy()
    simulation.advance(PLAIN_MONTHS)
    after = simulation.state
    for name in ("backlog", "trust", "morale", "reserves", "satisfaction", "budget", "person_id", "budget_gap"):
        assert not np.array_equal(before.arrays[name], after.arrays[name]), f"{name} never changes"
