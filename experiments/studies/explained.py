"""An explanation as files: accounting, its sums by month, and knock-outs. What ``townhall explain --out`` leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.designs.design import Cell, Crossing, Fixed
from experiments.reports.parts import Story
from experiments.runs.provenance import manifest_of
from experiments.studies.elsewhere import check_elsewhere, publish_elsewhere
from experiments.studies.explained_story import story
from experiments.studies.knocked import knocked
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table

if TYPE_CHECKING:
    from experiments.figures.draw import Drawing
    from sim.council.council import Council
    from sim.faces.explain import Explanation
    from sim.scenario.scenario import Scenario

KIND = "explain"
NO_FOLDER = "no folder, since townhall explain keeps none"
"""Where the runs lie that were explained: what is said to whoever asks this folder for runs."""


@dataclass(frozen=True)
class Explained:
    """What was asked: which outcome, of which scenario in which council, after how many months, with which seed.

    ``seeds`` replicates of it are paired; ``against`` is the scenario whose difference is explained, if there is one.
    """

    scenario: Scenario
    council: Council
    outcome: str
    months: int
    seed: int
    out: Path
    seeds: int = 1
    against: Scenario | None = None

    @property
    def title(self) -> str:
        """The scenario, or "A against B"."""
        return self.scenario.name if self.against is None else f"{self.scenario.name} against {self.against.name}"

    @property
    def design(self) -> Fixed:
        """The runs that are explained."""
        scenarios = (self.scenario,) if self.against is None else (self.scenario, self.against)
        cells = tuple(Cell(one, (self.council,), self.months, (self.outcome,)) for one in scenarios)
        return Fixed(
            name=f"{'-against-'.join(cell.scenario.name for cell in cells)}-{self.outcome}",
            why=f"What moved {self.outcome}?",
            kind=KIND,
            crossings=(Crossing(cells, self.seeds, self.seed),),
            asked={"months": self.months, "seed": self.seed, "replications": self.seeds},
        )

    @property
    def digest(self) -> str:
        """What is asked, which decides the answer."""
        return digest_of(self.design.digest, self.outcome)

    def manifest(self, found: Explanation, command: Sequence[str]) -> dict[str, Any]:
        """Where it came from, and what figures must know of the run."""
        told = manifest_of(self.design, (), engine="explain", part=None, command=command)
        run = {
            "key": "", "row": 0, "point": 0, "replicate": 0, "seed": self.seed, "months": self.months,
            "scenario": self.scenario.name, "council": self.council.name, "council_code": self.council.code,
        }  # fmt: skip
        ends = {
            "outcome": self.outcome, "start": found.start, "end": found.end, "note": found.note,
            "seeds": found.seeds, "against": found.against,
        }  # fmt: skip
        return {**told, "made_from": {"folder": NO_FOLDER}, "tables": {"plan": [run]}, "explained": ends}

    def identity(self, found: Explanation) -> str:
        """The same question has the same answer."""
        return self.digest

    def about(self, found: Explanation) -> Mapping[str, Any]:
        """Nothing that the manifest does not say."""
        return {}

    def write_tables(self, folder: Path, found: Explanation) -> None:
        """Entries, their sums by month, and knock-outs."""
        from sim.outcomes import MEASURES

        units = dict.fromkeys(
            ("amount", "with_it", "without_it", "difference", "low", "high"), MEASURES[self.outcome].unit
        )
        for name, table in tables(found).items():
            write_table(folder, name, table, units=units)

    def figures(self, found: Explanation) -> Mapping[str, Draw]:
        """The accounting."""
        return {"ledger": partial(_drawn, self.out)}

    def story(self, found: Explanation) -> Story:
        """What a report tells of it."""
        return story(self, found)


def _drawn(folder: Path) -> Drawing:
    from experiments.figures.draw import prepare
    from experiments.figures.registry import kind_of
    from experiments.figures.result import Result

    return prepare(kind_of("ledger"), Result.at(folder))


def tables(found: Explanation) -> dict[str, pd.DataFrame]:
    """The tables of an explanation; of an outcome without a ledger the accounting has no rows."""
    months, rows = found.course.shape
    names, theories = ([getattr(row, column) for row in found.rows] for column in ("process", "theory"))
    return {
        "accounting": pd.DataFrame(
            {"process": names, "theory": theories, "amount": [row.amount for row in found.rows]}
        ),
        "accounting_by_month": pd.DataFrame(
            {
                "month": np.repeat(np.arange(months), rows),
                "process": np.tile(np.array(names, dtype=object), months),
                "amount": found.course.ravel(),
            }
        ),
        "knock_outs": knocked(found),
    }


def keep(
    asked: Explained, found: Explanation, *, force: bool, command: Sequence[str], tell: Callable[[str], None]
) -> None:
    """Write the explanation into its folder; :class:`InputError` where that holds something else."""
    publish_elsewhere(asked, found, asked.out, asked.manifest(found, command), force=force, tell=tell)


def check(asked: Explained, *, force: bool) -> None:
    """Refuse a folder that the explanation cannot go to, before anything is run."""
    check_elsewhere(asked.digest, asked.out, force=force)
