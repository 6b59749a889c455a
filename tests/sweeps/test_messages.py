"""What a worker and its driver say to each other arrives as it was sent, however large, or not at all."""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa
import pytest

from experiments.runs.batch import Finished, Packed
from experiments.runs.messages import LARGE, receive, send


def answer(size: int) -> tuple[str, Finished]:
    """The answer of a worker with a file of ``size`` bytes."""
    keys = np.arange(3, dtype=np.uint64)
    content = pa.py_buffer(bytes(at % 251 for at in range(1000)) * (size // 1000) + bytes(size % 1000))
    return "done", Finished([Packed(keys, keys + np.uint64(7), content)], [], 1.5)


@pytest.mark.parametrize("size", [0, 17, LARGE - 1, LARGE, 3 * LARGE + 5])
def test_what_is_sent_arrives(size: int) -> None:
    stream = io.BytesIO()
    sent = answer(size)
    send(stream, sent)
    send(stream, "and then")
    stream.seek(0)
    kind, found = receive(stream)
    (was,), (packed,) = sent[1].packed, found.packed
    assert kind == "done"
    assert (bytes(packed.content), found.seconds, found.failures) == (bytes(was.content), 1.5, [])
    assert np.array_equal(packed.keys, was.keys)
    assert np.array_equal(packed.digests, was.digests)
    assert receive(stream) == "and then"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.999])
def test_what_breaks_off_is_no_message(share: float) -> None:
    stream = io.BytesIO()
    send(stream, answer(2 * LARGE))
    whole = stream.getvalue()
    with pytest.raises(EOFError):
        receive(io.BytesIO(whole[: int(share * len(whole))]))
