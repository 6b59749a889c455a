"""Runs a plan with several workers. The result does not depend on how many there are or how the work is cut.

Workers are threads: the compiled engine works outside Python's lock, so threads use all cores without copying
anything. Every run writes into its own row of one array, and its random numbers depend on its seed and replicate
alone, so neither the number of workers nor the size of the pieces can change a result (a test).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.runs.failures import not_finite, runnable, said
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.councils import Council
    from sim.scenario import Scenario

PIECE_SECONDS = 0.4
"""A piece of work takes about this long: short enough to stop at once on Ctrl-C, long enough to cost no overhead."""

Simulate = Callable[..., np.ndarray]


@dataclass(frozen=True)
class FailedRun:
    """A run that raised or that returned a number that is not finite. It costs its own row and nothing else."""

    key: str
    scenario: str
    replicate: int
    error: str


@dataclass(frozen=True)
class Runs:
    """The results of a plan: ``results[row, month, outcome]`` for row ``row`` of ``plan``; NaN in the rows that "
    "failed.
    """

    plan: pd.DataFrame
    outcomes: tuple[str, ...]
    results: np.ndarray
    failures: tuple[FailedRun, ...]

    def of(self, scenario: str) -> np.ndarray:
        """The runs of one scenario, shape (replications, months, outcomes), in the order of the replicates."""
        return self.results[(self.plan["scenario"] == scenario).to_numpy()]


def run_plan(
    plan: pd.DataFrame,
    scenarios: Mapping[str, Scenario],
    council: Council,
    outcomes: Sequence[str],
    *,
    workers: int | None = None,
    piece: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    simulate: Simulate | None = None,
) -> Runs:
    """Run every row of ``plan`` in ``council``.

    Parameters
    ----------
    plan
        As made by :func:`experiments.plan.expand`.
    scenarios
        By name, as the plan's column ``scenario`` calls them.
    council
        The council that all rows of the plan name.
    outcomes
        The names of the engine's outcomes, in its order.
    workers
        Threads; as many as there are cores when not given.
    piece
        Runs per piece of work; measured on the first run when not given.
    progress
        Called in this thread with (runs done, runs in all).
    simulate
        The engine; :func:`sim.engine.simulate_many` when not given.

    Raises
    ------
    InputError
        When not a single run succeeds.
    """
    engine = simulate or _engine()
    workers = workers or os.cpu_count() or 1
    if workers < 1:
        raise InputError(f"The number of workers must be at least 1, not {workers}.")
    months = int(plan["months"].iloc[0])
    values = np.full((len(plan), months, len(outcomes)), np.nan)
    expected = runnable(outcomes, council)
    errors: dict[int, str] = {}

    def work(rows: Sequence[int]) -> int:
        errors.update(_run_rows(engine, plan, scenarios, council, rows, values, outcomes, expected))
        return len(rows)

    def report(done: int) -> None:
        if progress is not None:
            progress(done, len(plan))

    report(0)
    started = time.perf_counter()
    done = work([0])
    seconds = time.perf_counter() - started
    report(done)
    # At least four pieces for every worker, so that none of them waits long for the last one.
    limit = max(1, -(-len(plan) // (4 * workers)))
    size = piece or min(limit, max(1, round(PIECE_SECONDS / max(seconds, 1e-6))))

    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="townhall")
    try:
        waiting: set[Future[int]] = {pool.submit(work, rows) for rows in _pieces(plan, size)}
        while waiting:
            # A short timeout lets Ctrl-C through on systems where waiting for a lock is not interrupted.
            finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                done += future.result()
                report(done)
    finally:
        # After Ctrl-C what waits is dropped; what runs ends within a piece.
        pool.shutdown(wait=True, cancel_futures=True)

    failures = tuple(
        FailedRun(
            str(plan["key"].iloc[row]), str(plan["scenario"].iloc[row]), int(plan["replicate"].iloc[row]), errors[row]
        )
        for row in sorted(errors)
    )
    if len(failures) == len(plan):
        raise InputError(f"Every one of the {len(plan)} runs failed; the first said: {failures[0].error}")
    return Runs(plan, tuple(outcomes), values, failures)


def _engine() -> Simulate:
    """The compiled engine, imported late because importing it is slow."""
    from sim.engine import simulate_many

    return simulate_many


def _pieces(plan: pd.DataFrame, size: int) -> list[list[int]]:
    """All rows but the first (which has been run and timed), cut into pieces of one scenario and at most ``size`` "
    "rows.
    """
    pieces: list[list[int]] = []
    names = plan["scenario"].tolist()
    for row in range(1, len(plan)):
        if pieces and len(pieces[-1]) < size and names[pieces[-1][0]] == names[row]:
            pieces[-1].append(row)
        else:
            pieces.append([row])
    return pieces


def _run_rows(
    simulate: Simulate,
    plan: pd.DataFrame,
    scenarios: Mapping[str, Scenario],
    council: Council,
    rows: Sequence[int],
    values: np.ndarray,
    outcomes: Sequence[str],
    expected: np.ndarray,
) -> dict[int, str]:
    """Run ``rows``, all of one scenario, into ``values``; return what went wrong by row."""
    first = plan.iloc[rows[0]]
    replicates = [int(plan["replicate"].iloc[row]) for row in rows]
    try:
        got = simulate(
            scenarios[first["scenario"]],
            council,
            months=int(first["months"]),
            seed=int(first["seed"]),
            replicates=replicates,
        )
    except Exception as error:
        if len(rows) == 1:
            return {rows[0]: said(error)}
        # One bad run must not cost its neighbours: run the piece again one by one.
        errors: dict[int, str] = {}
        for row in rows:
            errors.update(_run_rows(simulate, plan, scenarios, council, [row], values, outcomes, expected))
        return errors
    errors = {}
    for row, run in zip(rows, got, strict=True):
        wrong = not_finite(run, outcomes, expected)
        if wrong:
            errors[row] = wrong
        else:
            values[row] = run
    return errors
