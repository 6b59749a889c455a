"""Copies, deep copies and pickles continue bit for bit, and do not touch what they were made of."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from engine_runs import assert_same_state

from sim.council.council import Council
from sim.faces.model import CouncilModel
from sim.machine.engine import Simulation
from sim.scenario.scenario import Scenario

WAYS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@each_way
def test_a_model_continues(baseline: Scenario, camden: Council, way: Callable[[Any], Any]) -> None:
    model = CouncilModel(baseline.switched_off("S12"), camden, rng=9, replicate=3, months=20)
    list(model.agents)
    for _ in range(13):
        model.step()
    twin = way(model)
    assert_same_state(twin.simulation, model.simulation)
    before = twin.state.trust.copy()
    while model.running:
        model.step()
    assert (twin.state.trust == before).all(), "the twin shares memory with the model"
    assert (twin.month, model.month) == (13, 20)
    assert twin.steps == 13
    while twin.running:
        twin.step()
    assert_same_state(twin.simulation, model.simulation)
    assert (twin.simulation.seed, twin.simulation.replicate, twin.months) == (9, 3, 20)
    assert twin.simulation.without == model.simulation.without == ("S12",)
    tables = [m.datacollector.get_model_vars_dataframe() for m in (model, twin)]
    assert tables[0].equals(tables[1])
    assert len(tables[1]) == 20


@each_way
def test_the_twins_agents_are_its_own(baseline: Scenario, camden: Council, way: Callable[[Any], Any]) -> None:
    model = CouncilModel(baseline, camden, rng=1)
    leader = model.agent(0)
    twin = way(model)
    assert twin.agent(0) is not leader
    assert twin.agent(0).model is twin
    twin.state.morale[0] = 0.123
    assert twin.agent(0).morale == 0.123
    assert leader.morale != 0.123


@each_way
def test_a_model_without_collector_continues(baseline: Scenario, camden: Council, way: Callable[[Any], Any]) -> None:
    model = CouncilModel(baseline, camden, collect=False)
    model.step()
    twin = way(model)
    assert twin.datacollector is None
    model.step()
    twin.step()
    assert_same_state(twin.simulation, model.simulation)


@pytest.mark.parametrize(
    "way", [Simulation.copy, copy.deepcopy, WAYS["pickle"]], ids=["its own copy", "deepcopy", "pickle"]
)
def test_a_simulation_continues(baseline: Scenario, camden: Council, way: Callable[[Any], Any]) -> None:
    simulation = Simulation(baseline, [camden], seed=6, without=["S01"])
    simulation.advance(11)
    twin = way(simulation)
    assert simulation.advance(5).tobytes() == twin.advance(5).tobytes()
    assert_same_state(simulation, twin)


def test_a_branch_can_differ(baseline: Scenario, camden: Council) -> None:
    """What copies are for: two futures of one past."""
    model = CouncilModel(baseline, camden, rng=1, collect=False)
    model.step()
    branch = copy.deepcopy(model)
    branch.state.style[branch.state.kind == 1] = 0.95
    for _ in range(6):
        model.step()
        branch.step()
    assert branch.outcome("leadership.delegation") != model.outcome("leadership.delegation")
