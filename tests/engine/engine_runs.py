"""Runs that the tests of the engine share: small councils, digests of whole states."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.scenario.event import make_event
from sim.scenario.scenario import Scenario, load_scenario

REPOSITORY = Path(__file__).resolve().parents[2]
SMALL = {"politicians": 12, "managers": 14, "frontline_staff": 30, "partners": 3, "wards": 3}
"""A council small enough for plain Python."""

CASES: dict[str, tuple[str, str, dict[str, Any], tuple[str, ...]]] = {
    "baseline": ("baseline", "Camden", {}, ()),
    "distributed, a district": ("baseline", "Burnley", {"style_mean": 0.8, "initial_trust": 0.7}, ()),
    "command, theories off, sudden cut": (
        "baseline",
        "Surrey",
        {"style_mean": 0.2, "budget_mode": "shock", "budget_shock_year": 1, "crisis_rate": 4.0},
        ("all",),
    ),
    "an eventful year": ("baseline", "Camden", {}, ("S20",)),
}
"""Name -> scenario, council, settings, theories off: what must be equal in compiled code and plain Python."""


EVENTS: dict[str, tuple[dict[str, Any], ...]] = {
    "an eventful year": (
        {"date": "2010-05", "shock": {"layer": "line", "trust": -0.3}},
        {"date": "2010-06", "set": {"training_share": 0.9, "approval_layers": 4.0}},
        {"date": "2010-07", "replace": {"role": "chief_executive", "style": 0.9}},
        {"date": "2010-08", "switch": {"S14": "off"}},
        {"date": "2010-09", "shift": {"role": "team_manager", "style": 0.3, "listening": -0.1}},
        {"date": "2010-10", "shock": {"layer": "every", "trust": 0.2}},
        {"date": "2010-11", "funding": {"change": -10}},
        {"date": "2010-12", "switch": {"S14": "on"}},
        {"date": "2011-02", "abolish": {"role": "chief_executive"}},
        {"date": "2011-03", "budget": {"closed": 1.5, "salami_slice": 0.5, "redesign": 0.5}},
        {"date": "2011-05", "sum": {"million": 5, "announced": "yes"}},
    )
}
"""What happens in some of the cases: at least one event of every kind."""


def small(name: str = "baseline", **settings: Any) -> Scenario:
    """A scenario in a small council."""
    return load_scenario(name).changed(**{**SMALL, **settings})


def camden() -> Council:
    return find_council("Camden")


def simulation_of(case: str, *, seed: int = 7, replicate: int = 2) -> Simulation:
    """The first day of one of the ``CASES``."""
    name, council, settings, without = CASES[case]
    scenario = replace(small(name, **settings), events=tuple(map(make_event, EVENTS.get(case, ()))))
    return Simulation(scenario, [find_council(council)], seed=seed, replicate=replicate, without=without)


def digest(array: np.ndarray) -> str:
    """Ten hexadecimal digits of the bits of an array."""
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:10]


def digests(simulation: Simulation) -> dict[str, str]:
    """A digest of every state array and every row of the ledger."""
    state = simulation.state
    found = {name: digest(array) for name, array in state.arrays.items()}
    found.update({f"entries of {name}": digest(rows) for name, rows in state.entries.items()})
    return found


def assert_same_state(one: Simulation, other: Simulation) -> None:
    """Equal bit for bit, array by array, the ledger included."""
    assert one.month == other.month
    first, second = digests(one), digests(other)
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first == second


def in_a_process(*arguments: str, **environment: str) -> str:
    """What a Python process of its own prints; its working folder is the repository."""
    path = os.pathsep.join(
        filter(None, (str(REPOSITORY), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")))
    )
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
