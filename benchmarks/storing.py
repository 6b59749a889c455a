"""What keeping a run takes at the least: a bare Parquet file of the same numbers, their digest, the file's checksum.

The digest holds a run against a later one, to the last bit; the checksum holds a file against what a disk did to it.
Both are of what lies in the memory already, and nothing around them is timed: no queue, no journal, no second process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

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
        digest=_seconds(lambda: [blake2b(run.data, digest_size=8).digest() for run in runs]) / len(runs),
        file=_seconds(written) / len(runs),
        checksum=_seconds(lambda: blake2b(content, digest_size=16).digest()) / len(runs),
    )


def _seconds(action: Callable[[], object]) -> float:
    """The processor seconds of the quickest of several turns."""
    taken = []
    for _ in range(TURNS):
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return min(taken)
