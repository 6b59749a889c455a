"""The memory of a run: one block of words, and in it an array for every variable and the rows of the ledger.

Where each array stands (:class:`Layout`) hangs on the sizes alone, never on what is drawn: of ties there is room for as
many as can be, and the arrays of a run are the front part of that room. So a layout is made once for all runs of its
sizes, a run begins with a copy of a block, and a copy of a run is a copy of its block.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from sim.machine.ports import PORTS
from sim.machine.state import VARIABLES, dtype_of
from sim.machine.whole import check_declarations
from sim.schedule import CONTRIBUTIONS

WORD = 8
"""Bytes; every array begins with a whole word."""

LINE = 8
"""Words to which the start of an array is rounded up: a line of the processor's cache."""

TIES = "arc"
"""The one axis on which a run has fewer places than there is room for."""


class Place:
    """Where one array stands: its first word, its shape (with all the room there is), and its type of number."""

    __slots__ = ("dtype", "first", "shape", "ties")

    def __init__(self, first: int, shape: tuple[int, ...], dtype: np.dtype, ties: bool) -> None:
        self.first, self.shape, self.dtype, self.ties = first, shape, dtype, ties


class Layout:
    """Where everything stands in a block: first what stays, then the flows, then the rows of the ledger.

    ``sizes`` gives the shape of every axis, of ties the most there can be; ``entries`` the rows of each stock that has
    a ledger. Flows stand together and so do entries, so that a month begins with two fills.
    """

    def __init__(self, sizes: Mapping[str, tuple[int, ...]], entries: Mapping[str, int]) -> None:
        self.sizes, self.entries = dict(sizes), dict(entries)
        self.arrays: dict[str, Place] = {}
        self.rows: dict[str, Place] = {}
        self.ports: dict[str, Place] = {}
        """The rows of every port; a contribution is one of them, or the port itself where one decides."""
        self.patterns: dict[Any, Any] = {}
        """What others have worked out for this layout."""
        at = 0
        for flows in (False, True):
            self.first_flow = at
            at = self._put_ports(at, flows)
            for name, variable in VARIABLES.items():
                if (variable.kind == "flow") is flows and not variable.port:
                    at = self._put(self.arrays, name, sizes[variable.axis], dtype_of(variable), variable.axis, at)
        self.first_entry = at
        for name, count in entries.items():
            axis = VARIABLES[name].axis
            at = self._put(self.rows, name, (count, *sizes[axis]), np.dtype(np.float64), axis, at)
        self.words = at

    def _put_ports(self, at: int, flows: bool) -> int:
        number = np.dtype(np.float64)
        for port in PORTS.values():
            names, shape, ties = CONTRIBUTIONS[port.name], self.sizes[port.axis], port.axis == TIES
            if any(VARIABLES[name].kind == "flow" for name in names) is not flows:
                continue
            rows = shape if port.combine == "one" else (len(names), *shape)
            first, at = at, self._put(self.ports, port.field, rows, number, port.axis, at)
            step = 0 if port.combine == "one" else int(np.prod(shape, dtype=np.int64))
            for row, name in enumerate(names):
                self.arrays[name] = Place(first + row * step, shape, number, ties)
        return at

    @staticmethod
    def _put(into: dict[str, Place], name: str, shape: tuple[int, ...], dtype: np.dtype, axis: str, first: int) -> int:
        into[name] = Place(first, shape, dtype, axis == TIES)
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        return first + -(-size // (WORD * LINE)) * LINE

    @property
    def size(self) -> int:
        """Bytes of a block."""
        return self.words * WORD

    def __reduce__(self) -> Any:
        return layout_of, (tuple(self.sizes.items()), tuple(self.entries.items()))


@lru_cache(maxsize=256)
def layout_of(sizes: tuple[tuple[str, tuple[int, ...]], ...], entries: tuple[tuple[str, int], ...]) -> Layout:
    """The layout for these sizes, made once."""
    check_declarations(frozenset(axis for axis, _ in sizes))
    return Layout(dict(sizes), dict(entries))


class Arrays(Mapping[str, np.ndarray]):
    """Arrays by name, each a view into the block that is made when it is first asked for."""

    def __init__(self, block: np.ndarray, places: Mapping[str, Place], ties: int) -> None:
        self._block, self._places, self._ties = block, places, ties
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        found = self._made.get(name)
        if found is None:
            place = self._places[name]
            found = np.ndarray(place.shape, place.dtype, self._block, place.first * WORD)
            if place.ties:
                found = found[..., : self._ties]
            self._made[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class State:
    """All state of one run: an array for every variable, and a row for every (stock, process that adds to it).

    ``ties`` is the number of directed ties that there are, of those for which there is room. A new block holds the
    start value of every variable.
    """

    def __init__(self, layout: Layout, ties: int | None = None, block: np.ndarray | None = None) -> None:
        self.layout = layout
        self.block = np.zeros(layout.words) if block is None else block
        self._tie_up(layout.sizes[TIES][0] if ties is None else ties)
        if block is None:
            for port in PORTS.values():
                self.ports[port.field][...] = port.neutral
            for name, variable in VARIABLES.items():
                if variable.start != 0.0 and not variable.port:
                    self.arrays[name][...] = variable.start

    def _tie_up(self, ties: int) -> None:
        layout, block = self.layout, self.block
        self.ties = ties
        self.arrays = Arrays(block, layout.arrays, ties)
        self.ports = Arrays(block, layout.ports, ties)
        self.entries = Arrays(block, layout.rows, ties)
        """The rows of each stock with a ledger, shape (rows, places)."""
        self.flow_block = block[layout.first_flow : layout.first_entry]
        self.entry_block = block[layout.first_entry :]

    def with_ties(self, ties: int) -> State:
        """The same state, in the same block, with so many directed ties."""
        return State(self.layout, ties, self.block)

    def seen(self, name: str) -> np.ndarray:
        """What a process sees under this name: a variable, or the rows of a port."""
        return self.arrays[name] if name in self.layout.arrays else self.ports[name]

    @property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every axis."""
        return {**self.layout.sizes, TIES: (self.ties,)}

    def rows(self, stock: str) -> np.ndarray:
        """The rows of one stock with all the room there is, in one piece."""
        place = self.layout.rows[stock]
        return np.ndarray(place.shape, place.dtype, self.block, place.first * WORD)

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            found: np.ndarray = self.__dict__["arrays"][name]
        except KeyError:
            raise AttributeError(f"There is no state variable {name}.") from None
        return found

    def copy(self) -> State:
        """An independent copy that continues bit for bit."""
        return State(self.layout, self.ties, self.block.copy())

    def __getstate__(self) -> dict[str, Any]:
        return {"layout": self.layout, "ties": self.ties, "block": self.block}

    def __setstate__(self, saved: dict[str, Any]) -> None:
        State.__init__(self, saved["layout"], saved["ties"], saved["block"])
