"""A worker: a process of its own that runs batches, so that a run that kills its process or never ends costs one run.

Started as ``python -P -m experiments.runs.worker``, never imported by a user. It reads pickled messages, each after its
lengths, from standard input and answers on what was standard output. It writes the place of the present run, and how
far that is, into a small shared file, from which the other side sees which run was at work when the process died or
stood still. It ends when its input does, even in the middle of a run: it never outlives the driver.
"""

from __future__ import annotations

import mmap
import os
import pickle
import queue
import signal
import struct
import sys
import threading
from typing import IO, Any

from sim.own_process import look_for_rubbish_seldom

LENGTH = struct.Struct("<Q")
PROGRESS = struct.Struct("<qqd")
"""How often the process has said that it moved, the place of the present run in its batch (-1: none), and how far that
is, as a share."""

LARGE = 1 << 20
"""Bytes that are worth memory of their own."""

OWN = mmap.ACCESS_COPY if os.name == "posix" else mmap.ACCESS_DEFAULT
"""Memory of this process alone, where it can be had: the system takes longer over memory that others may share."""


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message; what is large in it goes as it lies in the memory, after the rest."""
    large: list[pickle.PickleBuffer] = []
    content = pickle.dumps(message, protocol=5, buffer_callback=large.append)
    parts = [memoryview(content), *(one.raw() for one in large)]
    stream.write(LENGTH.pack(len(parts)) + b"".join(LENGTH.pack(len(part)) for part in parts))
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; :class:`EOFError` when the other side is gone."""
    (count,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    sizes = [LENGTH.unpack(_exactly(stream, LENGTH.size))[0] for _ in range(count)]
    content, large = _exactly(stream, sizes[0]), [_apart(stream, size) for size in sizes[1:]]
    return pickle.loads(content, buffers=large)


def _apart(stream: IO[bytes], size: int) -> bytes | mmap.mmap:
    """So many bytes; where they are many, in memory of their own, which the system has back once they are not needed.

    What a process frees it would otherwise keep for each of the threads that read.
    """
    if size < LARGE:
        return _exactly(stream, size)
    held = mmap.mmap(-1, size, access=OWN)
    if stream.readinto(held) < size:  # type: ignore[attr-defined]
        raise EOFError
    return held


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content


def main() -> None:
    """Answer messages until there are no more."""
    # Ctrl-C is for the driver, which then closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_for_rubbish_seldom()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a model prints must not stand among the answers
    messages: queue.Queue[Any] = queue.Queue()

    def listen() -> None:
        try:
            while True:
                messages.put(receive(sys.stdin.buffer))
        except (EOFError, OSError):
            os._exit(0)

    content, progress_file = receive(sys.stdin.buffer)
    threading.Thread(target=listen, daemon=True).start()
    with open(progress_file, "r+b") as file:
        progress = mmap.mmap(file.fileno(), PROGRESS.size)
    runner = _runner(content, answers)
    if runner is None:
        return
    started = 0

    def starting(at: int, share: float) -> None:
        nonlocal started
        started += 1
        PROGRESS.pack_into(progress, 0, started, at, share)

    while True:
        send(answers, ("done", runner.run(messages.get(), starting)))


def _runner(content: bytes, answers: IO[bytes]) -> Any:
    """The runner of the sweep; None, after a word to the other side, where this process cannot run it."""
    try:
        from experiments.runs.batch import BatchRunner
        from experiments.runs.engine import ENGINE
        from experiments.runs.key import code_digest

        setup = pickle.loads(content)
        if setup.model != code_digest():
            raise RuntimeError("it has another version of the model's code than the driver; install the same there")
        if setup.engine == ENGINE:
            from sim.machine.engine import compiled_before, warm_up

            if not compiled_before():
                warm_up()
        runner = BatchRunner(setup)
    except Exception as error:
        send(answers, ("broken", " ".join(f"{type(error).__name__}: {error}".split())))
        return None
    send(answers, ("ready", os.getpid()))
    return runner


if __name__ == "__main__":
    main()
