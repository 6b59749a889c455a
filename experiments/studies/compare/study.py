"""The comparison as a study: what its runs say, its tables, figures and report. What ``townhall compare`` calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.designs.comparison import Comparison
from experiments.designs.design import Fixed
from experiments.runs.key import key_text, key_texts
from experiments.runs.plan import Expansion
from experiments.studies.gallery_figure import OfFolder
from experiments.studies.publish import conduct
from experiments.studies.study import Draw, Published, Rest
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES

if TYPE_CHECKING:
    from experiments.analysis.runs import FailedRun
    from experiments.reports.parts import Story
    from experiments.runs.reading import Results
    from experiments.studies.compare.found import Found


@dataclass(frozen=True)
class Compare:
    """A comparison as a study."""

    asked: Comparison

    @property
    def design(self) -> Fixed:
        """What is run."""
        return self.asked.design

    @property
    def folder_name(self) -> str:
        """A readable, stable name for the results folder."""
        return self.asked.folder_name

    def find(self, results: Results, expansion: Expansion) -> Found:
        """Differences, intervals and sentences."""
        from experiments.analysis.contrasts import shown_contrasts
        from experiments.analysis.differences import differences_table
        from experiments.analysis.findings import findings, headline_sentence, looked_at_sentence
        from experiments.analysis.runs import Runs
        from experiments.runs.failures import runnable
        from experiments.studies.compare.found import Found

        asked = self.asked
        keys = expansion.keys_of(0)[0]  # one point: (scenarios, replications)
        values = results.array("month", keys, OUTCOMES)[:, 0].reshape(*keys.shape, asked.months, len(OUTCOMES))
        runs = Runs(asked.names, OUTCOMES, values)
        failures = _failures(asked, keys, results)
        expected = runnable(OUTCOMES, asked.council)
        headline = [name for name in HEADLINE if expected[OUTCOMES.index(name)]]
        differences = differences_table(asked, runs, MEASURES, headline=headline, expected=expected)
        found = findings(differences, headline=headline)
        return Found(
            design=asked,
            runs=runs,
            keys=keys,
            expected=expected,
            differences=differences,
            findings=found,
            headline_outcomes=tuple(headline),
            headline=headline_sentence(asked, found),
            looked_at=looked_at_sentence(differences, shown_contrasts(asked), headline),
            failures=failures,
            results=results,
        )

    def identity(self, found: Found) -> str:
        """The design, every run's key and error, and every value to the last bit."""
        from experiments.studies.tables import digest_of

        errors = [f"{failed.key} {failed.error}" for failed in found.failures]
        keys = "\n".join(key_texts(found.keys.ravel()))
        return digest_of(self.design.digest, keys, "\n".join(errors), "\n".join(OUTCOMES), found.runs.values)

    def about(self, found: Found) -> Mapping[str, Any]:
        """The runs that failed, and the finding."""
        return {"finding": found.headline, "failed_runs": [vars(failed) for failed in found.failures]}

    def write_tables(self, folder: Path, found: Found) -> Rest:
        """Runs, differences, levels, networks and what the outcomes mean; the months later."""
        from experiments.studies.compare.tables import plan_of, write_months, write_tables

        plan = plan_of(found)
        write_tables(folder, found, plan)
        return partial(write_months, found=found, plan=plan)

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """Differences, the index over time, how gaps were closed, trust, and the network of one run."""
        return figures(found)

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        from experiments.studies.compare.story import story

        return story(found, found.levels)


def compare(asked: Comparison, **how: Any) -> Published[Found]:
    """Run ``asked`` and leave its results folder; ``how`` is as for :func:`experiments.studies.publish.conduct`."""
    return conduct(Compare(asked), two_hands=True, **how)


def _failures(asked: Comparison, keys: np.ndarray, results: Results) -> tuple[FailedRun, ...]:
    from experiments.analysis.runs import FailedRun

    known = results.contents.failures
    return tuple(
        FailedRun(key_text(key), asked.names[at], replicate, str(known[key]["error"]), results.command(key_text(key)))
        for at, row in enumerate(keys.tolist())
        for replicate, key in enumerate(row)
        if key in known
    )


def figures(found: Found) -> dict[str, Draw]:
    """The figures that every comparison leaves; ``townhall plot`` draws the same ones, and others, again."""
    from experiments.figures.registry import kind_of

    index, every = found.headline_outcomes[:1], found.headline_outcomes
    wanted: dict[str, tuple[str, ...] | None] = {
        "forest": every,
        "ribbons": index,
        "difference_over_time": index,
        "gap_closed": None,
        "trust": None,
        "trust_network": None,
    }

    if not kind_of("weightings").lacks(found.result):
        wanted["weightings"] = index
    return {name: OfFolder(name, outcomes, found.results, found.result) for name, outcomes in wanted.items()}
