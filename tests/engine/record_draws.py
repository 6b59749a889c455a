"""Record address and place of every random draw of small councils, in plain Python; print what is wrong as JSON.

Run with numba switched off. Each draw is noted with its *place* (the lines that led to it, and the loop variables
there) and its *address* (identity, month, process, index). Two things must hold:

* one address is drawn at one place in the source only: else two decisions share their luck;
* in every variant (a theory off, another scenario) a place has the address that it has in the baseline: addresses hang
  neither on scenario nor on how many draws came before.
"""

from __future__ import annotations

import ast
import importlib
import json
import linecache
import pkgutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from engine_runs import small

import sim.core
import sim.council.network
import sim.council.population
import sim.machine.randomness
import sim.theories
from sim.council.councils import find_council
from sim.machine.declared import PARAMETERS
from sim.machine.engine import Simulation
from sim.machine.kernel import COMPILED
from sim.schedule import PROCESSES, THEORIES

COUNCIL = "Manchester"
"""It votes by thirds, three years in four."""
SEEDS = (16, 17)
"""Two runs between which (nearly) every line that draws is reached."""
STRETCHES = ((0, 4), (10, 14), (18, 19), (22, 26))
"""Months that are run: springs with their elections, two budget rounds and the looks at peers before them, an October
(what lies between is left out)."""
OFTEN = (
    "crisis_rate",
    "project_start",
    "idea_rate",
    "governance_shock",
    "forgetting_design",
    "commercial_limit",
    "control_odds",
    "chief_exit",
    "chief_exit_distrust",
    "choice_temperature",
)
EVENTFUL: dict[str, Any] = {name: PARAMETERS[name].hi for name in OFTEN}
EVENTFUL |= {"budget_mode": "fixed", "budget_cut_years": 2, "partners": 6}
"""So that in a few months every line that draws is reached."""
SOURCES = Path(sim.__path__[0])
MODULES = [
    sim.council.network,
    sim.council.population,
    *(
        importlib.import_module(f"{package.__name__}.{found.name}")
        for package in (sim.core, sim.theories)
        for found in pkgutil.iter_modules(package.__path__)
    ),
]
LOOPS = ("c", "k", "i", "j", "z", "w", "m", "b", "d", "e", "step", "attempt", "index", "landscape", "pattern", "trial")
OCCUPANTS = 0xFFF

Place = tuple[Any, ...]
Address = tuple[int, int, int, int, int]


@cache
def kept(file: str) -> tuple[bool, str]:
    """Whether a file of Python belongs to the model, and its name."""
    path = Path(file)
    return SOURCES in path.parents, path.name


@cache
def names_a_person(file: str, line: int) -> bool:
    return "person" in linecache.getline(file, line)


class Recorder:
    """Notes every draw while it stands in for ``uniform`` and ``normal``."""

    def __init__(self) -> None:
        self.address_of: dict[Place, set[Address]] = {}
        self.lines_of: dict[Address, set[str]] = {}
        self.numbers: dict[Address, set[float]] = {}

    def wrap(self, draw: Any) -> Any:
        def recorded(now: Any, identity: Any, index: Any) -> Any:
            number = draw(now, identity, index)
            self.note(sys._getframe(1), draw.__name__, now, int(identity), int(index), float(number))
            return number

        return recorded

    def note(self, frame: Any, kind: str, now: Any, identity: int, index: int, number: float) -> None:
        # The offset in the compiled line tells two draws in one line apart.
        line = f"{kept(frame.f_code.co_filename)[1]}:{frame.f_lineno} at {frame.f_lasti}"
        place: list[Any] = [int(now.month), int(now.process), kind, int(now.seed)]
        by_person = False
        inner = frame
        while inner is not None:
            of_the_model, name = kept(inner.f_code.co_filename)
            if not of_the_model or name in ("engine.py", "model.py"):
                break
            by_person = by_person or names_a_person(inner.f_code.co_filename, inner.f_lineno)
            place.append((inner.f_code.co_name, inner.f_lineno, inner.f_lasti))
            there = inner.f_locals  # made anew each time that it is asked for
            place.append(tuple((n, int(there[n])) for n in LOOPS if n in there))
            inner = inner.f_back
        # Who holds a post may differ between two runs; the post's address may not.
        identity_there = identity & ~OCCUPANTS if by_person else identity
        rest = int(now.month), int(now.process), index, int(now.seed)
        address_there, here = (identity_there, *rest), (identity, *rest)
        self.address_of.setdefault(tuple(place), set()).add(address_there)
        self.lines_of.setdefault(here, set()).add(line)
        self.numbers.setdefault(here, set()).add(number)


def run(settings: dict[str, Any], without: tuple[str, ...], seeds: tuple[int, ...] = SEEDS) -> Recorder:
    """A run for each seed with every draw recorded."""
    recorder = Recorder()
    real = {"uniform": sim.machine.randomness.uniform, "normal": sim.machine.randomness.normal}
    try:
        for module in MODULES:
            for name, draw in real.items():
                if hasattr(module, name):
                    setattr(module, name, recorder.wrap(draw))
        scenario, council = small(**{**EVENTFUL, **settings}), find_council(COUNCIL)
        for seed in seeds:
            simulation = Simulation(scenario, [council], seed=seed, replicate=5, without=without)
            for first, last in STRETCHES:
                simulation.month = first
                if first == STRETCHES[1][0]:
                    simulation.state.filled[simulation.state.chief_executive] = 0.0
                simulation.advance(last - first)
    finally:
        for module in MODULES:
            for name, draw in real.items():
                if hasattr(module, name):
                    setattr(module, name, draw)
    return recorder


def calls() -> set[str]:
    """Every line of a process that draws."""
    found = set()
    for module in MODULES:
        path = Path(str(module.__file__))
        if path.parent.name in ("core", "theories"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("uniform", "normal")
                ):
                    found.add(f"{path.name}:{node.lineno}")
    return found


def main() -> None:
    assert not COMPILED
    names = {process.number: process.name for process in PROCESSES}
    baseline = run({}, ())
    seen = {line.split(" at ")[0] for lines in baseline.lines_of.values() for line in lines}
    shared = sorted({tuple(sorted(lines)) for lines in baseline.lines_of.values() if len(lines) > 1})
    variants: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {theory: ({}, (theory,)) for theory in THEORIES}
    variants["all theories"] = {}, ("all",)
    variants["another scenario"] = {"style_mean": 0.8, "initial_trust": 0.8, "budget_mode": "shock"}, ()
    drawing = {names.get(a[2], str(a[2])) for a in baseline.lines_of if a[4] == SEEDS[0]}
    unstable = sum(len(numbers) > 1 for numbers in baseline.numbers.values())
    moved: dict[str, list[str]] = {}
    silenced: dict[str, list[str]] = {}
    for name, (settings, without) in variants.items():
        # One seed is enough to compare addresses; a record is dropped before the next is made.
        variant = run(settings, without, SEEDS[:1])
        moved[name] = sorted(
            {
                str(place[:6])
                for place, addresses in variant.address_of.items()
                if place in baseline.address_of and addresses != baseline.address_of[place]
            }
        )
        silenced[name] = sorted(drawing - {names.get(a[2], str(a[2])) for a in variant.lines_of})
        unstable += sum(len(numbers) > 1 for numbers in variant.numbers.values())
    json.dump(
        {
            "draws": len(baseline.lines_of),
            "processes": sorted(names.get(n, str(n)) for n in {address[2] for address in baseline.lines_of}),
            "calls": len(calls()),
            "missed": sorted(calls() - seen),
            "shared": shared,
            "unstable": unstable,
            "moved": moved,
            "silenced": silenced,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
