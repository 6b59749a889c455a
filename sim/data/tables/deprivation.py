"""How many people are income deprived, by council."""

from __future__ import annotations

import pandas as pd

from sim.data.tables.accounts import RAW

SUCCESSORS = {
    "E06000028": "E06000058",  # Bournemouth -> Bournemouth, Christchurch and Poole
    "E06000029": "E06000058",  # Poole
    "E07000048": "E06000058",  # Christchurch
    "E07000049": "E06000059",  # East Dorset -> Dorset
    "E07000050": "E06000059",  # North Dorset
    "E07000051": "E06000059",  # Purbeck
    "E07000052": "E06000059",  # West Dorset
    "E07000053": "E06000059",  # Weymouth & Portland
    "E07000205": "E07000244",  # Suffolk Coastal -> East Suffolk
    "E07000206": "E07000244",  # Waveney
    "E07000201": "E07000245",  # Forest Heath -> West Suffolk
    "E07000204": "E07000245",  # St Edmundsbury
    "E07000190": "E07000246",  # Taunton Deane -> Somerset West and Taunton
    "E07000191": "E07000246",  # West Somerset
}
"""Councils merged in April 2019 -> the area for which the 2019 deprivation figures exist."""


def deprivation(accounts: pd.DataFrame) -> pd.DataFrame:
    """Share of people who are income deprived (2019), by council, and how it is known.

    "own": published for the council; "districts": a county from its districts, weighted by neighbourhoods (the first
    three characters of the E-code name the county area); "successor": a council merged in 2019 gets its new area's.
    """
    raw = pd.read_csv(RAW / "imd2019_income_by_lad.csv").set_index("lad19cd")
    rates, sizes = raw["income_deprivation_rate"].to_dict(), raw["n_lsoa"].to_dict()
    councils = accounts.drop_duplicates("code").set_index("code")
    rows = []
    for code, ecode, klass in zip(councils.index, councils["ecode"], councils["klass"], strict=True):
        area = SUCCESSORS.get(code, code)
        if klass == "SC":
            inside = councils[(councils["klass"] == "SD") & (councils["ecode"].str[:3] == ecode[:3])].index
            # Christchurch went to an area that mostly lay outside its county, Dorset.
            areas = sorted({SUCCESSORS.get(district, district) for district in inside} - {"E06000058"})
            size = sum(sizes[district] for district in areas)
            rate = sum(rates[district] * sizes[district] for district in areas) / size
            rows.append((code, rate, "districts", size))
        else:
            rows.append((code, rates[area], "own" if area == code else "successor", sizes[area]))
    table = pd.DataFrame(rows, columns=["code", "deprivation", "deprivation_source", "neighbourhoods"])
    table = table.set_index("code")
    # A merged area's number of neighbourhoods says nothing about the size of one of its parts.
    table["neighbourhoods"] = table["neighbourhoods"].where(table["deprivation_source"] != "successor").astype("Int64")
    return table
