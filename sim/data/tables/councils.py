"""Where each council starts, in 2010-11."""

from __future__ import annotations

import pandas as pd

from sim.data import SERVICES
from sim.data.tables.accounts import BASE, RAW
from sim.data.tables.childrens import early_childrens

NRE_LIMITS = (0.5, 2.0)
"""Core spend over net revenue expenditure: outside, the reported net revenue expenditure is a slip of the pen."""


def councils(
    accounts: pd.DataFrame, lines: pd.DataFrame, poverty: pd.DataFrame, children: pd.DataFrame
) -> pd.DataFrame:
    """One row per council: everything that a run of it starts from, in 2010-11."""
    base = accounts[accounts["year"] == BASE].set_index("code")
    control = pd.read_csv(RAW / "councils_political_control_and_finance_indicators.csv").set_index("LA_code")
    power = pd.read_csv(RAW / "councils_spending_power_pct_change_2010-11_to_2020-21.csv").set_index("ons_code")

    table = base[["ecode", "name", "short_name", "klass"]].copy()
    region = power["region"].reindex(table.index).replace({"East": "East of England"})
    table["region"] = region.fillna("London")  # only the City of London has no spending power of its own
    table = table.join(poverty)
    table["deprivation"] = table["deprivation"].round(4)
    table["deprivation_known"] = (table["deprivation_source"] != "successor").astype(int)
    party = control["Political_control"].reindex(table.index).replace({"Ind": "Other"})
    table["control"] = party.fillna("NOC")  # no overall control: the assumption that favours no party
    table["control_known"] = party.notna().astype(int)

    ratio = base["core"] / base["net_revenue"]
    sound = ratio.between(*NRE_LIMITS)
    typical = (base["net_revenue"] / base["core"]).groupby(base["klass"]).transform("median")
    revenue = base["net_revenue"].where(sound, base["core"] * typical)
    table["net_revenue_m"] = revenue.round(4)
    table["net_revenue_known"] = sound.astype(int)
    table["reserves_ratio"] = (base["reserves_opening"] / revenue).round(4)
    table["unallocated_ratio"] = (base["unallocated_opening"] / revenue).round(4)
    # Five districts report more interest received than paid in this line.
    table["debt_service_ratio"] = (base["debt_service"] / revenue).clip(lower=0.0).round(4)
    table["council_tax_ratio"] = (base["council_tax"] / revenue).round(4)
    start = lines[lines["year"] == BASE]
    for column, prefix in {"gross_need_m": "need_m_", "income_m": "income_m_"}.items():
        wide = start.pivot_table(index="code", columns="service", values=column)[list(SERVICES)]
        table = table.join(wide.add_prefix(prefix))
    table = table.join(early_childrens(children, table.index))
    return table.reset_index().sort_values("code", ignore_index=True)
