"""A panel: tables of councils, years and months, of what was observed or of what a model gave, under the same names.

A fact is a function of a panel. It cannot tell whether the panel was observed or simulated; so both are measured alike.

======================  ==========================================================  =========
table                   what it holds                                               shape
======================  ==========================================================  =========
net, gross              spending by service, net and gross of income, £m real       C, S, Y
core                    net spending of all core services, £m real                  C, Y
funding                 what the council could spend, £m real                       C, Y
service_spend           net spending on services beside that funding, £m real       C, Y
reserves, opening       usable reserves at the end and the beginning of the year    C, Y
net_revenue             net revenue expenditure of the year, £m real                C, Y
overspend, budget       spending above budget, and budget, £m real                  C, Y
failed                  1 from the year of a first section 114 notice on            C, Y
failed_month            month of that notice (0 is April 2010), -1 for none         C
sourced                 1 where the notice is certain                               C
solvent_at_failure      1 if reserves stood above zero just before the notice       C
turnover, caseload      of social workers (in a model: of staff), cuts left out     C, Y
mean_caseload           the same, as it is published for the country                C, Y
rereferral              cases that come back, a share                               C, Y
care_quality, in_time   adults' quality of life; decisions or information in time   C, Y
contact_share           share of working time with people                           C, Y
quality                 how well closed cases were served, by service               C, S, Y
employee_cost           council's own employees in adult care, any unit             C, Y
volunteers              residents who step in, any unit                             C, Y
paid_cultural           paid staff (in a model: spending) of cultural services      C, Y
delegation, dyad_trust  what leaders let go; trust of leader and chief executive    C, Y
index                   service outcome index                                       C, Y
satisfaction            residents satisfied with the council, a share               C, M
employed, employed_all  staff, of the council and of all employers, any unit        C, M
shunted                 cost moved onto others, £m a year                           C, M
exits, offices          chief executives who left; councils that have one           C, M
new_majority            1 while the majority is new                                 C, M
index_by_month          service outcome index                                       C, M
======================  ==========================================================  =========

C councils, S services, Y financial years (2010 is April 2010 to March 2011), M months from April 2010 on. A table
that is known for the country alone has one row in place of the councils. What is not known is not a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.council.services import SERVICES

FIRST_YEAR = 2010
MONTHS_A_YEAR = 12
LAST_ACCOUNTS = 2017
"""The last financial year of which councils' accounts are at hand."""

CLASSES = ("SD", "MD", "L", "UA", "SC")
"""Classes of councils in the order of their cut, deepest first, as it was observed."""

BY_MONTH = (
    "satisfaction",
    "employed",
    "employed_all",
    "shunted",
    "exits",
    "offices",
    "new_majority",
    "index_by_month",
)
BY_COUNCIL = ("failed_month", "sourced", "solvent_at_failure")


class Unknown(Exception):
    """The panel does not know what a figure needs: the table, the year or the month is not there."""


@dataclass(frozen=True)
class Panel:
    """Councils, and tables of them; see the top of this file for the tables.

    ``years`` counts financial years from 2010-11 on. ``runs`` says which councils run which services: (C, S).
    ``deprivation`` is known of each council itself or NaN; ``all_deprivation`` has the figure of a successor's area
    there.
    """

    codes: np.ndarray
    klass: np.ndarray
    deprivation: np.ndarray
    all_deprivation: np.ndarray
    runs: np.ndarray
    years: int
    tables: Mapping[str, np.ndarray]

    @property
    def last(self) -> int:
        """The last financial year, by the calendar year in which it starts."""
        return FIRST_YEAR + self.years - 1

    @property
    def last_accounts(self) -> int:
        """The last year of it of which accounts are at hand."""
        return min(self.last, LAST_ACCOUNTS)

    @property
    def upper(self) -> np.ndarray:
        """Councils with social care: all but shire districts."""
        return np.asarray(self.klass != "SD")

    @property
    def single(self) -> np.ndarray:
        """Councils that run every service."""
        return np.isin(self.klass, ("L", "MD", "UA"))

    def table(self, name: str, where: np.ndarray | None = None) -> np.ndarray:
        """A table, of the councils ``where`` only; one for the country alone is given as it is.

        Raises:
            Unknown: the panel has no such table.
        """
        if name not in self.tables:
            raise Unknown(name)
        values = self.tables[name]
        if where is None or len(values) != len(self.codes):
            return values
        return np.asarray(values[where])

    def at(self, name: str, year: int, where: np.ndarray | None = None) -> np.ndarray:
        """A table in one financial year: its last axis is gone.

        Raises:
            Unknown: the panel has no such table, or ends before that year.
        """
        if not FIRST_YEAR <= year <= self.last:
            raise Unknown(f"{name} in {year}")
        return self.table(name, where)[..., year - FIRST_YEAR]

    def over(self, name: str, first: int, last: int, where: np.ndarray | None = None) -> np.ndarray:
        """A table from one financial year to another, both included.

        Raises:
            Unknown: the panel has no such table, or ends before that year.
        """
        if not FIRST_YEAR <= first <= last <= self.last:
            raise Unknown(f"{name} from {first} to {last}")
        return self.table(name, where)[..., first - FIRST_YEAR : last - FIRST_YEAR + 1]

    def in_month(self, name: str, month: int) -> float:
        """The mean over councils of a table by month, in the month so many months after April 2010.

        Raises:
            Unknown: the panel has no such table or ends before that month, or nothing is known of it.
        """
        values = self.table(name)
        if month >= values.shape[-1] or not np.isfinite(values[:, month]).any():
            raise Unknown(f"{name} in month {month}")
        return float(np.nanmean(values[:, month]))

    def service(self, name: str) -> int:
        """The place of a service among all."""
        return SERVICES.index(name)

    def of(self, where: np.ndarray) -> Panel:
        """The councils ``where`` alone. Tables of the country stay as they are."""
        count = len(self.codes)
        tables = {name: v[where] if len(v) == count else v for name, v in self.tables.items()}
        return replace(
            self,
            codes=self.codes[where],
            klass=self.klass[where],
            deprivation=self.deprivation[where],
            all_deprivation=self.all_deprivation[where],
            runs=self.runs[where],
            tables=tables,
        )

    def to(self, last: int) -> Panel:
        """The panel up to the financial year ``last``; what lies beyond it can then not be read."""
        years = min(self.years, last - FIRST_YEAR + 1)
        tables = {}
        for name, values in self.tables.items():
            if name in BY_COUNCIL:
                tables[name] = values
            else:
                tables[name] = values[..., : years * (MONTHS_A_YEAR if name in BY_MONTH else 1)]
        if "failed_month" in tables:
            month = tables["failed_month"]
            tables["failed_month"] = np.where(month >= years * MONTHS_A_YEAR, -1.0, month)
        return replace(self, years=years, tables=tables)
