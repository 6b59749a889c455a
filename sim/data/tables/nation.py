"""England's spending power by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.data.tables.accounts import RAW


def national_index() -> pd.DataFrame:
    """England's spending power, 2010 = 1, with the status of each year and what it rests on."""
    raw = pd.read_csv(RAW / "england_spending_power_index_2010-11_to_2024-25.csv")
    status = raw["status"].str.lower()
    return pd.DataFrame(
        {
            "year": raw["year"].str[:4].astype(int),
            "index": (raw["real_index_2010_11_100"] / 100.0).round(4),
            "status": np.where(status == "interpolated", "interpolated", status),
            "basis": raw["basis"],
        }
    )
