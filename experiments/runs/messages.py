"""How two processes of ours talk: pickled messages, each after its lengths, over standard input and output.

The one that starts the other sends; the other ends when its input does, even in the middle of its work, so that it
never outlives who started it.
"""

from __future__ import annotations

import mmap
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from typing import IO, Any

from sim.own_process import environment, look_for_rubbish_seldom, python

LENGTH = struct.Struct("<Q")

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


def started(module: str, **changed: str) -> subprocess.Popen[bytes]:
    """A process that runs ``module`` and calls :func:`conversation`, in this environment but for what is ``changed``.

    It has a group of its own, so that Ctrl-C reaches the one that started it alone, which then ends it.
    """
    group: dict[str, Any] = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
        if os.name == "nt"
        else {"start_new_session": True}
    )
    return subprocess.Popen(
        [*python(), "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**environment(), **changed},
        **group,
    )


def ended(process: subprocess.Popen[bytes], patience: float = 0.0) -> int:
    """End ``process``, after waiting ``patience`` seconds for it to end by itself.

    Returns its exit status (minus the signal that killed it).
    """
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
    status = process.wait()
    for stream in (process.stdin, process.stdout):
        try:
            if stream is not None:
                stream.close()
        except OSError:  # what was not sent yet has nobody to go to
            continue
    return status


def conversation() -> tuple[queue.Queue[Any], IO[bytes]]:
    """For the process that was started: the messages that come in, and where the answers go."""
    # Ctrl-C is for the one that started it, which then closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_for_rubbish_seldom()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not stand among the answers
    messages: queue.Queue[Any] = queue.Queue()

    def listen() -> None:
        try:
            while True:
                messages.put(receive(sys.stdin.buffer))
        except (EOFError, OSError):
            os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    return messages, answers
