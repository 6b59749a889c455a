"""The revenue outturn of every council: what all tables made from accounts begin with."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

RAW = Path(__file__).resolve().parents[1] / "raw"
"""The files as they were found."""

ACCOUNT_YEARS = tuple(range(2010, 2018))
"""Years for which accounts of every council are at hand, and for which funding is replayed."""

BASE = 2010

LINES = {
    "adult_social_care": "adult_social_care",
    "childrens_social_care": "children_social_care",
    "housing": "housing_gfra",
    "highways_transport": "highways_transport",
    "cultural": "cultural",
    "environmental": "environmental",
    "planning_development": "planning_dev",
    "central": "central",
}
"""Our service -> the line of the revenue outturn. Education, police, fire and public health are left out of the core
services; the line "other" (small, often an accounting correction) belongs to no service and is kept in
``council_year.csv``."""

CODE_SLIPS = {"E10000022": "E10000023"}
"""North Yorkshire carries the code of another county in the revenue outturn files."""

SHORT_NAMES = {
    "The Medway Towns UA": "Medway",
    "Derby City UA": "Derby",
    "Leicester City UA": "Leicester",
    "City of Nottingham UA": "Nottingham",
    "Telford and the Wrekin UA": "Telford and Wrekin",
    "Folkstone and Hythe": "Folkestone and Hythe",
}


def short_name(name: str) -> str:
    """``"Bath & North East Somerset UA"`` -> ``"Bath and North East Somerset"``."""
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    return re.sub(r"\s+(UA|CC|MBC|DC|LBC|\(e\))$", "", name).replace(" & ", " and ")


def outturn() -> pd.DataFrame:
    """The revenue outturn, one row per council and year, in £m at 2016-17 prices, with our column names."""
    raw = pd.read_csv(RAW / "councils_revenue_outturn_2010-11_to_2017-18.csv")
    table = pd.DataFrame(
        {
            "code": raw["ons_code"].replace(CODE_SLIPS),
            "ecode": raw["ecode"],
            "name": raw["name"].str.replace(r" \(e\)$", "", regex=True).str.replace("Folkstone", "Folkestone"),
            "short_name": raw["name"].map(short_name),
            "klass": raw["class"],
            "year": raw["fy_start"],
            "reported": raw["net_revenue_expenditure"].notna(),
        }
    )
    real = raw["to_2016_17_prices"] / 1000.0
    for service, line in LINES.items():
        table[service] = raw[line] * real
    table["social_care"] = raw["social_care_total"] * real
    table["core"] = raw["core_services_ex_edu_ph"] * real
    table["other"] = raw["other"] * real
    table["net_revenue"] = raw["net_revenue_expenditure"] * real
    # Money that comes in carries a minus in the source, except for council tax.
    table["grant"] = -raw["revenue_support_grant"] * real
    table["rates"] = -raw["retained_business_rates"] * real
    table["council_tax"] = raw["council_tax_requirement"] * real
    table["debt_service"] = (raw["debt_principal"] + raw["debt_interest"]) * real
    for moment, column in {"opening": "1apr", "closing": "31mar"}.items():
        table[f"unallocated_{moment}"] = raw[f"res_unallocated_{column}"] * real
        table[f"reserves_{moment}"] = (raw[f"res_earmarked_{column}"] + raw[f"res_unallocated_{column}"]) * real
    return table.sort_values(["code", "year"], ignore_index=True)
