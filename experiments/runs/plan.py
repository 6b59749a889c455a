"""The plan of a sweep: one row per run with a stable key, in a Parquet file, before anything runs.

Rows are made and read in stretches, so that a plan of millions needs little memory: eight bytes a row for the keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.designs.sampling import Points, value_of
from experiments.designs.sweep import SweepDesign, Value, council_digest
from sim.declared import PARAMETERS
from sim.errors import InputError, did_you_mean

HEADINGS = ("row", "key", "point", "scenario", "council", "council_code", "months", "seed", "replicate")
"""The columns of a plan before those of the factors."""

STRETCH = 16_384
"""Rows made, written or read at a time."""

AT_ONCE = 1024
"""Rows that are Python's objects at a time."""

PLAN = "plan.parquet"


class PlannedRun(NamedTuple):
    """One row of a plan, ready to be run: ``settings`` are laid over the scenario called ``scenario``."""

    key: int
    scenario: str
    council: str
    seed: int
    replicate: int
    settings: dict[str, Value]


def key_text(key: int) -> str:
    """A key as people see it: 16 hexadecimal digits."""
    return f"{key:016x}"


def key_texts(keys: np.ndarray) -> list[str]:
    """Many keys as people see them."""
    digits = keys.astype(">u8").tobytes().hex()
    return [digits[at : at + 16] for at in range(0, len(digits), 16)]


def key_numbers(texts: list[str]) -> np.ndarray:
    """The keys that ``texts`` show, as unsigned 64-bit numbers."""
    return np.frombuffer(bytes.fromhex("".join(texts)), dtype=">u8").astype(np.uint64)


@dataclass(frozen=True)
class Part:
    """Part ``number`` of ``of``, as in ``--shard 3/10``: the runs whose key leaves ``number - 1`` when divided by
    ``of``. A plan that grows leaves each run in its part.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Part:
        """The part that "3/10" names."""
        first, slash, second = text.partition("/")
        try:
            part = cls(int(first), int(second))
        except ValueError:
            part = cls(0, 0)
        if not slash or not 1 <= part.number <= part.of <= 100_000:
            raise InputError(f'--shard must be a part of a whole such as 3/10 (from 1/10 to 10/10), not "{text}".')
        return part

    def holds(self, keys: np.ndarray) -> np.ndarray:
        """Which of ``keys`` are in this part, as booleans."""
        return keys % np.uint64(self.of) == np.uint64(self.number - 1)


class Expansion:
    """A design on its way to a plan."""

    def __init__(self, design: SweepDesign) -> None:
        self.design = design
        self.points = Points(design)

    def __len__(self) -> int:
        return len(self.points) * len(self.design.cells) * self.design.replications

    @cached_property
    def keys(self) -> np.ndarray:
        """The key of every row: 64 bits that depend on what is run and on nothing else.

        They do not depend on a row's place, so that more replications, points or scenarios leave those of the earlier
        rows as they were. A run that a design has twice (Morris's trajectories may cross) has a second key the second
        time.
        """
        design = self.design
        keys = np.empty(len(self), dtype=np.uint64)
        at = 0
        for digest in self._digests():
            for replicate in range(design.replications):
                keys[at] = _number(digest + replicate.to_bytes(8, "little"))
                at += 1
        return _told_apart(keys)

    def _digests(self) -> Iterator[bytes]:
        """Sixteen bytes for each point in each cell, in the order of the rows."""
        design = self.design
        cells = [
            (
                dict(scenario.settings),
                repr((scenario.name, scenario.without, council_digest(council), design.months, design.seed)),
            )
            for scenario, council in design.cells
        ]
        for start in range(0, len(self.points), STRETCH):
            for point in self.points.stretch(start, min(start + STRETCH, len(self.points))).tolist():
                settings = self._settings(point)
                for own, said in cells:
                    laid = {**own, **settings}
                    differing = sorted(item for item in laid.items() if item[1] != PARAMETERS[item[0]].default)
                    yield blake2b(f"{said}{differing!r}".encode(), digest_size=16).digest()

    def _settings(self, point: list[float]) -> dict[str, Value]:
        return {
            factor.name: value_of(factor, number)
            for factor, number in zip(self.design.factors, point, strict=True)
            if number == number  # NaN leaves the scenario's own value
        }

    @cached_property
    def seeds(self) -> np.ndarray:
        """The seed of every row: one for all, or one for each point in each cell."""
        if self.design.random_numbers == "common":
            return np.broadcast_to(np.int64(self.design.seed), (len(self),))
        own = [_number(digest + b"seed") & 0xFFFFFFFF for digest in self._digests()]
        return np.repeat(np.array(own, dtype=np.int64), self.design.replications)

    def stretch(self, start: int, stop: int) -> pa.Table:
        """Rows ``start`` to before ``stop`` of the plan."""
        design = self.design
        cells, replications = len(design.cells), design.replications
        at = np.arange(start, stop)
        point, within = np.divmod(at, cells * replications)
        cell, replicate = np.divmod(within, replications)
        first = int(point[0])
        values = self.points.stretch(first, int(point[-1]) + 1)[point - first]
        names = [scenario.name for scenario, _ in design.cells]
        columns: list[Any] = [
            at,
            key_texts(self.keys[start:stop]),
            point,
            _words(cell, names),
            _words(cell, [council.name for _, council in design.cells]),
            _words(cell, [council.code for _, council in design.cells]),
            np.full(at.size, design.months, dtype=np.int32),
            self.seeds[start:stop],
            replicate,
        ]
        for column, factor in enumerate(design.factors):
            numbers = values[:, column]
            given = ~np.isnan(numbers)
            owned = [scenario.settings.get(factor.name, factor.parameter.default) for scenario, _ in design.cells]
            if factor.parameter.kind == "choice":
                choices = factor.parameter.choices
                own = np.array([choices.index(str(word)) for word in owned])[cell]
                columns.append(_words(np.where(given, np.nan_to_num(numbers), own).astype(int), list(choices)))
            else:
                filled = np.where(given, numbers, np.array(owned, dtype=float)[cell])
                columns.append(filled.astype(np.int64) if factor.parameter.kind == "int" else filled)
        return pa.Table.from_arrays([pa.array(column) for column in columns], schema=self.schema)

    def sample(self, count: int) -> list[PlannedRun]:
        """At most ``count`` rows from all over the plan, without their keys (all of which would have to be made)."""
        design, found = self.design, []
        for row in np.unique(np.linspace(0, len(self) - 1, count).astype(int)).tolist():
            point, within = divmod(row, len(design.cells) * design.replications)
            cell, replicate = divmod(within, design.replications)
            scenario, council = design.cells[cell]
            settings = self._settings(self.points.stretch(point, point + 1)[0].tolist())
            found.append(PlannedRun(row, scenario.name, council.code, design.seed, replicate, settings))
        return found

    @cached_property
    def schema(self) -> pa.Schema:
        """The plan's columns, with the factors' units and roles."""
        word = pa.dictionary(pa.int32(), pa.string())
        kinds: list[Any] = [pa.int64(), pa.string(), pa.int64(), word, word, word, pa.int32(), pa.int64(), pa.int64()]
        fields = [pa.field(name, kind) for name, kind in zip(HEADINGS, kinds, strict=True)]
        for factor in self.design.factors:
            kind = {"choice": word, "int": pa.int64(), "float": pa.float64()}[factor.parameter.kind]
            fields.append(pa.field(factor.name, kind, metadata={"unit": factor.parameter.unit, "role": factor.role}))
        return pa.schema(fields)


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
                        rows = rows.filter(pa.array(part.holds(expansion.keys[start:stop])))
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
            raise InputError(f"The plan {path} cannot be read ({error}); start the sweep again.") from None
        self.factors = tuple(name for name in self._file.schema_arrow.names if name not in HEADINGS)

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
                rows = self._file.read_row_group(group).filter(pa.array(here))
                for batch in rows.to_batches(max_chunksize=AT_ONCE):
                    yield from map(self._run, batch.to_pylist())

    def find(self, text: str) -> tuple[dict[str, Any], PlannedRun]:
        """The row whose key is, or begins with, ``text``."""
        wanted = text.strip().casefold()
        keys = key_texts(self.keys)
        found = [at for at, key in enumerate(keys) if key.startswith(wanted)] if wanted else []
        if len(found) != 1:
            if found:
                raise InputError(f'"{text}" begins the keys of {len(found)} runs; give all sixteen digits.')
            hint = did_you_mean(wanted, keys[:10_000]) or f" One of its keys is {keys[0]}."
            raise InputError(f'{self.path.parent} has no run with the key "{text}".{hint}')
        at, group = found[0], 0
        while at >= self._file.metadata.row_group(group).num_rows:
            at -= self._file.metadata.row_group(group).num_rows
            group += 1
        row = self._file.read_row_group(group).slice(at, 1).to_pylist()[0]
        return row, self._run(row)

    def _run(self, row: Mapping[str, Any]) -> PlannedRun:
        settings = {name: row[name] for name in self.factors}
        return PlannedRun(
            int(row["key"], 16), row["scenario"], row["council_code"], row["seed"], row["replicate"], settings
        )


def _words(positions: np.ndarray, words: list[str]) -> pa.DictionaryArray:
    known = list(dict.fromkeys(words))
    index = np.array([known.index(word) for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(index[positions]), pa.array(known))


def _number(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")


def _told_apart(keys: np.ndarray) -> np.ndarray:
    """``keys`` with every repetition given a key of its own, by how often it was there before."""
    order = np.argsort(keys, kind="stable")
    again = keys[order][1:] == keys[order][:-1]
    times: dict[int, int] = {}
    for at in np.sort(order[1:][again]).tolist():
        key = int(keys[at])
        times[key] = times.get(key, 0) + 1
        keys[at] = _number(key.to_bytes(8, "big") + times[key].to_bytes(8, "little"))
    return keys
