"""A saved result as figures see it: what was run, and its tables. Nothing is run, and nothing else is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.wording import label
from experiments.designs.design import YEAR
from experiments.figures.years import FIRST_YEAR
from sim.machine.declared import Measure
from sim.outcomes import HEADLINE, MEASURES

if TYPE_CHECKING:
    from experiments.runs.reading import Results
    from sim.scenario.event import Event

Load = Callable[[str, Sequence[str]], pd.DataFrame]
"""Gives a table of finished runs by its name, with these outcomes: see :func:`experiments.load`."""


Saved = Callable[[str], pd.DataFrame | None]
"""Gives a table that a study saved beside its runs, or none."""

Places = tuple[np.ndarray, tuple[np.ndarray, ...], tuple[int, ...]]
"""Rows of a table, the place of each in an array, and the shape of that array."""


def no_table(name: str) -> pd.DataFrame | None:
    """For results beside whose runs nothing was saved."""
    return None


def _no_runs(table: str, outcomes: Sequence[str]) -> pd.DataFrame:
    raise LookupError(f"there are no runs, so there is no table {table}")


def _table_in(folder: Path, name: str) -> pd.DataFrame | None:
    """A table that a study saved as Parquet."""
    file = folder / f"{name}.parquet"
    return pd.read_parquet(file) if file.is_file() else None


@dataclass(frozen=True)
class Told:
    """A scenario of a result: its name, what it sets beside the declared defaults, which theories it switches off, and
    what happens in it in which month.
    """

    name: str
    settings: Mapping[str, Any]
    without: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class ToldCouncil:
    """A council of a result: its name, and what the data say of its funding by financial year."""

    name: str
    funding_status: tuple[str, ...]
    funding_as_booked_status: tuple[str, ...]


class Result:
    """A result: ``manifest`` says what was run, ``load`` gives its tables, ``plan`` has a row for every run.

    :meth:`at` opens a folder; made by hand it can hold any tables (tests do that).
    """

    def __init__(
        self, folder: str, manifest: Mapping[str, Any], plan: pd.DataFrame, load: Load, saved: Saved = no_table
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.plan = plan.assign(**{name: plan[name].astype(str).astype(object) for name in ("scenario", "council")})
        self._load = load
        self._saved = saved
        self._tables: dict[str, pd.DataFrame] = {}
        self.places: dict[tuple[Any, ...], Places] = {}
        """What views have found out, by table and by what was asked."""

    @classmethod
    def at(cls, path: str | Path | Result) -> Result:
        """The result in the folder ``path``; :class:`sim.errors.InputError` where there is none."""
        if isinstance(path, Result):
            return path
        from experiments.runs.manifest import raw_manifest
        from experiments.runs.reading import Results

        told = raw_manifest(Path(path)) if isinstance(path, str | os.PathLike) else None
        if told is not None and "tables" in told:
            return cls._without_runs(Path(path), told)
        return cls.of(Results(path))

    @classmethod
    def of(cls, store: Results) -> Result:
        """The result whose runs are open already; its name is that under which its folder will lie."""
        from experiments.runs.loading import table_of

        return cls(
            str(store.called),
            store.manifest,
            store.plan(),
            lambda table, names: table_of(store, table, names),
            lambda name: _table_in(store.path, name),
        )

    @classmethod
    def _without_runs(cls, folder: Path, told: Mapping[str, Any]) -> Result:
        """What a command left that keeps tables and no runs, such as ``townhall explain --out``."""
        plan = pd.DataFrame(told["tables"]["plan"])
        return cls(str(folder), told, plan, _no_runs, lambda name: _table_in(folder, name))

    # ------------------------------------------------------------------ what was run
    @property
    def kind(self) -> str:
        """The study, or the kind of sweep."""
        return str(self.manifest["design"]["kind"])

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of rows kept of any run: "last_year", "year", "month" and others."""
        return frozenset(kind for form in self.manifest["forms"] for kind in form["kinds"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that were kept."""
        return tuple(self.manifest["outcomes"])

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """Those of them that were chosen for reports before any run."""
        return tuple(name for name in HEADLINE if name in self.manifest["outcomes"])

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios, in the order of the design."""
        there = set(self.plan["scenario"])
        return tuple(dict.fromkeys(said["name"] for said in self.manifest["scenarios"] if said["name"] in there))

    @cached_property
    def namesakes(self) -> tuple[str, ...]:
        """Names that several scenarios share, which differ in something else, such as the size of each council."""
        names = [said["name"] for said in self.manifest["scenarios"]]
        return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))

    def scenario(self, name: str) -> Told:
        """What is known of one of them."""
        said = next(one for one in self.manifest["scenarios"] if one["name"] == name)
        from sim.scenario.event import make_event

        events = tuple(map(make_event, said.get("events", ())))
        return Told(name, dict(said["set"]), tuple(said["without"]), events)

    def setting(self, scenario: str, parameter: str) -> Any:
        """The value that a parameter has in a scenario."""
        return self.scenario(scenario).settings.get(parameter, self.manifest["parameters"].get(parameter))

    @cached_property
    def councils(self) -> tuple[str, ...]:
        """The names of the councils, each by itself or all in one model."""
        return tuple(dict.fromkeys(said["name"] for said in self.manifest["councils"]))

    @property
    def together(self) -> bool:
        """Whether the councils stand in one model, as in a family."""
        return bool((self.plan["council_code"].astype(str) == "").any())

    def council(self, name: str) -> ToldCouncil:
        """What is known of one of them."""
        said = next(one for one in self.manifest["councils"] if one["name"] == name)
        statuses = tuple(said.get("funding_status", ()))
        return ToldCouncil(name, statuses, tuple(said.get("funding_as_booked_status", statuses)))

    @cached_property
    def factors(self) -> tuple[str, ...]:
        """What varies from point to point, in the order of the design."""
        names = self.manifest["design"]["factors"]
        return tuple(name for name in names if len(self.plan[name].unique()) > 1)

    @cached_property
    def several_points(self) -> bool:
        """Whether a scenario was run at more than one point."""
        return bool(len(self.plan["point"].unique()) > 1)

    @cached_property
    def months(self) -> int:
        """The months of the longest run."""
        return int(self.plan["months"].max())

    @property
    def versions(self) -> str:
        """The versions of model and package."""
        return f"model {self.manifest['model_version']}, Town Hall {self.manifest['town_hall']}"

    def measure(self, outcome: str) -> Measure:
        """The declaration of an outcome, as it was when the runs were made."""
        said = self.manifest["outcomes"][outcome]
        if outcome in MEASURES:
            return MEASURES[outcome]
        return Measure(outcome, said["unit"], said["direction"], said["meaning"], service=said["service"])

    def label(self, outcome: str) -> str:
        """A reader's name for an outcome."""
        return label(self.measure(outcome))

    # ------------------------------------------------------------------ tables
    def saved(self, name: str) -> pd.DataFrame | None:
        """A table that the study saved beside its runs, such as ``network_ties``; none where it saved no such."""
        key = f"saved {name}"
        if key not in self._tables:
            found = self._saved(name)
            if found is None:
                return None
            self._tables[key] = found
        return self._tables[key]

    def table(self, name: str, outcomes: Sequence[str]) -> pd.DataFrame:
        """A table of finished runs with ``outcomes``; each outcome is read once. Years are counted from 0 (2010-11)."""
        known = self._tables.get(name)
        new = [outcome for outcome in dict.fromkeys(outcomes) if known is None or outcome not in known]
        if known is None:
            known = self._load(name, new).reset_index(drop=True)
            known.attrs = {}  # pandas copies them, deep, with every selection
            for column in ("scenario", "council"):
                known[column] = known[column].astype(str).astype(object)
            if "year" in known:
                known = known.assign(year=known["year"] - FIRST_YEAR)  # counted from the first, as months are
        elif new:
            known = pd.concat([known, self._load(name, new)[new].reset_index(drop=True)], axis=1)
            known.attrs = {}
        self._tables[name] = known
        return known

    def window(self, window: str, outcomes: Sequence[str]) -> pd.DataFrame:
        """A row for every run (of a family for every council) with the mean of each outcome in ``window``."""
        names = list(dict.fromkeys(outcomes))
        held = self._tables.get("mean")
        if window == "mean" and held is not None and set(names) <= set(held):
            return held
        if window != "mean":
            return self.table({"last_year": "last_year", "end": "runs"}[window], names)
        frame = self.table("yearly", names)
        names = [name for name in frame if name in self.manifest["outcomes"]]
        # The last year of a run may be shorter than the others.
        weight = np.clip(frame["months"] - YEAR * frame["year"], 0, YEAR).to_numpy(dtype=float)
        row, council = frame["row"].to_numpy(), pd.factorize(frame["council"])[0]
        _, first, place = np.unique(np.stack([row, council], axis=1), axis=0, return_index=True, return_inverse=True)
        sums = np.zeros((len(first), len(names)))
        np.add.at(sums, place.ravel(), frame[names].to_numpy(dtype=float) * weight[:, None])
        means = sums / np.bincount(place.ravel(), weights=weight)[:, None]
        others = frame.drop(columns=[*names, "year"]).iloc[first].reset_index(drop=True)
        self._tables["mean"] = pd.concat([others, pd.DataFrame(means, columns=names)], axis=1)
        return self._tables["mean"]
