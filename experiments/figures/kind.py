"""What one figure of the gallery is: its name, its purpose, what it needs, and the function that makes its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.picture import Picture
    from experiments.figures.result import Result
    from experiments.figures.view import View

ONE, HEADLINE, OWN = "one", "headline", "own"
"""The outcomes that a figure shows where none is asked for: the index (or the first kept), all of the headline, or
those that it is about, whatever is asked."""


@dataclass(frozen=True)
class Kind:
    """A figure. ``lacks`` says what a result has not that it needs, and is empty where it can be drawn."""

    name: str
    purpose: str
    needs: str
    lacks: Callable[[Result], str]
    picture: Callable[[View], Picture]
    outcomes: str = ONE
    by_parameter: bool = False
    """Whether it shows parameters of a sweep, and so more than one point."""
    compares: bool = False
    """Whether it shows one scenario beside another, so that one alone is too few."""
    all_councils: bool = False
    """Whether it shows councils side by side, so that none need be chosen."""

    def check(self, view: View) -> None:
        """:class:`InputError` where fewer scenarios are asked for than it takes."""
        if self.compares and len(view.scenarios) < 2:
            raise InputError(
                f"{self.name} compares scenarios, and {view.reference} is one; name another with --scenario, or leave "
                "it out."
            )

    def default_outcomes(self, result: Result) -> tuple[str, ...]:
        """The outcomes shown where none is asked for."""
        headline = result.headline or result.outcomes
        return headline if self.outcomes == HEADLINE else headline[:1]


def several_scenarios(result: Result) -> str:
    """What a comparison of scenarios needs."""
    if len(result.scenarios) < 2:
        return "it has one scenario, and a difference needs two"
    return one_point(result)


def one_point(result: Result) -> str:
    """What a figure of runs needs that differ in nothing but chance."""
    if not result.kinds:
        return "it keeps no runs"
    if result.namesakes:
        return f"several of its scenarios are called {result.namesakes[0]}, and runs of them would be mixed"
    if result.factors and result.kind not in ("hypotheses", "fairness"):
        return f"it varies {' and '.join(result.factors[:3])} from point to point"
    return ""
