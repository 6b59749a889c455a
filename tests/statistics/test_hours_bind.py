"""Hours bind in default runs: requests of all are cut, hours matter, so does paperwork, idle hours gain nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from paired_runs import SETTLED, Difference, column, difference_of, runs, world

from sim.core.hours import GROUPS, ROLES_ASKED, hours_there_are
from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES
from sim.schedule import PROCESSES

pytestmark = pytest.mark.statistical

TWINS = 100
MONTHS = 180
"""A default run: councillors are in want of hours only when residents have become discontent."""
PAIRS = 60
SMALL = {"politicians": 12, "managers": 14, "frontline_staff": 80, "partners": 6, "wards": 3}
CHANCE = 4.0
"""Standard errors: of some 150 outcomes that are looked at, none lies beyond by chance."""


def groups_of(simulation: Simulation) -> np.ndarray:
    """The place in ``ROLES_ASKED`` of everybody."""
    return GROUPS[simulation.state.role.astype(int)]


@lru_cache(maxsize=16)
def lived(doubled: str = "") -> np.ndarray:
    """Outcomes (months, councils, outcomes) of twins of Camden, one group of people having twice the hours."""
    camden = find_council("Camden")
    twins = [replace(camden, code=f"{camden.code}-{at}") for at in range(TWINS)]
    # Twins in one model would see each other as peers (S15).
    simulation = Simulation(world(), twins, seed=1, without=("S15",))
    s = simulation.state
    rows = groups_of(simulation) == ROLES_ASKED.index(doubled) if doubled else np.zeros(s.kind.size, dtype=bool)
    out = np.empty((MONTHS, TWINS, len(OUTCOMES)))
    for month in range(MONTHS):
        simulation.begin_month()
        for process in PROCESSES:
            simulation.act(process)
            if process is hours_there_are:
                s.own_hours[rows] += (s.own_hours + s.paper_hours + s.hours_granted)[rows]
                s.ward_time[rows] *= 2.0
        out[month] = s.outcome.T
        simulation.month += 1
    return out


def monthly(name: str) -> np.ndarray:
    """An outcome month by month in twins that live as they do by default."""
    return lived()[:, :, OUTCOMES.index(name)]


@pytest.mark.parametrize("role", ROLES_ASKED)
def test_the_requests_of_every_role_are_cut_in_some_months(role: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked, granted = monthly(f"hours.asked.{role}"), monthly(f"hours.granted.{role}")
    cut = granted < asked - 1e-9
    with capsys.disabled():
        print(
            f"\n{role}: asked for {asked.mean():.1f} h a month, granted {granted.mean():.1f}; "
            f"cut in {cut.mean():.0%} of council-months"
        )
    assert (granted <= asked + 1e-9).all()
    assert cut.any()


def moved_by_doubling(role: str) -> dict[str, Difference]:
    """What twice the hours of a role do to each outcome that does not count hours."""
    change = (lived(role) - lived())[SETTLED:].mean(axis=0)
    names = [name for name in OUTCOMES if not name.startswith("hours.") and np.isfinite(change[:, at(name)]).all()]
    return {name: difference_of(change[:, at(name)]) for name in names}


def at(name: str) -> int:
    return OUTCOMES.index(name)


@pytest.mark.parametrize("role", ROLES_ASKED)
def test_twice_the_hours_of_a_role_move_an_outcome(role: str, capsys: pytest.CaptureFixture[str]) -> None:
    moved = moved_by_doubling(role)
    most = max(moved, key=lambda name: abs(moved[name].t))
    felt = [f"{name} {moved[name]}" for name in HEADLINE if abs(moved[name].t) > 2.0]
    with capsys.disabled():
        print(f"\n{role} with twice the hours: most, {most} {moved[most]}; headline: {'; '.join(felt) or 'nothing'}")
    assert abs(moved[most].t) > CHANCE


def test_without_paperwork_a_headline_outcome_is_worse(capsys: pytest.CaptureFixture[str]) -> None:
    """Paperwork is there for something: who never does it decides late, hides misuse and piles up risk."""
    done, undone = (runs(world(paperwork_kept=kept), seeds=PAIRS) for kept in (1.0, 0.0))
    found = {name: difference_of(column(undone, name) - column(done, name)) for name in HEADLINE}
    worse = {name: f"{found[name]}" for name in HEADLINE if MEASURES[name].direction * found[name].t < -2.0}
    better = {name: f"{found[name]}" for name in HEADLINE if MEASURES[name].direction * found[name].t > 2.0}
    with capsys.disabled():
        print(f"\nwithout paperwork, worse: {worse}; better: {better}")
    assert min(MEASURES[name].direction * found[name].t for name in HEADLINE) < -CHANCE


GAINLESS: dict[str, dict[str, Any]] = {
    "S07": {"mutual_knowledge": 0},
    "S08": {"lived_values_effect": 0, "weight_example": 0, "objective_strength": 0},
    "S09": {"redesign_effect": 0, "redesign_failure_effect": 0},
    "S11": {
        "hope_gain": 0,
        "listened_gain": 0,
        "reflection_search": 0,
        "reflection_learning": 0,
        "weight_narrative": 0,
    },
    "S14": {"permission_lesson": 0, "weight_recognition": 0, "relational_act_effect": 0},
    "S17": {"voice_effect": 0, "reply_says": 0, "misled": 0},
    "S18": {"volunteer_capacity": 0, "coproduction_says": 0, "coproduction_pride": 0, "sharing_pace": 0},
    "S19": {"say_effect": 0, "ranking_steering": 0},
}
"""Settings at which a theory still takes its hours and gains nothing with them, for each that has such."""


@pytest.mark.parametrize("theory", GAINLESS)
def test_hours_without_gain_never_beat_the_theory_switched_off(theory: str, capsys: pytest.CaptureFixture[str]) -> None:
    core = {name: value for name, value in GAINLESS[theory].items() if name.startswith("redesign_")}
    idle = runs(world(**SMALL, **GAINLESS[theory]), seeds=PAIRS)
    off = runs(world(theory, **SMALL, **core), seeds=PAIRS)
    moved = difference_of(column(idle, "index") - column(off, "index"))
    with capsys.disabled():
        print(f"\n{theory} with its hours and without its gain: index {moved}")
    assert moved.t <= 2.0
