"""Finished runs as the bytes of one Parquet file, the same bytes for the same runs.

A row holds a run's key, the ``member`` of a family (its council's place there, 0 for a council alone), a ``kind`` (see
:data:`~experiments.runs.planned.KINDS`), ``at`` (the financial year, or the month counted from April 2010), and every
outcome kept. Each kind is a row group of its own, so that reading one skips the others.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.runs.arrow import numbers, repeated, rows_of_numbers, words
from experiments.runs.keeping import Memory, Room
from experiments.runs.key import key_texts
from experiments.runs.planned import KINDS

FIRST_YEAR = 2010
HEADINGS = ("key", "member", "kind", "at")
"""The columns of a shard before the outcomes."""

AT_ONCE = 32
"""Runs whose numbers are turned from rows into columns at a time."""


def pack(room: Room, units: tuple[str, ...], memory: Memory) -> pa.Buffer:
    """The Parquet file of the runs that ``room`` keeps; ``memory`` is needed meanwhile."""
    schema, texts, runs = schema_of(room.form.outcomes, units), key_texts(room.keys), len(room.keys)
    buffer = BytesIO()  # as it grows it stays where it is, where Arrow's own would move
    with _writer(buffer, schema) as writer:
        for kind, kept in room.kept.items():
            councils, rows = kept.shape[1:3]
            each = councils * rows
            columns = [
                repeated(texts, each),
                numbers(np.tile(np.repeat(np.arange(councils, dtype=np.int16), rows), runs)),
                numbers(np.full(each * runs, KINDS.index(kind), dtype=np.int8)),
                numbers(np.tile(_at(kind, rows), councils * runs)),
                *rows_of_numbers(_by_outcome(kept, memory)),
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return pa.py_buffer(buffer.getbuffer())


def _by_outcome(kept: np.ndarray, memory: Memory) -> np.ndarray:
    """Rows (outcomes, numbers) of what is kept, shape (runs, councils, rows, outcomes)."""
    turned = memory.take(kept.size).reshape(kept.shape[3], *kept.shape[:3])
    # Some runs at a time, which the processor's caches hold, take half as long.
    for first in range(0, len(kept), AT_ONCE):
        turned[:, first : first + AT_ONCE] = kept[first : first + AT_ONCE].transpose(3, 0, 1, 2)
    return turned.reshape(len(turned), -1)


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


def _writer(buffer: pa.BufferOutputStream | BytesIO, schema: pa.Schema) -> pq.ParquetWriter:
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


def _at(kind: str, rows: int) -> np.ndarray:
    if kind in ("year", "year_end"):
        return np.arange(FIRST_YEAR, FIRST_YEAR + rows, dtype=np.int16)
    if kind == "month":
        return np.arange(rows, dtype=np.int16)
    return np.full(rows, -1, dtype=np.int16)
