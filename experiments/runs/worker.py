"""A worker: a process of its own that runs batches, so that a run that kills its process or never ends costs one run.

Started by :func:`experiments.runs.messages.started`, never imported by a user. It writes the place of the present run,
and how far that is, into a small shared file, from which the other side sees which run was at work when the process
died or stood still.
"""

from __future__ import annotations

import mmap
import os
import pickle
import struct
from typing import IO, Any

from experiments.runs.messages import conversation, send

PROGRESS = struct.Struct("<qqd")
"""How often the process has said that it moved, the place of the present run in its batch (-1: none), and how far that
is, as a share."""


def main() -> None:
    """Answer messages until there are no more."""
    messages, answers = conversation()
    content, progress_file = messages.get()
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
