"""The block of memory: everything has a place of its own, and no run touches that of another."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.council.councils import find_council
from sim.council.population import plan_of
from sim.machine.engine import ENTRIES, Simulation, numbers_of
from sim.machine.kernel import COMPILED
from sim.machine.memory import State
from sim.machine.state import VARIABLES
from sim.scenario.scenario import load_scenario


def test_every_array_has_a_place_of_its_own() -> None:
    plan = plan_of([find_council("Camden")], numbers_of(load_scenario("baseline")), ENTRIES, events=2)
    state = State(plan.layout)
    state.block[:] = 0.0
    for at, name in enumerate(VARIABLES):
        state.arrays[name][...] = at + 1
    for stock in ENTRIES:
        state.rows(stock)[...] = -1.0
    for at, name in enumerate(VARIABLES):
        assert (state.arrays[name] == at + 1).all(), name
        assert state.arrays[name].flags.c_contiguous
        assert state.arrays[name].ctypes.data % 8 == 0
    flows = {name for name, variable in VARIABLES.items() if variable.kind == "flow"}
    state.flow_block[:] = 0.0
    assert {name for name in VARIABLES if (state.arrays[name] == 0).all()} == flows, "the flows, and nothing else"


def test_the_sizes_do_not_hang_on_what_is_drawn() -> None:
    scenario, council = load_scenario("baseline"), find_council("Camden")
    runs = [Simulation(scenario, [council], seed=seed) for seed in range(6)]
    assert len({run.state.ties for run in runs}) > 1
    assert len({id(run.state.layout) for run in runs}) == 1
    for run in runs:
        assert run.state.ties == run.state.arrays["arc_start"][-1] <= run.state.layout.sizes["arc"][0]


FAULTS = """
import resource
from benchmarks.sizes import settings_for
from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario
from numba.core.runtime import rtsys
simulation = Simulation(load_scenario("baseline").changed(**settings_for(50_000)), [find_council("Camden")])
simulation.advance(3)
before = resource.getrusage(resource.RUSAGE_SELF)
free = rtsys.get_allocation_stats()
simulation.advance(6)
after = resource.getrusage(resource.RUSAGE_SELF)
now = rtsys.get_allocation_stats()
print((after.ru_minflt - before.ru_minflt) / 6, after.ru_maxrss - before.ru_maxrss)
print((now.alloc - now.free) - (free.alloc - free.free))
"""


@pytest.mark.process
@pytest.mark.skipif(sys.platform != "linux" or not COMPILED, reason="asks Linux about compiled code")
def test_months_ask_the_system_for_no_memory() -> None:
    """What rules take while they act is given back, and is there for the next month without a page from the system."""
    environment = {**os.environ, "NUMBA_NRT_STATS": "1"}
    done = subprocess.run([sys.executable, "-c", FAULTS], env=environment, capture_output=True, text=True, check=True)
    faults, grown, kept = map(float, done.stdout.split())
    assert faults < 20, "pages asked for in a month; without heap.py thousands"
    assert grown == 0, "the most memory held"
    assert kept == 0, "pieces taken and not given back"


def test_a_run_is_not_touched_by_those_that_come_after() -> None:
    scenario, council = load_scenario("baseline"), find_council("Camden")
    trust = Simulation(scenario, [council], seed=1).state.arrays["trust"]
    kept = trust.copy()
    for seed in range(2, 30):
        Simulation(scenario, [council], seed=seed).advance(1)
    assert np.array_equal(trust, kept)
