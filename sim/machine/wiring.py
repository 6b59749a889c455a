"""The addresses that compiled code is handed: the words of the windows of all processes, by a pattern made once.

For one layout of the memory the words differ between runs in three things only: where the block lies, how many ties
there are, and the values of the parameters. So the windows are looked at once for a layout; a run copies the pattern
and adds these three. Runs of one scenario share its values, and so the pattern with these in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.machine.memory import WORD, State
from sim.machine.window import Window, place


class Pattern:
    """The words of these windows on ``state``, without what differs between the runs of one layout."""

    def __init__(self, state: State, windows: Sequence[Window]) -> None:
        place(windows)
        block: np.ndarray = windows[0].__dict__["_block"]
        base, memory = block.ctypes.data, state.block.ctypes.data
        self.words = block.copy()
        self.starts = np.array([window.address - base for window in windows])
        tied = [
            (place.first, place.first + int(np.prod(place.shape)) * place.dtype.itemsize // WORD)
            for place in (*state.layout.arrays.values(), *state.layout.rows.values())
            if place.ties
        ]
        inside, ties = [], []
        self.numbers: dict[str, list[int]] = {}
        for window, start in zip(windows, self.starts // WORD, strict=True):
            at = int(start)
            for name in window.fields:
                value = window.__dict__[name]
                if not isinstance(value, np.ndarray):
                    self.numbers.setdefault(name, []).append(at)
                    at += 1
                    continue
                first = value.ctypes.data
                if not memory <= first < memory + state.block.nbytes:
                    raise RuntimeError(f"the array {name} of {type(window).__name__} is not part of the state")
                inside.append(at)
                word = (first - memory) // WORD
                # Rows of the ledger in one piece have all the room there is; a single row ends with the ties.
                if value.ndim == 1 and any(start <= word < end for start, end in tied):
                    ties.append(at + 1)
                at += 1 + value.ndim
        self.ties = np.array(ties, np.int64)
        self.words[inside] -= memory
        self.inside = np.zeros_like(self.words)
        """1 for a word that says where something lies in the block, which is written as if that lay at 0."""
        self.inside[inside] = 1
        self._last: tuple[Mapping[str, float], np.ndarray] | None = None
        self.names = tuple(self.numbers)
        self._at = np.array([at for places in self.numbers.values() for at in places], np.int64)
        self._repeats = np.array([len(places) for places in self.numbers.values()], np.int64)

    def wire(self, state: State, values: Mapping[str, float]) -> np.ndarray:
        """The words for one run; nobody changes ``values`` afterwards."""
        words: np.ndarray = self.inside * state.block.ctypes.data
        words += self._with(values)
        words[self.ties] = state.ties
        return words

    def _with(self, values: Mapping[str, float]) -> np.ndarray:
        """The pattern with these values in it."""
        last = self._last
        if last is None or last[0] is not values:
            words = self.words.copy()
            numbers = np.array([values[name] for name in self.names])
            words[self._at] = np.repeat(numbers, self._repeats).view(np.int64)
            last = self._last = values, words
        return last[1]

    def give(self, words: np.ndarray, name: str, value: float) -> None:
        """Another value for one parameter of a run whose words these are."""
        words[self.numbers.get(name, [])] = np.array(value, np.float64).view(np.int64)
