"""Failure: section 114 notices, how many and when (F14), by which routes (F15); and overspending before it
(F19).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.validation.arithmetic import ratio
from experiments.validation.panel import FIRST_YEAR, LAST_ACCOUNTS, MONTHS_A_YEAR, Panel, Unknown

SEVENTH, THIRTEENTH = 2016, 2022
OVERSPENT_TO = 2016
"""The last year of the National Audit Office's series of overspending."""

NEVER = 2099
"""The year of a turn that does not come."""


def failed_by_seventh(panel: Panel) -> float:
    """The share of councils that failed in the first seven years, or as many of them as there are."""
    return float(np.nanmean(panel.at("failed", min(SEVENTH, panel.last))))


def failed_by_thirteenth(panel: Panel) -> float:
    """The share that failed by the thirteenth year."""
    return float(np.nanmean(panel.at("failed", THIRTEENTH)))


def failures_quicken(panel: Panel) -> float:
    """First failures in the years from 2020-21 to 2022-23 less those from 2017-18 to 2019-20, over all councils."""
    if panel.last < THIRTEENTH:
        raise Unknown("failures to 2022-23")
    month = panel.table("failed_month")
    late = (month >= 10 * MONTHS_A_YEAR) & (month < 13 * MONTHS_A_YEAR)
    early = (month >= 7 * MONTHS_A_YEAR) & (month < 10 * MONTHS_A_YEAR)
    return float(late.mean() - early.mean())


def reserves_foretell(panel: Panel) -> float:
    """How well low reserves at the end of 2017-18 tell councils that fail in that year or later from the others.

    The area under the curve, upper tier. Only notices whose date is sourced count: that of Northumberland is recalled.
    """
    if panel.last < THIRTEENTH:
        raise Unknown("failures after 2017-18")
    held = panel.at("reserves", LAST_ACCOUNTS) / panel.at("net_revenue", LAST_ACCOUNTS)
    month, sourced = panel.table("failed_month"), panel.table("sourced")
    from_then = (LAST_ACCOUNTS - FIRST_YEAR) * MONTHS_A_YEAR
    there = panel.upper & np.isfinite(held)
    later, others = held[there & (month >= from_then) & (sourced == 1.0)], held[there & (month < 0)]
    if not later.size or not others.size:
        raise Unknown("failures from 2017-18 on")
    below = later[:, None] < others[None]
    level = later[:, None] == others[None]
    return float(np.mean(below + 0.5 * level))


def solvent_failures(panel: Panel) -> float:
    """The share of failures in which reserves stood above zero: the second route, hidden risk laid bare."""
    if panel.last < THIRTEENTH:
        raise Unknown("routes of failure")
    with_reserves = panel.table("solvent_at_failure")
    if not np.isfinite(with_reserves).any():
        raise Unknown("routes of failure")
    return float(np.nanmean(with_reserves))


def overspends(panel: Panel) -> np.ndarray:
    """Spending above budget over budget, all councils together, by year to 2016-17."""
    over, budget = (panel.over(n, FIRST_YEAR, OVERSPENT_TO) for n in ("overspend", "budget"))
    return np.asarray(np.nansum(over, axis=0) / np.nansum(budget, axis=0))


def turn_to_overspend(panel: Panel) -> float:
    """The first year of overspending that lasts to 2016-17."""
    found = overspends(panel)
    turn = NEVER
    for year in range(OVERSPENT_TO, FIRST_YEAR, -1):
        if found[year - FIRST_YEAR] <= 0.0:
            break
        turn = year
    return float(turn)


def overspend_in_2016(panel: Panel) -> float:
    """Its size in 2016-17."""
    return ratio(float(overspends(panel)[-1]), 1.0)


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F14.7": failed_by_seventh,
    "F14.13": failed_by_thirteenth,
    "F14.acc": failures_quicken,
    "F15.auc": reserves_foretell,
    "F15.routes": solvent_failures,
    "F19.year": turn_to_overspend,
    "F19.size": overspend_in_2016,
}
