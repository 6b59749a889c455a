"""Watches over one worker process: whatever a run does to it, every run of a batch ends as a result or as a failure."""

from __future__ import annotations

import contextlib
import mmap
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from experiments.runs.batch import Failure, Finished
from experiments.runs.messages import ended, receive, send, started
from experiments.runs.planned import PlannedRun
from experiments.runs.worker import PROGRESS
from sim.errors import InputError

ATTEMPTS = 2
"""How often a run is tried whose process died. The second time it runs alone, so that nothing else can be to blame."""

TIME_LIMIT = 300.0
"""Seconds after which a run counts as hanging, unless the user says otherwise."""

START_SECONDS = 900.0
"""Seconds in which a worker must be ready; a machine that has never run the model compiles it first."""

FALSE_STARTS = 5
"""How often in a row a process may be killed before it is ready."""

LOOK_SECONDS = 0.25
"""How often a worker that does not answer is looked at."""

STOPPED = "The work was stopped."


class WorkerUnfit(InputError):
    """A worker that cannot even begin: no run is to blame, and trying again would not help."""


class Died(Exception):
    """The process ended or was stopped while ``at`` was the place of the present run (-1: between runs)."""

    def __init__(self, at: int, reason: str, *, hung: bool = False, status: int = 0) -> None:
        super().__init__(reason)
        self.at, self.reason, self.hung, self.status = at, reason, hung, status


class Supervised:
    """One worker process, started when it is needed and started again when it died."""

    def __init__(self, setup: bytes, time_limit: float = TIME_LIMIT) -> None:
        self._setup = setup
        self._time_limit = time_limit
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[Any] = queue.Queue()
        self._closed = False
        self._false_starts = 0
        self._progress, self._progress_name = mmap.mmap(-1, PROGRESS.size), ""

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid if self._process is not None else None

    @property
    def under_way(self) -> float:
        """How much of its batch the process has done, in runs."""
        with contextlib.suppress(ValueError):  # closed
            _, at, share = PROGRESS.unpack_from(self._progress)
            return float(max(0, at) + share)
        return 0.0

    def run(self, batch: Sequence[PlannedRun]) -> Finished:
        """Run ``batch`` to its end, in as many pieces as deaths make of it."""
        finished = Finished()
        pieces: deque[tuple[Sequence[PlannedRun], int]] = deque([(batch, 0)])
        while pieces:
            piece, deaths = pieces.popleft()
            try:
                done = self._attempt(piece)
            except Died as died:
                pieces.extendleft(reversed(self._after(died, piece, deaths, finished)))
                continue
            finished.packed += done.packed
            finished.failures += done.failures
            finished.seconds += done.seconds
        return finished

    def _after(
        self, died: Died, piece: Sequence[PlannedRun], deaths: int, finished: Finished
    ) -> list[tuple[Sequence[PlannedRun], int]]:
        """What is still to be run of ``piece``; a run that has used up its attempts becomes a failure."""
        if len(piece) == 1:
            if died.hung or deaths + 1 >= ATTEMPTS:
                finished.failures.append(Failure(piece[0].key, died.reason, deaths + 1))
                return []
            return [(piece, deaths + 1)]
        if died.at >= 0:
            before, suspect, after = piece[: died.at], piece[died.at], piece[died.at + 1 :]
            if died.hung:
                finished.failures.append(Failure(suspect.key, died.reason, 1))
                return [(part, 0) for part in (before, after) if part]
            return [(part, count) for part, count in ((before, 0), ([suspect], 1), (after, 0)) if part]
        # No run was at work, so any could be the cause: look for it by halves.
        middle = len(piece) // 2
        return [(piece[:middle], 0), (piece[middle:], 0)]

    def _attempt(self, piece: Sequence[PlannedRun]) -> Finished:
        if self._process is None:
            self._start()
        PROGRESS.pack_into(self._progress, 0, 0, -1, 0.0)
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, list(piece))
        except OSError:  # it died since its last answer
            raise self._death() from None
        kind, content = self._answer(self._time_limit)
        if kind != "done":
            raise WorkerUnfit(f"A worker process answered out of turn ({kind}); give the command again.")
        finished: Finished = content
        return finished

    def _answer(self, limit: float) -> tuple[str, Any]:
        """The next answer; :class:`Died` when the process dies first, or does nothing new for ``limit`` seconds."""
        seen, since = PROGRESS.unpack_from(self._progress), time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                answer = self._answers.get(timeout=LOOK_SECONDS)
                if answer is None:
                    raise self._death()
                kind, content = answer
                return str(kind), content
            now = PROGRESS.unpack_from(self._progress)
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > limit:
                self._stop()
                raise Died(int(seen[1]), f"it was still running after {limit:g} s and was stopped", hung=True)

    def _death(self) -> Died:
        """What the process died of, once its output has closed."""
        at = int(PROGRESS.unpack_from(self._progress)[1])
        status = self._stop(patience=5.0)
        reason = f"its process ended (exit status {status})"
        if status < 0:
            with contextlib.suppress(ValueError):
                reason = f"its process was killed ({signal.Signals(-status).name})"
        return Died(at, reason, status=status)

    def _start(self) -> None:
        if self._closed:
            raise WorkerUnfit(STOPPED)
        process = started("experiments.runs.worker")
        self._process, self._answers = process, queue.Queue()
        if self._closed:  # by another thread, while this one was starting it
            self._stop()
            raise WorkerUnfit(STOPPED)
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        assert process.stdin is not None
        self._share_progress()
        try:
            send(process.stdin, (self._setup, self._progress_name))
            kind, content = self._answer(START_SECONDS)
        except (OSError, Died) as error:
            died = error if isinstance(error, Died) else self._death()
            self._false_starts += 1
            # Somebody ended it from outside; that happens at times, and is a reason to give up only when it goes on.
            if died.status < 0 and self._false_starts < FALSE_STARTS:
                raise Died(-1, died.reason) from None
            raise WorkerUnfit(f"A worker process cannot start: {died.reason}.") from None
        finally:
            self._take_name_away()
        self._false_starts = 0
        if kind == "broken":
            self._stop()
            raise WorkerUnfit(f"A worker process cannot start: {content}.")

    def _share_progress(self) -> None:
        """Make the file through which the next process tells how far it is."""
        self._take_name_away()
        handle, self._progress_name = tempfile.mkstemp(prefix="townhall-progress-")
        with os.fdopen(handle, "r+b") as file:
            file.write(PROGRESS.pack(0, -1, 0.0))
            file.flush()
            self._progress = mmap.mmap(file.fileno(), PROGRESS.size)

    def _take_name_away(self) -> None:
        """What both processes hold needs no name any more, and is gone with them even if they are killed.

        Where a file that is held cannot be deleted (Windows), it goes when this is closed.
        """
        if self._progress_name:
            with contextlib.suppress(OSError):
                os.unlink(self._progress_name)
                self._progress_name = ""

    def _stop(self, patience: float = 0.0) -> int:
        """End the process, if there is one, after waiting ``patience`` seconds for it to end by itself.

        Returns its exit status (minus the signal that killed it).
        """
        process, self._process = self._process, None
        return 0 if process is None else ended(process, patience)

    def close(self) -> None:
        """End the process and what belongs to it."""
        self._closed = True
        self._stop()
        with contextlib.suppress(OSError, ValueError, BufferError):
            self._progress.close()
        self._take_name_away()


def _listen(process: subprocess.Popen[bytes], answers: queue.Queue[Any]) -> None:
    """Hand on the answers of ``process``; None when there will be no more."""
    assert process.stdout is not None
    try:
        while True:
            answers.put(receive(process.stdout))
    except (EOFError, OSError, ValueError):
        answers.put(None)
