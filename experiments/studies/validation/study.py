"""Validation as a study: its runs, their panels, the table of facts, a report. ``townhall validate``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.wording import sentence_case
from experiments.designs.design import Fixed
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table, write_text
from experiments.studies.validation.found import Asked, Found
from experiments.studies.validation.story import story
from experiments.validation.nulls import null_panels
from experiments.validation.openings import openings
from experiments.validation.panel import Panel
from experiments.validation.score import THEORIES_OFF, score
from experiments.validation.simulated import OUTCOMES, simulated
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.draw import Drawing


@dataclass(frozen=True)
class Validation:
    """The model held against the facts of one window."""

    asked: Asked

    @property
    def design(self) -> Fixed:
        """What is run."""
        return self.asked.design

    @property
    def folder_name(self) -> str:
        """The results folder when the user names none."""
        return self.asked.folder_name

    def find(self, results: Results, expansion: Expansion) -> Found:
        """The scores. :class:`InputError` where no history of some size ran."""
        keys = expansion.keys_of(0)[0]  # one point: (cells, replications)
        panels = {
            name: self._panels(results, keys[at], int(cell.scenario.values["frontline_staff"]))
            for at, (name, cell) in enumerate(self.asked.cells.items())
        }
        off = panels.pop(THEORIES_OFF)
        councils = next(iter(self.asked.cells.values())).councils
        nulls = {name: [panel] for name, panel in null_panels(councils).items()} | {THEORIES_OFF: off}
        return Found(
            asked=self.asked,
            scores=score(self.asked.window, panels, nulls),
            histories=min(map(len, panels.values())),
            failed=int((~np.isin(keys, results.contents.keys)).sum()),
            openings=len(openings()),
        )

    def _panels(self, results: Results, keys: np.ndarray, staff: int) -> list[Panel]:
        """The panels of the histories that ran, in order."""
        councils = next(iter(self.asked.cells.values())).councils
        ran = keys[np.isin(keys, results.contents.keys)]
        if not ran.size:
            raise InputError(
                f"No history ran ({results.error(keys)}); a fact needs one at least. --retry-failed runs them again."
            )
        return [
            simulated(results.array("month", ran[at : at + 1], OUTCOMES)[0], councils, staff=staff)
            for at in range(ran.size)
        ]

    def identity(self, found: Found) -> str:
        """What was asked, the ledger, and every number."""
        return digest_of(self.design.digest, self.asked.ledger, found.scores.table, found.scores.summary)

    def about(self, found: Found) -> Mapping[str, Any]:
        """The window, the ledger, and how often half B has been opened."""
        return {
            "half": self.asked.window.half,
            "to": self.asked.window.last,
            "ledger": self.asked.ledger,
            "openings": found.openings,
            "histories": found.histories,
            "failed": found.failed,
        }

    def write_tables(self, folder: Path, found: Found) -> None:
        """Figures and summary as tables, and both for machines as JSON."""
        write_table(folder, "validation", found.scores.table)
        write_table(folder, "summary", found.scores.summary)
        said = {
            **self.about(found),
            "summary": json.loads(found.scores.summary.to_json(orient="records")),
            "figures": json.loads(found.scores.table.to_json(orient="records", double_precision=10)),
        }
        write_text(folder / "validation.json", json.dumps(said, indent=1, ensure_ascii=False) + "\n")

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """Every figure beside its band."""
        return {"facts": partial(_drawn, found)}

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found)


def _drawn(found: Found) -> Drawing:
    from experiments.figures.draw import Drawing
    from experiments.figures.gallery.facts import picture_of

    asked = found.asked
    told = f"{found.histories} histories, seed {asked.seed}, under {asked.scenario.name}"
    return Drawing("facts", picture_of(found.scores.table, place=sentence_case(asked.window.words), told=told))
