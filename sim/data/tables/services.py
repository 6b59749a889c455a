"""Net spend, gross need and income by council, year and service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.data import NOT_RUN_BY_CLASS, SERVICES
from sim.data.tables.accounts import ACCOUNT_YEARS, BASE, RAW

FEES = {
    "adult_social_care": "adult_social_care",
    "childrens_social_care": "childrens_social_care",
    "housing": "housing_gfra",
    "highways_transport": "highways_and_transport",
    "cultural": "cultural_and_related",
    "environmental": "environmental_and_regulatory",
    "planning_development": "planning_and_development",
    "central": "central_services",
}
"""Our service -> the row of the National Audit Office's table of fees and charges."""

SMALL_SHARE = 0.1
"""A line whose gross cost comes out below this share of what its class spends typically is treated as netted off."""

NEVER_NETTED_OFF = ("adult_social_care", "childrens_social_care")
"""No council that runs social care ever shows a negative line for it: there, small means small (the City of London)."""

JUMP_FACTOR = 2.0

JUMP_MATERIAL = 0.05
"""A change between two years is flagged as a jump when the line more than doubles, halves or changes sign, and the
larger of the two amounts is at least this share of the council's core spend. Cuts are large but rarely that large in
one year: most flagged lines are moves between headings (Camden's central line: 26.8m to 2.9m in cash)."""


def fees_share() -> pd.DataFrame:
    """Fees and charges as a share of gross cost, a row per service and a column per account year.

    The National Audit Office gives 2010-11 and 2016-17; between them a straight line, after them the last value.
    It gives none for children's social care, which charges next to nobody: 0.
    """
    raw = pd.read_csv(RAW / "nao2018_service_change_2010-11_to_2016-17.csv").set_index("service")
    shares = {}
    for service, row in FEES.items():
        ends = raw.loc[row, ["fees_share_2010_11_pct", "fees_share_2016_17_pct"]].fillna(0.0).astype(float) / 100.0
        shares[service] = np.interp(ACCOUNT_YEARS, (2010, 2016), ends)
    return pd.DataFrame(shares, index=list(ACCOUNT_YEARS)).T


def services(accounts: pd.DataFrame) -> pd.DataFrame:
    """Net spend, gross need and income by council, year and service, with flags.

    The accounts give each line net of its income. Gross need and income are therefore *estimates*:

    * basis "fees share": gross = net / (1 - national fee share of the service in that year);
    * basis "class share": where that comes out below ``SMALL_SHARE`` of the class's typical gross cost (relative to the
      council's other services), or the line is negative, gross = that typical cost;
    * income = gross - net in both, so that gross and income always add up to the account.
    """
    fees = fees_share()
    net = accounts.set_index(["code", "year"])[list(SERVICES)].copy()
    klass = accounts.set_index(["code", "year"])["klass"]
    year_of = net.index.get_level_values("year")

    # The split of social care is missing in 2010-11: the shares of 2011-12 are applied to the total.
    total = accounts.set_index(["code", "year"])["social_care"]
    next_year = net.xs(BASE + 1, level="year")
    adult_share = next_year["adult_social_care"] / (next_year["adult_social_care"] + next_year["childrens_social_care"])
    base = net.index[year_of == BASE]
    share = adult_share.reindex(base.get_level_values("code")).to_numpy()
    # A district with no social care in 2011-12 has no share; its lines are masked below and split evenly here.
    share = np.where(np.isfinite(share), share, 0.5)
    net.loc[base, "adult_social_care"] = total.loc[base].to_numpy() * share
    net.loc[base, "childrens_social_care"] = total.loc[base].to_numpy() * (1.0 - share)

    masked = pd.DataFrame(False, index=net.index, columns=net.columns)
    for name, not_run in NOT_RUN_BY_CLASS.items():
        masked.loc[klass == name, list(not_run)] = True

    gross = pd.DataFrame(
        {s: net[s].to_numpy() / (1.0 - fees.loc[s].reindex(year_of).to_numpy()) for s in SERVICES}, index=net.index
    )
    gross = gross.mask(masked)
    positive = gross.where(gross > 0.0)
    # Relative to the other services of the council: a netted-off line must not shrink its own measure.
    elsewhere = (-positive.fillna(0.0)).add(positive.sum(axis=1), axis=0)
    ratio = positive / elsewhere
    typical_ratio = ratio.groupby([klass, year_of]).transform("median")
    typical = typical_ratio * elsewhere
    implausible = ~masked & net.notna() & ~(gross >= SMALL_SHARE * typical)
    implausible[list(NEVER_NETTED_OFF)] = False
    gross = gross.mask(implausible, typical)
    income = gross - net

    amount = net.abs()
    before = net.groupby(level="code").shift(1)
    larger = amount.combine(before.abs(), np.fmax)
    factor_rose = (amount > JUMP_FACTOR * before.abs()) | (before.abs() > JUMP_FACTOR * amount)
    core = net.where(~masked).clip(lower=0.0).sum(axis=1)
    material = larger.ge(JUMP_MATERIAL * core, axis=0)
    jump = (factor_rose | (np.sign(net) != np.sign(before))) & material & before.notna() & net.notna() & ~masked

    columns = {"net_m": net, "gross_need_m": gross, "income_m": income, "masked": masked, "jump": jump}
    columns["from_class"] = implausible
    table = pd.DataFrame()
    for name, wide in columns.items():
        long = wide.reset_index().melt(["code", "year"], var_name="service", value_name=name)
        table = long if table.empty else table.assign(**{name: long[name]})
    missing = table["net_m"].isna()
    table["basis"] = np.select(
        [missing, table["masked"], table["from_class"]], ["missing", "masked", "class share"], "fees share"
    )
    social = table["service"].isin(["adult_social_care", "childrens_social_care"])
    table["back_cast"] = social & (table["year"] == BASE)
    for flag in ("masked", "jump", "back_cast"):
        table[flag] = table[flag].astype(int)
    zero = table["masked"].astype(bool) & ~missing
    table.loc[zero, ["gross_need_m", "income_m"]] = 0.0
    table["order"] = table["service"].map({s: i for i, s in enumerate(SERVICES)})
    table = table.sort_values(["code", "year", "order"], ignore_index=True)
    amounts = ["net_m", "gross_need_m", "income_m"]
    table[amounts] = table[amounts].round(4)
    # Rounding apart, gross minus income must stay the account: income is formed again from the rounded two.
    run = table["masked"] == 0
    table.loc[run, "income_m"] = (table["gross_need_m"] - table["net_m"]).round(4)
    return table[["code", "year", "service", *amounts, "basis", "masked", "jump", "back_cast"]]
