"""The whole of ``townhall fairness``: run, tabulate, draw, report. Cells are kept, so an interrupt costs little."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.runs.provenance import PACKAGES, command_line, data_digests, git_state, now, version_of
from experiments.studies.fairness import controls, correlations, maps, sweep
from experiments.studies.fairness.identifiability import Identified, identify
from experiments.studies.hypotheses.cells import Cell, CellStore, cells_of
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.hypotheses.robustness import assumptions
from experiments.studies.hypotheses.runner import run_cells, values_of
from experiments.studies.publish import (
    check_target,
    digest_of,
    holds,
    results_folder,
    write_manifest,
    write_table,
    write_text,
)
from sim.errors import InputError
from sim.paths import results_dir

DEFAULTS = "defaults"


@dataclass(frozen=True)
class Size:
    """How much is run."""

    quick: bool
    readings: int
    """Replicates of every reading of the correlations."""
    every: int
    """Every so-many-th council; 1 for all 353."""
    map_replicates: int
    control_replicates: int
    points_per_assumption: float
    """Points of the sweep for each parameter swept; partial rank correlations need more than one."""

    @property
    def points(self) -> int:
        """Points of the sweep."""
        return max(60, int(self.points_per_assumption * len(assumptions())))


FULL = Size(False, 3, 1, 24, 60, 5.0)
QUICK = Size(True, 1, 4, 4, 8, 1.5)


@dataclass(frozen=True)
class Fairness:
    """All tables of the study, and where it lies."""

    size: Size
    correlations: pd.DataFrame
    maps: pd.DataFrame
    controls: pd.DataFrame
    shuffled: pd.DataFrame
    bands: pd.DataFrame
    identified: Identified
    runs: int
    run_seconds: float


@dataclass(frozen=True)
class Left:
    """What the study left: the tables, the folder, and what it took."""

    found: Fairness
    folder: Path
    already_there: bool
    seconds: float

    @property
    def report(self) -> Path:
        """The report."""
        return self.folder / "report.md"


def study(
    size: Size = FULL,
    *,
    seed: int = 0,
    out: Path | None = None,
    force: bool = False,
    store: CellStore | None = None,
    workers: int | None = None,
    command: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Left:
    """Run the study and leave its results folder (``results/fairness`` when ``out`` is not given).

    Raises
    ------
    InputError
        When the folder cannot be written or holds a different result, or when a run fails.
    """
    from experiments.studies.fairness.figures import draw_figures
    from experiments.studies.fairness.report import report
    from sim.engine import warm_up

    tell = announce or (lambda line: None)
    clock, started = time.perf_counter(), now()
    folder = Path(out) if out is not None else results_dir() / ("fairness-quick" if size.quick else "fairness")
    design = digest_of(repr((size, seed)))
    check_target(folder, force=force, design=design)
    warm_up(announce)
    found = gather(size, seed, store or CellStore(), workers, tell, progress)
    identity = digest_of(
        design, found.correlations, found.maps, found.controls, found.shuffled, found.bands, found.identified.responses
    )
    already_there = not force and holds(folder, identity)
    if not already_there:
        with results_folder(folder, identity, force=force) as staging:
            _write(staging, found)
            tell("Drawing the figures.")
            captions = draw_figures(staging / "figures", found)
            came_from = provenance(size, seed, found, command, started, identity, design)
            write_text(staging / "report.md", report(found, captions, came_from))
            write_manifest(staging, came_from)
    return Left(found, folder, already_there, time.perf_counter() - clock)


def gather(
    size: Size,
    seed: int,
    store: CellStore,
    workers: int | None,
    announce: Callable[[str], None],
    progress: Callable[[int, int], None] | None,
) -> Fairness:
    """Run everything and tabulate it."""
    across = correlations.cells(seed, size.readings, size.every)
    mapped = maps.cells(seed, size.map_replicates, size.quick)
    sides = controls.cells(seed, size.control_replicates)
    paths = controls.shuffle_cells(seed, size.every)
    points = sweep.points(size.points, seed)
    swept = sweep.cells(size.points, seed)
    default = cells_of(Arm(DEFAULTS, months=sweep.MONTHS), sweep.KEPT, seed=seed, replicates=size.control_replicates)
    groups: list[Sequence[Cell]] = [*across.values(), *mapped.values(), *sides.values(), *paths.values()]
    groups += [swept, default]
    ran = run_cells(
        (cell for group in groups for cell in group), store, workers=workers, progress=progress, announce=announce
    )
    if ran.errors:
        raise InputError(f"{len(ran.errors)} runs failed; the first said: {next(iter(ran.errors.values()))}")
    announce("Tabulating.")
    seconds = 0.0

    def read(cells: Sequence[Cell]) -> np.ndarray:
        nonlocal seconds
        values, took = values_of(cells, store)
        seconds += took
        return values

    klass = [council.klass for council in correlations.councils_used(size.every)]
    everywhere = {key: read(cells)[:, 0, -1] for key, cells in across.items()}
    outcomes = read(swept)[:, 0]
    responding, names = sweep.effects(outcomes)
    return Fairness(
        size,
        correlations.table(everywhere, klass, seed),
        maps.table({key: read(cells) for key, cells in mapped.items()}),
        controls.table({key: read(cells) for key, cells in sides.items()}),
        controls.shuffle_table({key: read(cells)[:, 0] for key, cells in paths.items()}, size.every),
        sweep.band_table(outcomes, read(default)[:, 0]),
        identify(sweep.settings_table(points), responding, names, seed=seed),
        sum(cell.runs for group in groups for cell in group),
        seconds,
    )


def _write(folder: Path, found: Fairness) -> None:
    """Write all tables."""
    for name in ("correlations", "maps", "controls", "shuffled", "bands"):
        write_table(folder, name, getattr(found, name))
    write_table(folder, "parameters", found.identified.parameters)
    if len(found.identified.pairs):
        write_table(folder, "parallel_parameters", found.identified.pairs)
    verdicts = {
        f"{row.reading}, {row.predictor}, classes {row.classes}": {
            "r": row.r,
            "interval": [row.low, row.high],
            "verdict": row.verdict,
        }
        for row in found.correlations.itertuples()
    }
    write_text(folder / "verdicts.json", json.dumps({"F30": verdicts}, indent=1) + "\n")


def provenance(
    size: Size, seed: int, found: Fairness, command: Sequence[str], started: str, result: str, design: str
) -> dict[str, Any]:
    """The manifest: all that is needed to make the result again."""
    from sim import MODEL_VERSION

    return {
        "command": command_line(command),
        "design": design,
        "result": result,
        "model_version": MODEL_VERSION,
        "seed": seed,
        "quick": size.quick,
        "size": vars(size),
        "reliability": correlations.RELIABILITY,
        "runs": found.runs,
        "seconds_of_runs": round(found.run_seconds, 1),
        "started": started,
        "ended": now(),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {name: version_of(name) for name in PACKAGES},
        "git": git_state(),
        "data": data_digests(),
    }
