"""The first days of all councils in a few bytes each: what they share once, what differs as short rows of numbers.

What is written are the blocks that the model itself lays out (:func:`sim.council.population.make_plan`), array by
array, so that no rule of the first day is told a second time. Whole numbers that stand in runs (who is in which
service) are written as the lengths of equal steps.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.council.population import Plan
from sim.faces.browser.plan import Told

TOLD = ("code", "ecode", "name", "short_name", "klass", "region")
"""What of a council is shown and found, in the order of a row."""

FEW = 4
"""A column is written as its different entries and their places where these are so many times fewer than councils."""


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


def column(entries: Sequence[Any]) -> list[Any]:
    """One column: ``[[], entries]``, or, where few of them differ, ``[different entries, place of each]``."""
    different: dict[str, int] = {}
    places = [different.setdefault(json.dumps(one), len(different)) for one in entries]
    if FEW * len(different) <= len(entries):
        return [[json.loads(one) for one in different], places]
    return [[], list(entries)]


def arrays(told: Told, plans: Sequence[Plan]) -> dict[str, Any]:
    """The arrays of all first days: what all share, and a column for each array that differs.

    ``fills`` (view, kind, number) are arrays of one number, ``same`` (view, kind, content) others that all councils
    share, ``columns`` (view, kind, column) those that differ, ``copies`` (view, of which view) those that are equal to
    another, ``tails`` (view, of which column, steps) those that go on where another ends.
    """
    states = [plan.state() for plan in plans]
    found: dict[str, Any] = {"fills": [], "same": [], "columns": [], "copies": [], "tails": []}
    known: dict[bytes, int] = {}
    plain: list[list[Any]] = []
    # First the ports, of which contributions are rows; then every variable by itself.
    for name in (*plans[0].layout.ports, *plans[0].layout.arrays):
        port = name in plans[0].layout.ports
        every = np.stack([state.ports[name] if port else state.arrays[name] for state in states])
        view = told.view(told.state.ports[name] if port else told.state.arrays[name])
        kind = {"f": "number", "i": "whole", "u": "whole"}[every.dtype.kind]
        if not every.size or not every.any():
            continue
        if (every == every.flat[0]).all():
            found["fills"].append([view, kind, *written(every.ravel()[:1])[:1]])
        elif (every == every[0]).all():
            found["same"].append([view, kind, written(every[0])])
        elif (copied := known.get(every.tobytes())) is not None:
            found["copies"].append([view, copied])
        else:
            known[every.tobytes()] = view
            entries = [written(one) for one in every]
            longer = next((at for at, one in enumerate(plain) if _tail(one, entries)), None)
            if kind == "whole" and longer is not None:
                found["tails"].append([view, longer, entries[0][len(plain[longer][0]) :]])
                continue
            plain.append(entries)
            found["columns"].append([view, kind, column(entries)])
    return found


def _tail(shorter: Sequence[list[Any]], longer: Sequence[list[Any]]) -> bool:
    """Whether each of the longer lists is the shorter one with the same steps after it."""
    size = len(shorter[0])
    return all(b[:size] == a and b[size:] == longer[0][size:] for a, b in zip(shorter, longer, strict=True))


def loose(plans: Sequence[Plan]) -> dict[str, Any]:
    """What the first day's kernels take of a council beside its block, a column each."""
    return {
        "starts": column([plan.posts.starts.ravel().tolist() for plan in plans]),
        "dyads": column([plan.posts.dyads.ravel().tolist() for plan in plans]),
        "deprivation": column([plan.deprivation.tolist() for plan in plans]),
    }


def councils_told(councils: Sequence[Council], plans: Sequence[Plan], told: Told) -> dict[str, Any]:
    """All that the file of councils holds but what it belongs to."""
    names = {name: column([getattr(council, name) for council in councils]) for name in TOLD}
    return {"names": names, "loose": loose(plans), "arrays": arrays(told, plans)}
