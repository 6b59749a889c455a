"""How a table for pages writes numbers in few bytes: as equal steps, as whole numbers over a power of ten, by place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

FEW = 4
"""A column is written as its different entries and their places where these are so many times fewer than councils."""

FIRST_LETTER = 35
"""The letter of place 0, the first behind the quotation mark; those of other places follow (``letters``)."""

MOST_DIGITS = 6
"""Digits behind the point of the finest numbers that stand in a table."""


def steps(values: np.ndarray) -> list[Any]:
    """Whole numbers as equal steps: ``[step, how many times, ...]``, the first step counted from 0.

    A step that a number of a page cannot hold is written as a text.
    """
    found: list[Any] = []
    before = 0
    for value in values.ravel().tolist():
        step, before = value - before, value
        if found and found[-2] == step:
            found[-1] += 1
        else:
            found += [step, 1]
    return [str(one) if abs(one) >= 2**53 else one for one in found]


def written(values: np.ndarray) -> list[Any]:
    """One array of one council: numbers as they are, whole numbers as steps."""
    if values.dtype != np.float64:
        return steps(values)
    flat = values.ravel().tolist()
    if not all(map(np.isfinite, flat)):
        raise RuntimeError("a first day holds a number that is none, which a table cannot say")
    return [int(one) if one == int(one) else one for one in flat]


def letters(places: Sequence[int]) -> str:
    """Places of a list as a text, a letter for each: in UTF-8 one byte up to place 92, two bytes above."""
    return "".join(chr(FIRST_LETTER + place) for place in places)


def column(entries: Sequence[Any]) -> list[Any]:
    """One column: ``[[], entries]``, or, where few of them differ, ``[different entries, letters of their places]``."""
    different: dict[str, int] = {}
    places = [different.setdefault(json.dumps(one), len(different)) for one in entries]
    if FEW * len(different) <= len(entries):
        return [[json.loads(one) for one in different], letters(places)]
    return [[], list(entries)]


def numbers(every: np.ndarray) -> Any:
    """The column of an array of numbers, a row for each council.

    Decimals are whole numbers ``over`` a power of ten, place after place of the array and there council after council,
    so that like stands by like; where that is shorter each is the difference from the place before (``steps``). A whole
    number divided by a power of ten is the number that its decimals mean, to the last bit.
    """
    found = column([written(one) for one in every])
    rows = every.reshape(len(every), -1)
    for over in (10**digits for digits in range(MOST_DIGITS + 1)) if not found[0] else ():
        whole = np.rint(rows * over)
        if np.array_equal(whole / over, rows) and not np.signbit(rows[rows == 0.0]).any():
            ways = [(False, whole), (True, np.diff(whole, axis=1, prepend=0.0))]
            told = [{"over": over, "steps": by_steps, "rows": way.T.astype(int).tolist()} for by_steps, way in ways]
            return min(told, key=length)
    return found


def length(content: Any) -> int:
    """How many characters something takes in a table."""
    return len(json.dumps(content, separators=(",", ":")))
