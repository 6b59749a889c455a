"""Nothing is decorative: every theory, every role, every parameter moves an outcome."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from paired_runs import SEEDS, SETTLED, WORKERS, Difference, difference, difference_of, over, world

from sim.core.coping import coping
from sim.core.newcomers import newcomers
from sim.core.partners import joint_projects
from sim.core.scrutiny import scrutiny
from sim.council.councils import find_council
from sim.council.services import (
    BACKBENCHER,
    CABINET,
    CHIEF_EXECUTIVE,
    DIRECTOR,
    HEALTH,
    LEADER,
    OPPOSITION,
    ROLES,
    STAFF,
    TEAM_MANAGER,
)
from sim.machine.declared import PARAMETERS, Parameter
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, theories
from sim.schedule import PROCESSES, THEORIES


# ------------------------------------------------------------------ theories
@pytest.mark.statistical
@pytest.mark.parametrize("theory", sorted(THEORIES))
def test_switching_a_theory_off_moves_its_declared_outcome(theory: str) -> None:
    moved = difference(world(), world(theory), THEORIES[theory].outcome)
    assert abs(moved.t) > 3.0, f"without {theory}, {THEORIES[theory].outcome} moves by {moved}"


# ------------------------------------------------------------------ roles
Act = Callable[[Simulation], None]
TRAITS = (
    "style",
    "consistency",
    "listening",
    "accountability",
    "reflection_habit",
    "social_value",
    "risk_appetite",
    "ability",
    "alignment",
    "disposition",
    "skill",
    "power",
)
"""What makes one holder of a post decide differently from another."""


def with_neutral_traits(*roles: int) -> dict[str, Act]:
    """Whoever holds these posts is middling in everything, every month: the person makes no difference any more."""

    def freeze(simulation: Simulation) -> None:
        s = simulation.state
        rows = np.isin(s.role, roles)
        for trait in TRAITS:
            s.arrays[trait][rows] = 0.5

    return {f"after {newcomers.name}": freeze}


def silent(role: int) -> dict[str, Act]:
    """These councillors never challenge."""
    kept: dict[str, np.ndarray] = {}

    def hush(simulation: Simulation) -> None:
        s = simulation.state
        kept["listening"] = s.listening.copy()
        s.listening[s.role == role] = -1.0

    def restore(simulation: Simulation) -> None:
        simulation.state.listening[:] = kept["listening"]

    return {f"before {scrutiny.name}": hush, f"after {scrutiny.name}": restore}


def never_coping() -> dict[str, Act]:
    """Staff neither ration nor routinise nor bend rules, whatever the pressure."""

    def freeze(simulation: Simulation) -> None:
        s = simulation.state
        for name in ("coping", "rationed", "routinised", "rules_bent"):
            s.arrays[name][:] = 0

    return {f"after {coping.name}": freeze}


def never_joining() -> dict[str, Act]:
    """No partner ever joins a project."""

    def freeze(simulation: Simulation) -> None:
        simulation.state.project[:] = 0.0

    return {f"before {joint_projects.name}": freeze}


@dataclass(frozen=True)
class Frozen:
    """A role, how its decisions are frozen, and the outcome (named in advance) that must move."""

    role: str
    how: str
    acts: Callable[[], dict[str, Act]]
    outcome: str


FROZEN = (
    Frozen(ROLES[LEADER], "neutral traits", lambda: with_neutral_traits(LEADER), "leadership.delegation"),
    Frozen(ROLES[CABINET], "neutral traits", lambda: with_neutral_traits(CABINET), "decision.resolved"),
    Frozen(
        ROLES[CHIEF_EXECUTIVE], "neutral traits", lambda: with_neutral_traits(CHIEF_EXECUTIVE), "leadership.delegation"
    ),
    Frozen(ROLES[DIRECTOR], "neutral traits", lambda: with_neutral_traits(DIRECTOR), "index"),
    Frozen(ROLES[TEAM_MANAGER], "neutral traits", lambda: with_neutral_traits(TEAM_MANAGER), "trust.staff_manager"),
    Frozen(ROLES[BACKBENCHER], "silent", lambda: silent(BACKBENCHER), "decision.steering"),
    Frozen(ROLES[OPPOSITION], "silent", lambda: silent(OPPOSITION), "decision.steering"),
    Frozen(ROLES[STAFF], "never coping", never_coping, "service.quality"),
    Frozen(ROLES[STAFF], "neutral traits", lambda: with_neutral_traits(STAFF), "index"),
    Frozen("partner", "neutral traits", lambda: with_neutral_traits(*range(HEALTH, len(ROLES))), "partners.projects"),
    Frozen("partner", "never joining", never_joining, "index"),
)

YEARS_WATCHED = 7


@lru_cache(maxsize=16)
def lived(role: str = "", how: str = "") -> np.ndarray:
    """Outcomes (months, councils, outcomes) of thirty twins of Camden under distributed leadership, one role frozen.

    The twins differ only in their code, and so only in their luck: they are the thirty seeds, run side by side.
    """
    camden = find_council("Camden")
    twins = [replace(camden, code=f"{camden.code}-{at}") for at in range(SEEDS)]
    # Twins in one model would see each other as peers (S15).
    simulation = Simulation(world(style_mean=0.8), twins, seed=1, without=("S15",))
    acts = next((frozen.acts() for frozen in FROZEN if (frozen.role, frozen.how) == (role, how)), {})
    out = np.empty((12 * YEARS_WATCHED, SEEDS, len(OUTCOMES)))
    for month in range(out.shape[0]):
        simulation.begin_month()
        for process in PROCESSES:
            for moment in ("before", "now", "after"):
                if moment == "now":
                    simulation.act(process)
                elif f"{moment} {process.name}" in acts:
                    acts[f"{moment} {process.name}"](simulation)
        out[month] = simulation.state.outcome.T
        simulation.month += 1
    return out


def moved_by_freezing(role: str, how: str, outcome: str) -> Difference:
    at = OUTCOMES.index(outcome)
    return difference_of((lived(role, how) - lived())[SETTLED:, :, at].mean(axis=0))


@pytest.mark.statistical
@pytest.mark.parametrize("frozen", FROZEN, ids=[f"{f.role}, {f.how}" for f in FROZEN])
def test_freezing_the_decisions_of_a_role_moves_an_outcome(frozen: Frozen) -> None:
    moved = moved_by_freezing(frozen.role, frozen.how, frozen.outcome)
    assert abs(moved.t) > 3.0, f"{frozen.role} frozen ({frozen.how}): {frozen.outcome} moves by {moved}"


def test_every_role_is_frozen_once() -> None:
    assert {frozen.role for frozen in FROZEN} == {*ROLES[:HEALTH], "partner"}


# ------------------------------------------------------------------ parameters
ORDINARY: dict[str, Any] = {}
HARD = {
    "budget_mode": "fixed",
    "budget_cut": 45.0,
    "crisis_rate": 4.0,
    "governance_shock": 0.4,
    "officer_capacity": 0.5,
    "initial_trust": 0.2,
    "chief_exit": 0.29,
}
WORLDS: tuple[tuple[str, dict[str, Any], int, int], ...] = (
    ("Camden", ORDINARY, 18, 1),
    ("Camden", ORDINARY, 60, 2),
    ("Leeds", {**HARD, "budget_mode": "shock"}, 120, 3),
    ("Surrey", HARD, 180, 3),
    ("Camden", {"abolition_year": 5, "control_odds": 0.0}, 120, 8),
    ("Leeds", {"referendum": "held", "referendum_clarity": 0.8}, 60, 2),
)
"""Where a parameter may be felt (council, settings, months, seeds): an ordinary council for a while and for longer, one
that votes by thirds and meets a shock, one in hard times, one that abolishes the office of chief executive, and a city
that is asked whether it wants a mayor."""


def felt(parameter: Parameter) -> bool:
    """Whether the two ends of a parameter's range give different outcomes in any of the ``WORLDS``, on equal luck."""
    ends: tuple[Any, Any] = parameter.choices[:2] if parameter.kind == "choice" else (parameter.lo, parameter.hi)
    if parameter.kind == "int" and parameter.mark == "DESIGN":
        ends = (parameter.default, min(parameter.hi, parameter.default + 10))
    for council, settings, months, seeds in WORLDS:
        scenarios = [Scenario("end", settings={**settings, parameter.name: end}) for end in ends]
        plan = [(scenario, council, seed) for scenario in scenarios for seed in range(seeds)]
        low, high = np.split(over(plan, months), 2)
        if not np.array_equal(low, high):
            return True
    return False


@pytest.mark.statistical
def test_every_parameter_is_felt() -> None:
    theories()
    with ThreadPoolExecutor(WORKERS) as pool:
        found = dict(zip(PARAMETERS, pool.map(felt, PARAMETERS.values()), strict=True))
    assert [name for name, is_felt in found.items() if not is_felt] == []
