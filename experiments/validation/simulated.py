"""The panel of a run of the model: its outcomes, month by month, put under the names and definitions of the observed
panel.

Every table follows the definition of what was observed, not that of the outcome that comes nearest: spending is net
of the income of 2010-11 where the accounts are net, reserves stand over the net revenue of the accounts in the same
year, staff are those whom the council itself employs, and people whose post was cut did not leave of their own
accord.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.validation.observed import observed
from experiments.validation.panel import MONTHS_A_YEAR, Panel
from sim.council.services import SERVICES

if TYPE_CHECKING:
    from sim.council.council import Council

SOME_RESERVES = 0.03
"""Reserves over the net revenue of 2010-11 above which a council that fails still had some."""

OUTCOMES: tuple[str, ...] = (
    *(f"service.spend.{name}" for name in SERVICES),
    *(f"service.quality.{name}" for name in SERVICES),
    "service.in_time",
    "money.funding",
    "money.reserves",
    "money.reserves_ratio",
    "money.overspend",
    "money.failed",
    "money.failed_month",
    "staff.headcount",
    "staff.outsourced",
    "staff.turnover",
    "staff.redundancies",
    "staff.caseload",
    "staff.rereferral",
    "staff.contact_share",
    "leadership.delegation",
    "leadership.chief_executive_left",
    "leadership.chief_executive",
    "leadership.new_majority",
    "trust.dyad",
    "partners.shunted",
    "public.satisfaction",
    "public.coproduction",
    "index",
)
"""The outcomes that facts are made of."""


def by_year(months: np.ndarray) -> np.ndarray:
    """Means of financial years: the last axis goes from months to years."""
    return np.asarray(months.reshape(*months.shape[:-1], -1, MONTHS_A_YEAR).mean(axis=-1))


def simulated(values: np.ndarray, councils: Sequence[Council], *, staff: int) -> Panel:
    """The panel of one run.

    Parameters
    ----------
    values
        Outcomes of whole years: (councils, months, :data:`OUTCOMES`). NaN in what a council does not have.
    councils
        The councils of the run, in the order of the first axis.
    staff
        Members of staff in the model of each council: outcomes count posts cut by the head and staff as a share.
    """

    def month(name: str) -> np.ndarray:
        return np.asarray(values[:, :, OUTCOMES.index(name)])

    def year(name: str) -> np.ndarray:
        return by_year(month(name))

    runs = np.array([council.runs for council in councils], dtype=bool)
    columns = {
        "codes": np.array([council.code for council in councils]),
        "klass": np.array([council.klass for council in councils]),
        "deprivation": np.array([c.deprivation if c.deprivation_known else np.nan for c in councils]),
        "all_deprivation": np.array([council.deprivation for council in councils]),
        "runs": runs,
    }
    tables = {
        **_money(month, year, councils, runs),
        **_failure(month, year),
        **_staff(month, year, staff),
        **{table: year(name) for table, name in YEARLY.items()},
        **{table: month(name) for table, name in MONTHLY.items()},
        "quality": np.stack([year(f"service.quality.{name}") for name in SERVICES], axis=1),
    }
    return Panel(**columns, years=values.shape[1] // MONTHS_A_YEAR, tables=tables)


YEARLY = {
    "caseload": "staff.caseload",
    "mean_caseload": "staff.caseload",
    "rereferral": "staff.rereferral",
    "care_quality": "service.quality.adult_social_care",
    "in_time": "service.in_time",
    "contact_share": "staff.contact_share",
    "volunteers": "public.coproduction",
    "delegation": "leadership.delegation",
    "dyad_trust": "trust.dyad",
    "index": "index",
}
MONTHLY = {
    "satisfaction": "public.satisfaction",
    "employed_all": "staff.headcount",
    "shunted": "partners.shunted",
    "exits": "leadership.chief_executive_left",
    "offices": "leadership.chief_executive",
    "new_majority": "leadership.new_majority",
    "index_by_month": "index",
}
"""Tables that are an outcome as it is."""

Series = Callable[[str], np.ndarray]


def _money(month: Series, year: Series, councils: Sequence[Council], runs: np.ndarray) -> dict[str, np.ndarray]:
    """Spending, funding and reserves."""
    gross = np.stack([year(f"service.spend.{name}") for name in SERVICES], axis=1)
    gross = np.where(runs[:, :, None], gross, 0.0)
    income = np.array([council.income_m for council in councils]) * runs
    net = gross - income[:, :, None]
    core = net.sum(axis=1)
    funding = year("money.funding")
    base = np.array([council.net_revenue_m for council in councils])
    reserves = month("money.reserves")[:, MONTHS_A_YEAR - 1 :: MONTHS_A_YEAR]
    first = np.array([council.reserves_ratio for council in councils]) * base
    spent = gross.sum(axis=1)
    budget = spent / (1.0 + year("money.overspend"))
    return {
        "net": net,
        "gross": gross,
        "core": core,
        "service_spend": core,
        "paid_cultural": net[:, SERVICES.index("cultural")],
        "funding": funding,
        "reserves": reserves,
        "opening": np.column_stack([first, reserves[:, :-1]]),
        "net_revenue": net_revenue(councils, base[:, None] * funding / funding[:, :1]),
        "budget": budget,
        "overspend": spent - budget,
    }


def net_revenue(councils: Sequence[Council], otherwise: np.ndarray) -> np.ndarray:
    """Net revenue expenditure of the accounts, £m real: (councils, years); ``otherwise`` where there are no
    accounts.
    """
    accounts = observed()
    place = {code: at for at, code in enumerate(accounts.codes.tolist())}
    found = otherwise.copy()
    for at, council in enumerate(councils):
        if council.code in place:
            known = accounts.table("net_revenue")[place[council.code], : found.shape[1]]
            found[at] = np.where(np.isfinite(known), known, found[at])
    return found


def _failure(month: Series, year: Series) -> dict[str, np.ndarray]:
    """Notices, and whether reserves were left when they came."""
    when = month("money.failed_month")[:, -1]
    before = np.clip(when.astype(int) - 1, 0, None)
    ratio = np.take_along_axis(month("money.reserves_ratio"), before[:, None], axis=1)[:, 0]
    return {
        "failed": month("money.failed")[:, MONTHS_A_YEAR - 1 :: MONTHS_A_YEAR],
        "failed_month": when,
        "sourced": np.ones(len(when)),
        "solvent_at_failure": np.where(when > 0, (ratio > SOME_RESERVES).astype(float), np.nan),
    }


def _staff(month: Series, year: Series, staff: int) -> dict[str, np.ndarray]:
    """The council's own people, and those who leave of their own accord."""
    everybody = month("staff.headcount")
    own = everybody * (1.0 - month("staff.outsourced"))
    people = np.maximum(everybody * staff, 1.0)
    left = month("staff.turnover") - MONTHS_A_YEAR * month("staff.redundancies") / people
    return {"employed": own, "employee_cost": by_year(own), "turnover": by_year(left)}
