"""Rebuild ``national.csv`` from the untouched files in ``raw/`` and in ``sim/data/raw``.

    python -m experiments.validation.data.rebuild

The same input gives the same bytes (a test rebuilds and compares). ``SOURCES.md`` says what each series is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.data.rebuild import RAW as ACCOUNTS

HERE = Path(__file__).resolve().parent
RAW = HERE / "raw"
NAO = "NAO 2018, HC 834"
FIRST_YEAR = 2010

Row = tuple[str, str, int, float, str]


def _series(file: Path, name: str) -> pd.Series:
    """A series of a table of the National Audit Office, by the calendar year in which the financial year starts."""
    table = pd.read_csv(file).set_index("series").drop(columns=["figure", "source"])
    row = table.loc[name].dropna().astype(float)
    return row.set_axis([int(year[:4]) for year in row.index])


def money() -> Iterator[Row]:
    """Spending on services beside what there was to spend (figure 5), by cumulative changes from 2010-11 on."""
    file = RAW / "nao2018_adaptation_modes.csv"
    lines = {
        name: _series(file, name)
        for name in (
            "change_service_spend_gbp_bn",
            "change_reserve_appropriations_gbp_bn",
            "change_other_spending_gbp_bn",
            "change_alternative_income_gbp_bn (neg = income growth)",
        )
    }
    # The office shows by what a fall of funding was met; the four together are that fall.
    fall = sum(lines.values(), pd.Series(0.0, index=lines["change_service_spend_gbp_bn"].index))
    for table, change in (("service_spend", lines["change_service_spend_gbp_bn"]), ("funding", fall)):
        yield table, "year", FIRST_YEAR, 0.0, f"{NAO}, figure 5"
        for year, value in change.cumsum().items():
            yield table, "year", int(str(year)), 1000.0 * value, f"{NAO}, figure 5"


def overspending() -> Iterator[Row]:
    """Spending above budget (figure 18), and the budget that follows from it and from spending (figure 8)."""
    file = ACCOUNTS / "nao2018_year_series_england.csv"
    over = _series(file, "overspend_all_gbp_m")
    spent = sum(
        (
            _series(file, f"{name}_spend_real_gbp_bn") * 1000.0
            for name in ("social_care", "non_schools_education", "other_services")
        ),
        pd.Series(0.0, index=over.index),
    )
    for year in over.index:
        yield "overspend", "year", year, over[year], f"{NAO}, figure 18"
        yield "budget", "year", year, spent[year] - over[year], f"{NAO}, figures 8 and 18"


def staff() -> Iterator[Row]:
    """Employees of adult care (figure 14), and headcount of English councils in June."""
    for year, value in _series(ACCOUNTS / "nao2018_year_series_england.csv", "asc_employee_cost_index").items():
        yield "employee_cost", "year", int(str(year)), value, f"{NAO}, figure 14"
    points = pd.read_csv(RAW / "workforce_headcount_points.csv")
    england = points[(points["area"] == "England") & points["date"].str.endswith("Q2")]
    for row in england.itertuples():
        month = (int(row.date[:4]) - FIRST_YEAR) * 12 + 2
        for table in ("employed", "employed_all"):
            yield table, "month", month, float(row.headcount), "ONS, Public Sector Employment"


def children() -> Iterator[Row]:
    """Re-referrals (years that end in March), and caseload in the census of September."""
    table = pd.read_csv(ACCOUNTS / "england_childrens_2016_2025.csv")
    for row in table.itertuples():
        yield "rereferral", "year", int(row.year) - 1, row.rereferral_pct / 100.0, "DfE, LAIT"
        if row.year <= 2024:
            yield "mean_caseload", "year", int(row.year), row.sw_caseload, "DfE, LAIT"


def adults() -> Iterator[Row]:
    """Quality of life of adult users, and how many find information easily: means over councils."""
    table = pd.read_csv(RAW / "adult_social_care_by_la_2015-16_to_2022-23.csv")
    for year, rows in table.groupby("year"):
        for name, column, unit in (("care_quality", "user_qol", 1.0), ("in_time", "info_ease_users", 0.01)):
            value = rows[column].mean() * unit
            if value == value:
                yield name, "year", int(str(year)[:4]), value, "DHSC, Adult Social Care Outcomes Framework"


def libraries() -> Iterator[Row]:
    """Paid staff and volunteers of libraries."""
    table = pd.read_csv(RAW / "libraries_gb.csv")
    for row in table.itertuples():
        for name, value in (("paid_cultural", row.paid_staff), ("volunteers", row.volunteers)):
            if value == value:
                yield name, "year", int(row.period[:4]), float(value), "CIPFA, by way of the trade press"


def national() -> pd.DataFrame:
    """The table, in order."""
    rows = [*money(), *overspending(), *staff(), *children(), *adults(), *libraries()]
    table = pd.DataFrame(rows, columns=["table", "kind", "at", "value", "source"])
    table["value"] = table["value"].round(5)
    return table.sort_values(["table", "at"], kind="stable", ignore_index=True)


def main() -> None:
    """Write the table beside this file."""
    (HERE / "national.csv").write_text(national().to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    print(f"{len(national())} rows in national.csv")


if __name__ == "__main__":
    main()
