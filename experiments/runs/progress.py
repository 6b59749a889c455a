"""A progress bar with the time that is left, for anything that takes longer than two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def bar(title: str, console: Console | None = None, unit: str = "runs") -> Iterator[Callable[[float, int], None]]:
    """Show a bar while the block runs; call what is yielded with (done, in all).

    Written to standard error, so that what a command prints can be piped on. Nothing is drawn when that is not a
    terminal.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = console or Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    ) as shown:
        task = shown.add_task(title, total=None)

        def tick(done: float, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield tick
