"""``townhall analyse``: what the runs of a study say, by one of several methods."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import options, screen
from experiments.commands.answers import METHODS, Answer, Asked, answer, as_shown, check_options, varies
from experiments.commands.tables import Column, say, show
from experiments.designs.some import some
from sim.errors import InputError, did_you_mean
from sim.inputs.csv_input import QUOTED
from sim.inputs.csv_input import shown as cut

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from experiments.reports.parts import Story

DENSITY = 0.8
"""Share of failing worlds in PRIM's box, where none is asked for."""


def analyse(
    results: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The results folder of any study.", show_default=False)
    ],
    method: Annotated[
        str,
        typer.Option("--method", metavar="METHOD", help=f"One of {', '.join(METHODS)}.", show_default=False),
    ],
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome", metavar="NAME", help='The outcome ("townhall outcomes" lists them).', show_default=False
        ),
    ],
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help="The last_year of each run, or its last month: runs.")
    ] = "last_year",
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="Only this scenario.", show_default=False)
    ] = None,
    council: Annotated[
        str | None, typer.Option("--council", metavar="NAME", help="Only this council.", show_default=False)
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="NAME",
            help="Analyse the paired difference of --scenario from this one instead of its level.",
            show_default=False,
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", metavar="NAME", help="Only these parameters; may be repeated.", show_default="all"),
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="NAME=VALUE",
            help="Only runs with this value of a factor, such as one policy; may be repeated.",
            show_default="all",
        ),
    ] = None,
    failing: Annotated[
        str | None,
        typer.Option("--failing", metavar="CONDITION", help='When a world fails: "< 0.5".', show_default=False),
    ] = None,
    density: Annotated[
        float,
        typer.Option("--density", metavar="SHARE", help="Share of the worlds in PRIM's box that are to fail."),
    ] = DENSITY,
    factor: Annotated[
        list[str] | None,
        typer.Option(
            "--factor", metavar="NAME", help="A factor: a parameter or scenario; may be repeated.", show_default=False
        ),
    ] = None,
    levels: Annotated[
        list[str] | None,
        typer.Option(
            "--levels", metavar="NAME=LOW,HIGH", help="Two levels of a factor that has more.", show_default=False
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="What is chosen: scenario, or a lever; may be repeated.",
            show_default="the scenarios and levers of the design",
        ),
    ] = None,
    world: Annotated[
        list[str] | None,
        typer.Option(
            "--world",
            metavar="NAME",
            help="What is not known: a parameter; may be repeated.",
            show_default="the uncertainties of the design",
        ),
    ] = None,
    half_width: Annotated[
        float | None,
        typer.Option("--half-width", metavar="X", help="Wanted precision, on either side.", show_default=False),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", metavar="X", help="The value that a mean is held against.", show_default=False),
    ] = None,
    seed: options.Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            parser=options.output,
            help="Write tables and figure into this folder, too.",
            show_default="only print",
        ),
    ] = None,
    force: options.Force = False,
) -> None:
    """Say what the runs of a study show: which parameters matter, where the council fails, what to choose."""
    if method not in METHODS:
        hint = did_you_mean(method, METHODS) or f" There are {', '.join(METHODS)}."
        raise InputError(f'There is no method "{method}".{hint}')
    special = {
        "--parameter": parameter,
        "--failing": failing,
        "--density": None if density == DENSITY else density,
        "--factor": factor,
        "--levels": levels,
        "--policy": policy,
        "--world": world,
        "--half-width": half_width,
        "--threshold": threshold,
    }
    check_options(method, [option for option, value in special.items() if value is not None and value != []])
    if table not in ("last_year", "runs"):
        raise InputError(f'--table must be last_year or runs, not "{table}".')
    if not 0 < density <= 1:
        raise InputError(f"--density must be above 0 and at most 1, not {density:g}.")
    if against is not None and scenario is None:
        raise InputError("--against needs --scenario: the difference of which scenario from it?")
    for option, number in (("--half-width", half_width), ("--threshold", threshold)):
        if number is not None and not math.isfinite(number):
            raise InputError(f"{option} must be a number, not {number:g}.")
    wanted = [_named_value(text) for text in where or ()]
    if half_width is not None and half_width <= 0:
        raise InputError(f"--half-width must be above 0, not {half_width:g}.")
    if out is not None:
        from experiments.runs.folder import check_folder

        check_folder(out, force=force)
    with screen.working("Reading the runs"):
        import experiments
        from experiments.analysis.wording import label as label_of
        from sim.outcomes import MEASURES

        runs = experiments.load(results, table, [outcome])
    roles = runs.attrs["roles"]
    for name in (*(parameter or ()), *(world or ())):
        _check_factor(name, roles)
    for name, value in wanted:
        runs = _only(name, value, runs, roles)
    if against is not None:
        runs = _differences(runs, outcome, str(scenario), against)
    asked = Asked(
        runs=runs,
        outcome=outcome,
        label=label_of(MEASURES[outcome]) + (f", difference from {against}" if against else ""),
        unit=runs.attrs["units"].get(outcome, ""),
        direction=runs.attrs["directions"].get(outcome, 0),
        scenario=scenario,
        council=council,
        against=against,
        parameters=tuple(parameter) if parameter else tuple(name for name in roles if varies(runs[name])),
        chosen=bool(parameter),
        where=tuple(where or ()),
        factors=tuple(factor or ()),
        levels=_levels(levels, runs),
        policies=tuple(policy or ()),
        worlds=tuple(world or ()),
        failing=failing,
        density=density,
        half_width=half_width,
        threshold=threshold,
        seed=seed,
    )
    if out is not None:
        from experiments.studies.elsewhere import check_elsewhere

        check_elsewhere(_Publication(method, asked).digest, out, force=force)
    with screen.working("Analysing"):
        found = answer(method, asked)
    # Written before it is shown: a reader who leaves ("| head -1") costs nothing.
    if out is not None:
        _write(results, out, method, asked, found, force=force)
    _print(method, found)


def _differences(runs: pd.DataFrame, outcome: str, scenario: str, against: str) -> pd.DataFrame:
    """Runs of ``scenario`` with the outcome less that of ``against`` at the same point, council and replicate."""
    from experiments.analysis.points import one_of

    keys = ["point", "council", "replicate"]
    own = one_of(runs, "scenario", scenario)
    other = one_of(runs, "scenario", against)
    reference = other.set_index(keys)[outcome].reindex(own.set_index(keys).index)
    changed = own.assign(**{outcome: own[outcome].to_numpy() - reference.to_numpy()})
    changed.attrs = runs.attrs
    return changed


def _check_factor(name: str, roles: dict[str, str]) -> None:
    if name not in roles:
        hint = did_you_mean(name, roles) or f" It varies {', '.join(roles) or 'none'}."
        raise InputError(f'The design does not vary "{cut(name, QUOTED)}".{hint}')


def _named_value(text: str) -> tuple[str, str]:
    """``"style_mean=0.2"`` in its two parts."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise InputError(f'"{cut(text, QUOTED)}" names no value; write --where name=value.')
    return name, value


def _only(name: str, value: str, runs: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    """The rows with one value of one factor."""
    import pandas as pd

    _check_factor(name, roles)
    column = runs[name]
    if pd.api.types.is_numeric_dtype(column):
        try:
            number = float(value)
        except ValueError:
            raise InputError(f'{name} is a number, and "{cut(value, QUOTED)}" is none.') from None
        here = _is(column, number)
    else:
        here = (column.astype(str) == value).to_numpy()
    if not here.any():
        there = [as_shown(one) for one in sorted(column.unique())]
        hint = "" if pd.api.types.is_numeric_dtype(column) else did_you_mean(value, there)
        raise InputError(f"There are no runs with {name} = {cut(value, QUOTED)}.{hint or f' There are {some(there)}.'}")
    kept = runs[here]
    kept.attrs = runs.attrs
    return kept


def _is(column: pd.Series, number: float) -> np.ndarray:
    """Where a column has a number as people write it: 0.3 is what steps of 0.1 lead to, too."""
    import numpy as np

    here: np.ndarray = np.isclose(column.to_numpy(dtype=float), number, rtol=1e-9, atol=0)
    return here


def _levels(texts: Sequence[str] | None, runs: pd.DataFrame) -> dict[str, tuple[Any, Any]]:
    """``["austerity=0.1,0.3"]`` as the two values that stand in the table."""
    import pandas as pd

    found: dict[str, tuple[Any, Any]] = {}
    for text in texts or ():
        name, equals, values = text.partition("=")
        both = [value.strip() for value in values.split(",")]
        if not equals or len(both) != 2 or not all(both):
            raise InputError(f'"{cut(text, QUOTED)}" does not name two levels; write --levels name=low,high.')
        if name not in runs:
            hint = did_you_mean(name, list(runs.columns))
            raise InputError(f'The table of runs has no column "{cut(name, QUOTED)}".{hint}')
        if pd.api.types.is_numeric_dtype(runs[name]):
            try:
                one, two = (float(value) for value in both)
            except ValueError:
                raise InputError(f"{name} is a number, and {cut(values, QUOTED)} are not two numbers.") from None
            # Where there is no such level, the number stays as it was asked for, and is refused as such.
            low, high = ([*runs[name][_is(runs[name], number)], number][0] for number in (one, two))
            found[name] = (low, high)
        else:
            found[name] = (both[0], both[1])
    return found


def _print(method: str, found: Answer) -> None:
    console = screen.screen()
    say(console, f"{method}: {METHODS[method].asks.split(' (')[0]}", style="bold")
    for name, frame in found.tables.items():
        columns = [
            Column(str(column), "number" if frame[column].dtype.kind in "fiu" else "words") for column in frame.columns
        ]
        show(
            console,
            columns,
            _cells(frame),
        )
        if len(frame) > SHOWN_ROWS:
            say(console, f"Only the first {SHOWN_ROWS} of {len(frame)} {name}; --out writes all.")
    say(console, found.finding, style="bold")


SHOWN_ROWS = 30
"""Rows of a table that the screen and a report show; --out writes all."""


def _cells(frame: pd.DataFrame) -> list[list[str]]:
    """The first rows of a table as they are shown."""
    return [[as_shown(value) for value in row] for row in frame.head(SHOWN_ROWS).itertuples(index=False)]


@dataclass(frozen=True)
class _Publication:
    """An answer as files: its tables, its figure, and the finding."""

    method: str
    asked: Asked

    def identity(self, found: Answer) -> str:
        return self.digest

    @cached_property
    def digest(self) -> str:
        """What is asked of which numbers, which decides the answer."""
        from experiments.studies.tables import digest_of

        runs, outcome = self.asked.runs, self.asked.outcome
        columns = [name for name in ("key", "scenario", "council", "point", "replicate") if name in runs]
        return digest_of(self.method, repr(list(self._question.items())), runs[[*columns, outcome]])

    @property
    def _question(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self.asked).items() if name != "runs"}

    def about(self, found: Answer) -> dict[str, Any]:
        return {"method": self.method, "asked": self._question, "finding": found.finding}

    def write_tables(self, folder: Path, found: Answer) -> None:
        from experiments.studies.tables import write_table, write_text

        for name, frame in found.tables.items():
            write_table(folder, name, frame)
        write_text(folder / "finding.txt", found.finding + "\n")

    def figures(self, found: Answer) -> dict[str, Any]:
        from experiments.figures.draw import Drawing

        return {name: lambda name=name, draw=draw: Drawing(name, draw()) for name, draw in found.figures.items()}

    def story(self, found: Answer) -> Story:
        """What a report tells of it: the question as it was put, the answer, and its tables."""
        from experiments.analysis.wording import sentence_case
        from experiments.reports.parts import Para, Section, Story, said
        from experiments.reports.parts import table as told_table

        asks = METHODS[self.method].asks.split(" (")[0]
        said_of = self.asked.label + (f" in {self.asked.council}" if self.asked.council else "")
        tables = tuple(
            told_table(
                [str(column).replace("_", " ") for column in frame.columns],
                _cells(frame),
                f"{name.replace('_', ' ')}" + (f" (the first {SHOWN_ROWS} rows)" if len(frame) > SHOWN_ROWS else ""),
            )
            for name, frame in found.tables.items()
        )
        runs = self.asked.runs
        return Story(
            title=f"{sentence_case(self.method)}: {said_of}",
            summary=(f"Runs of a model of councils were asked {asks}.", found.finding),
            question=(Para(f"{sentence_case(asks)}? Asked of {said_of}."),),
            run=(
                Para(
                    f"{len(runs):,} runs of {some(list(dict.fromkeys(runs['scenario'].astype(str))))}; varied: "
                    f"{some([name.replace('_', ' ') for name in self.asked.parameters]) or 'nothing'}."
                ),
            ),
            findings=(Para(said("**{finding}**", finding=found.finding)),),
            more=(Section("In numbers", tables),) if tables else (),
            fares=(Para("This is one analysis of one outcome; the same runs can be asked by other methods."),),
            turns=(Para(f"Another outcome, another method ({', '.join(METHODS)}), or runs of another design."),),
        )


def _write(path: Path, out: Path, method: str, asked: Asked, found: Answer, *, force: bool) -> None:
    """Tables, figure and sentence, with a manifest that says what they were made from and with what."""
    from experiments.runs.manifest import read_manifest
    from experiments.runs.provenance import analysis_manifest
    from experiments.studies.elsewhere import publish_elsewhere

    manifest = analysis_manifest(read_manifest(path), path, sys.argv)
    publish_elsewhere(_Publication(method, asked), found, out, manifest, force=force, tell=screen.announce)
    drawn = {0: "", 1: ", figure"}.get(len(found.figures), ", figures")
    screen.announce(f"{f'Tables{drawn}' if found.tables else 'The answer'} and report: {out}")
