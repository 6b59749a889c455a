"""Finished runs as the bytes of one Parquet file, the same bytes for the same runs.

A row holds a run's key, the ``member`` of a family (its council's place there, 0 for a council alone), a ``kind`` (see
:data:`~experiments.runs.planned.KINDS`), ``at`` (the financial year, or the month counted from April 2010), and every
outcome kept. Each kind is a row group of its own, so that reading one skips the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.designs.design import YEAR
from experiments.runs.arrow import numbers, repeated, rows_of_numbers, words
from experiments.runs.key import key_texts
from experiments.runs.planned import KINDS, Form

FIRST_YEAR = 2010
HEADINGS = ("key", "member", "kind", "at")
"""The columns of a shard before the outcomes."""


def summarise(months: np.ndarray, kinds: Sequence[str]) -> list[np.ndarray]:
    """What is kept of one run's ``months``, shape (months, councils, outcomes).

    An array (councils, rows, outcomes) for each of ``kinds``, which may be a window on the months. Means are sums in
    the order of time, so that every version of numpy gives the same bits.
    """
    months = np.ascontiguousarray(months)
    length = months.shape[0]
    yearly = _yearly(months)
    made: dict[str, Callable[[], np.ndarray]] = {
        "end": lambda: months[-1:],
        "last_year": lambda: yearly[-1:] if length % YEAR == 0 else _mean(months[None, max(0, length - YEAR) :]),
        "year": lambda: yearly,
        "year_end": lambda: months[[min(at + YEAR, length) - 1 for at in range(0, length, YEAR)]],
        "month": lambda: months,
    }
    return [np.ascontiguousarray(made[kind]().swapaxes(0, 1)) for kind in kinds]


def _yearly(months: np.ndarray) -> np.ndarray:
    """The mean of every year, all whole years at once; the last may be shorter."""
    whole = len(months) // YEAR * YEAR
    means = _mean(months[:whole].reshape(-1, YEAR, *months.shape[1:]))
    return np.concatenate([means, _mean(months[None, whole:])]) if whole < len(months) else means


def _mean(years: np.ndarray) -> np.ndarray:
    """The mean of the months of each of ``years``, shape (years, months, councils, outcomes)."""
    # Numpy adds in pairs what lies side by side; months only do where each has a single number.
    alone = years.shape[2] * years.shape[3] == 1
    total = np.add.accumulate(years, axis=1)[:, -1] if alone else np.add.reduce(years, axis=1)
    return np.asarray(total / years.shape[1])


class Room:
    """Room for what is kept of several runs of one form, taken at once.

    What a run needs for a moment then lies where that of the run before lay, and not behind what is kept of it: new
    memory, which the system must clear first, would cost a run more than all its means.
    """

    def __init__(self, form: Form, runs: int) -> None:
        self._held = np.empty(runs * bytes_per_run(form) // 8)
        self._used = 0

    def keep(self, summary: Sequence[np.ndarray]) -> list[np.ndarray]:
        """What :func:`summarise` gave of one run, copied."""
        kept = []
        for values in summary:
            copied = self._held[self._used : self._used + values.size].reshape(values.shape)
            copied[...] = values
            kept.append(copied)
            self._used += values.size
        return kept


def run_digest(key: int, kept: Sequence[np.ndarray]) -> int:
    """64 bits of one run's key and all its numbers, to the last bit."""
    found = blake2b(key.to_bytes(8, "big"), digest_size=8)
    for values in kept:
        gaps = np.isnan(values)
        plain = np.where(gaps, np.nan, values) if gaps.any() else values  # one NaN
        found.update(np.ascontiguousarray(plain, dtype="<f8").data)
    return int.from_bytes(found.digest(), "big")


def pack(keys: np.ndarray, kept: Sequence[Sequence[np.ndarray]], form: Form, units: tuple[str, ...]) -> pa.Buffer:
    """The Parquet file of the runs ``keys``, of each of which ``kept`` holds what :func:`summarise` gave."""
    schema, texts, runs = schema_of(form.outcomes, units), key_texts(keys), len(keys)
    buffer = pa.BufferOutputStream()
    with _writer(buffer, schema) as writer:
        for place, kind in enumerate(form.kinds):
            councils, rows = kept[0][place].shape[:2]
            each = councils * rows
            values = np.empty((len(form.outcomes), runs * each))
            np.concatenate([run[place].reshape(each, -1) for run in kept], out=values.T)
            columns = [
                repeated(texts, each),
                numbers(np.tile(np.repeat(np.arange(councils, dtype=np.int16), rows), runs)),
                numbers(np.full(each * runs, KINDS.index(kind), dtype=np.int8)),
                numbers(np.tile(_at(kind, rows), councils * runs)),
                *rows_of_numbers(values),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return buffer.getvalue()


def only(content: bytes, keys: np.ndarray) -> pa.Buffer:
    """The Parquet file ``content`` with nothing but the runs ``keys``."""
    from pyarrow.compute import is_in  # late: a worker starts without it

    whole, buffer = pq.ParquetFile(pa.BufferReader(content)), pa.BufferOutputStream()
    wanted = words(key_texts(keys))
    with _writer(buffer, whole.schema_arrow) as writer:
        for group in range(whole.num_row_groups):
            rows = whole.read_row_group(group)
            writer.write_table(rows.filter(is_in(rows.column("key"), wanted)))
    return buffer.getvalue()


def _writer(buffer: pa.BufferOutputStream, schema: pa.Schema) -> pq.ParquetWriter:
    """What writes a shard."""
    outcomes = [name for name in schema.names if name not in HEADINGS]
    return pq.ParquetWriter(
        buffer,
        schema,
        compression="lz4",  # 7 % more on the disk than zstd, in about half its time
        use_dictionary=list(HEADINGS),
        column_encoding=dict.fromkeys(outcomes, "BYTE_STREAM_SPLIT"),
        write_statistics=["kind", "at"],
    )


@cache
def schema_of(outcomes: tuple[str, ...], units: tuple[str, ...]) -> pa.Schema:
    """The columns of a shard, with the outcomes' units."""
    fields = [
        pa.field("key", pa.string()),
        pa.field("member", pa.int16()),
        pa.field("kind", pa.int8()),
        pa.field("at", pa.int16()),
    ]
    fields += [
        pa.field(name, pa.float64(), metadata={"unit": unit}) for name, unit in zip(outcomes, units, strict=True)
    ]
    return pa.schema(fields)


def rows_per_council(kind: str, months: int) -> int:
    """How many rows of ``kind`` a run of ``months`` has for each of its councils."""
    return {"end": 1, "last_year": 1, "month": months}.get(kind, -(-months // YEAR))


def bytes_per_run(form: Form) -> int:
    """Bytes that one run's numbers take in memory."""
    rows = sum(rows_per_council(kind, form.months) for kind in form.kinds)
    return rows * form.councils * len(form.outcomes) * 8


def _at(kind: str, rows: int) -> np.ndarray:
    if kind in ("year", "year_end"):
        return np.arange(FIRST_YEAR, FIRST_YEAR + rows, dtype=np.int16)
    if kind == "month":
        return np.arange(rows, dtype=np.int16)
    return np.full(rows, -1, dtype=np.int16)
