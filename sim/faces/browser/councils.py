"""The first days of all councils in a few bytes each: what they share once, what differs as short rows of numbers.

What is written are the blocks that the model itself lays out (:func:`sim.council.population.make_plan`), array by
array, so that no rule of the first day is told a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.council.council import Council
from sim.council.population import Plan
from sim.faces.browser.columns import column, length, numbers, written
from sim.faces.browser.plan import Told
from sim.faces.browser.products import product_of

TOLD = ("code", "ecode", "name", "short_name", "klass", "region")
"""What of a council is shown and found, in the order of a row."""

WORTH = 10_000
"""Characters of a column from which a product is looked for."""


def arrays(told: Told, plans: Sequence[Plan]) -> dict[str, Any]:
    """The arrays of all first days: what all share, and a column for each array that differs.

    ``fills`` (view, kind, number) are arrays of one number, ``same`` (view, kind, content) others that all councils
    share, ``columns`` (view, kind, column) those that differ, ``products`` (view, of which view, by which, column)
    those that are another one times the column, divided by a third, ``copies`` (view, of which view) those that equal
    another, ``tails`` (view, of which column, steps) those that go on where another ends.
    """
    found: dict[str, Any] = {"fills": [], "same": [], "columns": [], "products": [], "copies": [], "tails": []}
    known: dict[bytes, int] = {}
    plain: list[list[Any]] = []
    numbers_of: dict[int, np.ndarray] = {}
    for view, every in _stacked(told, plans):
        kind = "number" if every.dtype == np.float64 else "whole"
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
            if kind == "number":
                numbers_of[view] = every
                continue
            entries = [written(one) for one in every]
            longer = next((at for at, one in enumerate(plain) if _tail(one, entries)), None)
            if longer is not None:
                found["tails"].append([view, longer, entries[0][len(plain[longer][0]) :]])
                continue
            plain.append(entries)
            found["columns"].append([view, kind, column(entries)])
    products, columns = _shortest(numbers_of)
    found["products"], found["columns"] = products, [*found["columns"], *columns]
    return found


def _stacked(told: Told, plans: Sequence[Plan]) -> Iterator[tuple[int, np.ndarray]]:
    """Every array of the state by its view, a row for each council.

    First the ports, of which contributions are rows; then every variable by itself.
    """
    states = [plan.state() for plan in plans]
    for name in plans[0].layout.ports:
        yield told.view(told.state.ports[name]), np.stack([state.ports[name] for state in states])
    for name in plans[0].layout.arrays:
        yield told.view(told.state.arrays[name]), np.stack([state.arrays[name] for state in states])


def _shortest(arrays: dict[int, np.ndarray]) -> tuple[list[Any], list[Any]]:
    """The numbers that differ, as ``products`` and as ``columns``: each as whichever takes less."""
    products: list[Any] = []
    columns: list[Any] = []
    made: set[int] = set()  # products, of which nothing else is made
    used: set[int] = set()  # what others are made of stands by itself
    for view, every in arrays.items():
        content = numbers(every)
        others = {at: one for at, one in arrays.items() if at != view and at not in made}
        product = None if view in used or length(content) < WORTH else product_of(every, others)
        if product is not None and length(share := numbers(product.share)) < length(content) / 2:
            products.append([view, product.of, product.by, share])
            made.add(view)
            used |= {product.of} if product.by is None else {product.of, product.by}
        else:
            columns.append([view, "number", content])
    return products, columns


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
