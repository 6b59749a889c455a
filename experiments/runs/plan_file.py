"""A plan on the disk: written row by row before anything runs, and read in stretches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.arrow import numbers
from experiments.runs.key import key_numbers, key_texts
from experiments.runs.plan import Expansion
from experiments.runs.planned import FACTOR, LABEL, STRETCH, Part, PlannedRun
from sim.errors import InputError, did_you_mean

AT_ONCE = 1024
"""Rows that are Python's objects at a time."""

PLAN = "plan.parquet"

OF_A_RUN = ("key", "cell", "form", "seed", "replicate")
"""The columns that a run is made of, beside the factors."""


def write_plan(expansion: Expansion, path: Path, part: Part | None = None) -> None:
    """Write the plan, or only the rows of ``part``, to ``path``: whole or not at all."""
    temporary = path.with_suffix(".partial")
    try:
        with open(temporary, "wb") as file:
            with pq.ParquetWriter(file, expansion.schema, compression="zstd") as writer:
                for start in range(0, len(expansion), STRETCH):
                    stop = min(start + STRETCH, len(expansion))
                    rows = expansion.stretch(start, stop)
                    if part is not None:
                        rows = rows.filter(numbers(part.holds(expansion.keys[start:stop])))
                    writer.write_table(rows)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


class PlanFile:
    """A plan on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            raise InputError(f"{path} cannot be read ({error}); give the command that made it again.") from None
        columns = [(field.name, (field.metadata or {}).get(b"column")) for field in self._file.schema_arrow]
        self.factors = tuple(name for name, column in columns if column == FACTOR)
        self.labels = tuple(name for name, column in columns if column == LABEL)

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows)

    @cached_property
    def keys(self) -> np.ndarray:
        """The key of every row, in the plan's order."""
        found = [
            key_numbers(self._file.read_row_group(group, ["key"]).column("key").to_pylist())
            for group in range(self._file.num_row_groups)
        ]
        return np.concatenate(found) if found else np.empty(0, dtype=np.uint64)

    def runs(self, wanted: np.ndarray) -> Iterator[PlannedRun]:
        """The rows where ``wanted`` (booleans, one per row) is true, in the plan's order."""
        first = 0
        for group in range(self._file.num_row_groups):
            count = self._file.metadata.row_group(group).num_rows
            here = wanted[first : first + count]
            first += count
            if here.any():
                rows = self._file.read_row_group(group, [*OF_A_RUN, *self.factors]).filter(numbers(here))
                for batch in rows.to_batches(max_chunksize=AT_ONCE):
                    yield from self._runs(batch)

    def find(self, text: str) -> tuple[dict[str, Any], PlannedRun]:
        """The first row whose key is, or begins with, ``text``."""
        wanted = text.strip().casefold()
        keys = key_texts(self.keys)
        found = [at for at, key in enumerate(keys) if key.startswith(wanted)] if wanted else []
        runs = {keys[at] for at in found}
        if len(runs) != 1:
            if runs:
                raise InputError(f'"{text}" begins the keys of {len(runs)} runs; give all sixteen digits.')
            hint = did_you_mean(wanted, keys[:10_000]) or f" One of its keys is {keys[0]}."
            raise InputError(f'{self.path.parent} has no run with the key "{text}".{hint}')
        at, group = found[0], 0
        while at >= self._file.metadata.row_group(group).num_rows:
            at -= self._file.metadata.row_group(group).num_rows
            group += 1
        row = self._file.read_row_group(group).slice(at, 1)
        return row.to_pylist()[0], next(self._runs(row))

    def _runs(self, rows: pa.Table | pa.RecordBatch) -> Iterator[PlannedRun]:
        """The runs of some rows, column by column: to make every row a mapping first takes five times as long."""
        texts, *others = (rows.column(name).to_pylist() for name in OF_A_RUN)
        keys = key_numbers(texts).tolist()
        points = zip(*(rows.column(name).to_pylist() for name in self.factors), strict=True)
        laid = (dict(zip(self.factors, point, strict=True)) for point in points) if self.factors else ({} for _ in keys)
        for key, cell, form, seed, replicate, settings in zip(keys, *others, laid, strict=True):
            yield PlannedRun(key, cell, form, seed, replicate, settings)


def first_of_each(keys: np.ndarray) -> np.ndarray:
    """Where each key stands for the first time, as booleans."""
    found = np.zeros(keys.size, dtype=bool)
    found[np.unique(keys, return_index=True)[1]] = True
    return found
