"""Reserves of councils with social care: first built up, then drawn on (F07, F08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from experiments.validation.panel import FIRST_YEAR, Panel, Unknown

HUMP_TO = 2016
"""The hump is that of the National Audit Office's series, to 2016-17. In 2017-18 the accounts' ratio rises again, to
.375, above the .371 of 2015-16."""


def ratios(panel: Panel) -> np.ndarray:
    """Reserves at the end of the year over net revenue expenditure of the same year, all councils together, by year."""
    last = min(panel.last, HUMP_TO)
    held, revenue = (panel.over(name, FIRST_YEAR, last, panel.upper) for name in ("reserves", "net_revenue"))
    there = np.isfinite(held) & np.isfinite(revenue)
    return np.asarray(np.where(there, held, 0.0).sum(axis=0) / np.where(there, revenue, 0.0).sum(axis=0))


def peak_year(panel: Panel) -> float:
    """The year in which that ratio is highest."""
    return float(FIRST_YEAR + int(np.argmax(ratios(panel))))


def peak_over_start(panel: Panel) -> float:
    """Its highest value over that of 2010-11."""
    found = ratios(panel)
    return float(found.max() / found[0])


def median_ratio(panel: Panel) -> float:
    """The median over councils in the last year of accounts."""
    year = panel.last_accounts
    found = panel.at("reserves", year, panel.upper) / panel.at("net_revenue", year, panel.upper)
    return float(np.nanmedian(found))


def share_drawing(panel: Panel, year: int) -> float:
    """The share of councils whose reserves end a year lower than they began it."""
    opening, closing = (panel.at(name, year, panel.upper) for name in ("opening", "reserves"))
    there = np.isfinite(opening) & np.isfinite(closing)
    if not there.any():
        raise Unknown(f"reserves in {year}")
    return float((closing[there] < opening[there]).mean())


def year_of_least_drawing(panel: Panel) -> float:
    """The year in which the fewest draw on their reserves; of years that tie, the middle one."""
    shares = np.array([share_drawing(panel, year) for year in range(FIRST_YEAR, panel.last_accounts + 1)])
    least = np.flatnonzero(shares == shares.min())
    return float(FIRST_YEAR + least[len(least) // 2])


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F07.year": peak_year,
    "F07.ratio": peak_over_start,
    "F07.med": median_ratio,
    **{f"F08.{year}": partial(share_drawing, year=year) for year in range(2010, 2018)},
    "F08.min": year_of_least_drawing,
}
