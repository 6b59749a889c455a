"""A part of the model on its own: ``only`` keeps the processes it names and switches all others off."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from engine_runs import assert_same_state, camden, small

from sim.errors import InputError
from sim.faces.model import CouncilModel
from sim.machine.engine import Simulation
from sim.machine.state import VARIABLES
from sim.outcomes import OUTCOMES
from sim.schedule import PROCESSES

ALL = [process.name for process in PROCESSES]
SOME = ("demand", "everyday_contact", "trust")
WRITTEN = {name for process in PROCESSES if process.name in SOME for name in (*process.writes, *process.folds)}


def test_all_named_is_the_whole_model() -> None:
    whole, named = (Simulation(small(), [camden()], seed=3, only=only) for only in (None, ALL[::-1]))
    assert np.array_equal(whole.advance(9), named.advance(9))
    assert_same_state(whole, named)


def test_only_what_is_named_acts() -> None:
    simulation = Simulation(small(), [camden()], seed=3, only=SOME)
    before = simulation.copy()
    simulation.advance(9)
    changed = {
        name
        for name, variable in VARIABLES.items()
        if variable.kind != "flow" and not np.array_equal(before.state.arrays[name], simulation.state.arrays[name])
    }
    assert changed <= WRITTEN
    assert {"demand_shock", "unmet", "trust", "good_evidence"} <= changed
    assert "outcome" not in changed, "nobody measures"


def test_the_first_day_is_drawn_in_full() -> None:
    whole, part = (Simulation(small(), [camden()], seed=3, only=only) for only in (None, ()))
    assert_same_state(whole, part)


def test_what_is_left_out_does_not_act_one_by_one_either() -> None:
    months, steps = (Simulation(small(), [camden()], seed=3, only=SOME) for _ in range(2))
    months.advance(1)
    steps.begin_month()
    for process in PROCESSES:
        steps.act(process)
    steps.month += 1
    assert_same_state(months, steps)


def test_copies_keep_it() -> None:
    simulation = Simulation(small(), [camden()], seed=3, only=SOME)
    simulation.advance(2)
    others = [simulation.copy(), pickle.loads(pickle.dumps(simulation))]
    simulation.advance(3)
    for other in others:
        other.advance(3)
        assert_same_state(other, simulation)


def test_an_unknown_process_gets_one_sentence() -> None:
    with pytest.raises(InputError, match=r'no process "casewrok" in the month\. Did you mean "casework"\?$'):
        Simulation(small(), [camden()], only=("casewrok",))


def test_a_model_runs_a_part_and_collects_what_is_asked_for() -> None:
    model = CouncilModel(small(), camden(), rng=3, months=4, only=(*SOME, "measures"), collect=("trust.dyad",))
    twin = copy.deepcopy(model)
    for one in (model, twin):
        while one.running:
            one.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == ["trust.dyad"]
    assert table.equals(twin.datacollector.get_model_vars_dataframe())
    values = Simulation(small(), [camden()], seed=3, only=(*SOME, "measures")).advance(4)
    assert table["trust.dyad"].tolist() == values[:, 0, OUTCOMES.index("trust.dyad")].tolist()


def test_an_unknown_outcome_to_collect_gets_one_sentence() -> None:
    with pytest.raises(InputError, match=r'no outcome "trust\.diad"\. Did you mean "trust\.dyad"\?$'):
        CouncilModel(small(), camden(), collect=("trust.diad",))
