"""``townhall report``: what a saved result says, as one HTML file and as Markdown, without running anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import options, screen
from experiments.commands.tables import place


def report(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="The results folder of any study.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            parser=options.output,
            help="The HTML file; the Markdown stands beside it.",
            show_default="RESULT/report.html",
        ),
    ] = None,
) -> None:
    """Write a report of a saved result: one HTML file that can be handed on, and Markdown; nothing is run."""
    with screen.working("Reading the result"):
        from experiments.studies.reporting import write_report

    with screen.working("Writing the report"):
        html, markdown = write_report(result, out, tell=screen.announce)
    console = screen.screen()
    place(console, "Report", html)
    place(console, "The same as Markdown", markdown)
