"""What is kept of runs: the last month, the means of years, every month where that is asked for; and its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np

from experiments.designs.design import YEAR
from experiments.runs.planned import Form

NUMBER = np.dtype("<f8")
"""How a number lies in the memory when it is digested."""


def rows_per_council(kind: str, months: int) -> int:
    """How many rows of ``kind`` a run of ``months`` has for each of its councils."""
    return {"end": 1, "last_year": 1, "month": months}.get(kind, -(-months // YEAR))


def numbers_per_run(form: Form) -> int:
    """How many numbers are kept of one run."""
    rows = sum(rows_per_council(kind, form.months) for kind in form.kinds)
    return rows * form.councils * len(form.outcomes)


def bytes_per_run(form: Form) -> int:
    """Bytes that one run's numbers take in memory."""
    return numbers_per_run(form) * NUMBER.itemsize


def summarise(months: np.ndarray, kinds: Sequence[str]) -> list[np.ndarray]:
    """What is kept of one run's ``months``, shape (months, councils, outcomes).

    An array (councils, rows, outcomes) for each of ``kinds``, of which one must be "year".
    """
    length, councils, outcomes = months.shape
    held = {kind: np.empty((councils, rows_per_council(kind, length), outcomes)) for kind in kinds}
    _summarise(months, held)
    return list(held.values())


def _summarise(months: np.ndarray, held: Mapping[str, np.ndarray]) -> None:
    """Fill every kind of ``held``, shape (councils, rows, outcomes), with what is kept of ``months``.

    Means are sums in the order of time, so that every version of numpy gives the same bits.
    """
    months = np.ascontiguousarray(months)
    length, yearly = len(months), held["year"]
    whole = length // YEAR
    if whole:
        _mean(months[: whole * YEAR].reshape(whole, YEAR, *months.shape[1:]), yearly[:, :whole])
    if whole * YEAR < length:  # the last is shorter
        _mean(months[None, whole * YEAR :], yearly[:, whole:])
    for kind, rows in held.items():
        if kind == "end":
            rows[:, 0] = months[-1]
        elif kind == "last_year" and whole * YEAR == length:
            rows[...] = yearly[:, -1:]
        elif kind == "last_year":
            _mean(months[None, max(0, length - YEAR) :], rows)
        elif kind == "year_end":
            rows[...] = months[[min(at + YEAR, length) - 1 for at in range(0, length, YEAR)]].swapaxes(0, 1)
        elif kind == "month":
            rows[...] = months.swapaxes(0, 1)


def _mean(years: np.ndarray, held: np.ndarray) -> None:
    """The mean of the months of each of ``years``, shape (years, months, councils, outcomes), into ``held``."""
    # Numpy adds in pairs what lies side by side; months only do where each has a single number.
    alone = years.shape[2] * years.shape[3] == 1
    total = np.add.accumulate(years, axis=1)[:, -1] if alone else np.add.reduce(years, axis=1)
    np.divide(total, years.shape[1], out=held.swapaxes(0, 1))


class Memory:
    """Room for numbers that is used again and again: new memory, which the system must clear first, costs a run more
    than all its means.
    """

    def __init__(self) -> None:
        self._held = np.empty(0)

    def take(self, count: int) -> np.ndarray:
        """Room for so many numbers, which is one's own until somebody takes it again."""
        if self._held.size < count:
            self._held = np.empty(0)  # not both at a time
            self._held = np.empty(count)
        return self._held[:count]


class Room:
    """Room for what is kept of several runs of one form, taken at once, and the keys of those runs."""

    def __init__(self, form: Form, held: np.ndarray) -> None:
        self.form = form
        self._keys: list[int] = []
        runs = held.size // numbers_per_run(form)
        self._held = held.reshape(runs, -1)
        self._kinds, first = {}, 0
        for kind in form.kinds:
            rows = rows_per_council(kind, form.months)
            after = first + form.councils * rows * len(form.outcomes)
            shape = (runs, form.councils, rows, len(form.outcomes))
            self._kinds[kind] = self._held[:, first:after].reshape(shape)
            first = after

    def summarise(self, months: np.ndarray) -> dict[str, np.ndarray]:
        """What is kept of a run, by kind, where the next one to be kept lies: another takes its place if none is."""
        held = {kind: rows[len(self._keys)] for kind, rows in self._kinds.items()}
        _summarise(months, held)
        return held

    def keep(self, key: int) -> None:
        """Keep what was summarised last, as that of the run ``key``."""
        self._keys.append(key)

    @property
    def keys(self) -> np.ndarray:
        """The keys of the runs that are kept."""
        return np.array(self._keys, dtype=np.uint64)

    @property
    def kept(self) -> dict[str, np.ndarray]:
        """What is kept of them, by kind, shape (runs, councils, rows, outcomes)."""
        return {kind: rows[: len(self._keys)] for kind, rows in self._kinds.items()}

    @property
    def digests(self) -> np.ndarray:
        """The digest of each."""
        digests = [run_digest(key, numbers) for key, numbers in zip(self._keys, self._held, strict=False)]
        return np.array(digests, dtype=np.uint64)


def rooms(runs: Mapping[int, int], forms: Sequence[Form], memory: Memory) -> dict[int, Room]:
    """Room for so many ``runs`` of each form, all of it in ``memory``."""
    sizes = [count * numbers_per_run(forms[form]) for form, count in runs.items()]
    held = np.split(memory.take(sum(sizes)), np.cumsum(sizes)[:-1])
    return {form: Room(forms[form], own) for form, own in zip(runs, held, strict=True)}


def run_digest(key: int, numbers: np.ndarray) -> int:
    """64 bits of one run's key and all its numbers, one kind after the other, to the last bit."""
    if np.isnan(np.add.reduce(numbers)):  # a sum with a gap is one
        numbers = np.where(np.isnan(numbers), np.nan, numbers)  # one NaN
    found = blake2b(key.to_bytes(8, "big"), digest_size=8)
    found.update(np.ascontiguousarray(numbers, dtype=NUMBER).data)
    return int.from_bytes(found.digest(), "big")
