"""Children's social workers and re-referrals by council."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.data.tables.accounts import RAW

FEW_SOCIAL_WORKERS = 15.0
"""Below this many full-time equivalents a turnover rate says nothing (City of London 7, Isles of Scilly 2)."""

EARLY_YEARS = (2016, 2017, 2018)
"""The first years of the children's workforce statistics; their median stands for the start of a run."""

CHILDRENS_NAMES = {
    "Bedford Borough": "Bedford",
    "Bristol, City of": "Bristol",
    "Kingston Upon Hull, City of": "Kingston upon Hull",
    "Bournemouth (Pre LG)": "Bournemouth",
    "Poole (Pre LG)": "Poole",
    "Dorset (Pre LG)": "Dorset",
    "St. Helens": "St Helens",
}
"""Names in the children's statistics -> our short names; areas made by later reorganisations are left out."""

CHILDRENS_LATER_AREAS = {838: "Dorset, the unitary council of 2019"}
"""Area numbers in the children's statistics that carry the name of an older council with another area."""

CHILDRENS_COLUMNS = {
    "turnover": ("sw_turnover_pct", 0.01),
    "vacancy": ("sw_vacancy_pct", 0.01),
    "agency": ("sw_agency_pct", 0.01),
    "caseload": ("sw_caseload", 1.0),
    "rereferral": ("rereferral_pct", 0.01),
    "social_workers": ("sw_fte", 1.0),
}


def childrens(accounts: pd.DataFrame) -> pd.DataFrame:
    """Children's social workers and re-referrals by council and year (2016 to 2025); rates as shares of one."""
    raw = pd.read_csv(RAW / "childrens_social_care_by_la_2016_2025.csv")
    england = pd.read_csv(RAW / "england_childrens_2016_2025.csv")
    # Districts run no children's services: their names are left out of the match.
    runs = accounts[accounts["klass"] != "SD"].drop_duplicates("code")
    code_of = dict(zip(runs["short_name"], runs["code"], strict=True))
    raw = raw[~raw["la_number"].isin(list(CHILDRENS_LATER_AREAS))]
    raw = raw.assign(code=raw["area"].replace(CHILDRENS_NAMES).map(code_of)).dropna(subset="code")
    raw = pd.concat([england.assign(code="England"), raw], ignore_index=True)
    table = pd.DataFrame({"code": raw["code"], "year": raw["year"].astype(int)})
    for column, (source, unit) in CHILDRENS_COLUMNS.items():
        table[column] = (raw[source] * unit).round(4)
    return table.sort_values(["code", "year"], ignore_index=True)


def early_childrens(table: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """The starting values of children's services: each council's median of ``EARLY_YEARS``, England's elsewhere."""
    names = ["turnover", "vacancy", "caseload", "rereferral"]
    early = table[table["year"].isin(EARLY_YEARS)].groupby("code")[[*names, "social_workers"]].median()
    england = early.loc["England", names]
    own = early.reindex(codes)
    known = own[names].notna().all(axis=1) & (own["social_workers"] >= FEW_SOCIAL_WORKERS)
    start = pd.DataFrame({name: np.where(known, own[name], england[name]) for name in names}, index=codes)
    start = start.round(4)
    start["childrens_known"] = known.astype(int)
    return start
