"""What a peer is asked to do, and how it is started: ``python -m benchmarks.peers.<file> JOB``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FACTORS = ["style_mean", "initial_trust", "replicate"]
"""The columns that name a run."""


@dataclass(frozen=True)
class Peer:
    """A way to do many runs: what it is called, the package it comes from, and how it is used here."""

    name: str
    package: str
    how: str
    repeats: str
    """Its own way to repeat a run with the seed fixed."""


@dataclass(frozen=True)
class Job:
    """A grid of two parameters, with replications, and the folder in which the peer may keep what it wants."""

    style_mean: tuple[float, ...]
    initial_trust: tuple[float, ...]
    replications: int
    folder: Path
    months: int = 24
    seed: int = 7
    workers: int = 2
    own_repeats: bool = False
    """Repeat runs in the peer's own way instead of handing a number to every replicate."""

    def __len__(self) -> int:
        return len(self.style_mean) * len(self.initial_trust) * self.replications

    @property
    def points(self) -> list[tuple[float, float]]:
        """The grid: style and trust."""
        return list(product(self.style_mean, self.initial_trust))

    @property
    def table(self) -> Path:
        """Where the table is written at the end."""
        return self.folder / "table.parquet"

    def write(self, name: str = "job.json") -> Path:
        """Write the job into its folder."""
        path = self.folder / name
        path.write_text(json.dumps({**asdict(self), "folder": str(self.folder)}), encoding="utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Job:
        """The job that was written to ``path``."""
        said = json.loads(path.read_text(encoding="utf-8"))
        grid = {name: tuple(said[name]) for name in ("style_mean", "initial_trust")}
        return cls(**{**said, **grid, "folder": Path(said["folder"])})


def work(sweep: Callable[[Job], pd.DataFrame]) -> None:
    """Do the job that the command line names, and write its table: by run, in one order for all peers."""
    job = Job.read(Path(sys.argv[1]))
    frame = sweep(job).sort_values(FACTORS).reset_index(drop=True)
    temporary = job.table.with_suffix(".tmp")
    frame.to_parquet(temporary)
    os.replace(temporary, job.table)
