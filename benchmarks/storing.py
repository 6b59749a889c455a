"""What keeping a run takes at the least: a bare Parquet file of the same numbers, their digest, the file's checksum.

The digest holds a run against a later one, to the last bit; the checksum holds a file against what a disk did to it.
Both are of what lies in the memory already, and nothing around them is timed: no queue, no journal, no second process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.timing import least_of

TURNS = 5


@dataclass(frozen=True)
class Storing:
    """Processor seconds for each run."""

    digest: float
    file: float
    checksum: float

    @property
    def all(self) -> float:
        """Everything together."""
        return self.digest + self.file + self.checksum


def least(runs: Sequence[np.ndarray]) -> Storing:
    """What keeping ``runs`` takes, of each of which the numbers are given as (rows, outcomes)."""
    columns = np.ascontiguousarray(np.concatenate(runs).T)
    names = [str(at) for at in range(len(columns))]
    table = pa.table([pa.array(column) for column in columns], names=names)

    def written() -> pa.Buffer:
        buffer = pa.BufferOutputStream()
        pq.write_table(
            table,
            buffer,
            compression="lz4",
            use_dictionary=False,
            write_statistics=False,
            column_encoding=dict.fromkeys(names, "BYTE_STREAM_SPLIT"),
        )
        return buffer.getvalue()

    content = written()
    return Storing(
        digest=least_of(lambda: [blake2b(run.data, digest_size=8).digest() for run in runs], TURNS) / len(runs),
        file=least_of(written, TURNS) / len(runs),
        checksum=least_of(lambda: blake2b(content, digest_size=16).digest(), TURNS) / len(runs),
    )
