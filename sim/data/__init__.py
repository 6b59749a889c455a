"""The tidy tables the model reads; ``SOURCES.md`` says where each comes from, ``rebuild.py`` how it is made."""

from __future__ import annotations

import csv
import io
from importlib.resources import files

from sim.council.services import SERVICES

__all__ = ["CLASSES", "NOT_RUN_BY_CLASS", "SERVICES", "YEARS", "read_rows"]

YEARS = tuple(range(2010, 2025))
"""The financial years of a default run by the calendar year in which they start: 2010 is April 2010 to March 2011."""

CLASSES = {
    "L": "London borough",
    "MD": "metropolitan district",
    "UA": "unitary authority",
    "SC": "shire county",
    "SD": "shire district",
}
"""The classes of English principal councils, as the government's revenue tables abbreviate them."""

NOT_RUN_BY_CLASS = {
    "SD": ("adult_social_care", "childrens_social_care", "highways_transport"),
    "SC": ("housing",),
}
"""Services that a class has no duty to run: social care and highways belong to the county, housing to the district."""


def read_rows(table: str) -> list[dict[str, str]]:
    """Read the tidy table ``table`` (for example ``"councils.csv"``) as one dictionary of texts per row.

    Works from a checkout and from an installed wheel alike.
    """
    return list(csv.DictReader(io.StringIO(files(__name__).joinpath(table).read_text(encoding="utf-8"))))
