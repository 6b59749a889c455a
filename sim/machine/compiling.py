"""Everything that a run needs, compiled once: by two processes where there are two cores, with word of how far it is.

Both take from one list, the largest part first; what the other process compiled this one finds in the cache. Where
nothing can be kept, or where there is one core, this process compiles all by itself.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sim.cores import cores
from sim.machine.compiled_cache import COMPILING, held
from sim.machine.kernel import CACHE
from sim.machine.remembered_types import types_remembered
from sim.own_process import environment, python

WORTH_A_PROCESS = 20_000
"""Size of what is missing, in bytes of Python's own code, from which starting another process pays."""

SECONDS_BETWEEN = 5.0
"""Between two words on how far the compiler is."""

PARTS_BETWEEN = 10
"""Between two looks for rubbish: parts that are compiled."""

OTHER = "; ".join(
    (
        "import signal",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",  # Ctrl-C is for the one that asks, which then closes our input
        "from sim.machine.compiling import serve",
        "from sim.machine.engine import parts",
        "serve(parts())",
    )
)
"""What the other process runs."""


@dataclass(frozen=True)
class Part:
    """One function as it is called: ``kinds`` are the compiler's types of its arguments."""

    name: str
    function: Any
    kinds: tuple[Any, ...]

    @property
    def size(self) -> int:
        """How much there is to compile, about: the bytes of Python's own code."""
        return len(self.function.py_func.__code__.co_code)

    @property
    def held(self) -> bool:
        """Whether the cache has it, whole and for this processor."""
        return held(self.function, self.kinds)

    def compile(self) -> None:
        """Compile it, or take it from the cache."""
        self.function.compile(self.kinds)


@contextmanager
def compiling_much() -> Iterator[Callable[[Part], None]]:
    """Gives what compiles a part, with what is known of operators remembered and Python's collector seldom called.

    The compiler keeps much of what it makes. Left to itself the collector of rubbish looks through all of it again and
    again, a sixth of the time; now and then it looks at what is new.
    """
    enabled, count = gc.isenabled(), 0

    def compile_part(part: Part) -> None:
        nonlocal count
        part.compile()
        count += 1
        if count % PARTS_BETWEEN == 0:
            gc.collect()
            gc.freeze()

    gc.freeze()
    gc.disable()
    try:
        with types_remembered():
            yield compile_part
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


@dataclass
class Progress:
    """How far the compiler is; ``say`` gets one line now and then."""

    parts: int
    size: int
    say: Callable[[str], None]
    done: int = 0
    size_done: int = 0
    began: float = field(default_factory=time.perf_counter)
    said: float = field(default_factory=time.perf_counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, part: Part) -> None:
        """One more is done, here or by the other process."""
        with self._lock:
            self.done += 1
            self.size_done += part.size

    def tell(self) -> None:
        """Say how far it is, if that has not been said of late."""
        now = time.perf_counter()
        if now - self.said >= SECONDS_BETWEEN and self.done < self.parts:
            self.said = now
            left = (now - self.began) * (self.size - self.size_done) / self.size_done
            self.say(f"{self.done} of {self.parts} parts are compiled, about {max(1, round(left))} s left.")


def compile_missing(parts: Sequence[Part], say: Callable[[str], None] = lambda line: None) -> None:
    """Compile those parts that the cache does not hold, the largest first; ``say`` is told how far it is.

    The first thing that is compiled is also told to whoever waits for that (``COMPILING.tell``).
    """
    missing = sorted((part for part in parts if not part.held), key=lambda part: -part.size)
    size = sum(part.size for part in missing)
    if not missing:
        return
    waiting = deque(missing)
    progress = Progress(len(missing), size, say)
    other = Other(waiting, progress) if size >= WORTH_A_PROCESS and cores() > 1 and COMPILING.keeps(CACHE) else None
    try:
        with compiling_much() as compile_part:
            while waiting:
                try:
                    part = waiting.popleft()
                except IndexError:  # the other process has taken the last
                    break
                compile_part(part)
                progress.add(part)
                progress.tell()
    finally:
        waiting.clear()  # after an error or Ctrl-C the other process begins nothing more
        if other is not None:
            other.finish()


class Other:
    """Another process that compiles: it takes the next of the parts that are waiting, one at a time."""

    def __init__(self, waiting: deque[Part], progress: Progress) -> None:
        self._waiting, self._progress = waiting, progress
        self._process = subprocess.Popen(
            [*python(), "-c", OTHER],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        COMPILING.begins()
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()

    def _feed(self) -> None:
        """Hand over one part after another; what it cannot do this process compiles when it finds it absent."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        given: Part | None = None
        try:
            while self._process.stdout.readline():  # it is ready
                if given is not None:
                    self._progress.add(given)
                try:
                    given = self._waiting.popleft()
                except IndexError:
                    return
                self._process.stdin.write(given.name + "\n")
                self._process.stdin.flush()
        except (OSError, ValueError):
            return

    def finish(self) -> None:
        """Wait until it has done what it has begun."""
        self._thread.join()
        try:
            self._process.communicate()
        except (OSError, ValueError):
            self._process.wait()


def serve(parts: Sequence[Part]) -> None:
    """Compile those ``parts`` whose names are read, one a line, and say after each that the next may come."""
    known = {part.name: part for part in parts}
    print("ready", flush=True)
    with compiling_much() as compile_part:
        for line in sys.stdin:
            part = known.get(line.strip())
            if part is not None:
                compile_part(part)
            print("ready", flush=True)
