"""Months in financial years."""

from __future__ import annotations

FIRST_YEAR = 2010


def financial_year(month: int) -> str:
    """The financial year of a month (April 2010 = 0), as "2018-19"."""
    year = FIRST_YEAR + month // 12
    return f"{year}-{(year + 1) % 100:02d}"
