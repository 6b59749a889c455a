"""A second process that draws figures while this one does: matplotlib keeps one core busy, however many there are."""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING

from experiments.runs.messages import ended, receive, send, started
from experiments.studies.gallery_figure import OfFolder
from sim.cores import cores

if TYPE_CHECKING:
    from experiments.studies.gallery_figure import Order
    from experiments.studies.study import Draw

MOST_RUNS = 100_000
"""Of more runs no second process reads the tables: they would stand in the memory twice."""


class SecondHand:
    """The process, as the one that started it sees it; it gets ready while the caller goes on."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None
        try:
            # What a notebook or a desktop draws with may not even be there for another process.
            self._process = started("experiments.studies.drawing_process", MPLBACKEND="agg")
        except OSError:  # no room for another one: then there is none
            return

    @property
    def pid(self) -> int | None:
        """The process's number; None where there is none that could be asked."""
        return self._process.pid if self._process is not None else None

    def draw(self, order: Order, into: Path, name: str) -> str | None:
        """Have a figure drawn into files; its finding, or None where it could not be drawn or the process is gone."""
        process = self._process
        if process is None:
            return None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, (order, into, name))
            title: str | None = receive(process.stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.close()
            return None
        return title

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            ended(process)


@contextmanager
def second_hand(runs: int, workers: int | None) -> Iterator[SecondHand | None]:
    """A second process for figures of so many ``runs``, ended with the block.

    None where there is one core, where one worker was asked for, and where runs are so many that memory is dear.
    """
    if min(cores(), workers or cores()) < 2 or runs > MOST_RUNS:
        yield None
        return
    hand = SecondHand()
    try:
        yield hand
    finally:
        hand.close()


class Shared:
    """Figures that are drawn here and, those that can be, by a second ``hand``: each takes the next that is left.

    Used as ``with Shared(...) as shared:``; the block draws what ``here`` gives, which is all that nobody else drew.
    """

    def __init__(self, figures: Mapping[str, Draw], into: Path, hand: SecondHand | None) -> None:
        self.drawn: dict[str, str] = {}
        """The findings of what the other process drew, by name."""
        self._into, self._hand = into, hand
        self._orders = {name: make.order for name, make in figures.items() if isinstance(make, OfFolder) and hand}
        self._left = deque(self._orders)
        self._own = [name for name in figures if name not in self._orders]
        self._missed: list[str] = []
        self._thread = threading.Thread(target=self._elsewhere, name="townhall-drawing", daemon=True)

    def __enter__(self) -> Shared:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None and self._hand is not None:
            self._hand.close()  # it must not go on writing
        self._thread.join()

    def here(self) -> Iterator[str]:
        """The names of those that are to be drawn here; the last ones may be what the other could not draw."""
        yield from self._own
        while (name := self._take()) is not None:
            yield name
        self._thread.join()
        yield from self._missed

    def _take(self) -> str | None:
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def _elsewhere(self) -> None:
        while self._hand is not None and self._hand.pid is not None and (name := self._take()) is not None:
            title = self._hand.draw(self._orders[name], self._into, name)
            if title is None:
                self._missed.append(name)
            else:
                self.drawn[name] = title
