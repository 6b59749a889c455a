"""``townhall merge``: the parts of a job array become one results folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import screen
from experiments.commands.tables import place, say


def merge(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The results folder that the parts lie in.", show_default=False)
    ],
) -> None:
    """Put the parts of a sweep together that the tasks of a job array ran with --shard."""
    with screen.working("Merging"):
        from experiments.runs.merge import merge as merged

        found = merged(results, screen.announce)
    console = screen.screen()
    say(console, f"{found.parts} parts are merged: {found.done:,} of {found.planned:,} runs are done.")
    if found.failed:
        say(console, f"{found.failed:,} runs failed; --retry-failed runs them again.")
    if found.left:
        say(console, f"{found.left:,} runs are left: the command of the sweep without --shard runs them.")
    place(console, "Digest of the results", found.digest)
    place(console, "Results", found.folder)
