"""The prior-predictive sweep: Camden under all assumptions at once, held against what is known of English councils.

What is asked is not whether a point fits but how much of the space that the assumptions allow looks like an English
council at all. Patterns that need many councils are tested elsewhere (``townhall validate``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.designs.design import BY_POINT, YEAR, Cell, Crossing, Listed
from experiments.studies.arrays import ran_in_all
from experiments.studies.fairness.factors import as_it_is, factors
from experiments.studies.hypotheses.hypercube import assumptions, hypercube_points
from sim.council.councils import find_council
from sim.machine.declared import PARAMETERS
from sim.outcomes import MEASURES, OUTCOMES
from sim.scenario.scenario import load_scenario

PART, DEFAULTS_PART = "prior predictive", "defaults"
MONTHS = 180
KEPT = tuple(name for name in OUTCOMES if not MEASURES[name].service)
"""Outcomes of the council; those of single services would count the same response eight times."""

YEAR_READ = 6
"""Effects are read in 2016-17 (2010-11 is 0), the last year with the council's own funding."""


@dataclass(frozen=True)
class Band:
    """One pattern with the band in which England lay."""

    fact: str
    pattern: str
    low: float
    high: float
    statistic: Callable[[Callable[[str], np.ndarray]], np.ndarray]
    """Takes a function from an outcome's name to its monthly values, (points, months); gives one number a point."""


def _year(values: np.ndarray, year: int) -> np.ndarray:
    """The mean over financial year ``year`` (0 is 2010-11)."""
    return np.asarray(values[:, YEAR * year : YEAR * year + YEAR].mean(axis=1))


def _yearly(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.reshape(len(values), -1, YEAR).mean(axis=2))


def _turnover(of: Callable[[str], np.ndarray]) -> np.ndarray:
    """Staff who leave of themselves, mean from 2016-17 on."""
    people = np.maximum(1.0, of("staff.headcount") * PARAMETERS["frontline_staff"].default)
    left = of("staff.turnover") - YEAR * of("staff.redundancies") / people
    return np.asarray(left[:, YEAR * YEAR_READ :].mean(axis=1))


BANDS = (
    Band(
        "F16",
        "satisfaction, 2012 to 2019, points",
        -12.0,
        -4.0,
        lambda of: 100.0 * (_year(of("public.satisfaction"), 9) - _year(of("public.satisfaction"), 2)),
    ),
    Band("F21", "staff turnover a year, cuts apart", 0.12, 0.18, _turnover),
    Band(
        "F24",
        "range of re-referral over the years from 2016-17",
        0.0,
        0.02,
        lambda of: np.ptp(_yearly(of("staff.rereferral"))[:, YEAR_READ:], axis=1),
    ),
    Band("F32", "contact share in 2010-11", 0.18, 0.28, lambda of: _year(of("staff.contact_share"), 0)),
    Band(
        "F20",
        "workforce, 2010 to 2017, relative",
        -0.35,
        -0.20,
        lambda of: _year(of("staff.headcount"), 7) / np.maximum(1e-9, _year(of("staff.headcount"), 0)) - 1.0,
    ),
    Band("F14", "section 114 notice in the first seven years", 0.0, 0.0, lambda of: of("money.failed")[:, 83]),
    Band("–", "outcome index in 2016-17 away from its bounds", 0.1, 0.9, lambda of: _year(of("index"), YEAR_READ)),
)


BAND_OUTCOMES = (
    "public.satisfaction",
    "staff.turnover",
    "staff.redundancies",
    "staff.headcount",
    "staff.rereferral",
    "staff.contact_share",
    "money.failed",
    "index",
)
"""The outcomes of which bands need the months."""


def points(count: int, seed: int) -> np.ndarray:
    """Points of a Latin hypercube over every assumption that the baseline does not set: (points, assumptions)."""
    return hypercube_points(count, leave_out=set(load_scenario("baseline").settings), seed=seed)


def crossings(count: int, seed: int, default_replicates: int) -> tuple[Crossing, Crossing]:
    """The baseline in Camden at each point, once and each with random numbers of its own; and as it is."""
    base, camden = load_scenario("baseline"), (find_council("Camden"),)
    drawn = points(count, seed)
    table = np.full((count, len(factors())), np.nan)
    table[:, : drawn.shape[1]] = drawn
    swept, default = (
        Cell(base, camden, MONTHS, KEPT, monthly=True, labels=(part, base.name)) for part in (PART, DEFAULTS_PART)
    )
    return (
        Crossing((swept,), 1, seed, Listed(table), random_numbers=BY_POINT),
        Crossing((default,), default_replicates, seed, as_it_is()),
    )


def settings_table(drawn: np.ndarray) -> pd.DataFrame:
    """The numbers of every assumption at every point, those of the baseline filled in: (points, parameters)."""
    own = load_scenario("baseline").values  # noqa: PD011
    frame = pd.DataFrame(drawn, columns=[factor.name for factor in assumptions()])
    return frame.fillna({name: PARAMETERS[name].number(own[name]) for name in frame})


def band_table(values: np.ndarray, default: np.ndarray, outcomes: Sequence[str] = KEPT) -> pd.DataFrame:
    """For each pattern: its band, the spread over points, the share inside, and where the defaults lie.

    ``values`` has the shape (points, months, outcomes), ``default`` the same for runs at the defaults. Points and runs
    count that are there.
    """

    def of(array: np.ndarray) -> Callable[[str], np.ndarray]:
        return lambda name: array[:, :, outcomes.index(name)]

    values, default = values[ran_in_all(values)], default[ran_in_all(default)]
    rows = []
    every = np.ones(len(values), dtype=bool)
    for band in BANDS:
        found = band.statistic(of(values))
        inside = (found >= band.low) & (found <= band.high)
        every &= inside
        low, middle, high = np.quantile(found, (0.05, 0.5, 0.95))
        at = float(band.statistic(of(default)).mean()) if len(default) else np.nan
        rows.append((band.fact, band.pattern, band.low, band.high, low, middle, high, float(inside.mean()), at))
    nothing = np.nan
    rows.append(
        ("all", "all of them at once", nothing, nothing, nothing, nothing, nothing, float(every.mean()), nothing)
    )
    columns = ["fact", "pattern", "band_low", "band_high", "low90", "median", "high90", "share_inside", "at_defaults"]
    return pd.DataFrame(rows, columns=columns)


def effects(means: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Of the outcomes' means in 2016-17 at every point, (points, outcomes), those that vary, and their names."""
    varies = np.ptp(means, axis=0) > 1e-12
    return means[:, varies], tuple(name for name, kept in zip(KEPT, varies, strict=True) if kept)
