"""``townhall analyse``: what the runs of a study say, by one of several methods."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands import options, screen
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure

METHODS = {
    "sobol": "which parameters account for the variance (needs a Sobol design)",
    "morris": "which parameters have an effect at all (needs a Morris design)",
    "prim": "in which box of parameters the worlds fail (needs --failing)",
    "cart": "the same as a tree of yes or no (needs --failing)",
    "surface": "a quadratic surface over the parameters, and whether it is enough",
    "interactions": "whether the effect of one factor depends on another (needs --factor, twice)",
    "regret": "which policy is least to regret over all worlds",
    "dominance": "which policy is better for anybody, whatever risk they like",
    "adequacy": "how many runs are needed (needs --half-width or --threshold)",
}
"""What can be asked, and what it answers."""


@dataclass(frozen=True)
class _Answer:
    """What one method says: its sentence, its tables by name, and its figure if it has one."""

    finding: str
    tables: dict[str, pd.DataFrame]
    figure: Callable[[], Figure] | None = None


@dataclass(frozen=True)
class _Asked:
    """What the user asked, with the table of runs."""

    runs: pd.DataFrame
    outcome: str
    label: str
    unit: str
    direction: int
    scenario: str | None
    council: str | None
    against: str | None
    parameters: tuple[str, ...]
    factors: tuple[str, ...]
    levels: dict[str, tuple[Any, Any]]
    policies: tuple[str, ...]
    worlds: tuple[str, ...]
    failing: str | None
    density: float
    half_width: float | None
    threshold: float | None
    seed: int


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
    failing: Annotated[
        str | None,
        typer.Option("--failing", metavar="CONDITION", help='When a world fails: "< 0.5".', show_default=False),
    ] = None,
    density: Annotated[
        float,
        typer.Option("--density", metavar="SHARE", help="Share of the worlds in PRIM's box that are to fail."),
    ] = 0.8,
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
    if table not in ("last_year", "runs"):
        raise InputError(f'--table must be last_year or runs, not "{table}".')
    if not 0 < density <= 1:
        raise InputError(f"--density must be above 0 and at most 1, not {density:g}.")
    if against is not None and scenario is None:
        raise InputError("--against needs --scenario: the difference of which scenario from it?")
    for option, number in (("--half-width", half_width), ("--threshold", threshold)):
        if number is not None and not math.isfinite(number):
            raise InputError(f"{option} must be a number, not {number:g}.")
    if half_width is not None and half_width <= 0:
        raise InputError(f"--half-width must be above 0, not {half_width:g}.")
    if out is not None:
        from experiments.runs.store import check_folder

        check_folder(out, force=force)
    with screen.working("Reading the runs"):
        import experiments
        from experiments.analysis.wording import label as label_of
        from sim.outcomes import MEASURES

        runs = experiments.load(results, table, [outcome])
    roles = runs.attrs["roles"]
    for name in (*(parameter or ()), *(world or ())):
        _check_factor(name, roles)
    if against is not None:
        runs = _differences(runs, outcome, str(scenario), against)
    asked = _Asked(
        runs=runs,
        outcome=outcome,
        label=label_of(MEASURES[outcome]) + (f", difference from {against}" if against else ""),
        unit=runs.attrs["units"].get(outcome, ""),
        direction=runs.attrs["directions"].get(outcome, 0),
        scenario=scenario,
        council=council,
        against=against,
        parameters=tuple(parameter) if parameter else tuple(name for name in roles if _varies(runs[name])),
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
        from experiments.studies.publish import check_elsewhere

        check_elsewhere(_Publication(method, asked).digest, out, force=force)
    with screen.working("Analysing"):
        answer = _ANSWERS[method](asked)
    # Written before it is shown: a reader who leaves ("| head -1") costs nothing.
    if out is not None:
        _write(results, out, method, asked, answer, force=force)
    _print(method, asked, answer)


def _points(asked: _Asked) -> Any:
    from experiments.analysis.points import points_of

    return points_of(asked.runs, asked.outcome, asked.parameters, scenario=asked.scenario, council=asked.council)


def _sensitivity(asked: _Asked, method: str) -> _Answer:
    from experiments.analysis import sensitivity
    from experiments.figures.sensitivity_bars import sensitivity_bars

    found = (sensitivity.sobol if method == "sobol" else sensitivity.morris)(_points(asked), seed=asked.seed)
    tables = {"parameters": found.table} | ({"pairs": found.pairs} if len(found.pairs) else {})
    return _Answer(found.finding, tables, lambda: sensitivity_bars(found, label=asked.label, unit=asked.unit))


def _prim(asked: _Asked) -> _Answer:
    from experiments.analysis.discovery import box
    from experiments.figures.discovery_box import discovery_box

    condition = _condition(asked)
    points = _points(asked)
    found = box(points, condition, density=asked.density, seed=asked.seed)
    return _Answer(
        found.finding,
        {"box": found.table, "trajectory": found.trajectory},
        lambda: discovery_box(found, points, label=asked.label),
    )


def _cart(asked: _Asked) -> _Answer:
    from experiments.analysis.discovery import tree

    condition = _condition(asked)
    found = tree(_points(asked), condition, seed=asked.seed)
    return _Answer(found.finding, {"leaves": found.table})


def _condition(asked: _Asked) -> Any:
    from experiments.analysis.discovery import Condition

    if asked.failing is None:
        raise InputError('Say when a world fails, for example: --failing "< 0.5".')
    return Condition.parse(asked.failing)


def _surface(asked: _Asked) -> _Answer:
    from experiments.analysis.surface import surface

    found = surface(_points(asked))
    return _Answer(found.finding, {"terms": found.table})


def _interactions(asked: _Asked) -> _Answer:
    from experiments.analysis.interactions import interactions
    from experiments.analysis.points import one_of

    if len(asked.factors) < 2:
        raise InputError("Name two factors at least, for example: --factor scenario --factor austerity.")
    runs = asked.runs
    for column, wanted in (("scenario", asked.scenario), ("council", asked.council)):
        if column not in asked.factors:
            runs = one_of(runs, column, wanted)
    found = interactions(runs, asked.outcome, asked.factors, asked.levels)
    return _Answer(found.finding, {"effects": found.table})


def _policies(asked: _Asked) -> Any:
    """The runs as policies and worlds: as named, else by the roles that the design gives its factors."""
    from experiments.analysis.robustness import policy_runs

    roles = asked.runs.attrs["roles"]
    levers = [name for name, role in roles.items() if role == "levers" and _varies(asked.runs[name])]
    several = asked.scenario is None and _varies(asked.runs["scenario"])
    policies = list(asked.policies) or [*(["scenario"] if several else []), *levers]
    if not policies:
        raise InputError(
            "The design has one scenario and no lever, so there is no policy to choose; name what is chosen with "
            "--policy."
        )
    worlds = list(asked.worlds) or [name for name in roles if name not in policies and _varies(asked.runs[name])]
    return policy_runs(
        asked.runs,
        asked.outcome,
        asked.direction,
        policies,
        uncertainties=worlds,
        scenario=asked.scenario,
        council=asked.council,
    )


def _regret(asked: _Asked) -> _Answer:
    from experiments.analysis.robustness import regret
    from experiments.analysis.wording import unit_of_gap
    from experiments.figures.regret_map import regret_map

    found = regret(_policies(asked), seed=asked.seed)
    unit = "" if unit_of_gap(asked.unit).startswith("percentage") else asked.unit
    return _Answer(found.finding, {"policies": found.table}, lambda: regret_map(found, label=asked.label, unit=unit))


def _dominance(asked: _Asked) -> _Answer:
    from experiments.analysis.robustness import dominance

    found = dominance(_policies(asked), seed=asked.seed)
    return _Answer(found.finding, {"pairs": found.table})


def _adequacy(asked: _Asked) -> _Answer:
    """One answer per point, the most demanding first: what decides all of them is the largest."""
    import pandas as pd

    from experiments.analysis.adequacy import for_precision, for_threshold

    if (asked.half_width is None) == (asked.threshold is None):
        raise InputError("Say one of the two: a wanted precision (--half-width) or a value to decide on (--threshold).")

    def answer(values: np.ndarray) -> Any:
        if asked.half_width is not None:
            return for_precision(values, asked.half_width, seed=asked.seed)
        return for_threshold(values, float(asked.threshold or 0.0), seed=asked.seed)

    if asked.parameters:
        points = _points(asked)
        cells = list(zip(points.settings.to_dict("records"), points.runs, strict=True))
    else:
        from experiments.analysis.points import numbers_of, one_of

        rows = one_of(one_of(asked.runs, "scenario", asked.scenario), "council", asked.council)
        cells = [({}, numbers_of(rows, asked.outcome))]
    found = [(settings, answer(values)) for settings, values in cells]
    # Points that no number of runs decides come first.
    found.sort(key=lambda pair: -(pair[1].runs if pair[1].runs is not None else float("inf")))
    rows_found = [
        {**settings, "runs_so_far": a.pilot, "mean": a.mean, "low": a.low, "high": a.high, "runs": a.runs,
         "runs_to_be_safe": a.runs_to_be_safe, "kept": a.kept, "covered": a.covered}
        for settings, a in found
    ]  # fmt: skip
    where = ", ".join(f"{name} = {_shown(value)}" for name, value in found[0][0].items())
    said = found[0][1].finding
    finding = f"At the most demanding of {len(found)} points ({where}): {said[0].lower()}{said[1:]}" if where else said
    return _Answer(finding, {"runs": pd.DataFrame(rows_found)})


_ANSWERS: dict[str, Callable[[_Asked], _Answer]] = {
    "sobol": lambda asked: _sensitivity(asked, "sobol"),
    "morris": lambda asked: _sensitivity(asked, "morris"),
    "prim": _prim,
    "cart": _cart,
    "surface": _surface,
    "interactions": _interactions,
    "regret": _regret,
    "dominance": _dominance,
    "adequacy": _adequacy,
}


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


def _varies(column: pd.Series) -> bool:
    return bool((column != column.iloc[0]).any())


def _check_factor(name: str, roles: dict[str, str]) -> None:
    if name not in roles:
        hint = did_you_mean(name, roles) or f" It varies {', '.join(roles) or 'none'}."
        raise InputError(f'The design does not vary "{name}".{hint}')


def _levels(texts: Sequence[str] | None, runs: pd.DataFrame) -> dict[str, tuple[Any, Any]]:
    """``["austerity=0.1,0.3"]`` as the two values that stand in the table."""
    import pandas as pd

    found: dict[str, tuple[Any, Any]] = {}
    for text in texts or ():
        name, equals, values = text.partition("=")
        both = [value.strip() for value in values.split(",")]
        if not equals or len(both) != 2 or not all(both):
            raise InputError(f'"{text}" does not name two levels; write --levels name=low,high.')
        if name not in runs:
            raise InputError(f'The table of runs has no column "{name}".{did_you_mean(name, list(runs.columns))}')
        if pd.api.types.is_numeric_dtype(runs[name]):
            try:
                found[name] = (float(both[0]), float(both[1]))
            except ValueError:
                raise InputError(f"{name} is a number, and {values} are not two numbers.") from None
        else:
            found[name] = (both[0], both[1])
    return found


def _print(method: str, asked: _Asked, answer: _Answer) -> None:
    console = screen.screen()
    console.print(f"{method}: {METHODS[method].split(' (')[0]}", style="bold")
    for name, frame in answer.tables.items():
        shown = screen.table(
            caption=f"Only the first 30 of {len(frame)} {name}; --out writes all." if len(frame) > 30 else ""
        )
        for column in frame.columns:
            shown.add_column(
                str(column), justify="right" if frame[column].dtype.kind in "fiu" else "left", overflow="fold"
            )
        for row in frame.head(30).itertuples(index=False):
            shown.add_row(*(_shown(value) for value in row))
        console.print(shown)
    console.print(answer.finding, style="bold")


def _shown(value: Any) -> str:
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if value is None or value != value:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class _Publication:
    """An answer as files: its tables, its figure, and the finding."""

    method: str
    asked: _Asked

    def identity(self, found: _Answer) -> str:
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

    def about(self, found: _Answer) -> dict[str, Any]:
        return {"method": self.method, "asked": self._question, "finding": found.finding}

    def write_tables(self, folder: Path, found: _Answer) -> None:
        from experiments.studies.tables import write_table, write_text

        for name, frame in found.tables.items():
            write_table(folder, name, frame)
        write_text(folder / "finding.txt", found.finding + "\n")

    def figures(self, found: _Answer) -> dict[str, Any]:
        return {} if found.figure is None else {self.method: (found.finding, found.figure)}

    def report(self, found: _Answer, captions: object, manifest: object) -> str:
        return ""


def _write(path: Path, out: Path, method: str, asked: _Asked, answer: _Answer, *, force: bool) -> None:
    """Tables, figure and sentence, with a manifest that says what they were made from and with what."""
    from experiments.runs.provenance import analysis_manifest
    from experiments.runs.store import read_manifest
    from experiments.studies.publish import publish_elsewhere

    manifest = analysis_manifest(read_manifest(path), path, sys.argv)
    publish_elsewhere(_Publication(method, asked), answer, out, manifest, force=force, tell=screen.announce)
    screen.announce(f"Tables{' and figure' if answer.figure is not None else ''}: {out}")
