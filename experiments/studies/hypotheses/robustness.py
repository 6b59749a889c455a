"""Does a verdict stand if the assumptions were others: the hypotheses over a Latin hypercube of all of them.

Swept are all parameters marked ASSUMPTION over their declared ranges, all at once, but for those that the arms set
themselves. At each point the arms run with a few replicates, and the statistic alone, without an interval, says whether
a criterion holds there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.studies.hypotheses.cells import scenario_of
from experiments.studies.hypotheses.declared import Arm, Hypothesis
from experiments.studies.hypotheses.verdict import holds, point_verdict
from sim.declared import PARAMETERS, Parameter
from sim.scenario import Value, theories

POINTS = 24
QUICK_POINTS = 4


def assumptions() -> tuple[Parameter, ...]:
    """All parameters that stand on judgement, by name."""
    theories()  # completes the declarations
    return tuple(p for _, p in sorted(PARAMETERS.items()) if p.mark == "ASSUMPTION")


def set_by(arms: Sequence[Arm]) -> set[str]:
    """The parameters that these arms, or the scenarios below them, set themselves."""
    return {name for arm in arms for name in (*arm.settings, *scenario_of(arm).settings)}


def hypercube(count: int, *, leave_out: set[str] | None = None, seed: int = 0) -> list[dict[str, Value]]:
    """``count`` points of a Latin hypercube over the assumptions that are not in ``leave_out``.

    A parameter's column depends on the seed and on ``count``, and what is left out changes no other column.
    """
    from scipy.stats import qmc

    swept = assumptions()
    if count == 0:
        return []
    cube = qmc.LatinHypercube(len(swept), seed=np.random.default_rng([seed, 17])).random(count)
    left = leave_out or set()
    return [
        {p.name: value_at(p, float(u)) for p, u in zip(swept, row, strict=True) if p.name not in left} for row in cube
    ]


def value_at(declared: Parameter, share: float) -> Value:
    """The value at ``share`` of the way through a parameter's range; words and whole numbers get equal parts of it."""
    if declared.kind == "choice":
        return declared.choices[min(int(share * len(declared.choices)), len(declared.choices) - 1)]
    if declared.kind == "int":
        return int(min(declared.hi, declared.lo + int(share * (declared.hi - declared.lo + 1))))
    return declared.lo + share * (declared.hi - declared.lo)


@dataclass(frozen=True)
class Robustness:
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


def robustness(
    hypothesis: Hypothesis, at_default: Sequence[float], settings: Sequence[Mapping[str, Value]], values: np.ndarray
) -> Robustness:
    """Compare the statistics at the points, ``values`` (points, criteria), with those ``at_default``."""
    criteria = hypothesis.criteria
    if not len(settings):
        nothing = tuple(np.nan for _ in criteria)
        return Robustness((), values, nothing, np.nan, np.nan)
    ran = np.isfinite(values)
    same = [
        float(np.mean([good and holds(c, v) == holds(c, start) for v, good in zip(column, fine, strict=True)]))
        for c, start, column, fine in zip(criteria, at_default, values.T, ran.T, strict=True)
    ]
    verdicts = np.array([point_verdict(criteria, row) for row in values])
    whole = ran.all(axis=1)
    return Robustness(
        tuple(settings),
        values,
        tuple(same),
        float(np.mean(whole & (verdicts == point_verdict(criteria, at_default)))),
        float(np.mean(whole & verdicts)),
    )
