"""England's own figures, which stand in where a council's are not known."""

from __future__ import annotations

import math
from functools import cache

from sim.data import read_rows

CHILDRENS = ("turnover", "vacancy", "caseload", "rereferral")
"""What is known of children's social workers and re-referrals, by council."""


@cache
def england() -> dict[str, float]:
    """England's children's services (2016 to 2018), and the mean deprivation of councils."""
    rows = read_rows("councils.csv")
    unknown = next(row for row in rows if row["childrens_known"] == "0")  # these rows carry England's figures
    values = {name: float(unknown[name]) for name in CHILDRENS}
    values["deprivation"] = round(math.fsum(float(row["deprivation"]) for row in rows) / len(rows), 4)
    return values
