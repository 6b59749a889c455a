"""Docking: an independent twin of casework, trust and workforce in plain Mesa gives the engine's results.

And it would not if any of its rules or parameters differed: each is changed in turn, and the results part.
"""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from benchmarks.twin import OUTCOMES, RULES, docking, people, rules
from benchmarks.twin import model as twin_model
from benchmarks.twin.model import MONTH, TwinModel
from sim.council.councils import find_council
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario
from sim.schedule import PROCESSES

SMALL = {"politicians": 12, "managers": 16, "frontline_staff": 48, "partners": 4, "wards": 3}
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Camden", {"style_mean": 0.2}),
    ("Burnley", {"style_mean": 0.8, "initial_trust": 0.7}),
    ("Surrey", {"initial_trust": 0.3, "paperwork_share": 0.75, "absence": 0.4}),
    ("Leeds", {"style_spread": 0.2}),
)
MONTHS = 24
EQUAL = 1e-9


def unsettle(simulation: Simulation) -> None:
    """Give what other processes would have written values of its own, so that no rule is docked at zero."""
    rng = np.random.default_rng(simulation.seed)
    a = simulation.state.arrays
    runs = a["runs"][0] == 1.0
    for name, low, high in (
        ("heart_share", 0.1, 0.4),
        ("heart_in_time", 0.6, 0.9),
        ("heart_misuse", 0.0, 0.2),
        ("redesign_gain", -0.2, 0.6),
        ("efficiency", 0.0, 0.2),
        ("partner_help", 0.0, 0.2),
        ("behaviour_change", 0.0, 0.1),
        ("resolution", 0.2, 0.5),
        ("capability", 0.3, 0.7),
        ("steering", 0.3, 0.7),
        ("scope", 0.6, 1.0),
        ("reach", 0.1, 0.9),
        ("unmet", 0.0, 20.0),
        ("given_up_before", 0.0, 5.0),
        ("posts_owed", -2.5, 6.0),
        ("goal_clarity", 0.2, 0.9),
        ("months_open", 0.7, 1.4),
    ):
        a[name][0, runs] = rng.uniform(low, high, runs.sum())
    a["budget"][0, runs] *= rng.uniform(0.75, 1.0, runs.sum())
    a["backlog"][0, runs] *= rng.uniform(0.7, 2.0, runs.sum())
    a["shaken"][0], a["intervention"][0] = 0.4, 12.0
    a["management_kept"][0] = 0.75
    a["turnover_own"][0], a["hiring_own"][0] = 1.3, 0.8
    staff = np.arange(a["first_staff"][0], a["first_partner"][0])
    a["outsourced"][rng.choice(staff, staff.size // 5, replace=False)] = 1.0
    a["contract_price"][0, runs] = rng.uniform(0.8, 1.1, runs.sum())
    a["owed_paperwork"][a["first_manager"][0] : a["first_partner"][0]] = rng.exponential(60.0)
    a["paperwork_relief"][staff] = rng.uniform(0.0, 0.2, staff.size)
    a["fatigue"][:] = rng.uniform(0.1, 0.7, a["fatigue"].size)
    a["morale"][:] = rng.uniform(0.3, 0.9, a["morale"].size)
    gone = rng.choice(staff, staff.size // 8, replace=False)
    a["filled"][gone] = 0.0
    a["post"][gone[::2]] = 0.0
    a["arriving"][gone] = 0.0
    if simulation.seed % 2 == 0:
        return
    for row in (a["leader"][0], a["chief_executive"][0], a["portfolio_holder"][0, runs][0]):
        a["arriving"][row] = 1.0
        a["occupant"][row] += 1


@dataclass(frozen=True)
class Docked:
    """What came of both."""

    engine: np.ndarray
    twin: np.ndarray
    apart: float
    """The largest difference of any outcome in any month, or of any state variable at the end."""


def dock(
    seed: int,
    sizes: dict[str, Any],
    *,
    calm: bool = False,
    values: dict[str, float] | None = None,
) -> Docked:
    """Run engine and twin (with other ``values`` of parameters) from one first day."""
    council, settings = CASES[seed % len(CASES)]
    start = docking.first_day(load_scenario("baseline").changed(**sizes, **settings), find_council(council), seed)
    if not calm:
        start.advance(3)
        unsettle(start)
    twin = TwinModel(start, docking.draws_of_a_run(start, MONTHS), values=values)
    of_engine, of_twin = docking.engine_outcomes(start, MONTHS), docking.twin_outcomes(twin, MONTHS)
    apart = max(docking.difference(of_twin, of_engine), *docking.state_difference(twin, start).values())
    return Docked(of_engine, of_twin, apart)


def parameters_read() -> list[str]:
    """The parameters that the twin reads: every name of one that stands in square brackets."""
    found = set()
    for module in (rules, people):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.slice, ast.Constant)
                and node.slice.value in PARAMETERS
            ):
                found.add(node.slice.value)
    return sorted(found)


@pytest.mark.parametrize("seed", range(20))
def test_the_twin_gives_the_engines_results(seed: int) -> None:
    found = dock(seed, SMALL)
    assert found.apart < EQUAL
    assert np.isfinite(found.engine).all()


def test_the_twin_gives_the_engines_results_at_default_size() -> None:
    assert dock(4, {}, calm=True).apart < EQUAL


def test_every_outcome_moves() -> None:
    """An outcome that stands still would dock whatever the rules were."""
    engine = dock(0, SMALL).engine
    assert [name for name, course in zip(OUTCOMES, engine.T, strict=True) if np.ptp(course) < 1e-6] == []


def test_the_twin_has_the_rules_it_says_in_the_schedules_order() -> None:
    order = [process.name for process in PROCESSES]
    assert list(RULES) == sorted(RULES, key=order.index)
    assert [name for rule in MONTH for name in rule.__name__.split("_and_")] == list(RULES)


@pytest.mark.parametrize("parameter", parameters_read())
def test_another_parameter_would_be_seen(parameter: str) -> None:
    """A tenth of its range more (or less) of any parameter, in the twin alone: the results part."""
    declared = PARAMETERS[parameter]
    assert declared.lo is not None
    assert declared.hi is not None
    apart = 0.0
    for seed in range(len(CASES)):
        scenario = load_scenario("baseline").changed(**CASES[seed][1])
        value = declared.number(dict(scenario.values)[parameter])
        changed = value + 0.1 * (declared.hi - declared.lo) * (1.0 if value < declared.hi else -1.0)
        apart = max(apart, dock(seed, SMALL, values={parameter: changed}).apart)
    assert apart > 100.0 * EQUAL


@pytest.mark.parametrize("rule", MONTH, ids=lambda rule: rule.__name__)
def test_a_missing_rule_would_be_seen(rule: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twin_model, "MONTH", tuple(other for other in MONTH if other is not rule))
    assert dock(3, SMALL).apart > 100.0 * EQUAL
