"""Finished runs as the bytes of one Parquet file, the same bytes for the same runs.

A row holds a run's key, a ``kind`` (see :data:`KINDS`), ``at`` (the financial year, or the month counted from April
2010), and every outcome kept. Each kind is a row group of its own, so that reading one skips the others.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.plan import key_texts

YEAR = 12
FIRST_YEAR = 2010
KINDS = ("end", "last_year", "year", "month")
"""The last month; the mean of the last twelve; of each financial year; and, on request, each month."""


def summarise(months: np.ndarray, *, monthly: bool) -> list[np.ndarray]:
    """What is kept of one run's ``months``, shape (months, outcomes): an array (rows, outcomes) for each kind.

    Means are sums in the order of time, so that every version of numpy gives the same bits.
    """
    length = months.shape[0]
    kept = [
        months[-1:],
        _mean(months[max(0, length - YEAR) :])[None],
        np.stack([_mean(months[at : at + YEAR]) for at in range(0, length, YEAR)]),
    ]
    return [*kept, months] if monthly else kept


def _mean(months: np.ndarray) -> np.ndarray:
    total = months[0].copy()
    for month in months[1:]:
        total += month
    return total / len(months)


def run_digest(key: int, kept: Sequence[np.ndarray]) -> int:
    """64 bits of one run's key and all its numbers, to the last bit."""
    found = blake2b(key.to_bytes(8, "big"), digest_size=8)
    for values in kept:
        plain = np.where(np.isnan(values), np.nan, values).astype("<f8")  # one NaN
        found.update(plain.tobytes())
    return int.from_bytes(found.digest(), "big")


def pack(
    keys: np.ndarray, kept: Sequence[Sequence[np.ndarray]], outcomes: Sequence[str], units: Sequence[str]
) -> bytes:
    """The Parquet file of the runs ``keys``, of each of which ``kept`` holds what :func:`summarise` gave."""
    schema = schema_of(outcomes, units)
    texts = key_texts(keys)
    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        schema,
        compression="zstd",
        use_dictionary=["key", "kind", "at"],
        column_encoding=dict.fromkeys(outcomes, "BYTE_STREAM_SPLIT"),
        write_statistics=["kind", "at"],
    ) as writer:
        for kind in range(len(kept[0])):
            rows = kept[0][kind].shape[0]
            values = np.concatenate([run[kind] for run in kept]).T.copy()
            at = _at(KINDS[kind], rows)
            columns = [
                pa.array([text for text in texts for _ in range(rows)]),
                pa.array(np.full(rows * len(texts), kind, dtype=np.int8)),
                pa.array(np.tile(at, len(texts))),
                *(pa.array(column, from_pandas=False) for column in values),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return buffer.getvalue()


def schema_of(outcomes: Sequence[str], units: Sequence[str]) -> pa.Schema:
    """The columns of a shard, with the outcomes' units."""
    fields = [pa.field("key", pa.string()), pa.field("kind", pa.int8()), pa.field("at", pa.int16())]
    fields += [
        pa.field(name, pa.float64(), metadata={"unit": unit}) for name, unit in zip(outcomes, units, strict=True)
    ]
    return pa.schema(fields)


def bytes_per_run(months: int, outcomes: int, *, monthly: bool) -> int:
    """Bytes that one run's numbers take in memory."""
    rows = 2 + -(-months // YEAR) + (months if monthly else 0)
    return rows * outcomes * 8


def _at(kind: str, rows: int) -> np.ndarray:
    if kind == "year":
        return np.arange(FIRST_YEAR, FIRST_YEAR + rows, dtype=np.int16)
    if kind == "month":
        return np.arange(rows, dtype=np.int16)
    return np.full(rows, -1, dtype=np.int16)
