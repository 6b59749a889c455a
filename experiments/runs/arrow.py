"""Columns of Arrow made of numpy's memory and of words as they are.

``pyarrow.array`` first loads pandas, to see whether it was given something of it: a fifth of the time that a worker
takes to start. Here nothing is, so nothing is loaded, and numbers are not copied either.
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
