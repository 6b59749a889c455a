"""Figures of England that facts are held against and no run reads; ``SOURCES.md`` says where each comes from."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def national_rows() -> list[dict[str, str]]:
    """The rows of ``national.csv``: table, kind (year or month), at, value and source."""
    return list(csv.DictReader(io.StringIO(files(__name__).joinpath("national.csv").read_text(encoding="utf-8"))))
