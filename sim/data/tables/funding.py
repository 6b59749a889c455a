"""The funding of every council by year, as its accounts say it was financed; never what it spent.

What is replayed is revenue support grant + retained business rates + council tax requirement, at constant prices. The
accounts end with 2017-18; the council's core spending power goes on to 2020-21, then the national index. Each year says
in ``status`` what stands behind it.

Three things are mended, each where it is and no further:

* **Rolled in.** In 2011-12 and 2013-14 grants for single purposes became part of the general grant (and in 2013-14
  the cost of council tax support moved from one line to another), so that the sum rises where money fell. In these two
  years the path follows the council's own change of spending power, which compares like with like.
* **Implausible.** Business rates are booked when appeals, reliefs and pools are settled: the line of a district can
  turn negative in one year and double in the next. A year whose change lies more than ``JUMP`` away from what spending
  power says of this council, beside what usually separates the two in its class, is bridged, and so is the year in
  which such a jump is undone. A bridge is spending power and what usually separates the two.
* **Signs.** A council tax requirement is never negative (Havant 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.data import YEARS
from sim.data.tables.accounts import ACCOUNT_YEARS, RAW

ACCOUNTS, SPENDING_POWER, CLASS_MEDIAN, BRIDGED = "accounts", "spending power", "class median", "bridged"
BOOKED, SPREAD, NATIONAL_INDEX, INTERPOLATED = "booked", "spread", "national index", "interpolated"

ROLLED_IN = (2011, 2013)
"""Years in which grants for single purposes were rolled into the general grant, so that the sum is a different one."""

JUMP = 0.10
"""Logarithmic distance from spending power, beside what is usual in the class, above which a change is implausible. In
counties and London boroughs 99 of 100 changes outside the years of ``ROLLED_IN`` stay within it."""

UNDONE = 0.05
"""A change next to an implausible one, in the other direction and at least this far away, is its undoing."""

POWER_YEARS = tuple(range(2011, 2019))
"""Years with a yearly change of core spending power; one more figure spans the two years to 2020-21."""

POINT_SD = 0.01 / np.sqrt(12.0)
"""Spending power is rounded to whole percentage points: standard deviation of an error uniform within half a point."""

LINES = ("grant", "rates", "council_tax")


@dataclass(frozen=True)
class Changes:
    """Logarithmic real changes by council and year, all on one index of codes."""

    sum: pd.DataFrame
    """Of grant + rates + council tax; missing where the sum is missing or not above zero."""
    power: pd.DataFrame
    """Of spending power, the class's median where the council has none. The column 2020 spans two years."""
    own_power: pd.DataFrame
    """Whether spending power is the council's own."""
    cash: pd.DataFrame
    """Spending power as it was published."""


def deflator() -> pd.Series:
    """Prices by financial year, 2016-17 = 100."""
    return pd.read_csv(RAW / "gdp_deflator_2004_2020.csv").set_index("calendar_year")["index_2016=100"]


def financed(accounts: pd.DataFrame) -> pd.DataFrame:
    """Grant, rates and council tax in £m at 2016-17 prices by code and year, with the sign of council tax mended."""
    lines = accounts.set_index(["code", "year"])[list(LINES)].copy()
    lines["council_tax"] = lines["council_tax"].abs()
    return lines


def changes(accounts: pd.DataFrame) -> Changes:
    """What the accounts and spending power say of every year."""
    klass = accounts.groupby("code")["klass"].first()
    amount = financed(accounts).sum(axis=1, min_count=len(LINES)).unstack()  # noqa: PD010 - nothing to aggregate
    raw = pd.read_csv(RAW / "councils_spending_power_pct_change_2010-11_to_2020-21.csv").set_index("ons_code")
    names = {f"{year - 1}{year % 100:02d}_{year}{(year + 1) % 100:02d}": year for year in POWER_YEARS}
    # The source calls it a change of one year; over 2015-16 to 2020-21 it only adds up as that of two.
    names["201819_201920"] = 2020
    cash = raw[list(names)].rename(columns=names).reindex(klass.index).astype(float)
    prices = deflator()
    before = {year: year - 1 if year < 2020 else 2018 for year in cash.columns}
    power = pd.DataFrame({y: np.log1p(cash[y]) - np.log(prices[y] / prices[before[y]]) for y in cash.columns})
    return Changes(
        np.log(amount.where(amount > 0.0)).diff(axis=1)[list(ACCOUNT_YEARS[1:])],
        power.fillna(power.groupby(klass).transform("median")),
        cash.notna(),
        cash,
    )


def implausible(found: Changes, klass: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which changes of the sum are bridged, and what usually separates sum and spending power in the class."""
    apart = found.sum - found.power[found.sum.columns]
    usual = apart.groupby(klass).transform("median")
    odd = apart - usual
    jumped = odd.abs() > JUMP
    bridged = jumped | odd.isna()
    for step in (1, -1):
        neighbour, its = odd.shift(step, axis=1), jumped.shift(step, axis=1, fill_value=False)
        bridged |= its & (np.sign(neighbour) == -np.sign(odd)) & (odd.abs() > UNDONE)
    return bridged, usual


def shares(accounts: pd.DataFrame) -> pd.DataFrame:
    """What each line is of the three together, by code and year; the class's median where a line is below zero."""
    lines = financed(accounts)
    sound = (lines >= 0.0).all(axis=1) & (lines.sum(axis=1) > 0.0)
    own = lines.div(lines.sum(axis=1), axis=0).where(sound)
    klass = accounts.set_index(["code", "year"])["klass"]
    typical = own.groupby([klass, own.index.get_level_values("year")]).transform("median")
    filled = own.fillna(typical)
    return filled.div(filled.sum(axis=1), axis=0)


@dataclass(frozen=True)
class Path:
    """A funding path in the making: logarithmic change, what stands behind it, whether it carries a rounded figure."""

    change: pd.DataFrame
    status: pd.DataFrame
    rounded: pd.DataFrame

    @classmethod
    def empty(cls, codes: pd.Index) -> Path:
        """One in which nothing changes."""
        made = {"index": codes, "columns": list(YEARS)}
        return cls(pd.DataFrame(0.0, **made), pd.DataFrame(ACCOUNTS, **made), pd.DataFrame(False, **made))

    def put(self, year: int, change: pd.Series, status: pd.Series | np.ndarray, rounded: pd.Series | bool) -> None:
        """Say what happens in a year."""
        self.change[year], self.status[year], self.rounded[year] = change, status, rounded


def in_the_accounts(path: Path, as_booked: Path, found: Changes, klass: pd.Series) -> None:
    """Put the years of the accounts on ``path``, and ``as_booked`` those in which grants were rolled in."""
    bridged, usual = implausible(found, klass)
    booked = found.sum.where(~bridged, found.power[found.sum.columns] + usual)
    for year in ACCOUNT_YEARS[1:]:
        own = found.own_power[year]
        if year in ROLLED_IN:
            path.put(year, found.power[year], np.where(own, SPENDING_POWER, CLASS_MEDIAN), own)
            as_booked.put(year, booked[year], np.where(bridged[year], BRIDGED, BOOKED), own & bridged[year])
        else:
            path.put(year, booked[year], np.where(bridged[year], BRIDGED, ACCOUNTS), own & bridged[year])


def after_the_accounts(path: Path, found: Changes, nation: pd.DataFrame) -> None:
    """Put the later years on ``path``: the council's spending power as far as it is known, then the nation.

    A council that was merged in 2019 has no spending power of its own after that, and follows the nation from then on;
    one that never had any follows its class.
    """
    index, status = nation.set_index("year")["index"], nation.set_index("year")["status"]
    step = np.log(index).diff()
    path.put(
        2018, found.power[2018], np.where(found.own_power[2018], SPENDING_POWER, CLASS_MEDIAN), found.own_power[2018]
    )
    own, never = found.own_power[2020], ~found.own_power.any(axis=1)
    # Two years in one figure: each takes the step of the nation and half of what separates the council from it.
    apart = (found.power[2020] - (step[2019] + step[2020])).where(own | never, 0.0)
    for year, word in {2019: SPREAD, 2020: SPENDING_POWER}.items():
        words = np.select([own, never], [word, CLASS_MEDIAN], NATIONAL_INDEX)
        path.put(year, step[year] + apart / 2.0, words, own & (year == 2020))
    for year in range(2021, YEARS[-1] + 1):
        word = INTERPOLATED if status[year] == "interpolated" else NATIONAL_INDEX
        path.put(year, pd.Series(step[year], path.change.index), np.full(len(path.change), word), False)


def funding(accounts: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Real funding index by council and year, 2010 = 1, what stands behind it, and the lines it is made of.

    ``as_booked`` and ``as_booked_status`` are the same without the mending of the two years in which grants were rolled
    in. ``rounding_sd`` is the standard deviation that the rounding of spending power leaves in ``index``.
    """
    klass = accounts.groupby("code")["klass"].first()
    found = changes(accounts)
    path, as_booked = Path.empty(klass.index), Path.empty(klass.index)
    in_the_accounts(path, as_booked, found, klass)
    after_the_accounts(path, found, nation)
    others = [year for year in YEARS if year not in ROLLED_IN]
    as_booked.change[others], as_booked.status[others] = path.change[others], path.status[others]
    index = np.exp(path.change.cumsum(axis=1))
    point = POINT_SD / (1.0 + found.cash.reindex(columns=list(YEARS)))
    doubt = index * ((point**2).where(path.rounded, 0.0).cumsum(axis=1) ** 0.5)
    lines, parts = financed(accounts), shares(accounts)
    of_each = pd.MultiIndex.from_product([klass.index, YEARS], names=["code", "year"])
    last = pd.MultiIndex.from_arrays(
        [of_each.get_level_values("code"), np.minimum(of_each.get_level_values("year"), ACCOUNT_YEARS[-1])]
    )
    table = pd.DataFrame(
        {
            "index": index.to_numpy().ravel().round(6),
            "status": path.status.to_numpy().ravel(),
            "as_booked": np.exp(as_booked.change.cumsum(axis=1)).to_numpy().ravel().round(6),
            "as_booked_status": as_booked.status.to_numpy().ravel(),
            **{f"{name}_m": lines[name].reindex(of_each).round(4).to_numpy() for name in LINES},
            **{f"{name}_share": parts[name].reindex(last).round(5).to_numpy() for name in LINES},
            "rounding_sd": doubt.to_numpy().ravel().round(6),
        },
        index=of_each,
    )
    return table.reset_index()
