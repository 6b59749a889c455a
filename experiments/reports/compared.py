"""What scenarios that were run with the same luck say of each other: by pair, outcome and window, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.analysis.wording import BETTER, NONE, UNCLEAR, WORSE, gap, interval, sentence_case
from experiments.figures.claims import Difference, difference, disagreement
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.view import OTHER, WINDOWS, View, view_of
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.result import Result


@dataclass(frozen=True)
class Compared:
    """One pair: the difference in each headline outcome in the last year, and over the whole run."""

    pair: Pair
    rows: tuple[tuple[Difference, Difference], ...]

    def count(self, verdict: str) -> int:
        """Outcomes with that verdict in the last year."""
        return sum(found.verdict == verdict for found, _ in self.rows)

    @property
    def turned(self) -> list[Difference]:
        """The differences of which the whole run says something else."""
        return [found for found, other in self.rows if disagreement(found, other)]


def view_for(result: Result) -> View | None:
    """A view of the headline outcomes of all scenarios; None where none can be had without a choice."""
    outcomes = result.headline or result.outcomes[:12]
    try:
        view = view_of(result, outcomes=outcomes, default=outcomes)
        view.single("a comparison")
    except InputError:
        return None
    return view


def comparisons(result: Result) -> list[Compared]:
    """Every pair of scenarios that figures compare; none where there is one scenario, or several points."""
    if len(result.scenarios) < 2 or (view := view_for(result)) is None:
        return []
    for window in ("last_year", "mean"):
        result.window(window, view.outcomes)  # read at once
    return [
        Compared(
            pair,
            tuple(
                (
                    difference(view, pair.scenario, pair.reference, outcome),
                    difference(view, pair.scenario, pair.reference, outcome, OTHER["last_year"]),
                )
                for outcome in view.outcomes
            ),
        )
        for pair in pairs_of(view)
    ]


def sentence(result: Result, found: Difference) -> str:
    """What one difference amounts to, with its interval."""
    measure = result.measure(found.outcome)
    name, when = sentence_case(result.label(found.outcome)), WINDOWS[found.window]
    if not found.n:
        return f"{name}: nothing to compare, since no pair of runs finished."
    if found.verdict == NONE:
        return f"{name}: no difference {when}; every pair of runs is equal."
    if not found.known:
        return f"{name}: only one pair of runs finished, too few to say anything."
    if found.verdict == UNCLEAR:
        return f"{name}: no clear difference {when} (90% interval {interval(found.low, found.high, measure.unit)})."
    size, ends = gap(found.mean, found.low, found.high, measure.unit)
    judged = f", which is {found.verdict}" if found.verdict in (BETTER, WORSE) else ""
    way = "higher" if found.mean > 0 else "lower"
    both = f"under {found.scenario} than under {found.reference}"
    return f"{name}: {size} {way} {both} {when} (90% interval {ends}){judged}."


def turned_sentences(result: Result, every: Sequence[Compared]) -> list[str]:
    """A sentence for each verdict that the whole run turns."""
    return [
        f"{sentence_case(result.label(found.outcome))}, {one.pair.name}: {found.verdict} in the last year, "
        f"{other.verdict} over the whole run."
        for one in every
        for found, other in one.rows
        if disagreement(found, other)
    ]
