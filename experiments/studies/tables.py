"""Tables and texts of a results folder: exact for programs, rounded for people, the same bytes for the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.runs.arrow import numbers_with_gaps, values_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CSV_DIGITS = 6
"""Significant digits of numbers in CSV files, which are for people and spreadsheets; the Parquet files are exact."""

AT_ONCE = 1 << 16
"""Numbers looked at in one go: so many stay in the processor's cache, and need no memory that is cleared first."""


def digest_of(*parts: str | bytes | np.ndarray | pd.DataFrame) -> str:
    """A digest of values, in order: equal for equal values on every machine; 32 hexadecimal digits."""
    found = blake2b(digest_size=16)
    for part in parts:
        numbers = part.reshape(-1) if isinstance(part, np.ndarray) else np.empty(0)
        if isinstance(part, np.ndarray):
            said = str(part.shape).encode()
        elif isinstance(part, str | bytes):
            said = part.encode() if isinstance(part, str) else part
        else:
            said = part.to_csv(index=False).encode()
        found.update((len(said) + 8 * len(numbers)).to_bytes(8, "little"))
        found.update(said)
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            # One byte order and one NaN, so that equal numbers have equal bytes.
            found.update(np.where(np.isnan(some), np.nan, some).astype("<f8", copy=False).data)
    return found.hexdigest()


def write_table(
    folder: Path, name: str, frame: pd.DataFrame | pa.Table, *, units: Mapping[str, str] | None = None
) -> None:
    """Write ``name.parquet`` (exact, with the units in each column's metadata) and ``name.csv`` (6 digits).

    ``units`` maps column names to units. The row index is not written. Whoever hands over a table of Arrow's spares
    the loading of pandas.
    """
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata({"unit": (units or {})[field.name]}) if field.name in (units or {}) else field
        for field in table.schema
    ]
    table = table.cast(pa.schema(fields, metadata=table.schema.metadata))
    numbers = [field.name for field in fields if pa.types.is_floating(field.type)]
    # Python's own files, because their errors say that the disk is full; pyarrow's wrap it.
    with open(folder / f"{name}.parquet", "wb") as file:
        pyarrow.parquet.write_table(
            table,
            file,
            compression="zstd",
            use_dictionary=[field.name for field in fields if field.name not in numbers],
            column_encoding=dict.fromkeys(numbers, "BYTE_STREAM_SPLIT") or None,
        )
    exact = np.array([values_of(table.column(number)) for number in numbers], dtype=float)
    shorter = _significant(exact.reshape(len(numbers), len(table)))
    for number, column in zip(numbers, shorter, strict=True):
        table = table.set_column(table.schema.get_field_index(number), number, numbers_with_gaps(column))
    with open(folder / f"{name}.csv", "wb") as file:
        pyarrow.csv.write_csv(table, file, pyarrow.csv.WriteOptions(quoting_style="needed"))


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with plain line ends, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _significant(numbers: np.ndarray) -> np.ndarray:
    """Round to ``CSV_DIGITS`` significant digits, so that the shortest way to write the number has no more."""
    rounded = np.empty_like(numbers)
    rows = max(1, AT_ONCE // max(1, numbers.shape[1]))
    for start in range(0, len(numbers), rows):
        some = numbers[start : start + rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            places = CSV_DIGITS - 1 - np.floor(np.log10(np.abs(some)))
            scale = 10.0 ** np.clip(places, -15, 22)
            shorter = np.round(some * scale) / scale
        rounded[start : start + rows] = np.where(np.isfinite(some) & (some != 0), shorter, some)
    return rounded
