"""Cells: a few replicates of one arm, the unit in which runs are made, kept and found again.

A cell's key is a digest of everything that decides its numbers: the resolved scenario, the councils, months, seed and
replicates, the outcomes kept, the sources of the model and its data. A cell that is there is therefore never out of
date, and a study that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np

from experiments.runs.provenance import data_digests
from experiments.studies.hypotheses.declared import Arm
from experiments.studies.publish import clear_errors, digest_of
from sim.council import Council
from sim.councils import find_council
from sim.engine import Simulation
from sim.kernel import cache_folder, source_digest
from sim.measures import MEASURES, OUTCOMES
from sim.scenario import Scenario, load_scenario, theories

REPLICATES = 4
"""Replicates in a full cell: a tenth of a second of work for one council."""

MARK = b"townhall cell 1\n"
LEFT_BEHIND_SECONDS = 3600
"""An unfinished file this old belongs to a process that was killed."""

UNUSED_DAYS = 30
"""Cells of another version of the model that nobody used for so long are removed."""


@dataclass(frozen=True)
class Cell:
    """Replicates ``first`` to before ``last`` of one arm; councils run each alone, or ``together`` in one model."""

    scenario: Scenario
    councils: tuple[Council, ...]
    together: bool
    months: int
    seed: int
    first: int
    last: int
    outcomes: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """32 hexadecimal digits; equal for equal numbers on one version of the model."""
        kept = [MEASURES[name].name for name in self.outcomes]
        said = (self.councils, self.together, self.months, self.seed, self.first, self.last, kept)
        return digest_of(self.scenario.digest, repr(said), _model())

    @property
    def runs(self) -> int:
        """Runs of the model; councils that run together are one run."""
        return (self.last - self.first) * (1 if self.together else len(self.councils))

    @property
    def years(self) -> float:
        """Simulated years of councils, which is what the work grows with."""
        return (self.last - self.first) * len(self.councils) * self.months / 12

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Replicates, councils, months, outcomes."""
        return self.last - self.first, len(self.councils), self.months, len(self.outcomes)

    def run(self) -> np.ndarray:
        """Run the cell: values of :attr:`shape`."""
        columns = [OUTCOMES.index(name) for name in self.outcomes]
        values = np.empty(self.shape)
        groups = [self.councils] if self.together else [(council,) for council in self.councils]
        for row, replicate in enumerate(range(self.first, self.last)):
            begun = 0
            for group in groups:
                out = Simulation(self.scenario, group, seed=self.seed, replicate=replicate).advance(self.months)
                values[row, begun : begun + len(group)] = out[:, :, columns].swapaxes(0, 1)
                begun += len(group)
        return values


@cache
def _model() -> str:
    """A digest of the model's sources and its data."""
    return digest_of(source_digest(), repr(sorted(data_digests().items())))


def scenario_of(
    arm: Arm,
    *,
    below: Mapping[str, object] | None = None,
    above: Mapping[str, object] | None = None,
    without: Sequence[str] = (),
) -> Scenario:
    """The scenario of an arm, with settings laid ``below`` (a point of the hypercube) or ``above`` (a turn) its own."""
    scenario = load_scenario(arm.scenario)
    settings = {**(below or {}), **scenario.settings, **arm.settings, **(above or {})}
    off = [*arm.without, *without]
    named = scenario.changed(**settings).renamed(arm.name)
    return named.switched_off(*(theories() if "all" in off else off))


def cells_of(
    arm: Arm,
    outcomes: Sequence[str],
    *,
    seed: int,
    replicates: int,
    below: Mapping[str, object] | None = None,
    above: Mapping[str, object] | None = None,
    without: Sequence[str] = (),
) -> tuple[Cell, ...]:
    """The cells of an arm, which together hold replicates 0 to ``replicates - 1``.

    They are cut at the same replicates whatever their number, so that more replicates leave the earlier cells valid.
    """
    scenario = scenario_of(arm, below=below, above=above, without=without)
    councils = tuple(find_council(name) for name in arm.councils)
    size = REPLICATES if len(councils) <= REPLICATES else 1
    return tuple(
        Cell(
            scenario,
            councils,
            arm.together,
            arm.months,
            seed,
            first,
            min(first + size, replicates),
            tuple(outcomes),
        )
        for first in range(0, replicates, size)
    )


@dataclass(frozen=True)
class Stored:
    """A cell's values and the seconds that its runs took."""

    values: np.ndarray
    seconds: float


def usual_folder() -> Path:
    """Where cells lie when nobody says otherwise: in the user's cache, by the version of the model and its data."""
    return cache_folder().parent / "cells" / _model()[:12]


@dataclass(frozen=True)
class CellStore:
    """Cells on the disk, one file each, written whole or not at all.

    A file carries a checksum: one that was cut off, altered or is of another shape is as good as absent.
    """

    folder: Path = field(default_factory=usual_folder)

    def path(self, cell: Cell) -> Path:
        """The file of a cell."""
        return self.folder / cell.key[:2] / f"{cell.key}.cell"

    def get(self, cell: Cell) -> Stored | None:
        """What is stored of a cell, or None where there is nothing whole."""
        try:
            content = self.path(cell).read_bytes()
        except OSError:
            return None
        body = content[len(MARK) + 32 :]
        if not content.startswith(MARK) or sha256(body).digest() != content[len(MARK) : len(MARK) + 32]:
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as read:
            values, seconds = read["values"], float(read["seconds"])
        return Stored(values, seconds) if values.shape == cell.shape else None

    def put(self, cell: Cell, stored: Stored) -> None:
        """Store a cell: written beside its place, flushed to the disk, then renamed."""
        body = io.BytesIO()
        np.savez_compressed(body, values=stored.values, seconds=np.array(stored.seconds))
        packed = body.getvalue()
        path = self.path(cell)
        with clear_errors(self.folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(MARK + sha256(packed).digest() + packed)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def sweep(self) -> None:
        """Remove what killed processes left unfinished and, in the usual place, the cells of long unused versions."""
        for left in self.folder.glob("??/.*.partial"):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND_SECONDS:
                left.unlink(missing_ok=True)
        if self.folder != usual_folder():
            return
        with clear_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            os.utime(self.folder)
        for version in self.folder.parent.iterdir():
            if time.time() - version.stat().st_mtime > UNUSED_DAYS * 86400:
                shutil.rmtree(version, ignore_errors=True)
