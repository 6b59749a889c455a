"""Does a verdict stand if the assumptions were others: the hypotheses over a Latin hypercube of all of them.

Varied are all free parameters over their declared ranges, all at once, but for those that the arms set
themselves. At each point the arms run with a few replicates, and the statistic alone, without an interval, says whether
a criterion holds there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from experiments.designs.factors import Factor, Value, value_of
from experiments.designs.sampling import latin_hypercube, spread
from experiments.studies.hypotheses.declared import Arm, Hypothesis
from experiments.studies.hypotheses.verdict import holds, point_verdict
from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.scenario import load_scenario, theories

POINTS = 24
QUICK_POINTS = 4

UNCERTAIN = "uncertainties"
DRAWN = 17
"""Keeps these points apart from whatever else is drawn from a study's seed."""


@cache
def assumptions() -> tuple[Factor, ...]:
    """All free parameters over their declared ranges, by name; the fixed ones move in groups alone."""
    theories()  # completes the declarations
    return tuple(factor_of(p) for _, p in sorted(PARAMETERS.items()) if p.free)


def factor_of(declared: Parameter) -> Factor:
    """A parameter over its declared range, or over all its words."""
    return Factor(declared, UNCERTAIN, float(declared.lo), float(declared.hi))


def set_by(arms: Sequence[Arm]) -> set[str]:
    """The parameters that these arms, or the scenarios below them, set themselves, be it to their defaults."""
    return {name for arm in arms for name in (*arm.settings, *load_scenario(arm.scenario).settings)}


def hypercube_points(count: int, *, leave_out: Collection[str] = (), seed: int = 0) -> np.ndarray:
    """Points of a Latin hypercube over :func:`assumptions`, as numbers: (points, assumptions).

    NaN in what is ``leave_out``. A parameter's column depends on the seed and on ``count``; what is left out changes no
    other column. Words and whole numbers get equal parts of the range.
    """
    factors = assumptions()
    if count == 0:
        return np.empty((0, len(factors)))
    found = latin_hypercube(len(factors), count, [seed, DRAWN])
    for column, factor in enumerate(factors):
        found[:, column] = np.nan if factor.name in leave_out else spread(factor, found[:, column])
    return found


def point_settings(points: np.ndarray) -> tuple[dict[str, Value], ...]:
    """The settings of each of :func:`hypercube_points`."""
    return tuple(
        {f.name: value_of(f, number) for f, number in zip(assumptions(), row, strict=True) if number == number}
        for row in points.tolist()
    )


@dataclass(frozen=True)
class Hypercube:
    """What the hypercube says of one hypothesis.

    ``settings`` are the points, ``statistics`` holds (points, criteria; NaN in a point that failed).
    """

    settings: tuple[Mapping[str, Value], ...]
    statistics: np.ndarray
    upheld_by_criterion: tuple[float, ...]
    """Share of points at which a criterion's statistic lies on the same side as at the defaults; NaN without points."""
    upheld: float
    """The same for the hypothesis: all of its criteria hold, or not all of them."""
    holds: float
    """Share of points at which all criteria hold."""

    @property
    def points(self) -> int:
        """How many points there are; one that failed upholds nothing."""
        return len(self.settings)


def over_hypercube(
    hypothesis: Hypothesis, at_default: Sequence[float], settings: Sequence[Mapping[str, Value]], values: np.ndarray
) -> Hypercube:
    """Compare the statistics at the points, ``values`` (points, criteria), with those ``at_default``."""
    criteria = hypothesis.criteria
    if not len(settings):
        nothing = tuple(np.nan for _ in criteria)
        return Hypercube((), values, nothing, np.nan, np.nan)
    ran = np.isfinite(values)
    same = [
        float(np.mean([good and holds(c, v) == holds(c, start) for v, good in zip(column, fine, strict=True)]))
        for c, start, column, fine in zip(criteria, at_default, values.T, ran.T, strict=True)
    ]
    verdicts = np.array([point_verdict(criteria, row) for row in values])
    whole = ran.all(axis=1)
    return Hypercube(
        tuple(settings),
        values,
        tuple(same),
        float(np.mean(whole & (verdicts == point_verdict(criteria, at_default)))),
        float(np.mean(whole & verdicts)),
    )
