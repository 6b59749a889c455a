"""What goes with the settings that a sweep varied: rank correlations over its points, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.ranks import rank_correlation
from experiments.analysis.wording import sentence_case, signed
from experiments.figures.words import parameter

if TYPE_CHECKING:
    from experiments.figures.result import Result


@dataclass(frozen=True)
class Varied:
    """How an outcome goes with one setting under one scenario, over ``points`` points."""

    scenario: str
    factor: str
    r: float
    low: float
    high: float
    points: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def varied(result: Result) -> list[Varied]:
    """Every scenario and every setting that is a number, the strongest first; nothing of a design of few points."""
    outcome = (result.headline or result.outcomes)[0]
    frame = result.window("last_year" if "last_year" in result.kinds else "end", [outcome])
    numbers = [name for name in result.factors if pd.api.types.is_numeric_dtype(frame[name])]
    found = []
    for scenario in result.scenarios:
        rows = frame[frame["scenario"] == scenario]
        means = rows.groupby("point")[[outcome, *numbers]].mean()
        for name in numbers:
            r, low, high = rank_correlation(means[name].to_numpy(dtype=float), means[outcome].to_numpy(dtype=float))
            if np.isfinite(r):
                found.append(Varied(scenario, name, r, low, high, len(means)))
    return sorted(found, key=lambda one: -abs(one.r))


def sentence(result: Result, found: Varied) -> str:
    """One of them with its interval."""
    what = sentence_case(result.label((result.headline or result.outcomes)[0]))
    where = f" under {found.scenario}" if len(result.scenarios) > 1 else ""
    ends = f"rank correlation {signed(found.r, 2)}, 90% interval {signed(found.low, 2)} to {signed(found.high, 2)}"
    if not found.clear:
        return f"{what} goes in no clear way with {parameter(found.factor)}{where} ({ends}, {found.points} points)."
    way = "rises" if found.r > 0 else "falls"
    return f"{what} {way} with {parameter(found.factor)}{where} ({ends}, {found.points} points)."


def plainly(found: Varied) -> str:
    """The same for somebody who is no modeller, of the index."""
    way = "better" if found.r > 0 else "worse"
    return f"What went with it most was {parameter(found.factor)}: the higher it was, the {way} services did overall."
