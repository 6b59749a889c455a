"""``townhall class``: the classroom's page, served on this machine or written as one file; lessons checked."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import options, screen
from experiments.commands.tables import place
from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from experiments.classroom.server import Server

PORT = 8350
"""The first port that is tried; the next ones are tried where another program has it."""

TRIED = 10
INTERRUPTED = 130  # as in experiments.cli
MARK = re.compile(rb'<meta name="generator" content="Town Hall[^"]*">')
"""By this an exported page is known as one that may be written over."""


def _file(text: str | Path) -> Path:
    """A parser for ``--export``."""
    try:
        return options.output(text)
    except InputError as error:
        raise InputError(_of_export(error)) from None


def _of_export(error: InputError) -> str:
    """A sentence about ``--out`` for the option that stands for it here."""
    return str(error).replace("--out", "--export")


def classroom(
    council: Annotated[
        str | None,
        typer.Option(
            "--council", metavar="NAME", help="Name or code of the council that it begins with.", show_default=False
        ),
    ] = None,
    lesson: Annotated[
        str | None,
        typer.Option(
            "--lesson",
            metavar="NAME",
            help="The lesson that it begins with: a name, or a file of your own, which is put in.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            parser=options.whole_number("--port", 0, 65535),
            help="Serve at this port of this machine.",
            show_default=f"{PORT}, or the next that is free",
        ),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE.html",
            parser=_file,
            help="Write the page as one file that opens from a stick, an e-mail or any web space; serve nothing.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check",
            metavar="FILE",
            help="Say what is wrong with the file of a lesson; nothing else.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """A page for teaching: students predict, run and explain; it opens in the browser and asks no other machine."""
    if check is not None:
        _alone("--check", {"--council": council, "--lesson": lesson, "--port": port, "--export": export})
        _check(check)
        return
    if export is not None:
        _alone("--export", {"--port": port})
        _writable(export)
    with screen.working("Putting the page together"):
        page = _page(council, lesson)
    if export is not None:
        _export(export, page)
    else:
        _serve(page, port, opened=not no_open)


def _alone(option: str, others: dict[str, Any]) -> None:
    """Refuse options that say nothing beside ``option``."""
    for name, value in others.items():
        if value is not None:
            raise InputError(f"{name} does not go with {option}; leave one of them out.")


def _check(path: Path) -> None:
    """Print a sentence for each mistake in a lesson's file."""
    from experiments.classroom.lessons import mistakes_in
    from sim.inputs.yaml_reader import shown_path

    with screen.working("Loading the declarations"):
        mistakes = mistakes_in(path)
    for mistake in mistakes:
        screen.notices().print(str(mistake), soft_wrap=True)
    if mistakes:
        raise typer.Exit(2)
    print(f"{shown_path(path)} is a lesson without a mistake.")


def _page(council: str | None, lesson: str | None) -> str:
    """The page that begins as asked."""
    from experiments.classroom.bundle import page
    from experiments.classroom.lessons import for_page, lesson_file, list_lessons, mistakes_in, shipped

    start: dict[str, str] = {}
    if council is not None:
        from sim.council.councils import find_council

        start["council"] = find_council(council).code
    lessons = shipped()
    if lesson is not None:
        path = lesson_file(lesson)
        start["lesson"] = path.stem
        if lesson not in list_lessons():
            if mistakes := mistakes_in(path):
                raise mistakes[0]
            lessons = [each for each in lessons if each["name"] != path.stem] + [for_page(path)]
    for each in lessons:
        if trouble := each.get("trouble"):
            screen.announce(f"A lesson is left out. {trouble}")
    return page(lessons, start)


def _writable(target: Path) -> None:
    """Refuse, before there is a page, a file that it cannot be written to; an earlier page is written over."""
    from experiments.runs.disk import check_new_file

    if target.suffix.lower() not in (".html", ".htm"):
        raise InputError(f'The file of --export must end in .html, and "{shown(str(target), QUOTED)}" does not.')
    try:
        check_new_file(target, over=_is_page(target))
    except InputError as error:
        raise InputError(_of_export(error)) from None


def _is_page(target: Path) -> bool:
    """Whether a page of this command lies there, which may be written over; nothing else may."""
    try:
        with open(target, "rb") as file:
            return MARK.search(file.read(4096)) is not None
    except OSError:
        return False


def _export(target: Path, page: str) -> None:
    """Write the page in one step, and say where it is."""
    from experiments.runs.disk import clear_errors, write_whole

    try:
        with clear_errors(target, "file"):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, page.encode())
    except InputError as error:
        raise InputError(_of_export(error)) from None
    console = screen.screen()
    place(console, "The classroom", target)
    size = len(page.encode()) / 1e6
    print(f"{size:.1f} MB, everything in it: it opens by a double click and asks no machine for anything.")


def _serve(page: str, port: int | None, *, opened: bool) -> None:
    """Serve the page until Ctrl-C."""
    with _server(page, port) as serving:
        print(f"The classroom is at {serving.address} on this machine alone; Ctrl-C ends it.", flush=True)
        if opened:
            _open(serving.address)
        try:
            serving.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            print("The classroom is closed.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None


def _server(page: str, port: int | None) -> Server:
    """The server, at the port that is asked for or else at the first that is free."""
    from experiments.classroom.server import server

    if port is not None:
        return server(page, port)
    for tried in range(PORT, PORT + TRIED):
        try:
            return server(page, tried)
        except InputError:
            continue
    return server(page, 0)


def _open(address: str) -> None:
    """Open the browser; where there is none, the address stands on the screen."""
    import threading
    import webbrowser

    def show() -> None:
        try:
            found = webbrowser.open(address)
        except (webbrowser.Error, OSError):
            found = False
        if not found:
            screen.announce(f"There is no browser that could be opened from here; open {address} in one.")

    # A browser of a terminal, or one that is slow to start, must not keep the page from being served.
    threading.Thread(target=show, daemon=True).start()
