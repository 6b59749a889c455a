"""Tables that no run reads: what runs are held against."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.data import SERVICES
from sim.data.tables.accounts import ACCOUNT_YEARS, BASE, RAW

S114_NAMES = {
    "Northamptonshire CC": "Northamptonshire",
    "Northumberland CC": "Northumberland",
    "Croydon LBC": "Croydon",
    "Slough BC": "Slough",
    "Nottingham City": "Nottingham",
    "Woking BC": "Woking",
    "Birmingham City": "Birmingham",
    "Thurrock": "Thurrock",
}


def council_year(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts of each council by year: for validation, never an input of a run."""
    table = accounts[["code", "year"]].copy()
    renamed = {
        "net_revenue": "net_revenue_m",
        "council_tax": "council_tax_m",
        "core": "core_m",
        "other": "other_m",
        "debt_service": "debt_service_m",
        "reserves_opening": "reserves_opening_m",
        "reserves_closing": "reserves_closing_m",
        "unallocated_closing": "unallocated_closing_m",
    }
    for column, name in renamed.items():
        table[name] = accounts[column].round(4)
    return table


def core_change(accounts: pd.DataFrame) -> pd.DataFrame:
    """Real change of core spending by council: an *outcome* to compare with, never replayed."""
    wide = accounts.pivot_table(index="code", columns="year", values="core")
    table = pd.DataFrame({"klass": accounts.groupby("code")["klass"].first()})
    for year in ACCOUNT_YEARS[1:]:
        table[f"change_{year}"] = (wide[year] / wide[year - 1] - 1.0).round(5)
    table["change_2010_to_2017"] = (wide[2017] / wide[2010] - 1.0).round(5)
    return table.reset_index()


def class_year(accounts: pd.DataFrame) -> pd.DataFrame:
    """Totals by class and year, for validation. ``upper`` is every class but districts; ``England`` all councils."""
    change = accounts.pivot_table(index="code", columns="year", values="core")
    change = change.div(change[BASE], axis=0) - 1.0
    groups = {name: accounts["klass"] == name for name in ("L", "MD", "UA", "SC", "SD")}
    groups["upper"] = accounts["klass"] != "SD"
    groups["England"] = accounts["klass"].notna()
    rows = []
    for name, inside in groups.items():
        member = accounts[inside]
        base = member[member["year"] == BASE]
        for year in ACCOUNT_YEARS:
            now = member[(member["year"] == year) & member["reported"]]
            row: dict[str, object] = {"klass": name, "year": year, "councils": len(now)}
            # Councils without accounts in a year (two cases) leave both ends of an index.
            then = base[base["code"].isin(now["code"])]
            row["core_index"] = now["core"].sum() / then["core"].sum()
            row["core_change_median"] = change.loc[now["code"], year].median()
            row["social_care_share"] = now["social_care"].sum() / now["core"].sum()
            row["reserves_ratio"] = now["reserves_closing"].sum() / now["net_revenue"].sum()
            row["reserves_ratio_median"] = (now["reserves_closing"] / now["net_revenue"]).median()
            row["share_drawing"] = (now["reserves_closing"] < now["reserves_opening"]).mean()
            row["social_care_index"] = now["social_care"].sum() / then["social_care"].sum()
            for service in SERVICES[2:]:
                row[f"{service}_index"] = now[service].sum() / then[service].sum()
            rows.append(row)
    table = pd.DataFrame(rows)
    numbers = table.columns.difference(["klass", "year", "councils"])
    # Highways of districts turn into income and the other way round: an index of a sign change means nothing.
    table.loc[table["klass"] == "SD", ["highways_transport_index", "social_care_index", "social_care_share"]] = np.nan
    table.loc[table["klass"] == "SC", "housing_index"] = np.nan
    table[numbers] = table[numbers].round(5)
    return table


def section_114(accounts: pd.DataFrame) -> pd.DataFrame:
    """Section 114 notices: council, month of the run (0 is April 2010), date and how exact the date is."""
    raw = pd.read_csv(RAW / "s114_notices.csv")
    names = accounts.drop_duplicates("code").set_index("short_name")["code"]
    table = pd.DataFrame(
        {"code": raw["authority"].map(S114_NAMES).map(names), "short_name": raw["authority"].map(S114_NAMES)}
    )
    year, month = raw["date"].str[:4].astype(int), raw["date"].str[5:7].astype(int)
    table["date"] = raw["date"]
    table["month"] = (year - 2010) * 12 + month - 4
    table["date_sourced"] = (~raw["precision"].str.contains("recalled")).astype(int)
    return table


def satisfaction() -> pd.DataFrame:
    """Residents' satisfaction with councils in Great Britain, share of those asked, by month of the poll."""
    raw = pd.read_csv(RAW / "resident_satisfaction_gb_polls.csv")
    table = pd.DataFrame({"date": raw["date"]})
    for source, name in {
        "pct_satisfied_way_council_runs_things": "satisfied",
        "pct_trust_council": "trust_council",
        "pct_value_for_money": "value_for_money",
        "pct_acts_on_concerns": "acts_on_concerns",
        "pct_informed": "informed",
        "pct_satisfied_local_area": "satisfied_local_area",
    }.items():
        table[name] = (raw[source] / 100.0).round(4)
    table["source"] = raw["source"]
    return table
