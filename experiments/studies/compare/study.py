"""A whole comparison: plan, run, analyse, draw, report, store. What ``townhall compare`` calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.contrasts import shown_contrasts
from experiments.analysis.differences import differences_table, levels_table
from experiments.analysis.findings import Finding, findings, headline_sentence, looked_at_sentence
from experiments.analysis.summaries import PRIMARY, SUMMARIES
from experiments.plan import expand
from experiments.runner import FailedRun, Runs, run_plan
from experiments.runs.failures import runnable
from experiments.runs.provenance import manifest, now
from experiments.studies.compare.report import report
from experiments.studies.publish import (
    check_target,
    digest_of,
    holds,
    results_folder,
    write_manifest,
    write_table,
    write_text,
)
from sim.paths import results_dir

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison
    from sim.declared import Measure

FIGURES = ("ribbons", "paired_differences", "trust_network", "budget_gap")


@dataclass(frozen=True)
class ComparisonResult:
    """What a comparison found and where it lies; ``figures`` maps names to PNG files (an SVG lies beside each)."""

    folder: Path
    already_there: bool
    design: Comparison
    differences: pd.DataFrame
    findings: tuple[Finding, ...]
    headline: str
    looked_at: str
    failures: tuple[FailedRun, ...]
    report: Path
    figures: dict[str, Path]
    seconds: float


def compare(
    design: Comparison,
    *,
    workers: int | None = None,
    out: Path | None = None,
    force: bool = False,
    command: Sequence[str] = (),
    announce: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ComparisonResult:
    """Run ``design`` and leave its results folder.

    Parameters
    ----------
    design
        What to compare.
    workers
        Threads; as many as there are cores when not given. The result does not depend on it.
    out
        The results folder; ``results/<design.folder_name>`` when not given.
    force
        Overwrite a different result.
    command
        The command line, for the manifest.
    announce
        Called with a line for each stage that takes time.
    progress
        Called with (runs done, runs in all).

    Raises
    ------
    InputError
        When the folder cannot be written or holds a different result (before any run), or when every run fails.
    """
    from sim.engine import warm_up
    from sim.measures import HEADLINE, MEASURES, OUTCOMES

    tell = announce or (lambda line: None)
    clock, started = time.perf_counter(), now()
    folder = Path(out) if out is not None else results_dir() / design.folder_name
    check_target(folder, force=force, design=design.digest)
    warm_up(announce)

    scenarios = {scenario.name: scenario for scenario in design.scenarios}
    runs = run_plan(expand(design), scenarios, design.council, OUTCOMES, workers=workers, progress=progress)
    expected = runnable(OUTCOMES, design.council)
    headline = [name for name in HEADLINE if expected[OUTCOMES.index(name)]]
    differences = differences_table(design, runs, MEASURES, headline=headline, expected=expected)
    found = findings(differences, headline=headline)
    first = headline_sentence(design, found)
    looked_at = looked_at_sentence(differences, shown_contrasts(design), headline)
    identity = identity_of(design, runs)

    already_there = not force and holds(folder, identity)
    if not already_there:
        with results_folder(folder, identity, force=force) as staging:
            tell("Writing the tables.")
            levels = pd.concat(
                [
                    levels_table(design, runs, MEASURES, expected=expected, summary=summary).assign(summary=summary)
                    for summary in SUMMARIES
                ],
                ignore_index=True,
            )
            write_tables(staging, runs, differences, levels, MEASURES, expected)
            tell("Drawing the figures.")
            captions = draw_figures(staging / "figures", design, runs, differences, headline, first)
            provenance = manifest(
                command=command,
                scenarios=design.scenarios,
                council=design.council,
                months=design.months,
                seed=design.seed,
                replications=design.replications,
                started=started,
                ended=now(),
                result=identity,
                design=design.digest,
                extra={"failed_runs": [vars(failed) for failed in runs.failures]},
            )
            text = report(
                design,
                headline=first,
                looked_at=looked_at,
                found=found,
                differences=differences,
                levels=levels,
                measures=MEASURES,
                outcomes=headline,
                captions=captions,
                failures=runs.failures,
                manifest=provenance,
            )
            write_text(staging / "report.md", text)
            write_manifest(staging, provenance)
    return ComparisonResult(
        folder=folder,
        already_there=already_there,
        design=design,
        differences=differences,
        findings=found,
        headline=first,
        looked_at=looked_at,
        failures=runs.failures,
        report=folder / "report.md",
        figures={name: folder / "figures" / f"{name}.png" for name in FIGURES},
        seconds=time.perf_counter() - clock,
    )


def identity_of(design: Comparison, runs: Runs) -> str:
    """The digest of the result: the design, every run's key and error, and every value to the last bit."""
    errors = [f"{failed.key} {failed.error}" for failed in runs.failures]
    return digest_of(
        design.digest, "\n".join(runs.plan["key"]), "\n".join(errors), "\n".join(runs.outcomes), runs.results
    )


def write_tables(
    folder: Path,
    runs: Runs,
    differences: pd.DataFrame,
    levels: pd.DataFrame,
    measures: Mapping[str, Measure],
    expected: np.ndarray,
) -> None:
    """Write all tables of the results folder; outcomes that this council does not have are left out."""
    kept = np.flatnonzero(expected)
    names = [runs.outcomes[index] for index in kept]
    units = {name: measures[name].unit for name in names}

    errors = {failed.key: failed.error for failed in runs.failures}
    ends = pd.DataFrame(runs.results[:, -1, kept], columns=names)
    write_table(
        folder,
        "runs",
        pd.concat([runs.plan.assign(error=[errors.get(key, "") for key in runs.plan["key"]]), ends], axis=1),
        units=units,
    )

    months = runs.results.shape[1]
    good = np.flatnonzero(~runs.plan["key"].isin(list(errors)).to_numpy())
    month = np.arange(months)
    labels = pd.period_range("2010-04", periods=months, freq="M").strftime("%Y-%m").to_numpy()
    heading = runs.plan.iloc[np.repeat(good, months)][["key", "scenario", "replicate"]].reset_index(drop=True)
    heading["month"], heading["period"] = np.tile(month, len(good)), np.tile(labels, len(good))
    monthly = pd.DataFrame(runs.results[good][:, :, kept].reshape(-1, len(kept)), columns=names)
    write_table(folder, "monthly", pd.concat([heading, monthly], axis=1), units=units)

    write_table(folder, "differences", differences)
    write_table(folder, "levels", levels)
    described = [(m.name, m.group, m.service, m.unit, m.direction, m.doc) for m in (measures[name] for name in names)]
    write_table(
        folder,
        "outcomes",
        pd.DataFrame(described, columns=["outcome", "group", "service", "unit", "direction", "meaning"]),
    )


def draw_figures(
    folder: Path, design: Comparison, runs: Runs, differences: pd.DataFrame, headline: Sequence[str], first: str
) -> dict[str, str]:
    """Draw the four figures into ``folder``; return the finding of each, by name."""
    from experiments.figures import style
    from experiments.figures.budget_gap import budget_gap, budget_gap_finding
    from experiments.figures.paired_differences import paired_differences
    from experiments.figures.ribbons import ribbons, ribbons_finding
    from experiments.figures.trust_network import rows_of, trust_network, trust_network_finding
    from sim.measures import MEASURES, WAYS
    from sim.model import trust_network_snapshots

    scenarios = {scenario.name: scenario for scenario in design.scenarios}
    snapshots = {
        name: trust_network_snapshots(scenarios[name], design.council, months=design.months, seed=design.seed)
        for name in rows_of(design)
    }
    shown = differences[differences["summary"] == PRIMARY]
    captions = {
        "paired_differences": first,
        "ribbons": ribbons_finding(design, runs, MEASURES, headline[0]),
        "budget_gap": budget_gap_finding(design, runs, WAYS),
        "trust_network": trust_network_finding(snapshots),
    }
    figures = {
        "paired_differences": lambda title: paired_differences(
            design, shown, MEASURES, headline, title=title, when=SUMMARIES[PRIMARY].when
        ),
        "ribbons": lambda title: ribbons(design, runs, MEASURES, headline, title=title),
        "budget_gap": lambda title: budget_gap(design, runs, WAYS, title=title),
        "trust_network": lambda title: trust_network(design, snapshots, title=title),
    }
    for name, title in captions.items():
        style.save(figures[name](title), folder, name, title=title)
    return captions
