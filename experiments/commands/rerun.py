"""``townhall rerun``: one run of a study once more, held against what is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import screen
from experiments.commands.tables import Column, say, show
from sim.errors import InputError

if TYPE_CHECKING:
    import numpy as np


def rerun(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The results folder of any study.", show_default=False)
    ],
    row: Annotated[
        str,
        typer.Option("--row", metavar="KEY", help="The run's key, or enough of its beginning.", show_default=False),
    ],
) -> None:
    """Make one run of a study again and check, to the last bit, that it gives what is stored."""
    screen.warm()
    from experiments.runs.rerun import rerun as made

    found = made(results, row)
    console = screen.screen()
    about = ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in found.row.items()
        if name not in ("row", "key", "council_code", "cell", "form")
    )
    say(console, f"{found.key}: {about}", style="bold")
    rows = []
    for at, name in enumerate(found.outcomes[:12]):
        # Of a family the mean over its councils.
        first, last = (_mean(found.months[month, :, at]) for month in (0, -1))
        rows.append((name, screen.number(first), screen.number(last)))
    show(console, [Column("outcome"), Column("first month", "number"), Column("last month", "number")], rows)
    if found.months.shape[1] > 1:
        say(console, f"Means over {found.months.shape[1]} councils.")
    if found.equal:
        say(console, "It equals what is stored, to the last bit.")
    elif found.equal is None:
        was = f"it failed then ({found.stored_error})" if found.stored == "failed" else "it has not been run yet"
        say(console, f"There is nothing to hold it against: {was}. This time it ran to its end.")
    else:
        why = f" ({'; '.join(found.changes)})" if found.changes else ""
        raise InputError(f"It does not equal what is stored{why}: {found.difference}.")


def _mean(values: np.ndarray) -> float:
    """The mean over the councils that have the outcome."""
    known = values[values == values]
    return float(known.mean()) if known.size else float("nan")
