"""``townhall schema``: the JSON schema of scenario files, for editors."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands import screen
from sim.errors import InputError


def schema(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write it here (a folder gets scenario.schema.json).",
            show_default="standard output",
        ),
    ] = None,
) -> None:
    """The JSON schema with which editors complete and check scenario files."""
    with screen.working("Loading the declarations"):
        from sim.scenario import SCHEMA_FILE, scenario_schema

        text = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
        return
    target = out / SCHEMA_FILE if out.is_dir() else out
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError:  # a place such as /proc, where no folder can be made
        raise InputError(f'The folder "{target.parent}" cannot be made; choose another with --out.') from None
    _write_whole(target, text)
    screen.announce(
        f"The schema is in {target}. Scenario files beside it are checked by editors when their first line is "
        f'"# yaml-language-server: $schema={target.name}".'
    )


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
