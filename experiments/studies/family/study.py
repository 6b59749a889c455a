"""The whole family in one model: many real councils that see each other, run for years. What ``townhall family`` calls.

Councils are small here (about 70 agents each, so that all 353 make some 25,000), with their own accounts and funding
paths. One replicate is one history of the family; of each year the mean and the last month are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.designs.design import Fixed
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.family.found import Family, Found, History
from experiments.studies.family.story import story
from experiments.studies.family.tables import by_council, by_council_and_year, by_year, family_finding
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table
from sim.outcomes import MEASURES, OUTCOMES


@dataclass(frozen=True)
class FamilyStudy:
    """A family of councils as a study."""

    asked: Family

    @property
    def design(self) -> Fixed:
        """What is run."""
        return self.asked.design

    @property
    def folder_name(self) -> str:
        """A name that people recognise and that two questions do not share."""
        return self.asked.folder_name

    def find(self, results: Results, expansion: Expansion) -> Found:
        """The histories that ran, year by year, and what they show."""
        from sim.machine.engine import Simulation

        asked = self.asked
        keys = expansion.keys_of(0)[0, 0]  # one point, one cell
        ran = np.flatnonzero(np.isin(keys, results.contents.keys))
        means, ends = (results.array(kind, keys[ran], OUTCOMES) for kind in ("year", "year_end"))
        history = History(tuple(ran.tolist()), means, ends, OUTCOMES)
        summary = by_year(asked, history)
        people = Simulation(asked.scenario, asked.councils, seed=asked.seed).state.kind.size
        return Found(
            design=asked,
            history=history,
            summary=summary,
            finding=family_finding(asked, summary, len(ran)),
            agents=int(people),
            failed=len(keys) - len(ran),
        )

    def identity(self, found: Found) -> str:
        """The design, and every number of every history."""
        history = found.history
        return digest_of(self.design.digest, repr(history.replicates), history.means, history.ends)

    def about(self, found: Found) -> Mapping[str, Any]:
        """The finding, the number of agents, and of histories that could not be run."""
        return {"finding": found.finding, "agents": found.agents, "failed": found.failed}

    def write_tables(self, folder: Path, found: Found) -> None:
        """Years, councils, and councils by year."""
        units = {name: measure.unit for name, measure in MEASURES.items()}
        write_table(folder, "years", found.summary)
        write_table(folder, "councils", by_council(found.design, found.history))
        write_table(folder, "council_years", by_council_and_year(found.design, found.history), units=units)

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """How councils drift apart, and how many fail."""
        from experiments.figures.draw import Drawing
        from experiments.studies.family.figure import family_picture

        return {"family": lambda: Drawing("family", family_picture(found))}

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found)
