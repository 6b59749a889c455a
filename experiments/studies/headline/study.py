"""What carries the headline, as a study. ``townhall headline``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from experiments.analysis.index_parts import PART_OUTCOMES
from experiments.designs.design import Crossing, Fixed
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.arrays import array_of
from experiments.studies.headline import design, tables
from experiments.studies.headline.found import TABLES, Found
from experiments.studies.headline.size import FULL, Size
from experiments.studies.headline.story import story
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table
from sim.errors import InputError


@dataclass(frozen=True)
class Headline:
    """The study of one size, from one seed."""

    size: Size = FULL
    seed: int = 0

    @cached_property
    def crossings(self) -> dict[str, tuple[Crossing, ...]]:
        """The crossings of every part."""
        return design.crossings(self.size, self.seed)

    @cached_property
    def design(self) -> Fixed:
        """What is run."""
        return design.design(self.size, self.seed)

    @property
    def folder_name(self) -> str:
        """The results folder when the user names none."""
        return f"{design.KIND}-quick" if self.size.quick else design.KIND

    def find(self, results: Results, expansion: Expansion) -> Found:
        """All tables. :class:`InputError` where no pair of both styles ran in Camden."""
        size, seed = self.size, self.seed
        keys = self._keys(expansion)

        def years(part: str, outcomes: tuple[str, ...] = design.OUTCOMES[:1]) -> np.ndarray:
            """Yearly means: (points, sets of theories or councils, 2 styles, pairs, years, outcomes)."""
            one = keys[part]
            sides = one.reshape(one.shape[0], -1, len(design.STYLES), one.shape[-1])
            found: np.ndarray = array_of(results, "year", sides, outcomes, months=design.MONTHS)[..., 0, :, :]
            return found

        def contrast(values: np.ndarray) -> np.ndarray:
            """Distributed less command in the last year's index: (points, sets, pairs)."""
            found: np.ndarray = values[:, :, 1, :, -1, 0] - values[:, :, 0, :, -1, 0]
            return found

        def in_windows(values: np.ndarray) -> np.ndarray:
            """The same in both windows, of the only set: (2, points, pairs)."""
            taken = tables.windows(values[:, 0])[..., 0]
            found: np.ndarray = taken[:, :, 1] - taken[:, :, 0]
            return found

        home = years(design.WITHOUT, design.OUTCOMES)
        plain = home[0, 0]  # (2 styles, pairs, years, outcomes)
        if np.isnan(plain[1] - plain[0]).all():
            raise InputError(
                "No pair of runs of command and distributed leadership ran; --retry-failed runs them again."
            )
        single = contrast(home)[0]
        double = contrast(years(design.TOGETHER))[0] if design.TOGETHER in keys else None
        joined = dict(zip(design.joined_sets(size, seed), contrast(years(design.ORDERS))[0], strict=True))
        taken = tables.windows(plain)[..., 1 : 1 + len(PART_OUTCOMES)]
        return Found(
            size=size,
            contrast=tables.contrast_table(plain, years(design.COUNCILS)[0]),
            parts=tables.parts_table(plain, design.OUTCOMES),
            theories=tables.theories_table(single, tables.shares_of(joined, design.orders(size, seed))),
            turning=tables.turning_table(single, double),
            weightings=tables.weightings_table(taken[:, 1] - taken[:, 0], PART_OUTCOMES, size.weightings, seed),
            displaced=tables.displaced_table(in_windows(years(design.DISPLACING))),
            assumptions=tables.assumptions_table(contrast(years(design.ENDS))[:, 0], single[0]),
            groups=tables.groups_table(contrast(years(design.GROUPS))[:, 0], single[0]),
            worlds=tables.worlds_table(in_windows(years(design.WORLDS))),
            runs=int(np.unique(expansion.keys).size),
            failed=len(results.failures()),
            run_seconds=results.contents.seconds,
        )

    def _keys(self, expansion: Expansion) -> dict[str, np.ndarray]:
        """The keys of every part, shape (points, cells, pairs): its crossings side by side."""
        found, first = {}, 0
        for part, crossings in self.crossings.items():
            found[part] = np.concatenate([expansion.keys_of(first + at) for at in range(len(crossings))], axis=1)
            first += len(crossings)
        return found

    def identity(self, found: Found) -> str:
        """What was asked, and every table to the last bit."""
        return digest_of(self.design.digest, *(getattr(found, name) for name in TABLES))

    def about(self, found: Found) -> Mapping[str, Any]:
        """The finding, and how much was run."""
        return {
            "finding": found.finding,
            "seed": self.seed,
            "size": vars(self.size),
            "seconds_of_runs": round(found.run_seconds, 1),
        }

    def write_tables(self, folder: Path, found: Found) -> None:
        """Every table."""
        for name in TABLES:
            write_table(folder, name, getattr(found, name))

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """What each theory brings, and what each assumption moves."""
        from experiments.studies.headline.figures import figures

        return figures(found)

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found)
