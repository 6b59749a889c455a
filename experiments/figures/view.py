"""What a figure is asked for: a result, outcomes, scenarios, a council, a window; and the numbers that these give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.designs.design import YEAR
from experiments.figures.result import Places, Result
from sim.errors import InputError, did_you_mean
from sim.machine.declared import Measure

WINDOWS = {
    "last_year": "in the last year",
    "mean": "over the whole run",
    "end": "in the last month",
}
"""The stretches of a run that a number can stand for, and how a sentence says them."""

OTHER = {"last_year": "mean", "mean": "last_year", "end": "mean"}
"""The window that each is held against, since a finding may hang on it."""

FEWEST_FOR_A_BAND = 20
"""From fewer runs no band of nine in ten is drawn: they are drawn themselves."""


@dataclass(frozen=True)
class Steps:
    """Outcomes over time: ``runs`` of shape (scenarios, replicates, steps); ``month`` is the month of each step."""

    runs: np.ndarray
    month: np.ndarray
    yearly: bool


@dataclass(frozen=True)
class View:
    """What is asked of a result. ``outcomes`` and ``scenarios`` are those that the figure shall show."""

    result: Result
    outcomes: tuple[str, ...]
    scenarios: tuple[str, ...]
    council: str | None = None
    window: str = "last_year"
    smallest: float | None = None
    """The smallest difference of interest in the unit of the outcome; one inside it counts as the same."""
    parameters: tuple[str, ...] = ()

    # ------------------------------------------------------------------ words
    @property
    def outcome(self) -> str:
        """The outcome asked for, where a figure shows one."""
        return self.outcomes[0]

    @property
    def measure(self) -> Measure:
        """Its declaration."""
        return self.result.measure(self.outcome)

    @property
    def when(self) -> str:
        """The window as a sentence says it."""
        return WINDOWS[self.window]

    @property
    def reference(self) -> str:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    @property
    def place(self) -> str:
        """The council, or how many there are."""
        if self.council is not None:
            return self.council
        councils = self.result.councils
        together = " in one model" if self.result.together else ""
        return councils[0] if len(councils) == 1 else f"{len(councils)} councils{together}"

    @property
    def seeds(self) -> str:
        """The seeds of the runs shown."""
        seeds = sorted({int(seed) for seed in self.plan["seed"]})
        if len(seeds) == 1:
            return f"seed {seeds[0]}"
        return f"seeds {seeds[0]} to {seeds[-1]}" if len(seeds) > 3 else f"seeds {', '.join(map(str, seeds))}"

    @property
    def plan(self) -> pd.DataFrame:
        """The planned runs of the scenarios shown."""
        plan = self.result.plan
        return plan[plan["scenario"].isin(self.scenarios)]

    # ------------------------------------------------------------------ numbers
    def single(self, figure: str) -> None:
        """:class:`InputError` where a scenario was run at several points, of which ``figure`` shows one."""
        if self.result.factors and self.result.plan.groupby("scenario", observed=True)["point"].nunique().max() > 1:
            if self.result.kind in ("hypotheses", "fairness"):
                return
            raise InputError(
                f"{self.result.folder} varies {' and '.join(self.result.factors[:3])} from point to point, and "
                f"{figure} shows runs that differ in nothing but chance; draw dose_response, or what --list names."
            )

    def chosen(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the scenarios and the council asked for; of several points the first."""
        rows = frame[frame["scenario"].isin(self.scenarios)]
        if self.council is not None:
            rows = rows[rows["council"] == self.council]
        if self.result.several_points and not self.parameters:
            first = rows.groupby("scenario", sort=False, observed=True)["point"].transform("min")
            rows = rows[rows["point"] == first]
        return rows

    @property
    def replicates(self) -> np.ndarray:
        """The numbers of the repetitions, in order."""
        found: np.ndarray = np.unique(self.chosen(self.plan_with_council())["replicate"].to_numpy())
        return found

    def plan_with_council(self) -> pd.DataFrame:
        """The plan; of a family the council is no column to choose by."""
        plan = self.plan
        return plan.assign(council=self.council) if self.result.together and self.council is not None else plan

    def values(self, outcome: str, window: str | None = None) -> np.ndarray:
        """One number per run, shape (scenarios, replicates); the mean over councils where there are several.

        NaN in runs that failed and where the council does not have what is measured.
        """
        window = window or self.window
        found: np.ndarray = self._array(self.result.window(window, [outcome]), outcome, window)[:, :, 0]
        return found

    def over_time(self, outcome: str) -> Steps:
        """One outcome over the months, where they were kept; else over the years."""
        if "month" not in self.result.kinds:
            values = self.by_year(outcome)
            return Steps(values, np.arange(values.shape[2]) * YEAR + YEAR / 2, True)
        frame = self.result.table("monthly", [outcome])
        values = self._array(frame, outcome, "monthly", "month", self.result.months)
        return Steps(values, np.arange(self.result.months), False)

    def by_year(self, outcome: str) -> np.ndarray:
        """Means of each financial year, shape (scenarios, replicates, years)."""
        frame = self.result.table("yearly", [outcome])
        return self._array(frame, outcome, "yearly", "year", -(-self.result.months // YEAR))

    def _array(self, frame: pd.DataFrame, outcome: str, table: str, step: str = "", steps: int = 1) -> np.ndarray:
        rows, places, shape = self._places(frame, table, step, steps)
        values = frame[outcome].to_numpy(dtype=float)[rows]
        good = np.isfinite(values)
        sums, counts = np.zeros(shape), np.zeros(shape)
        there = tuple(part[good] for part in places)
        np.add.at(sums, there, values[good])
        np.add.at(counts, there, 1)
        found: np.ndarray = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
        return found

    def _places(self, frame: pd.DataFrame, table: str, step: str, steps: int) -> Places:
        """The rows of a table that are asked for, and where each belongs: found once for all its outcomes."""
        asked = (table, self.scenarios, self.council, self.parameters)
        if asked not in self.result.places:
            rows, replicates = self.chosen(frame), self.replicates
            places = (
                pd.Categorical(rows["scenario"], categories=list(self.scenarios)).codes,
                np.searchsorted(replicates, rows["replicate"].to_numpy()),
                rows[step].to_numpy(dtype=int) if step else np.zeros(len(rows), dtype=int),
            )
            shape = (len(self.scenarios), len(replicates), steps)
            self.result.places[asked] = rows.index.to_numpy(), places, shape
        return self.result.places[asked]

    def only(self, *scenarios: str) -> View:
        """The same of other scenarios."""
        return replace(self, scenarios=tuple(scenarios))

    def of(self, outcome: str) -> View:
        """The same of another outcome."""
        return replace(self, outcomes=(outcome,))

    # ------------------------------------------------------------------ who did not run
    def runs_of(self, values: np.ndarray) -> str:
        """How many runs there are, as a subtitle says it: "30 runs of each scenario"."""
        counts = np.isfinite(values).sum(axis=1)
        few, many = int(counts.min()), int(counts.max())
        each = " of each scenario" if len(counts) > 1 else ""
        if few == many:
            return f"{few} {'run' if few == 1 else 'runs'}{each}"
        return f"{few} to {many} runs{each}"


def level() -> str:
    """The level of intervals, for people."""
    return f"{LEVEL:.0%}"


def view_of(
    result: Result,
    *,
    outcomes: Sequence[str] | None,
    default: Sequence[str],
    scenarios: Sequence[str] | None = None,
    council: str | None = None,
    window: str = "last_year",
    smallest: float | None = None,
    parameters: Sequence[str] | None = None,
    all_councils: bool = False,
) -> View:
    """What is asked, checked: every name that the result does not have is answered with one sentence.

    ``default`` are the outcomes where none is named; with ``all_councils`` none of several need be chosen.
    """
    names = tuple(dict.fromkeys(outcomes or default))
    for name in names:
        if name not in result.manifest["outcomes"]:
            hint = did_you_mean(name, result.outcomes) or " townhall outcomes lists them."
            raise InputError(f'{result.folder} keeps no outcome "{name[:80]}".{hint}')
    _one_of(window, WINDOWS, "window", "There is no")
    chosen = tuple(dict.fromkeys(scenarios or result.scenarios))
    for name in chosen:
        _one_of(name, result.scenarios, "scenario", f"{result.folder} has no")
    if council is not None:
        council = _council(result, council)
    for name in parameters or ():
        _one_of(name, result.factors, "parameter that varies", f"{result.folder} has no")
    if smallest is not None and not (np.isfinite(smallest) and smallest > 0):
        raise InputError(f"The smallest difference of interest must be a number above 0, not {smallest:g}.")
    if council is None and len(result.councils) > 1 and not result.together and not all_councils:
        listed = ", ".join(result.councils[:4]) + (" and others" if len(result.councils) > 4 else "")
        raise InputError(
            f"{result.folder} holds {len(result.councils)} councils ({listed}); choose one with --council."
        )
    return View(result, names, chosen, council, window, smallest, tuple(dict.fromkeys(parameters or ())))


def _one_of(name: str, known: Any, what: str, begins: str) -> None:
    if name not in known:
        listed = ", ".join(list(known)[:6]) + (" and others" if len(known) > 6 else "")
        hint = did_you_mean(name, known) or (f" There are {listed}." if known else "")
        raise InputError(f'{begins} {what} "{name[:80]}".{hint}')


def _council(result: Result, text: str) -> str:
    folded = {name.casefold(): name for name in result.councils}
    folded |= {said["code"].casefold(): said["name"] for said in result.manifest["councils"]}
    if text.casefold() in folded:
        return folded[text.casefold()]
    begins = sorted({name for key, name in folded.items() if key.startswith(text.casefold())})
    if len(begins) == 1:
        return begins[0]
    _one_of(text, result.councils, "council", f"{result.folder} has no")
    return text
