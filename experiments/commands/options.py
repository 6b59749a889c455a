"""The options that several commands share, declared once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

DEFAULT_COUNCIL = "Camden"
LARGEST_SEED = 2**32 - 1  # as in sim.machine.engine (a test), which is too heavy to import for --help


def whole_number(option: str, lowest: int, highest: int) -> Callable[[str | int], int]:
    """A parser for ``option`` that answers anything but a whole number in the range with one sentence."""

    def parse(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            number = None
        if number is None or not lowest <= number <= highest:
            raise InputError(f"{option} must be a whole number from {lowest} to {highest}, not {text}.")
        return number

    return parse


def output(text: str | Path) -> Path:
    """A parser for ``--out``, which may be anything but empty.

    Shells leave the ``~`` of ``--out=~/results`` as it is; it means the user's own folder all the same.
    """
    if not str(text).strip():
        raise InputError("--out is empty; name a place for the results, or leave it out.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise InputError(
            f'--out names a folder of nobody here, "{shown(str(text), QUOTED)}"; write the path.'
        ) from None


ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help='A name from "townhall scenarios", or a scenario file of your own.', show_default=False
    ),
]
CouncilName = Annotated[
    str,
    typer.Option(
        "--council", metavar="NAME", help="Name or code of a council, or a CSV file of your own (file.csv#NAME)."
    ),
]
FundingFile = Annotated[
    Path | None,
    typer.Option("--funding", metavar="FILE", help="A CSV file with a funding path of your own.", show_default=False),
]
Months = Annotated[
    int,
    typer.Option(
        "--months", metavar="N", parser=whole_number("--months", 1, 1200), help="How many months, from April 2010 on."
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar="N",
        parser=whole_number("--seed", 0, LARGEST_SEED),
        help="Seed of the random numbers; 0 is a seed too.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PARAMETER=VALUE",
        help='Set a parameter ("townhall parameters" lists them); may be repeated.',
        show_default=False,
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without", metavar="ID", help="Switch a theory off, such as S12; may be repeated.", show_default=False
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        parser=whole_number("--workers", 1, 1024),
        help="Processes on this machine.",
        show_default="one per core",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Use the workers of this Dask scheduler instead, such as tcp://host:8786.",
        show_default=False,
    ),
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Run those again that failed.")]
TimeLimit = Annotated[
    int,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        parser=whole_number("--time-limit", 1, 1_000_000),
        help="A run (of a family: a year of it) that takes longer is stopped and counts as failed.",
    ),
]
DEFAULT_TIME_LIMIT = 300
OutFolder = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", parser=output, help="Folder for the results.", show_default="a new folder in results/"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a different result that is already in the folder.")]
ParameterRole = Annotated[
    str | None,
    typer.Option("--role", help="Only parameters with this role: calibrate, strength, sweep, fixed or design."),
]
SearchText = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TEXT]", help="Show only what contains all of these words.", show_default=False),
]
