"""``townhall schema``: the JSON schemas of scenario files, of sweep designs and of lessons, for editors."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.commands import options, screen
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED, shown

KINDS = ("scenario", "design", "lesson")


def schema(
    kind: Annotated[
        str,
        typer.Argument(metavar="[KIND]", help="Of what: scenario, design (of a sweep) or lesson.", show_default=True),
    ] = KINDS[0],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            parser=options.output,
            help="Write it here (a folder gets scenario.schema.json, or that of the other kind).",
            show_default="standard output",
        ),
    ] = None,
) -> None:
    """The JSON schema with which editors complete and check scenario files, designs of sweeps, or lessons."""
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS)
        raise InputError(f'There are schemas of a {", a ".join(KINDS)}, none of "{shown(kind, QUOTED)}".{hint}')
    with screen.working("Loading the declarations"):
        from sim.scenario.schema import schema_text

        name, content = _made(kind)
        text = schema_text(content)
    if out is None:
        print(text, end="")
        return
    target = out / name if out.is_dir() else out
    from experiments.runs.disk import check_new_file

    check_new_file(target, over=_is_schema(target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError:  # a place such as /proc, where no folder can be made
        raise InputError(f'The folder "{target.parent}" cannot be made; choose another with --out.') from None
    _write_whole(target, text)
    screen.announce(
        f"The schema is in {target}. {kind.capitalize()} files beside it are checked by editors when their first line "
        f'is "# yaml-language-server: $schema={target.name}".'
    )


def _made(kind: str) -> tuple[str, dict[str, Any]]:
    """The usual name of the file, and the schema."""
    if kind == "design":
        from experiments.designs.sweep_schema import DESIGN_SCHEMA_FILE, design_schema

        return DESIGN_SCHEMA_FILE, design_schema()
    if kind == "lesson":
        from experiments.classroom.lesson_schema import LESSON_SCHEMA_FILE, lesson_schema

        return LESSON_SCHEMA_FILE, lesson_schema()
    from sim.scenario.scenario import SCHEMA_FILE
    from sim.scenario.schema import scenario_schema

    return SCHEMA_FILE, scenario_schema()


def _is_schema(target: Path) -> bool:
    """Whether a schema lies there, which may be written over; nothing else may."""
    try:
        return "$schema" in json.loads(target.read_bytes())
    except (OSError, ValueError, TypeError):
        return False


def _write_whole(target: Path, text: str) -> None:
    """Write ``target`` in one step, so that a full disk leaves what was there."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner can read.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
