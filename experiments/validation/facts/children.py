"""Children's services: turnover of social workers (F21), which does not follow caseload (F23), re-referral (F24)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.validation.arithmetic import correlation, ratio, within
from experiments.validation.panel import Panel

CENSUS = (2016, 2024)
"""First and last year of the census of social workers, taken each September."""

RETURNS = (2015, 2024)
"""First and last year of re-referrals."""


def turnover(panel: Panel) -> np.ndarray:
    """Turnover by council and year, cuts left out, councils with social care."""
    return panel.over("turnover", *CENSUS, where=panel.upper)


def caseload(panel: Panel) -> np.ndarray:
    """Cases per worker by council and year, councils with social care."""
    return panel.over("caseload", *CENSUS, where=panel.upper)


def mean_turnover(panel: Panel) -> float:
    """Its mean over councils and years."""
    return float(np.nanmean(turnover(panel)))


def persistence(panel: Panel) -> float:
    """Correlation of turnover with that of the year before, pooled over councils and years."""
    rates = turnover(panel)
    return correlation(rates[:, :-1], rates[:, 1:])


def spread(panel: Panel) -> float:
    """The standard deviation of turnover between councils, mean over years."""
    return float(np.nanstd(turnover(panel), axis=0, ddof=1).mean())


def with_caseload(panel: Panel) -> float:
    """Correlation of turnover with caseload, within councils."""
    return correlation(within(turnover(panel)), within(caseload(panel)))


def after_caseload(panel: Panel) -> float:
    """The same with the caseload of the year before."""
    return correlation(within(caseload(panel)[:, :-1]), within(turnover(panel)[:, 1:]))


def returning(panel: Panel) -> np.ndarray:
    """The share of cases that come back, mean over councils, by year."""
    return np.asarray(np.nanmean(panel.over("rereferral", *RETURNS, where=panel.upper), axis=0))


def caseload_change(panel: Panel) -> float:
    """Caseload of 2024-25 over that of 2017-18."""
    first, last = (float(np.nanmean(panel.at("mean_caseload", year, panel.upper))) for year in (2017, 2024))
    return ratio(last, first)


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F21.mean": mean_turnover,
    "F21.ac": persistence,
    "F21.sd": spread,
    "F23": with_caseload,
    "F23.lag": after_caseload,
    "F24.range": lambda panel: 100.0 * float(np.ptp(returning(panel))),
    "F24.level": lambda panel: float(returning(panel).mean()),
    "F24.caseload": caseload_change,
}
