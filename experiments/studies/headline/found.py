"""What was found: one table for each question."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from experiments.studies.headline.size import Size


@dataclass(frozen=True)
class Found:
    """The tables; every difference is distributed less command, in points of the index unless a column says otherwise.

    ``contrast``: by window, in Camden and over all councils. ``theories``: what is left without each theory, and its
    Shapley share. ``turning``: each theory or two whose removal changes the sign. ``weightings``: for which share of
    weightings who is ahead. ``displaced``: over what hours displace. ``assumptions``: the contrast at either end of
    each assumption. ``worlds``: the share of assumption worlds that either style wins.
    """

    size: Size
    contrast: pd.DataFrame
    parts: pd.DataFrame
    theories: pd.DataFrame
    turning: pd.DataFrame
    weightings: pd.DataFrame
    displaced: pd.DataFrame
    assumptions: pd.DataFrame
    worlds: pd.DataFrame
    runs: int
    failed: int
    run_seconds: float

    @property
    def finding(self) -> str:
        """The headline in a sentence."""
        row = self.contrast.iloc[0]
        return sentence("Camden", row)


def sentence(where: str, row: pd.Series) -> str:
    """Who is ahead, by how much and how surely."""
    mean, low, high = (float(row[name]) for name in ("difference", "low", "high"))
    if not low <= 0.0 <= high:
        who = "distributed leadership is" if mean > 0 else "command is"
        return (
            f"In {where} {who} ahead by {abs(mean):.1f} points of the index "
            f"({min(abs(low), abs(high)):.1f} to {max(abs(low), abs(high)):.1f})"
        )
    return f"In {where} there is no clear difference between command and distributed leadership ({mean:+.1f} points)"
