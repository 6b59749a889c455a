"""Adds replications to a sweep, batch by batch, until means are known as closely as wanted.

What is to be known at every point of the design, in every council: the outcome's mean over the last twelve months,
where the design has one scenario; where it has several, each one's mean difference from the first, run by run with the
same replicate. When to stop is for :func:`experiments.analysis.stopping.precision_reached` to say, which widens the
intervals for every look that was taken.

Nothing here needs a memory of its own. The number of replications comes from the plan and the looks from the journal;
the next batch is worked out from the runs up to the last look, which are the same whoever stopped the driver and when.
Every look ever taken in a folder counts, whatever outcome it was for, so that asking again never narrows an interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.stopping import FIRST_BATCH, precision_reached
from experiments.designs.sweep import SweepDesign
from experiments.runs.driver import Ran, check_design, run_design
from experiments.runs.failures import runnable
from experiments.runs.journal import JOURNAL, JournalWriter, look_entry, read_journal
from experiments.runs.loading import load
from experiments.runs.lock import locked
from experiments.runs.manifest import holds_runs, read_manifest
from experiments.runs.provenance import now
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

    from experiments.analysis.intervals import Interval

AT_MOST = 1000
"""Replications at which to stop, precise or not, unless the user gives another number."""

INDICES = ("sobol", "morris")
"""Kinds of design that are asked for indices, which further points make precise and further replications do not."""


@dataclass(frozen=True)
class Columns:
    """The means of one outcome that are to be known: what each is of, and its runs, shape (replications, means)."""

    names: list[str]
    values: np.ndarray


@dataclass(frozen=True)
class Widest:
    """The mean of one outcome whose interval is widest: its half-width, the one wanted, and what it is the mean of."""

    outcome: str
    half_width: float
    wanted: float
    where: str

    @property
    def said(self) -> str:
        """In words, without a full stop."""
        return f"{self.outcome} ±{self.half_width:.3g} (wanted ±{self.wanted:g}) at its widest, {self.where}"


@dataclass(frozen=True)
class Precision:
    """What it came to: the sweep, its replications, the looks taken, and the widest interval of each outcome."""

    sweep: Ran
    replications: int
    looks: int
    widest: tuple[Widest, ...]
    enough: bool

    @property
    def finding(self) -> str:
        """Whether it is enough, in a sentence."""
        looks = f"{self.looks} look" + ("" if self.looks == 1 else "s")
        state = f"after {self.replications:,} replications and {looks}: {'; '.join(one.said for one in self.widest)}"
        if self.enough:
            return f"Precise enough {state}."
        return f"Not precise enough {state}. No more replications are allowed; raise --at-most to go on."


def check_precision(design: SweepDesign, wanted: Mapping[str, float], at_most: int = AT_MOST) -> None:
    """:class:`InputError` where ``design`` cannot be run until the half-widths ``wanted`` are reached."""
    if not wanted:
        raise InputError("Name an outcome and the wanted half-width of its interval, for example index=0.5.")
    if design.kind in INDICES:
        raise InputError(
            f"--until-precision adds replications until the mean at every point is precise, and a {design.kind} design "
            "asks for indices over all points, which more points make precise; raise the design's points instead."
        )
    for name, half_width in wanted.items():
        if not (math.isfinite(half_width) and half_width > 0):
            raise InputError(f"The wanted half-width of {name} must be a number above 0, not {half_width:g}.")
        if name not in design.outcomes:
            hint = did_you_mean(name, design.outcomes) or " Add it to the outcomes of the design."
            raise InputError(f'{design.name} keeps no outcome "{name}".{hint}')
        for council in design.councils:
            if not runnable([name], council).all():
                raise InputError(f"{council.name} does not have what {name} measures; leave out one of the two.")
    if at_most < FIRST_BATCH:
        raise InputError(
            f"--at-most must be at least {FIRST_BATCH}, not {at_most}: fewer runs say too little about how much runs "
            "differ."
        )
    if design.replications > at_most:
        raise InputError(
            f"{design.name} asks for {design.replications:,} replications, which is more than --at-most {at_most:,}; "
            "lower the one or raise the other."
        )


def run_until_precise(
    design: SweepDesign,
    wanted: Mapping[str, float],
    *,
    at_most: int = AT_MOST,
    out: str | Path,
    retry_failed: bool = False,
    announce: Callable[[str], None] = lambda line: None,
    **running: Any,
) -> Precision:
    """Run ``design`` with more and more replications, until every interval is narrow enough.

    Parameters
    ----------
    design
        What to run. The first look is taken after its replications, or after those that the folder has planned
        already, or after :data:`~experiments.analysis.stopping.FIRST_BATCH`, whichever is most.
    wanted
        The half-width of the interval that is wanted of each outcome, in the outcome's unit.
    at_most
        No batch goes beyond this number of replications.
    out, retry_failed, announce
        As for :func:`~experiments.runs.driver.run_design`; failed runs are tried again once, not for every batch.
    running
        Anything else that it takes, except for ``part``.

    Raises
    ------
    InputError
        For what :func:`check_precision` refuses, where an outcome has no value at some point because all its runs
        failed, and as for :func:`~experiments.runs.driver.run_design`.
    """
    check_design(design)
    check_precision(design, wanted, at_most)
    folder = Path(out)
    replications, ran, seconds = max(_planned(folder), design.replications, FIRST_BATCH), 0, 0.0
    while True:
        result = run_design(
            design.with_replications(replications),
            out=folder,
            retry_failed=retry_failed,
            announce=announce,
            **running,
        )
        retry_failed = False
        ran, seconds = ran + result.ran, seconds + result.seconds
        earlier = read_journal(folder / JOURNAL).looks
        ends = sorted({*earlier, replications})
        runs = load(folder, "last_year", list(wanted))
        columns = {name: _columns(runs, design, name) for name in wanted}
        looks = {
            name: precision_reached(_batches(columns[name].values, ends), half_width)
            for name, half_width in wanted.items()
        }
        widest = tuple(_widest(name, columns[name], look.interval, wanted[name]) for name, look in looks.items())
        if replications not in earlier:
            with locked(folder):
                journal = JournalWriter(folder / JOURNAL)
                try:
                    journal.write(look_entry(now(), ends, [one.said for one in widest]))
                finally:
                    journal.close()
        enough = all(look.enough for look in looks.values())
        if enough or replications >= at_most:
            result = replace(result, ran=ran, seconds=seconds)
            return Precision(result, replications, len(ends), widest, enough)
        batch = min(max(look.next_batch for look in looks.values()), at_most - replications)
        announce(
            f"Look {len(ends)}, after {replications:,} replications: {'; '.join(one.said for one in widest)}. "
            f"Next batch: to {replications + batch:,} replications "
            f"(runs to go: {batch * result.planned // replications:,})."
        )
        replications += batch


def _planned(folder: Path) -> int:
    """The replications that are planned in ``folder`` already; 0 where there is no sweep."""
    return int(read_manifest(folder)["design"].get("replications", 0)) if holds_runs(folder) else 0


def _columns(runs: pd.DataFrame, design: SweepDesign, outcome: str) -> Columns:
    """Every mean of ``outcome`` that is to be known, from the table ``runs``."""
    first, *others = [scenario.name for scenario in design.scenarios]
    councils = {council.code: council.name for council in design.councils}
    named = runs.astype({"council_code": str, "scenario": str})
    columns = ["point", "council_code", "scenario"]
    wide = named.pivot(index="replicate", columns=columns, values=outcome)  # noqa: PD010 (nothing is to be averaged)
    chosen = [column for column in wide.columns if not others or column[2] != first]
    values = wide[chosen].to_numpy()
    if others:
        values = values - wide[[(point, code, first) for point, code, _ in chosen]].to_numpy()
    against = f" less {first}" if others else ""
    names = [f"point {point} in {councils[code]}, {scenario}{against}" for point, code, scenario in chosen]
    empty = ~np.isfinite(values).any(axis=0)
    if empty.any():
        raise InputError(
            f"No run gives a value of {outcome} at {names[int(empty.argmax())]}, so its precision cannot be known; the "
            "errors of the failed runs say why (--status shows them, --retry-failed runs them again)."
        )
    return Columns(names, values)


def _batches(values: np.ndarray, ends: Sequence[int]) -> list[np.ndarray]:
    """``values``, shape (replications, columns), cut at the replications ``ends`` after which a look was taken."""
    return [values[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _widest(outcome: str, columns: Columns, interval: Interval, wanted: float) -> Widest:
    # A column of which a single run finished has no interval: nothing is wider.
    half_widths = np.nan_to_num((interval.high - interval.low) / 2, nan=np.inf)
    at = int(half_widths.argmax())
    return Widest(outcome, float(half_widths[at]), wanted, columns.names[at])
