"""Columns of Arrow made of numpy's memory and of words as they are, and numpy's arrays of such columns.

``pyarrow.array`` first loads pandas, to see whether it was given something of it: a fifth of the time that a worker
takes to start; so does ``to_numpy``. Here nothing is, so nothing is loaded, and numbers are not copied either.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def numbers(values: np.ndarray) -> pa.Array:
    """A column of numbers without gaps (NaN is a number), or of truths."""
    if values.dtype == bool:
        kind, held = pa.bool_(), np.packbits(values, bitorder="little")
    else:
        kind, held = pa.from_numpy_dtype(values.dtype), np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(held)])


def numbers_with_gaps(values: np.ndarray) -> pa.Array:
    """A column of numbers in which NaN is a gap."""
    there = np.packbits(~np.isnan(values), bitorder="little")
    return pa.Array.from_buffers(
        pa.float64(), len(values), [pa.py_buffer(there), pa.py_buffer(np.ascontiguousarray(values))]
    )


def values_of(column: pa.ChunkedArray) -> np.ndarray:
    """The numbers of a column, NaN in its gaps; nobody may write to them."""
    parts = [
        np.from_dlpack(part) if not part.null_count else part.to_numpy(zero_copy_only=False) for part in column.chunks
    ]
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0), *parts])


def rows_of_numbers(values: np.ndarray) -> list[pa.Array]:
    """A column of each row of ``values``, all in the memory of the one array."""
    kind, held, width = pa.from_numpy_dtype(values.dtype), pa.py_buffer(values), values[0].nbytes
    return [
        pa.Array.from_buffers(kind, values.shape[1], [None, held.slice(at * width, width)]) for at in range(len(values))
    ]


def words(texts: Sequence[str]) -> pa.Array:
    """A column of texts."""
    written = [text.encode() for text in texts]
    starts, held = _starts(written), b"".join(written)
    return pa.Array.from_buffers(pa.string(), len(written), [None, pa.py_buffer(starts), pa.py_buffer(held)])


def repeated(texts: Sequence[str], times: int) -> pa.Array:
    """A column of texts, each ``times`` times one after the other; all are of one length, and of plain letters."""
    held = np.array(texts, dtype=np.bytes_).repeat(times)
    starts = np.arange(len(held) + 1, dtype=np.int32) * np.int32(held.itemsize)
    return pa.Array.from_buffers(pa.string(), len(held), [None, pa.py_buffer(starts), pa.py_buffer(held)])


def lists_of_words(items: Sequence[Sequence[str]]) -> pa.Array:
    """A column of lists of texts."""
    return pa.ListArray.from_arrays(numbers(_starts(items)), words([one for item in items for one in item]))


def lists_of_numbers(items: Sequence[Sequence[int]]) -> pa.Array:
    """A column of lists of numbers."""
    held = np.array([one for item in items for one in item], dtype=np.int32)
    return pa.ListArray.from_arrays(numbers(_starts(items)), numbers(held))


def _starts(items: Sequence[Sequence[object]] | Sequence[bytes]) -> np.ndarray:
    """Where each of them begins if they lie one after the other, and where the last ends."""
    return np.cumsum([0, *(len(item) for item in items)], dtype=np.int32)
