"""The comparison as a study: what its runs say, its tables, figures and report. What ``townhall compare`` calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.contrasts import shown_contrasts
from experiments.analysis.differences import differences_table
from experiments.analysis.findings import findings, headline_sentence, looked_at_sentence
from experiments.analysis.runs import FailedRun, Runs
from experiments.designs.comparison import Comparison
from experiments.designs.design import Fixed
from experiments.reports.parts import Story
from experiments.runs.failures import runnable
from experiments.runs.key import key_text, key_texts
from experiments.runs.plan import Expansion
from experiments.runs.reading import Results
from experiments.studies.compare.found import Found
from experiments.studies.compare.story import story
from experiments.studies.publish import conduct
from experiments.studies.study import Draw, Published, Rest
from experiments.studies.tables import digest_of, write_table
from sim.outcomes import HEADLINE, MEASURES, OUTCOMES

if TYPE_CHECKING:
    from experiments.figures.draw import Drawing


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
        errors = [f"{failed.key} {failed.error}" for failed in found.failures]
        keys = "\n".join(key_texts(found.keys.ravel()))
        return digest_of(self.design.digest, keys, "\n".join(errors), "\n".join(OUTCOMES), found.runs.values)

    def about(self, found: Found) -> Mapping[str, Any]:
        """The runs that failed, and the finding."""
        return {"finding": found.headline, "failed_runs": [vars(failed) for failed in found.failures]}

    def write_tables(self, folder: Path, found: Found) -> Rest:
        """Runs, differences, levels, networks and what the outcomes mean; the months later."""
        plan = plan_of(found)
        write_tables(folder, found, plan)
        return partial(write_months, found=found, plan=plan)

    def figures(self, found: Found) -> Mapping[str, Draw]:
        """Differences, the index over time, how gaps were closed, trust, and the network of one run."""
        return figures(found)

    def story(self, found: Found) -> Story:
        """What a report tells of it."""
        return story(found, found.levels)


def compare(asked: Comparison, **how: Any) -> Published[Found]:
    """Run ``asked`` and leave its results folder; ``how`` is as for :func:`experiments.studies.publish.conduct`."""
    return conduct(Compare(asked), **how)


def _failures(asked: Comparison, keys: np.ndarray, results: Results) -> tuple[FailedRun, ...]:
    known = results.contents.failures
    return tuple(
        FailedRun(key_text(key), asked.names[at], replicate, str(known[key]["error"]), results.command(key_text(key)))
        for at, row in enumerate(keys.tolist())
        for replicate, key in enumerate(row)
        if key in known
    )


def plan_of(found: Found) -> pd.DataFrame:
    """A row for every run, and why it failed, if it did."""
    asked = found.design
    failed = {one.key: one for one in found.failures}
    plan = pd.DataFrame(
        [
            (key, scenario, asked.council.name, asked.months, asked.seed, replicate)
            for scenario, row in zip(asked.names, found.keys, strict=True)
            for replicate, key in enumerate(key_texts(row))
        ],
        columns=["key", "scenario", "council", "months", "seed", "replicate"],
    )
    plan["error"] = [failed[key].error if key in failed else "" for key in plan["key"]]
    plan["command"] = [failed[key].command if key in failed else "" for key in plan["key"]]
    return plan


def _kept(found: Found) -> tuple[np.ndarray, list[str], dict[str, str]]:
    """The outcomes that this council has: their places, their names and their units."""
    kept = np.flatnonzero(found.expected)
    names = [found.runs.outcomes[index] for index in kept]
    return kept, names, {name: MEASURES[name].unit for name in names}


def write_tables(folder: Path, found: Found, plan: pd.DataFrame) -> None:
    """Write all tables of the results folder but the months."""
    kept, names, units = _kept(found)
    last = np.concatenate([found.runs.of(name)[:, -1] for name in found.design.names])
    ends = pd.DataFrame(last[:, kept], columns=names)
    write_table(folder, "runs", pd.concat([plan, ends], axis=1), units=units)
    for name, table in found.networks.items():
        write_table(folder, name, table)
    write_table(folder, "differences", found.differences)
    write_table(folder, "levels", found.levels)
    described = [(m.name, m.group, m.service, m.unit, m.direction, m.doc) for m in (MEASURES[name] for name in names)]
    write_table(
        folder,
        "outcomes",
        pd.DataFrame(described, columns=["outcome", "group", "service", "unit", "direction", "meaning"]),
    )


def write_months(folder: Path, found: Found, plan: pd.DataFrame) -> None:
    """Write every month of every run that succeeded."""
    asked = found.design
    kept, names, units = _kept(found)
    good = np.flatnonzero(plan["error"] == "")
    month = np.arange(asked.months)
    labels = pd.period_range("2010-04", periods=asked.months, freq="M").strftime("%Y-%m").to_numpy()
    heading = plan.iloc[np.repeat(good, asked.months)][["key", "scenario", "replicate"]].reset_index(drop=True)
    heading["month"], heading["period"] = np.tile(month, len(good)), np.tile(labels, len(good))
    values = np.concatenate([found.runs.of(name) for name in asked.names])
    monthly = pd.DataFrame(values[good][:, :, kept].reshape(-1, len(kept)), columns=names)
    write_table(folder, "monthly", pd.concat([heading, monthly], axis=1), units=units)


def figures(found: Found) -> dict[str, Draw]:
    """The figures that every comparison leaves; ``townhall plot`` draws the same ones, and others, again."""
    from experiments.figures.draw import prepare
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

    def drawn(name: str, outcomes: tuple[str, ...] | None) -> Drawing:
        return prepare(kind_of(name), found.result, outcome=outcomes)

    if not kind_of("weightings").lacks(found.result):
        wanted["weightings"] = index
    return {name: partial(drawn, name, outcomes) for name, outcomes in wanted.items()}
