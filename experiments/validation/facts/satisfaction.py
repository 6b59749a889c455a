"""Residents' satisfaction falls little and late (F16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from experiments.validation.panel import Panel

SEPTEMBER_2012, JANUARY_2014, JUNE_2019 = 29, 45, 110
"""Months of polls, counted from April 2010."""


def points(panel: Panel, first: int, last: int) -> float:
    """The change of the share satisfied between two months, in percentage points."""
    return 100.0 * (panel.in_month("satisfaction", last) - panel.in_month("satisfaction", first))


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F16.a": lambda panel: points(panel, SEPTEMBER_2012, JUNE_2019),
    "F16.b": lambda panel: points(panel, SEPTEMBER_2012, JANUARY_2014),
}
