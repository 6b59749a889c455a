"""Runs cells with several threads, keeps each as soon as it is done, and skips what is kept already.

Threads share the compiled engine, which works outside Python's lock. A cell's numbers depend on its key alone, so
neither the number of workers nor an interrupt can change a result (tests). A cell that fails costs itself only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from experiments.studies.hypotheses.cells import Cell, CellStore, Stored
from sim.errors import InputError

AHEAD = 2
"""Cells in hand for every worker: enough that none waits, few enough that an interrupt is answered at once."""

Tick = Callable[[int, int], None]


@dataclass
class Ran:
    """What a run of cells brought: the sentence of each cell that failed, by key, and what was measured."""

    errors: dict[str, str] = field(default_factory=dict)
    new_cells: int = 0
    kept_cells: int = 0


def run_cells(
    cells: Iterable[Cell],
    store: CellStore,
    *,
    workers: int | None = None,
    progress: Tick | None = None,
    announce: Callable[[str], None] | None = None,
) -> Ran:
    """Run what ``store`` does not hold of ``cells``; each is in the store when this returns, or among the errors.

    Parameters
    ----------
    cells
        Equal ones are run once.
    store
        Where they are kept.
    workers
        Threads; as many as there are cores when not given.
    progress
        Called in this thread with (simulated years done, simulated years in all).
    announce
        Told once how long it will take, after the first cell has been timed.
    """
    workers = workers or os.cpu_count() or 1
    if workers < 1:
        raise InputError(f"The number of workers must be at least 1, not {workers}.")
    store.sweep()
    wanted = {cell.key: cell for cell in cells}
    todo = [cell for cell in wanted.values() if store.get(cell) is None]
    ran = Ran(kept_cells=len(wanted) - len(todo), new_cells=len(todo))
    total, done = sum(cell.years for cell in todo), 0.0

    def work(cell: Cell) -> Cell:
        error = run_one(cell, store)
        if error:
            ran.errors[cell.key] = error
        return cell

    def tick(cell: Cell | None) -> None:
        nonlocal done
        done += cell.years if cell is not None else 0.0
        if progress is not None:
            progress(round(done), round(total))

    tick(None)
    if not todo:
        return ran
    started = time.perf_counter()
    tick(work(todo[0]))
    if announce is not None:
        announce(_estimate(todo, time.perf_counter() - started, workers, ran.kept_cells))
    queue = iter(todo[1:])
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="townhall")
    waiting: set[Future[Cell]] = set()
    try:
        while True:
            for cell in islice(queue, AHEAD * workers - len(waiting)):
                waiting.add(pool.submit(work, cell))
            if not waiting:
                return ran
            # A short timeout lets Ctrl-C through on systems where waiting for a lock is not interrupted.
            finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                tick(future.result())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_one(cell: Cell, store: CellStore) -> str:
    """Run and keep one cell; the sentence of what went wrong, "" if nothing did."""
    started = time.perf_counter()
    try:
        values = cell.run()
    except Exception as error:
        return f"{cell.scenario.name}: {type(error).__name__}: {' '.join(str(error).split())}"
    bad = ~np.isfinite(values)
    if bad.any():
        row, _, month, outcome = (int(index[0]) for index in np.nonzero(bad))
        name = cell.outcomes[outcome]
        return f"{cell.scenario.name}: {name} was not a finite number in month {month} of replicate {cell.first + row}."
    store.put(cell, Stored(values, time.perf_counter() - started))
    return ""


def values_of(cells: Sequence[Cell], store: CellStore) -> tuple[np.ndarray, float]:
    """The values of an arm's cells, (replicates, councils, months, outcomes), and the seconds that they took."""
    stored = [store.get(cell) for cell in cells]
    found = [one for one in stored if one is not None]
    if len(found) < len(cells):
        raise InputError(f"{len(cells) - len(found)} of the runs in {store.folder} are gone; run the same again.")
    return np.concatenate([one.values for one in found]), sum(one.seconds for one in found)


def _estimate(todo: Sequence[Cell], seconds: float, workers: int, kept: int) -> str:
    """How many runs, and how long they will take by the first cell's time."""
    runs = sum(cell.runs for cell in todo)
    left = seconds * sum(cell.years for cell in todo) / todo[0].years / workers
    said = f"{runs:,} runs, {1000 * seconds / todo[0].runs:.0f} ms for each of the first ones: about {spell(left)}"
    return f"{said} with {workers} at a time." + (f" {kept:,} cells were kept from before." if kept else "")


def spell(seconds: float) -> str:
    """A stretch of time for people: "40 s", "12 min", "1.5 h"."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
