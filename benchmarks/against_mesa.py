"""The engine and the Mesa face beside the twin in plain Mesa: same rules, same luck, same outcomes collected."""

from __future__ import annotations

import inspect
from typing import Any

import mesa

from benchmarks.timing import Pair, by_turns
from benchmarks.twin import ENGINE_RULES, OUTCOMES
from benchmarks.twin.docking import difference, engine_outcomes, first_day, twin_outcomes
from benchmarks.twin.draws import Draws, draws_for
from benchmarks.twin.model import TwinModel
from sim.council.councils import find_council
from sim.faces.model import CouncilModel
from sim.machine.engine import Simulation
from sim.scenario.scenario import load_scenario

MONTHS = 120
PAIRS = 9
RUNS = 3
SPARE_OCCUPANTS = 2

_prepared: dict[int, tuple[Simulation, Draws]] = {}


def _start(seed: int) -> Simulation:
    return first_day(load_scenario("baseline"), find_council("Camden"), seed)


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
