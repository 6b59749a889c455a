"""``townhall plot``: figures of a saved result, in any size and style, without running anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands import options, screen
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.kind import Kind
    from experiments.figures.result import Result


def plot(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="The results folder of any study.", show_default=False)
    ],
    figure: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIGURE...]", help="Figures by name; --list shows them.", show_default="all there are"),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Show what can be drawn, and what for; draw nothing.")] = False,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome", metavar="NAME", help="An outcome; may be repeated.", show_default="the index, or the headline"
        ),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help="A scenario; may be repeated. The first is compared with.",
            show_default="all",
        ),
    ] = None,
    council: Annotated[
        str | None,
        typer.Option("--council", metavar="NAME", help="The council, where there are several.", show_default=False),
    ] = None,
    window: Annotated[
        str, typer.Option("--window", metavar="WHICH", help="last_year, mean (of the whole run) or end (last month).")
    ] = "last_year",
    smallest: Annotated[
        float | None,
        typer.Option(
            "--smallest",
            metavar="X",
            help="The smallest difference of interest in the first outcome, in its unit: a smaller one is the same.",
            show_default=False,
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter", metavar="NAME", help="A parameter that a sweep varies; may be repeated.", show_default="all"
        ),
    ] = None,
    size: Annotated[
        str, typer.Option("--size", metavar="SIZE", help="column (85 mm), page, slide, or millimetres: 120x90.")
    ] = "page",
    format_: Annotated[
        str, typer.Option("--format", metavar="LIST", help="png, svg, pdf; several with commas between.")
    ] = "png,svg",
    style: Annotated[
        str, typer.Option("--style", metavar="STYLE", help="light, dark, or print (without colour).")
    ] = "light",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", parser=options.output, help="Folder for the figures.", show_default="RESULT/plots"
        ),
    ] = None,
) -> None:
    """Draw figures of a saved result, each with its numbers as CSV and its caption as text; nothing is run."""
    with screen.working("Reading the result"):
        from experiments.figures import draw, registry
        from experiments.figures.palette import style_of
        from experiments.figures.result import Result
        from experiments.figures.sizes import size_of

        style_of(style)
        size_of(size)
        formats = draw.formats_of(format_)
        kinds = [registry.kind_of(name) for name in dict.fromkeys(figure or ())]
        opened = Result.at(result)
    if list_:
        _list(opened)
        return
    kinds = kinds or [registry.kind_of(name) for name in registry.drawable(opened)]
    if not kinds:
        raise InputError(f"{result} can give none of the figures; townhall plot {result} --list says what each needs.")
    for kind in kinds:
        registry.check(kind, opened)
    folder = out or result / "plots"
    drawn, refused, written = [], [], 0
    for kind in kinds:
        try:
            drawn.append(
                draw.prepare(
                    kind,
                    opened,
                    outcome=outcome,
                    scenario=scenario,
                    council=council,
                    window=window,
                    smallest=smallest,
                    parameter=parameter,
                )
            )
        except InputError as error:
            if figure:  # it was asked for
                raise
            refused.append((kind.name, error))
    with draw.Files() as files:
        for one in drawn:
            try:
                with screen.working(f"Drawing {one.name}"):
                    name = draw.file_name(one, size, style)
                    made = files.save(one, folder, name=name, size=size, style=style, formats=formats)
            except InputError as error:
                if figure:
                    raise
                refused.append((one.name, error))
                continue
            written += 1
            screen.screen().print(f"{one.title}.", style="bold", highlight=False)
            screen.screen().print(f"{one.name}: {made[0]}", soft_wrap=True, highlight=False)
    if not written:
        raise refused[0][1]
    for name, why in refused:
        screen.announce(f"Left out: {name}. {why}")


def _list(result: Result) -> None:
    """Every figure: whether this result can give it, and what it is for or what is missing."""
    from experiments.figures import registry

    kinds: list[Kind] = list(registry.gallery().values())
    console = screen.screen()
    table = screen.table()
    table.add_column("figure", no_wrap=True)
    table.add_column("what for")
    table.add_column("can be drawn")
    for kind in kinds:
        lacks = kind.lacks(result)
        table.add_row(kind.name, kind.purpose, f"no: {lacks}" if lacks else "yes")
    console.print(table)
