"""The whole family in one model: many real councils that see each other, run for years. What ``townhall family`` calls.

Councils are small here (about 70 agents each, so that all 353 make some 25,000), with their own accounts and funding
paths. One replicate is one history of the family; of each year the mean and the last month are kept.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.designs.design import YEAR
from experiments.runs.provenance import manifest, now
from experiments.studies.family.sizes import SIZES
from experiments.studies.publish import check_target, digest_of, holds, results_folder, write_manifest, write_table
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.council import Council
    from sim.scenario import Scenario

SHOWN = (
    "money.commercial",
    "money.commercial_strategy",
    "money.governance_exposure",
    "leadership.hollowing",
    "money.failed",
)
"""Outcomes that the tables have beside the headline."""

PERCENTILES = (5, 25, 50, 75, 95)

Progress = Callable[[int, int], None]


def sized(scenario: Scenario) -> Scenario:
    """The scenario with the family's sizes, where it does not set its own."""
    return scenario.changed(**{name: size for name, size in SIZES.items() if name not in scenario.settings})


@dataclass(frozen=True)
class Family:
    """What is to be run: which councils, in which scenario, how long, how often."""

    scenario: Scenario
    councils: tuple[Council, ...]
    months: int
    seed: int = 0
    replications: int = 1
    which: str = "all"
    """Which councils these are, for people and for the name of the folder."""

    def __post_init__(self) -> None:
        if len(self.councils) < 2:
            raise InputError("A family needs at least two councils; townhall run takes one alone.")

    @property
    def years(self) -> int:
        """Financial years, the last one perhaps not whole."""
        return -(-self.months // YEAR)

    @property
    def digest(self) -> str:
        """The same for the same question."""
        return digest_of(
            self.scenario.name,
            self.scenario.digest,
            "\n".join(map(repr, self.councils)),
            str(self.months),
            str(self.seed),
            str(self.replications),
        )

    @property
    def folder_name(self) -> str:
        """A name that people recognise and that two questions do not share."""
        return f"family-{self.which}-{self.scenario.name}-{self.digest[:8]}"


@dataclass(frozen=True)
class History:
    """What became of the family: arrays (replicates, councils, years, outcomes), the mean and the end of each year.

    An outcome that a council does not have (a service that its class does not run) is not a number.
    """

    means: np.ndarray
    ends: np.ndarray
    outcomes: tuple[str, ...]

    def mean(self, outcome: str) -> np.ndarray:
        """Yearly means of one outcome: (replicates, councils, years)."""
        return self.means[..., self.outcomes.index(outcome)]

    def end(self, outcome: str) -> np.ndarray:
        """One outcome in the last month of each year: (replicates, councils, years)."""
        return self.ends[..., self.outcomes.index(outcome)]


@dataclass(frozen=True)
class FamilyResult:
    """What was found and where it lies."""

    folder: Path
    already_there: bool
    design: Family
    finding: str
    summary: pd.DataFrame
    agents: int
    figure: Path
    seconds: float


def run_family(design: Family, *, workers: int | None = None, progress: Progress | None = None) -> tuple[History, int]:
    """Run every replicate; returns what happened and the number of agents.

    ``workers`` histories run at a time (as many as there are cores when not given); the result does not depend on it.
    ``progress`` is called in this thread with (council-years done, in all).
    """
    from sim.engine import Simulation
    from sim.measures import OUTCOMES

    shape = (design.replications, len(design.councils), design.years, len(OUTCOMES))
    means, ends = np.empty(shape), np.empty(shape)
    done = [0] * design.replications
    agents = [0] * design.replications
    stop = False

    def work(replicate: int) -> None:
        simulation = Simulation(design.scenario, design.councils, seed=design.seed, replicate=replicate)
        agents[replicate] = int(simulation.state.kind.size)
        for year in range(design.years):
            if stop:
                return
            taken = simulation.advance(min(YEAR, design.months - YEAR * year))
            means[replicate, :, year] = taken.mean(axis=0)
            ends[replicate, :, year] = taken[-1]
            done[replicate] += len(design.councils)

    def report() -> None:
        if progress is not None:
            progress(sum(done), design.replications * len(design.councils) * design.years)

    pool = ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1, thread_name_prefix="townhall")
    try:
        waiting: set[Future[None]] = {pool.submit(work, replicate) for replicate in range(design.replications)}
        while waiting:
            # A short timeout lets Ctrl-C through, and moves the bar within a history.
            finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            report()
    finally:
        stop = True
        pool.shutdown(wait=True, cancel_futures=True)
    return History(means, ends, OUTCOMES), agents[0]


def by_year(design: Family, history: History) -> pd.DataFrame:
    """The family year by year: how far apart councils are, and how many failed, over councils and replicates."""
    from experiments.figures.years import financial_year

    rows = []
    for year in range(design.years):
        row: dict[str, object] = {"year": financial_year(YEAR * year)}
        for outcome, short in (("money.reserves_ratio", "reserves"), ("index", "index")):
            values = history.mean(outcome)[..., year]
            for percent, value in zip(PERCENTILES, np.percentile(values, PERCENTILES), strict=True):
                row[f"{short}_p{percent:02d}"] = float(value)
        failed = history.end("money.failed")[..., year].sum(axis=1)
        row["failed"] = float(failed.mean())
        row["failed_least"], row["failed_most"] = float(failed.min()), float(failed.max())
        for outcome, name in (("money.commercial_strategy", "commercial"), ("leadership.hollowing", "hollowing")):
            row[name] = float(history.mean(outcome)[..., year].mean())
        rows.append(row)
    return pd.DataFrame(rows)


def by_council(design: Family, history: History) -> pd.DataFrame:
    """A row for each council and replicate: what it is, whether and when it failed, and where it ended."""
    from sim.engine import period_labels
    from sim.measures import HEADLINE

    labels = period_labels(design.months)
    month = history.end("money.failed_month")[..., -1]
    rows = pd.DataFrame(
        [
            (replicate, council.code, council.short_name, council.class_name, council.region)
            for replicate in range(design.replications)
            for council in design.councils
        ],
        columns=["replicate", "code", "council", "class", "region"],
    )
    rows["failed"] = history.end("money.failed")[..., -1].ravel() == 1.0
    rows["failed_in"] = [labels[int(at)] if at >= 0 else "" for at in month.ravel()]
    for outcome in (*HEADLINE, *SHOWN[:-1]):
        rows[f"{outcome}, first year"] = history.mean(outcome)[..., 0].ravel()
        rows[f"{outcome}, last year"] = history.mean(outcome)[..., -1].ravel()
    return rows


def by_council_and_year(design: Family, history: History) -> pd.DataFrame:
    """A row for each replicate, council and year: yearly means of the headline, and of what the family is about."""
    from experiments.figures.years import financial_year
    from sim.measures import HEADLINE

    count, years = len(design.councils), design.years
    table = pd.DataFrame(
        {
            "replicate": np.repeat(np.arange(design.replications), count * years),
            "code": np.tile(np.repeat([council.code for council in design.councils], years), design.replications),
            "council": np.tile(
                np.repeat([council.short_name for council in design.councils], years), design.replications
            ),
            "year": np.tile([financial_year(YEAR * year) for year in range(years)], design.replications * count),
        }
    )
    for outcome in (*HEADLINE, *SHOWN):
        values = history.end(outcome) if outcome == "money.failed" else history.mean(outcome)
        table[outcome] = values.ravel()
    return table


def family_finding(design: Family, summary: pd.DataFrame) -> str:
    """In a sentence: do councils drift apart in how they serve and in their reserves, and how many have failed?"""
    first, last = summary.iloc[0], summary.iloc[-1]

    def between(measure: str) -> tuple[str, str]:
        spread = [100.0 * float(row[f"{measure}_p95"] - row[f"{measure}_p05"]) for row in (first, last)]
        change = spread[1] / max(1e-9, spread[0])
        verb = "drift apart" if change > 1.1 else "draw closer" if change < 1 / 1.1 else "stay as far apart"
        return verb, f"{spread[0]:.0f} to {spread[1]:.0f} points"

    index, by_index = between("index")
    reserves, by_reserves = between("reserves")
    failed, count = float(last["failed"]), len(design.councils)
    if failed == 0.0:
        who = "none has failed"
    elif design.replications == 1:
        who = f"{failed:.0f} of them ({failed / count:.1%}) failed"
    else:
        who = f"{failed:.2g} of them ({failed / count:.2%}) failed in the mean of {design.replications} histories"
    link = "and in reserves too" if reserves == index else f"but {reserves} in reserves"
    return (
        f"From {first['year']} to {last['year']}, {count} councils {index} in the service outcome index "
        f"(nine in ten span {by_index}) {link} ({by_reserves} of net revenue); {who}"
    )


def family(
    design: Family,
    *,
    workers: int | None = None,
    out: Path | None = None,
    force: bool = False,
    command: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> FamilyResult:
    """Run ``design`` and leave its results folder: tables (Parquet and CSV), a figure, the manifest.

    Parameters are as in :func:`experiments.studies.compare.study.compare`. Raises :class:`InputError` when the folder cannot be
    written or holds a different result, before any run.
    """
    from sim.engine import warm_up
    from sim.measures import MEASURES
    from sim.paths import results_dir

    tell = announce or (lambda line: None)
    clock, started = time.perf_counter(), now()
    folder = Path(out) if out is not None else results_dir() / design.folder_name
    check_target(folder, force=force, design=design.digest)
    warm_up(announce)
    history, agents = run_family(design, workers=workers, progress=progress)
    summary = by_year(design, history)
    finding = family_finding(design, summary)
    identity = digest_of(design.digest, history.means, history.ends)
    already_there = not force and holds(folder, identity)
    if not already_there:
        tell("Writing the tables and the figure.")
        with results_folder(folder, identity, force=force) as staging:
            units = {name: measure.unit for name, measure in MEASURES.items()}
            write_table(staging, "years", summary)
            write_table(staging, "councils", by_council(design, history))
            write_table(staging, "council_years", by_council_and_year(design, history), units=units)
            draw(staging, design, history, finding)
            write_manifest(
                staging,
                manifest(
                    command=command,
                    scenarios=[design.scenario],
                    council=design.councils,
                    months=design.months,
                    seed=design.seed,
                    replications=design.replications,
                    started=started,
                    ended=now(),
                    result=identity,
                    design=design.digest,
                    extra={"finding": finding, "agents": agents},
                ),
            )
    return FamilyResult(
        folder=folder,
        already_there=already_there,
        design=design,
        finding=finding,
        summary=summary,
        agents=agents,
        figure=folder / "family.png",
        seconds=time.perf_counter() - clock,
    )


def draw(folder: Path, design: Family, history: History, finding: str) -> Path:
    """Draw the figure into ``folder``."""
    from experiments.figures import style
    from experiments.studies.family.figure import family_figure

    return style.save(family_figure(design, history, title=finding), folder, "family", title=finding)
