"""Feature scoring: which parameters do trees need to predict the outcome at points that they have not seen?

For any design that fills the space, where Sobol and Morris need designs of their own. Extra trees are grown on three
quarters of the points and predict the others; then one parameter's values are shuffled among those others, and the
prediction gets worse by what the trees had learnt from it. Half of that increase in the mean squared error, as a share
of the variance, is the score: for trees that predict perfectly and parameters drawn independently it is the total
index of Sobol, and for worse trees less than that. Chance that replicates leave in the means of points is in both
errors alike and falls out. This is done again and again on other halvings; refits share points, so the interval of
the mean score is that of Nadeau and Bengio, wider than Student's.

What trees learn of a parameter without effect is as often above zero as below, so ``clear`` is a score whose interval
lies above zero. The share of the variance that is predicted at unseen points says how far scores can be believed.

Sources: Geurts, Ernst and Wehenkel (2006), doi:10.1007/s10994-006-6226-1; Breiman (2001),
doi:10.1023/A:1010933404324; Gregorutti, Michel and Saint-Pierre (2017), doi:10.1007/s11222-016-9646-1 (half the
increase is the total index); Nadeau and Bengio (2003), doi:10.1023/A:1024068626366; Jaxa-Rozen and Kwakkel (2018),
doi:10.1016/j.envsoft.2018.06.011.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from experiments.analysis.extras import needs
from experiments.analysis.intervals import LEVEL
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs, first_of
from experiments.analysis.wording import join
from sim.errors import InputError

TREES = 100
REFITS = 20
UNSEEN = 0.25
"""Share of the points that a refit does not see."""

SHUFFLES = 3
"""Times that each parameter is shuffled in a refit; their mean is the refit's score."""

LEAST_POINTS = 40
"""Points below which nothing can be learnt and tried; one sentence says so instead."""

POINTS_PER_PARAMETER = 10


@dataclass(frozen=True)
class Features:
    """``table``: one row per parameter, best first: ``score`` (share of the variance), interval, whether it is clear.

    ``predicted`` is the share of the variance between unseen points that the trees predict, with its interval;
    ``too_few`` says why the points are too few for scores to be believed, and is empty where they are enough.
    """

    outcome: str
    table: pd.DataFrame
    predicted: float
    predicted_low: float
    predicted_high: float
    points: int
    refits: int
    too_few: str

    @property
    def finding(self) -> str:
        """Which parameter tells most, what tells nothing, and how well the trees predict."""
        learnt = (
            f"At points that they had not seen, the trees predict {max(self.predicted, 0):.0%} of the variance (90% "
            f"interval {max(self.predicted_low, 0):.0%} to {max(self.predicted_high, 0):.0%})."
        )
        if self.too_few:
            return f"Too few points to score what matters to {self.outcome}: {self.too_few}. {learnt}"
        clear = self.table[self.table["clear"]]
        if clear.empty:
            return f"No parameter clearly helps to predict {self.outcome}. {learnt}"
        leading = first_of(list(clear["parameter"]), clear["score"].to_numpy())
        first = clear.iloc[0]
        who = (
            f"{leading[0]} matters most to {self.outcome}"
            if len(leading) == 1
            else f"{join(leading)} matter most to {self.outcome} and are equal"
        )
        silent = list(self.table.loc[~self.table["clear"], "parameter"])
        rest = f"; nothing clear is learnt from {join(silent)}" if silent else ""
        return (
            f"{who}: what trees learn from {'each' if len(leading) > 1 else 'it'} is {first['score']:.0%} of the "
            f"variance between points (90% interval "
            f"{first['low']:.0%} to {min(first['high'], 1.0):.0%}){rest}. {learnt}"
        )


def features(points: Points, *, refits: int = REFITS, trees: int = TREES, seed: int = 0) -> Features:
    """Scores of all parameters of ``points``; runs that are missing are left out of their point's mean.

    Raises
    ------
    NothingDiffers
        When the outcome is the same at all points.
    InputError
        With fewer than 40 points, or without scikit-learn.
    """
    needs("sklearn")
    there = np.isfinite(points.runs).any(axis=1)
    settings, runs = points.settings[there].reset_index(drop=True), points.runs[there]
    count, names = len(runs), points.parameters
    check_differs(runs, points.outcome, f"{count} points")
    if count < LEAST_POINTS:
        raise InputError(
            f"{count} points are too few for trees to learn from and to be tried on; sweep at least {LEAST_POINTS}, "
            "better some hundreds."
        )
    values = np.nanmean(runs, axis=1)
    rng = np.random.default_rng(seed)
    unseen = max(2, round(UNSEEN * count))
    found = np.array([_refit(settings, values, unseen, trees, rng) for _ in range(refits)])
    mean = found.mean(axis=0)
    half = _half_width(found, unseen / (count - unseen))
    table = pd.DataFrame({"parameter": names, "score": mean[1:], "low": (mean - half)[1:], "high": (mean + half)[1:]})
    table["clear"] = table["low"] > 0
    table = table.sort_values("score", ascending=False, kind="stable", ignore_index=True)
    low, high = float(mean[0] - half[0]), float(mean[0] + half[0])
    few = _too_few(count, len(names), low)
    return Features(points.outcome, table, float(mean[0]), low, high, count, refits, few)


def _too_few(count: int, size: int, predicted_low: float) -> str:
    said = []
    if count < POINTS_PER_PARAMETER * size:
        said.append(
            f"{count} points are fewer than {POINTS_PER_PARAMETER} for each of {size} parameters "
            f"({POINTS_PER_PARAMETER * size})"
        )
    if not predicted_low > 0:
        said.append(
            "points that the trees had not seen they predict no more surely than the mean of all does (more points or, "
            "where chance is large, more replications help)"
        )
    return "; ".join(said)


def _half_width(found: np.ndarray, share: float) -> np.ndarray:
    """Half the interval of the mean over refits, by column; ``share`` is that of unseen points to seen ones."""
    from scipy.stats import t

    n = len(found)
    half: np.ndarray = t.ppf((1 + LEVEL) / 2, n - 1) * found.std(axis=0, ddof=1) * np.sqrt(1 / n + share)
    return half


def _refit(settings: pd.DataFrame, values: np.ndarray, unseen: int, trees: int, rng: np.random.Generator) -> np.ndarray:
    """One halving: the share of the unseen variance that is predicted, then the score of each parameter."""
    from sklearn.ensemble import ExtraTreesRegressor

    mixed = rng.permutation(len(values))
    tried, grown = mixed[:unseen], mixed[unseen:]
    columns = [_columns(settings[name]) for name in settings]
    whole = np.column_stack(columns)
    forest = ExtraTreesRegressor(n_estimators=trees, random_state=int(rng.integers(2**31)))
    forest.fit(whole[grown], values[grown])
    asked, edges = [whole[tried]], np.cumsum([0, *(column.shape[1] for column in columns)])
    for first, last in pairwise(edges.tolist()):
        for _ in range(SHUFFLES):
            shuffled = whole[tried].copy()
            # All columns of one parameter's words move together.
            shuffled[:, first:last] = shuffled[rng.permutation(unseen), first:last]
            asked.append(shuffled)
    said = forest.predict(np.concatenate(asked)).reshape(len(asked), unseen)
    errors = ((said - values[tried]) ** 2).mean(axis=1)
    variance = float(values[tried].var())
    if variance == 0:  # the few unseen points happen to be equal
        return np.zeros(1 + len(columns))
    worse = errors[1:].reshape(len(columns), SHUFFLES).mean(axis=1) - errors[0]
    return np.concatenate([[1 - errors[0] / variance], worse / variance / 2])


def _columns(column: pd.Series) -> np.ndarray:
    """Numbers as they are; a column of yes or no for each word."""
    if pd.api.types.is_numeric_dtype(column):
        numbers: np.ndarray = column.to_numpy(dtype=float)[:, None]
        return numbers
    words: Sequence[str] = sorted(set(column.astype(str)))
    return np.column_stack([(column.astype(str) == word).to_numpy(dtype=float) for word in words])
