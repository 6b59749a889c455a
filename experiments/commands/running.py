"""How a command that runs many runs is conducted: with a bar, and a word on what is kept when it is stopped."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.commands import screen
from experiments.commands.tables import place, say
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.studies.study import Published, Study

Found = TypeVar("Found")


def check_workers(workers: int | None, scheduler: str | None) -> None:
    """:class:`InputError` where both are named, or where no scheduler answers: before anything is made or said."""
    if scheduler is not None and workers is not None:
        raise InputError("--workers is for this machine and --scheduler for a cluster; leave one of them out.")
    if scheduler is not None:
        from experiments.runs.dask_cluster import check_scheduler

        check_scheduler(scheduler)


@contextmanager
def counted() -> Iterator[Callable[[float, int], None]]:
    """A bar over runs while the block runs; call what is yielded with (done, in all).

    When the block is interrupted, it is said how much is done and kept.
    """
    from experiments.runs.progress import bar

    done: list[float] = [0, 0]
    try:
        with bar("Running", screen.notices()) as tick:

            def show(now: float, of: int) -> None:
                done[:] = now, of
                tick(now, of)

            yield show
    except KeyboardInterrupt:
        if done[0] >= 1:
            kept = f"{int(done[0]):,} of {done[1]:,} runs are done and kept"
            screen.announce(f"{kept}; the same command goes on from there.")
        raise


def conducted(
    study: Study[Found],
    *,
    out: Path | None,
    force: bool,
    workers: int | None = None,
    scheduler: str | None = None,
    **running: Any,
) -> Published[Found]:
    """Run ``study`` and publish it, as the command line says."""
    from experiments.studies.publish import conduct

    with counted() as tick:
        published = conduct(
            study,
            out=out,
            force=force,
            workers=workers,
            scheduler=scheduler,
            command=sys.argv,
            announce=screen.announce,
            progress=tick,
            **running,
        )
    if published.ran.failed:
        say_failures(published.folder, published.ran.failed)
    return published


def say_failures(folder: Path, failed: int, shown: int = 3) -> None:
    """Say how many runs failed, why the first ones did, and how to see the others."""
    from experiments.runs.reading import Results

    console = screen.screen()
    failures = Results(folder).failures()
    say(console, f"{failed:,} run{'' if failed == 1 else 's'} failed (--retry-failed runs them again):")
    for row in failures.head(shown).itertuples():
        say(console, f"  {row.error}.")
        place(console, "  See", row.command)
    if failed > shown:
        query = "select key, error, command from runs where status = 'failed'"
        place(console, "  The others", f'townhall query {folder} "{query}"')


def where(published: Published[Any]) -> str:
    """Whether a result was there already, or how long it took."""
    return "was there already, the same" if published.already_there else f"took {published.seconds:.0f} s"
