"""A result depends on scenario, council, seed and replicate, and on nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from engine_runs import assert_same_state

from sim.council.council import Council
from sim.council.councils import find_council
from sim.errors import InputError
from sim.faces.model import CouncilModel
from sim.machine.engine import LARGEST_SEED, Simulation, simulate, simulate_many
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import THEORIES

MONTHS = 24


def test_threads_change_nothing(baseline: Scenario, camden: Council) -> None:
    def one(replicate: int) -> bytes:
        return simulate(baseline, camden, months=MONTHS, seed=5, replicate=replicate).values.tobytes()

    in_turn = [one(replicate) for replicate in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one, range(8))) == in_turn


def test_replicates_do_not_hang_on_their_neighbours(baseline: Scenario, camden: Council) -> None:
    together = simulate_many(baseline, camden, months=MONTHS, seed=5, replicates=[4, 1, 2])
    assert together[1].tobytes() == simulate(baseline, camden, months=MONTHS, seed=5, replicate=1).values.tobytes()
    assert not np.array_equal(together[0], together[1])
    assert not np.array_equal(together[1], together[2])


def test_looking_at_agents_changes_nothing(baseline: Scenario, camden: Council) -> None:
    seen = CouncilModel(baseline, camden, rng=2)
    unseen = CouncilModel(baseline, camden, rng=2, collect=False)
    for _ in range(MONTHS):
        seen.step()
        everybody = list(seen.agents)
        assert sum(agent.morale for agent in everybody) > 0.0
        assert len(everybody[0].neighbours) > 0
        repr(everybody[-1])
        seen.network.to_networkx()
        unseen.step()
    assert_same_state(seen.simulation, unseen.simulation)


def test_a_scenario_that_only_extends_another_differs_by_exactly_zero(
    baseline: Scenario, camden: Council, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("scenarios") / "same.yaml"
    path.write_text("extends: baseline\nwhy: It changes nothing.\n", encoding="utf-8")
    same = load_scenario(str(path))
    assert same.name != baseline.name
    first = simulate_many(baseline, camden, months=60, seed=0, replicates=range(3))
    second = simulate_many(same, camden, months=60, seed=0, replicates=range(3))
    assert np.array_equal(first, second)
    assert np.all(first - second == 0.0)


def test_a_setting_at_its_default_differs_by_exactly_zero(baseline: Scenario, camden: Council) -> None:
    stated = baseline.changed(style_mean=baseline.values["style_mean"], crisis_rate=baseline.values["crisis_rate"])
    first = simulate(baseline, camden, months=MONTHS).values
    assert first.tobytes() == simulate(stated, camden, months=MONTHS).values.tobytes()


def test_a_scenario_that_changes_something_differs(baseline: Scenario, camden: Council) -> None:
    first = simulate(baseline, camden, months=MONTHS).values
    second = simulate(baseline.changed(style_mean=0.8), camden, months=MONTHS).values
    assert not np.array_equal(first, second)


def test_zero_is_a_seed_like_any_other(baseline: Scenario, camden: Council) -> None:
    runs = {
        seed: simulate(baseline, camden, months=MONTHS, seed=seed).values.tobytes() for seed in (0, 1, 2, LARGEST_SEED)
    }
    assert len(set(runs.values())) == len(runs)
    assert simulate(baseline, camden, months=MONTHS).values.tobytes() == runs[0]
    assert simulate(baseline, camden, months=MONTHS, seed=np.int64(2)).values.tobytes() == runs[2]


def test_seed_and_replicate_are_not_interchangeable(baseline: Scenario, camden: Council) -> None:
    one = simulate(baseline, camden, months=3, seed=1, replicate=2).values
    other = simulate(baseline, camden, months=3, seed=2, replicate=1).values
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1, 1.5, "1", None, True])
def test_a_bad_seed_gets_one_sentence(baseline: Scenario, camden: Council, seed: object) -> None:
    with pytest.raises(InputError, match="seed must be a whole number"):
        simulate(baseline, camden, months=1, seed=seed)  # type: ignore[arg-type]


def test_a_run_needs_a_month(baseline: Scenario, camden: Council) -> None:
    with pytest.raises(InputError, match="at least one month"):
        simulate(baseline, camden, months=0)


def test_councils_have_their_own_luck(baseline: Scenario) -> None:
    """Same seed, other council: draws are keyed by the council's code."""
    shocks = []
    for name in ("Camden", "Islington"):
        simulation = Simulation(baseline, [find_council(name)], seed=1)
        simulation.advance(1)
        shocks.append(simulation.state.demand_shock.copy())
    assert not np.any(shocks[0] == shocks[1])


LUCK = ("demand_shock", "outside_pull", "crisis_count")
"""State made of draws and constants alone: whatever else happens, it must be the same."""


@pytest.mark.parametrize("theory", [*THEORIES, "all"])
def test_a_theory_off_leaves_the_luck_of_all_others(baseline: Scenario, camden: Council, theory: str) -> None:
    on = Simulation(baseline, [camden], seed=4)
    off = Simulation(baseline, [camden], seed=4, without=[theory])
    first_people = on.state.style.copy(), on.state.ability.copy()
    assert np.array_equal(first_people[0], off.state.style)
    assert np.array_equal(first_people[1], off.state.ability)
    parted = False
    for _ in range(36):
        on.advance(1)
        off.advance(1)
        for name in LUCK:
            assert np.array_equal(on.state.arrays[name], off.state.arrays[name]), f"{name} in month {on.month}"
        parted = parted or not np.array_equal(on.state.outcome, off.state.outcome)
    assert parted, f"{theory} off changes no outcome in three years"


def test_a_scenario_leaves_the_luck(baseline: Scenario, camden: Council) -> None:
    one = Simulation(baseline.changed(style_mean=0.2, initial_trust=0.3), [camden], seed=4)
    other = Simulation(baseline.changed(style_mean=0.8, initial_trust=0.8), [camden], seed=4)
    for _ in range(36):
        one.advance(1)
        other.advance(1)
        for name in LUCK:
            assert np.array_equal(one.state.arrays[name], other.state.arrays[name])
    assert not np.array_equal(one.state.trust, other.state.trust)
