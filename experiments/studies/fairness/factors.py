"""What varies in this study, in one list for all of its parts: every assumption, and the mean style of leaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from experiments.designs.design import AsItIs, Listed
from experiments.designs.factors import Factor
from experiments.studies.hypotheses.hypercube import assumptions, factor_of
from sim.machine.declared import PARAMETERS

LABELS = ("part", "arm")
"""The columns of the plan that say which part of the study a run is of, and which side of it."""


@cache
def factors() -> tuple[Factor, ...]:
    """The factors, in the order of the columns of every table of points."""
    known = assumptions()
    more = [PARAMETERS[name] for name in ("style_mean",) if name not in {factor.name for factor in known}]
    return (*known, *(factor_of(parameter) for parameter in more))


def as_it_is() -> AsItIs:
    """The one point that changes nothing."""
    return AsItIs(len(factors()))


def listed(rows: Sequence[Mapping[str, float]]) -> Listed:
    """Points that set what each of ``rows`` names, and leave everything else as the cell has it."""
    place = {factor.name: column for column, factor in enumerate(factors())}
    values = np.full((len(rows), len(place)), np.nan)
    for at, row in enumerate(rows):
        for name, value in row.items():
            values[at, place[name]] = value
    return Listed(values)
