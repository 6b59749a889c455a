"""What was found: one table for each question, and who is ahead."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from experiments.analysis.wording import UNCLEAR
from experiments.studies.arrays import TOO_FEW
from experiments.studies.headline.size import Size

WINDOWS = LAST_YEAR, WHOLE_RUN = "last year", "whole run"
COMMAND, DISTRIBUTED = "command", "distributed"
ALL_THEORIES = "all theories"


def ahead(difference: float, low: float, high: float) -> str:
    """Which style is clearly ahead: its name, "no clear difference", or "too few runs" where there is no interval."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return TOO_FEW
    if low <= 0.0 <= high:
        return UNCLEAR
    return DISTRIBUTED if difference > 0 else COMMAND


@dataclass(frozen=True)
class Found:
    """The tables; every difference is distributed less command, in points of the index unless a column says otherwise.

    ``contrast``: by place and window. ``parts``: the same for each part of the index, and reserves. ``theories``: what
    is left without each theory, what goes with it, and its Shapley share. ``turning``: each theory or two without which
    the sign is the other. ``weightings``: the contrast under each weighting of the index. ``displaced``: over what
    hours displace. ``assumptions``: at either end of each. ``groups``: with all fixed numbers of a module moved by
    half. ``worlds``: the share of worlds that either style wins.
    """

    size: Size
    contrast: pd.DataFrame
    parts: pd.DataFrame
    theories: pd.DataFrame
    turning: pd.DataFrame
    weightings: pd.DataFrame
    displaced: pd.DataFrame
    assumptions: pd.DataFrame
    groups: pd.DataFrame
    worlds: pd.DataFrame
    runs: int
    failed: int
    run_seconds: float

    @property
    def ahead(self) -> str:
        """Who is clearly ahead in Camden in the last year, with all theories on and every assumption at its default."""
        return str(self.contrast["ahead"].iloc[0])

    @property
    def finding(self) -> str:
        """The headline in a sentence, without its full stop."""
        row = self.contrast.iloc[0]
        return sentence(f"In {row['place']}, in the {row['window']},", row)


TABLES = tuple(one.name for one in fields(Found) if one.type == "pd.DataFrame")
"""The names of the tables, which are those of their files."""


def sentence(where: str, row: pd.Series) -> str:
    """Who is ahead, by how much and how surely, without a full stop; ``where`` begins it."""
    mean, low, high = (float(row[name]) for name in ("difference", "low", "high"))
    near, far = sorted((abs(low), abs(high)))
    if row["ahead"] == TOO_FEW:
        return f"{where} too few runs of command and distributed leadership finished to say who is ahead"
    if row["ahead"] == UNCLEAR:
        return (
            f"{where} there is no clear difference between command and distributed leadership "
            f"({mean:+.1f} points of the index, 90% interval {low:+.1f} to {high:+.1f})"
        )
    who = "distributed leadership" if row["ahead"] == DISTRIBUTED else "command"
    return f"{where} {who} is ahead by {abs(mean):.1f} points of the index (90% interval {near:.1f} to {far:.1f})"
