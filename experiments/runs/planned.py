"""What a plan is made of: one run of it, what is kept of a run, a part of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.designs.design import Cell
from experiments.designs.factors import Value
from sim.errors import InputError

STRETCH = 16_384
"""Rows made, written or read at a time."""

LABEL, FACTOR = b"label", b"factor"


class PlannedRun(NamedTuple):
    """One run, ready to be done: ``settings`` are laid over the scenario of the cell; ``form`` says what is kept."""

    key: int
    cell: int
    form: int
    seed: int
    replicate: int
    settings: dict[str, Value]


@dataclass(frozen=True)
class Form:
    """What is kept of a run, and its shape: the outcomes, the kinds of rows, how many months and councils."""

    outcomes: tuple[str, ...]
    kinds: tuple[str, ...]
    months: int
    councils: int

    @classmethod
    def of(cls, cell: Cell) -> Form:
        """What ``cell`` wants to be kept."""
        kinds = ("end", "last_year", "year") + ("year_end",) * cell.year_ends + ("month",) * cell.monthly
        return cls(cell.outcomes, kinds, cell.months, len(cell.councils))

    def joined(self, other: Form) -> Form:
        """What serves both."""
        outcomes = tuple(dict.fromkeys((*self.outcomes, *other.outcomes)))
        both = {*self.kinds, *other.kinds}
        return Form(outcomes, tuple(k for k in KINDS if k in both), self.months, self.councils)


KINDS = ("end", "last_year", "year", "year_end", "month")
"""Kinds of rows: the last month; the mean of the last twelve; of each financial year; and, where they are asked for,
the last month of each financial year and every month."""


@dataclass(frozen=True)
class Part:
    """Part ``number`` of ``of``, as in ``--shard 3/10``: the runs whose key leaves ``number - 1`` when divided by
    ``of``. A plan that grows leaves each run in its part.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Part:
        """The part that "3/10" names."""
        first, slash, second = text.partition("/")
        try:
            part = cls(int(first), int(second))
        except ValueError:
            part = cls(0, 0)
        if not slash or not 1 <= part.number <= part.of <= 100_000:
            raise InputError(f'--shard must be a part of a whole such as 3/10 (from 1/10 to 10/10), not "{text}".')
        return part

    def holds(self, keys: np.ndarray) -> np.ndarray:
        """Which of ``keys`` are in this part, as booleans."""
        return np.asarray(keys % np.uint64(self.of) == np.uint64(self.number - 1))
