"""A run of one council by its size: whole, its building, where its time goes, and the least that it can take."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.by_process import MONTHS, SIZES, profile
from benchmarks.floor import Floor, floor
from benchmarks.markdown import table
from benchmarks.section import Row, Say, Section, at_most, figure
from sim.council.councils import find_council
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario

SMALL = {"politicians": 12, "managers": 12, "frontline_staff": 24, "partners": 1, "wards": 1}
COUNCILS: dict[str, dict[str, Any]] = {"research": SIZES, "default": {}, "small": SMALL}
TURNS, ROUNDS = 11, 3

AIMS = {"research": (60.0, 15.0), "default": (32.0, 9.0), "small": (8.2, 3.5)}
BUILDING_AIMS = {"research": (4.9, 0.8), "small": (3.7, 0.3)}
"""Milliseconds that model 0.2.0 took when the aims were set, and the aims: of a run, and of building its council."""

SHOWN = 40
"""Processes with a line of their own."""


def timed() -> dict[str, tuple[float, float, Simulation]]:
    """By size: seconds to build a council and seconds of a run (medians), and the last one built.

    Some runs of one size after another, as in a sweep, then of the next size, and that a few times over.
    """
    scenarios = {name: load_scenario("baseline").changed(**settings) for name, settings in COUNCILS.items()}
    council = find_council("Camden")
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COUNCILS}
    last: dict[str, Simulation] = {}
    for name in [*COUNCILS] * ROUNDS:
        for replicate in range(TURNS):
            begun = time.process_time()
            last[name] = Simulation(scenarios[name], [council], replicate=replicate)
            built = time.process_time()
            last[name].advance(MONTHS)
            if replicate:  # the first makes the plan of its size, and finds nothing in the processor's cache
                taken[name].append((built - begun, time.process_time() - built))
    medians = {name: [statistics.median(part) for part in zip(*pairs, strict=True)] for name, pairs in taken.items()}
    return {name: (build, run, last[name]) for name, (build, run) in medians.items()}


def measure(say: Say) -> Section:
    """Three sizes, the parts of the largest of them, and the bounds of all."""
    say("Councils of three sizes by turns ...")
    found = timed()
    floors = {}
    for name, (_, _, simulation) in found.items():
        say(f"The least that a run of the {name} council can take ...")
        floors[name] = floor(simulation, MONTHS, COUNCILS[name])
    say("A research-size run, process by process ...")
    parts = profile()
    called = {
        "research": "a research-size run, 180 months, everything on, all outcomes",
        "default": "the default council",
        "small": f"a small council ({found['small'][2].state.kind.size} agents)",
    }
    rows: list[Row] = []
    for name, (before, aim) in AIMS.items():
        bound = (
            f"at least {figure(floors[name].whole * 1e3)} ms go to contacts, draws and neighbours; the rest is open."
        )
        rows.append(at_most(f"run_{name}", called[name], f"{before:g} ms", aim, found[name][1] * 1e3, "ms", bound))
    for name, (before, aim) in BUILDING_AIMS.items():
        rows.append(at_most(f"build_{name}", f"building it: {name}", f"{before:g} ms", aim, found[name][0] * 1e3, "ms"))
    return Section("A run", rows, [*_sizes(found, floors), *_parts(parts)])


def _sizes(found: dict[str, tuple[float, float, Simulation]], floors: dict[str, Floor]) -> list[str]:
    cells = [
        (
            name,
            f"{simulation.state.kind.size:,}",
            f"{simulation.state.ties:,}",
            f"{build * 1e3:.2f}",
            f"{run * 1e3:.2f}",
            f"{floors[name].whole * 1e3:.2f}",
            f"{floors[name].contacts * 1e3:.2f}",
            f"{floors[name].draws * 1e3:.2f} ({floors[name].other_draws:,.0f} a month)",
            f"{floors[name].neighbours * 1e3:.2f}",
        )
        for name, (build, run, simulation) in found.items()
    ]
    header = ("council", "agents", "ties", "build (ms)", "run (ms)", "at least (ms)")
    return [
        f"{MONTHS} months, every theory on, all outcomes, medians of {ROUNDS * (TURNS - 1)} runs. What a run",
        "takes at least is measured here too (`benchmarks/floor.py`): contacts on ties, all other draws, and three",
        "sums over everybody's neighbours, each in a loop that does nothing else and has all it needs in place;",
        "people, services and money are free.",
        "",
        *table((*header, "of it contacts", "other draws", "neighbours"), cells),
    ]


def _parts(shares: dict[str, float]) -> list[str]:
    total = sum(shares.values())
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    cells = [(name.replace("_", " "), f"{taken * 1e3:.2f}", f"{taken / total:.1%}") for name, taken in ranked]
    rest = sum(taken for _, taken in ranked[SHOWN:])
    return [
        "### A research-size run by process",
        "",
        "Each timed on its own in every month of a real run, the cost of calling taken off.",
        "",
        *table(("process", "ms a run", "share"), cells[:SHOWN]),
        f"The other {len(ranked) - SHOWN} together take {rest * 1e3:.2f} ms.",
    ]
