"""Fairness as a study: all of its parts in one design, its tables, figures and report. ``townhall fairness``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np

from experiments.designs.design import Crossing, Fixed
from experiments.reports.parts import Story
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.arrays import array_of, ran_in_all
from experiments.studies.fairness import controls, correlations, maps, prior_predictive
from experiments.studies.fairness.factors import LABELS, factors
from experiments.studies.fairness.found import Found
from experiments.studies.fairness.identifiability import Identified, identify
from experiments.studies.fairness.size import FULL, Size
from experiments.studies.fairness.story import story
from experiments.studies.study import Draw
from experiments.studies.tables import digest_of, write_table, write_text
from sim.errors import InputError
from sim.outcomes import HEADLINE

KIND = "fairness"


@dataclass(frozen=True)
class Fairness:
    """The study of one size, from one seed.

    A run that fails costs its council, its pair or its point: every table is made of what ran on all sides of what it
    compares, and says how many those are.
    """

    size: Size = FULL
    seed: int = 0

    @cached_property
    def parts(self) -> dict[str, tuple[Crossing, ...]]:
        """The crossings of every part of the study."""
        size, seed = self.size, self.seed
        across = correlations.crossings(seed, size.readings, size.every)
        swept, default = prior_predictive.crossings(size.points, seed, size.control_replicates)
        return {
            correlations.PART: tuple(chain.from_iterable(across.values())),
            maps.PART: tuple(maps.crossings(seed, size.map_replicates, size.quick).values()),
            controls.PART: (controls.crossing(seed, size.control_replicates),),
            controls.SHUFFLE_PART: (controls.shuffle_crossing(seed, size.every),),
            prior_predictive.PART: (swept,),
            prior_predictive.DEFAULTS_PART: (default,),
        }

    @cached_property
    def design(self) -> Fixed:
        """What is run."""
        return Fixed(
            name=KIND,
            why="Is the model fair to both sides, and what can its outcomes tell apart?",
            kind=KIND,
            crossings=tuple(chain.from_iterable(self.parts.values())),
            factors=factors(),
            labels=LABELS,
            asked={"seed": self.seed, "size": vars(self.size)},
        )

    @property
    def folder_name(self) -> str:
        """The results folder when the user names none."""
        return f"{KIND}-quick" if self.size.quick else KIND

    def keys(self, expansion: Expansion) -> dict[str, list[np.ndarray]]:
        """The keys of every part, crossing by crossing: (points, cells, replications) each."""
        sizes = [len(crossings) for crossings in self.parts.values()]
        firsts = [0, *accumulate(sizes)]
        return {
            part: [expansion.keys_of(number) for number in range(first, first + size)]
            for part, first, size in zip(self.parts, firsts, sizes, strict=False)
        }

    def find(self, results: Results, expansion: Expansion) -> Found:
        """All tables. :class:`InputError` where too few points ran to tell one assumption from another."""
        size, seed, keys = self.size, self.seed, self.keys(expansion)
        read = partial(array_of, results)
        klass = [council.klass for council in correlations.councils_used(size.every)]

        across = np.concatenate(keys[correlations.PART]).reshape(-1, size.readings, len(klass))
        ends = read("end", across, correlations.OUTCOMES, months=correlations.MONTH)[..., 0, 0, :]
        everywhere = {
            (reading.name, replicate): ends[place, replicate]
            for place, reading in enumerate(correlations.READINGS)
            for replicate in range(size.readings)
        }
        mapped = {
            axis.name: read("month", one, maps.OUTCOMES, months=maps.MONTHS)
            for axis, one in zip(maps.AXES, keys[maps.PART], strict=True)
        }
        sides = read("last_year", keys[controls.PART][0][0], HEADLINE, months=controls.MONTHS)
        paths = read(
            "last_year",
            keys[controls.SHUFFLE_PART][0][0, :, 0],
            controls.SHUFFLE_OUTCOMES,
            months=controls.SHUFFLE_MONTHS,
        )
        swept = keys[prior_predictive.PART][0][:, 0, 0]
        default = keys[prior_predictive.DEFAULTS_PART][0][0, 0]
        banded = partial(read, "month", outcomes=prior_predictive.BAND_OUTCOMES, months=prior_predictive.MONTHS)
        yearly = read("year", swept, prior_predictive.KEPT, months=prior_predictive.MONTHS)
        means = yearly[:, 0, prior_predictive.YEAR_READ]
        return Found(
            size=size,
            correlations=correlations.table(everywhere, klass, seed),
            maps=maps.table(maps.by_place(mapped, size.quick)),
            controls=controls.table(controls.by_side(sides[..., 0, 0, :])),
            shuffled=controls.shuffle_table(controls.by_paths(paths[:, 0, 0]), size.every),
            bands=prior_predictive.band_table(
                banded(swept)[:, 0], banded(default)[:, 0], prior_predictive.BAND_OUTCOMES
            ),
            identified=_identified(means, prior_predictive.points(size.points, seed), seed),
            points=int(ran_in_all(means).sum()),
            runs=int(np.unique(expansion.keys).size),
            run_seconds=results.contents.seconds,
            failures=results.failures(),
        )

    def identity(self, found: Found) -> str:
        """What was asked, and every table to the last bit. Times do not enter."""
        tables = (found.correlations, found.maps, found.controls, found.shuffled, found.bands)
        failed = repr(found.failures["key"].tolist())
        return digest_of(self.design.digest, *tables, found.identified.responses, failed)

    def about(self, found: Found) -> Mapping[str, Any]:
        """How much was run, and what was assumed."""
        return {
            "seed": self.seed,
            "quick": self.size.quick,
            "size": vars(self.size),
            "reliability": correlations.RELIABILITY,
            "seconds_of_runs": round(found.run_seconds, 1),
        }

    def write_tables(self, folder: Path, found: Found) -> None:
        """Every table, and the verdicts as JSON."""
        for name in ("correlations", "maps", "controls", "shuffled", "bands"):
            write_table(folder, name, getattr(found, name))
        write_table(folder, "parameters", found.identified.parameters)
        if len(found.identified.pairs):
            write_table(folder, "parallel_parameters", found.identified.pairs)
        verdicts = {
            f"{row.reading}, {row.predictor}, classes {row.classes}": {
                "r": _number(row.r),
                "interval": [_number(row.low), _number(row.high)],
                "verdict": row.verdict,
            }
            for row in found.correlations.itertuples()
        }
        write_text(folder / "verdicts.json", json.dumps({"F30": verdicts}, indent=1) + "\n")

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """Correlations, maps, controls, and what can be told apart."""
        from experiments.studies.fairness.figures import figures

        return figures(found)

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found)


def _identified(means: np.ndarray, points: np.ndarray, seed: int) -> Identified:
    """What the outcomes' ``means`` at the ``points`` that ran can tell apart."""
    ran = ran_in_all(means)
    settings = prior_predictive.settings_table(points[ran])
    if len(settings) < len(settings.columns) + 3:
        raise InputError(
            f"Only {len(settings)} of {len(points)} points of the prior-predictive sweep ran, too few for "
            f"{len(settings.columns)} assumptions; --retry-failed runs the others again."
        )
    responding, names = prior_predictive.effects(means[ran])
    return identify(settings, responding, names, seed=seed)


def _number(value: float) -> float | None:
    """A number for JSON, which knows no NaN."""
    return None if np.isnan(value) else float(value)
