"""The engine and the Mesa face beside the twin in plain Mesa: same rules, same luck, same outcomes collected."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

import mesa
import numpy as np

from benchmarks.floor import contact_seconds
from benchmarks.markdown import table
from benchmarks.section import Say, Section, at_least, figure
from benchmarks.timing import Pair, by_turns, median_of
from benchmarks.twin import ENGINE_RULES, OUTCOMES, RULES
from benchmarks.twin.docking import difference, engine_outcomes, first_day, twin_outcomes
from benchmarks.twin.draws import Draws, draws_for
from benchmarks.twin.model import TwinModel
from sim.council.councils import find_council
from sim.faces.model import CouncilModel
from sim.machine.engine import Simulation
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import PROCESSES

MONTHS = 120
PAIRS = 9
RUNS = 3
SPARE_OCCUPANTS = 2

_prepared: dict[int, tuple[Simulation, Draws]] = {}


@cache
def _scenario() -> Scenario:
    return load_scenario("baseline")


def _start(seed: int) -> Simulation:
    return first_day(_scenario(), find_council("Camden"), seed)


def _prepare(seed: int) -> tuple[Simulation, Draws]:
    """A first day, and the draws of the run; kept."""
    if seed not in _prepared:
        start = _start(seed)
        run = start.copy()
        run.advance(MONTHS)
        most = int(run.state.occupant.max()) + SPARE_OCCUPANTS
        _prepared[seed] = start, draws_for(start, MONTHS, most)
    return _prepared[seed]


class BatchTwin(TwinModel):
    """The twin as ``mesa.batch_run`` wants it: made of a seed, stopping by itself."""

    def __init__(self, council_seed: int, seed: Any = None, rng: Any = None) -> None:
        super().__init__(*_prepare(council_seed), collect=True)

    def step(self) -> None:
        """Run one month."""
        super().step()
        self.running = self.at < MONTHS


def _batch(seeds: list[int]) -> None:
    """Mesa's own batch runner, in this process, collecting every month."""
    once: dict[str, Any] = {"iterations": 1} if "iterations" in inspect.signature(mesa.batch_run).parameters else {}
    mesa.batch_run(
        BatchTwin,
        parameters={"council_seed": seeds},
        number_processes=1,
        max_steps=MONTHS,
        data_collection_period=1,
        display_progress=False,
        **once,
    )


def docked() -> float:
    """The largest difference between engine and twin in the run that is timed."""
    start, draws = _prepare(0)
    return difference(twin_outcomes(TwinModel(start, draws), MONTHS), engine_outcomes(start.copy(), MONTHS))


def engine_and_twin() -> Pair:
    """A run, once it is set up."""
    start, draws = _prepare(0)
    return by_turns(
        (start.copy, lambda simulation: engine_outcomes(simulation, MONTHS)),
        (lambda: TwinModel(start, draws), lambda twin: twin_outcomes(twin, MONTHS)),
        PAIRS,
    )


def engine_bare() -> float:
    """Seconds of the same months without what follows the rules on both sides for theories that are off.

    Newcomers get what theories add to a person, and the outcomes of theories are taken, whether they are on or off; the
    twin has neither. (Not part of any ratio.)
    """
    start, _ = _prepare(0)
    rules = np.array([process.name in ENGINE_RULES for process in PROCESSES])

    def prepared() -> Simulation:
        simulation = start.copy()
        simulation._in_months = simulation._in_months & rules
        return simulation

    return median_of((prepared, lambda simulation: engine_outcomes(simulation, MONTHS)), PAIRS)


def engine_and_batch_run() -> Pair:
    """Whole runs, from building the council to the table of outcomes."""
    seeds = list(range(RUNS))
    for seed in seeds:
        _prepare(seed)
    return by_turns(
        (lambda: None, lambda _: [engine_outcomes(_start(seed), MONTHS) for seed in seeds]),
        (lambda: None, lambda _: _batch(seeds)),
        max(3, PAIRS // 3),
    )


def step_and_step() -> Pair:
    """``CouncilModel.step()`` and the twin's, each with a data collector of the same outcomes."""
    start, draws = _prepare(0)

    def steps(model: Any) -> None:
        for _ in range(MONTHS):
            model.step()

    return by_turns(
        (lambda: CouncilModel(months=MONTHS, only=ENGINE_RULES, collect=OUTCOMES), steps),
        (lambda: TwinModel(start, draws, collect=True), steps),
        PAIRS,
    )


class Nothing(mesa.Model):
    """A model in Mesa that does nothing: what stepping and collecting take by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes = dict.fromkeys(OUTCOMES, 0.0)
        self.collector = mesa.DataCollector({name: _taken(name) for name in OUTCOMES})

    def step(self) -> None:
        """Collect."""
        self.collector.collect(self)


def _taken(name: str) -> Any:
    return lambda model: model.outcomes[name]


def mesa_alone() -> float:
    """Seconds that Mesa takes to step and collect, with nothing to do and nothing to work out."""

    def steps(model: Nothing) -> None:
        for _ in range(MONTHS):
            model.step()

    return median_of((Nothing, steps), PAIRS)


def measure(say: Say) -> Section:
    """Engine, whole runs and the Mesa face beside the twin."""
    say("Engine beside the twin ...")
    engine = engine_and_twin()
    say("Whole runs beside mesa.batch_run ...")
    batch = engine_and_batch_run()
    say("CouncilModel.step() beside the twin ...")
    step = step_and_step()
    alone = mesa_alone()
    contact = contact_seconds(_prepare(0)[0], MONTHS)
    bare = engine_bare()
    bound = (
        f"of {figure(engine.fast * 1e3)} ms {figure((engine.fast - bare) * 1e3)} go to outcomes and traits of theories "
        f"that are off, which the twin has not; {figure(contact * 1e3)} ms are the least for contacts on ties."
    )
    build = batch.fast / RUNS - engine.fast
    rows = [
        at_least("twin", "engine v. tuned twin in plain Mesa, same work", "10.9×", 45, engine.ratio, "×", bound),
        at_least(
            "step",
            "`CouncilModel.step()` with collector v. twin",
            "8.3×",
            25,
            step.ratio,
            "×",
            f"Mesa's own step and collector take {figure(alone * 1e3)} ms with nothing to do, the compiled months "
            f"{figure(engine.fast * 1e3)} ms: with both and no more it were {step.slow / (alone + engine.fast):.0f}×.",
        ),
        at_least(
            "batch",
            "whole runs v. `mesa.batch_run` of the twin",
            "7.8×",
            60,
            batch.ratio,
            "×",
            f"the twin is handed a finished council, the engine builds its own in {figure(build * 1e3)} ms of the "
            f"{figure(batch.fast / RUNS * 1e3)} ms of a run; else it were {batch.slow / RUNS / engine.fast:.0f}×.",
        ),
    ]
    compared: tuple[tuple[str, str, str, Pair], ...] = (
        (
            "engine v. twin",
            "`Simulation.advance`, all months in one call",
            "`step()` in a loop, outcomes kept in a list",
            engine,
        ),
        (
            "engine v. `mesa.batch_run`",
            f"{RUNS} runs one after another, each council built anew",
            "the same runs by `mesa.batch_run` of the twin on the same core, collecting every month",
            batch,
        ),
        (
            "`CouncilModel.step()` v. twin",
            "`step()` in a loop with a `mesa.DataCollector`",
            "the same with the twin",
            step,
        ),
    )
    cells = [
        (name, f"{p.fast * 1e3:.2f}", f"{p.slow * 1e3:.1f}", f"**{p.ratio:.1f}**", f"{p.lowest:.1f} to {p.highest:.1f}")
        for name, _, _, p in compared
    ]
    lines = [
        f"The twin (`benchmarks/twin`) is the core once more in plain Mesa: {', '.join(RULES)}. Everything else",
        "is off on both sides. Both start from one first day (Camden, default size), meet the same draws, and collect",
        f"the same {len(OUTCOMES)} outcomes in each of {MONTHS} months; they differ by",
        f"{docked():.0e} at most. The draws of the twin are handed to it outside the timed part; the engine makes its",
        "own inside it. Milliseconds of processor time, medians over pairs taken by turns.",
        "",
        *table(("", "ours (ms)", "twin (ms)", "ratio", "over pairs"), cells),
        *(f"- {name}: {fast}, beside {slow} ({p.pairs} pairs)." for name, fast, slow, p in compared),
        f"- Mesa by itself: {MONTHS} steps of a model that does nothing but collect {len(OUTCOMES)} constants: "
        f"{alone * 1e3:.2f} ms.",
    ]
    return Section("Beside plain Mesa", rows, lines)
