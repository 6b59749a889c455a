"""The observed panel: 353 councils' accounts on one scope, notices, the census of social workers, series."""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.validation.data import national_rows
from experiments.validation.panel import FIRST_YEAR, LAST_ACCOUNTS, MONTHS_A_YEAR, Panel
from experiments.validation.scope import MOVED_IN, moved
from sim.data import SERVICES as LINES
from sim.data import YEARS, read_rows

CHILDREN = LINES.index("childrens_social_care")
ACCOUNT_YEARS = LAST_ACCOUNTS - FIRST_YEAR + 1


def number(text: str) -> float:
    """A number, NaN for an empty cell."""
    return float(text) if text else float("nan")


@cache
def _councils() -> tuple[dict[str, str], ...]:
    return tuple(sorted(read_rows("councils.csv"), key=lambda row: row["code"]))


@cache
def place_of() -> dict[str, int]:
    """The place of each council in the panel, by code."""
    return {row["code"]: at for at, row in enumerate(_councils())}


def by_year(rows: list[dict[str, str]], column: str, years: int = len(YEARS)) -> np.ndarray:
    """A column of a table with ``code`` and ``year``: (councils, years), NaN where there is no row."""
    found = np.full((len(_councils()), years), np.nan)
    for row in rows:
        at, year = place_of().get(row["code"]), int(row["year"]) - FIRST_YEAR
        if at is not None and 0 <= year < years:
            found[at, year] = number(row[column])
    return found


def _services() -> tuple[np.ndarray, np.ndarray]:
    """Net and gross spending of the accounts: (councils, services, years) each."""
    net, gross = (np.full((len(_councils()), len(LINES), len(YEARS)), np.nan) for _ in range(2))
    for row in read_rows("services.csv"):
        place = place_of()[row["code"]], LINES.index(row["service"]), int(row["year"]) - FIRST_YEAR
        net[place], gross[place] = number(row["net_m"]), number(row["gross_need_m"])
    return net, gross


def accounts(one_scope: bool = True) -> dict[str, np.ndarray]:
    """The tables of spending, reserves and net revenue; ``one_scope`` takes out what moved in 2014-15."""
    rows = read_rows("council_year.csv")
    net, gross = _services()
    core = by_year(rows, "core_m")
    if one_scope:
        upper = np.array([row["klass"] != "SD" for row in _councils()])
        line = net[upper, CHILDREN, :ACCOUNT_YEARS]
        amount = np.zeros(len(net))
        amount[upper] = moved(line, FIRST_YEAR)
        from_then = MOVED_IN - FIRST_YEAR
        net[:, CHILDREN, from_then:] -= amount[:, None]
        core[:, from_then:] -= amount[:, None]
    return {
        "net": net,
        "gross": gross,
        "core": core,
        "reserves": by_year(rows, "reserves_closing_m"),
        "opening": by_year(rows, "reserves_opening_m"),
        "net_revenue": by_year(rows, "net_revenue_m"),
    }


def notices() -> dict[str, np.ndarray]:
    """First section 114 notices: from which year on, and in which month."""
    month = np.full(len(_councils()), -1.0)
    sourced = np.zeros(len(_councils()))
    for row in read_rows("s114_notices.csv"):
        at = place_of()[row["code"]]
        month[at] = min(float(row["month"]), month[at]) if month[at] >= 0 else float(row["month"])
        sourced[at] = max(sourced[at], float(row["date_sourced"]))
    ends = (np.arange(len(YEARS)) + 1) * MONTHS_A_YEAR
    return {
        "failed_month": month,
        "sourced": sourced,
        "failed": ((month[:, None] >= 0) & (month[:, None] < ends)).astype(float),
    }


def social_workers() -> dict[str, np.ndarray]:
    """Turnover and caseload at the census of September, which falls into the year of the same number."""
    rows = read_rows("childrens.csv")
    return {name: by_year(rows, name) for name in ("turnover", "caseload")}


def national() -> dict[str, np.ndarray]:
    """Series of the country: one row each, NaN where nothing is known."""
    found: dict[str, np.ndarray] = {}
    for row in national_rows():
        length = len(YEARS) * (MONTHS_A_YEAR if row["kind"] == "month" else 1)
        at = int(row["at"]) - (0 if row["kind"] == "month" else FIRST_YEAR)
        series = found.setdefault(row["table"], np.full((1, length), np.nan))
        if 0 <= at < length:
            series[0, at] = float(row["value"])
    polls = np.full((1, len(YEARS) * MONTHS_A_YEAR), np.nan)
    for row in read_rows("resident_satisfaction.csv"):
        year, month = (int(part) for part in row["date"].split("-")[:2])
        polls[0, (year - FIRST_YEAR) * MONTHS_A_YEAR + month - 4] = number(row["satisfied"])
    return {**found, "satisfaction": polls}


def council_columns() -> dict[str, np.ndarray]:
    """What a panel of all councils says of each of them."""
    rows = _councils()
    all_deprivation = np.array([float(row["deprivation"]) for row in rows])
    own = np.array([row["deprivation_known"] == "1" for row in rows])
    return {
        "codes": np.array([row["code"] for row in rows]),
        "klass": np.array([row["klass"] for row in rows]),
        "deprivation": np.where(own, all_deprivation, np.nan),
        "all_deprivation": all_deprivation,
        "runs": np.array([[float(row[f"need_m_{name}"]) > 0.0 for name in LINES] for row in rows]),
    }


@cache
def observed(one_scope: bool = True) -> Panel:
    """All that is known of 353 councils, 2010-11 to 2024-25."""
    tables = {**accounts(one_scope), **notices(), **social_workers(), **national()}
    return Panel(**council_columns(), years=len(YEARS), tables=tables)
