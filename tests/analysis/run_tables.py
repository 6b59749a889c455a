"""Tables of runs as a sweep leaves them, from functions whose answers are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd


def runs_table(
    settings: pd.DataFrame,
    mean: Callable[[pd.DataFrame], np.ndarray],
    replicates: int,
    noise: float | Callable[[pd.DataFrame], np.ndarray] = 0.0,
    *,
    seed: int = 0,
    common: bool = False,
) -> pd.DataFrame:
    """One row per run: ``mean(settings)`` plus normal noise, its own at every point or in common at all points."""
    rng = np.random.default_rng(seed)
    points = len(settings)
    drawn = rng.normal(size=(1 if common else points, replicates)) * np.ones((points, 1))
    spread = np.asarray(noise(settings) if callable(noise) else noise) * np.ones(points)
    values = np.asarray(mean(settings), dtype=float)[:, None] + spread[:, None] * drawn
    table = settings.loc[settings.index.repeat(replicates)].reset_index(drop=True)
    table.insert(0, "key", [f"{place:012x}" for place in range(len(table))])
    table.insert(1, "scenario", "command")
    table.insert(2, "council", "Camden")
    table.insert(3, "point", np.repeat(np.arange(points), replicates))
    table.insert(4, "replicate", np.tile(np.arange(replicates), points))
    table["outcome"] = values.ravel()
    return table


def uniform(points: int, parameters: str, seed: int = 0) -> pd.DataFrame:
    """Random points of the unit cube."""
    return pd.DataFrame(np.random.default_rng(seed).random((points, len(parameters))), columns=list(parameters))


def saltelli(problem: dict[str, Any], base: int, *, second: bool, seed: int) -> pd.DataFrame:
    from SALib.sample import sobol

    rows = sobol.sample(problem, base, calc_second_order=second, seed=seed)
    return pd.DataFrame(rows, columns=problem["names"])


def trajectories(problem: dict[str, Any], count: int, *, seed: int) -> pd.DataFrame:
    from SALib.sample import morris

    return pd.DataFrame(morris.sample(problem, count, num_levels=4, seed=seed), columns=problem["names"])


def problem(**bounds: tuple[float, float]) -> dict[str, Any]:
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(ends) for ends in bounds.values()]}
