"""Which assumptions no outcome can tell apart: from nothing, or from one another.

The response of an outcome to a parameter is their partial rank correlation over the points of the hypercube: ranks,
because responses need not be straight; partial, because the other parameters vary too. Noise is what remains when the
outcomes of the points are exchanged at random. A parameter whose strongest response over all outcomes does not rise
above noise cannot be told from any other value of itself; two whose responses over all outcomes run parallel cannot be
told from each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

PARALLEL = 0.95
LEVEL = 0.95


@dataclass(frozen=True)
class Identified:
    """Responses (parameters, outcomes), the threshold for a parameter's strongest, and the tables made of them."""

    responses: np.ndarray
    threshold: float
    parameters: pd.DataFrame
    pairs: pd.DataFrame


def partial_rank_correlations(settings: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """Of each parameter with each outcome, the other parameters held constant: (parameters, outcomes).

    ``settings`` (points, parameters) needs more points than parameters plus two. A parameter that does not vary, or
    an outcome, responds by 0.
    """
    n, count = settings.shape
    if n < count + 3:
        raise ValueError(f"{n} points are too few for {count} parameters")
    x, y = _ranks(settings), _ranks(outcomes)
    inverse = np.linalg.pinv(x.T @ x, hermitian=True)
    slopes = inverse @ (x.T @ y)
    left = y - x @ slopes
    spare = np.sqrt(np.maximum(np.diag(inverse), 1e-15))[:, None]
    # t of a slope, turned into the partial correlation.
    scale = np.sqrt((left**2).sum(axis=0) / (n - count - 1))[None, :]
    t = np.divide(slopes, spare * scale, out=np.zeros_like(slopes), where=scale > 1e-12)
    return np.asarray(t / np.sqrt(t**2 + (n - count - 1)))


def identify(
    settings: pd.DataFrame, outcomes: np.ndarray, names: Sequence[str], *, permutations: int = 40, seed: int = 0
) -> Identified:
    """Hold every parameter's responses against noise and against each other's."""
    x = settings.to_numpy(dtype=float)
    responses = partial_rank_correlations(x, outcomes)
    rng = np.random.default_rng([seed, 99])
    noise = np.concatenate(
        [
            np.abs(partial_rank_correlations(x, outcomes[rng.permutation(len(outcomes))])).max(axis=1)
            for _ in range(permutations)
        ]
    )
    threshold = float(np.quantile(noise, LEVEL))
    strongest = np.abs(responses).max(axis=1)
    where = np.abs(responses).argmax(axis=1)
    parameters = pd.DataFrame(
        {
            "parameter": settings.columns,
            "strongest_response": [
                float(responses[row, column]) for row, column in zip(range(len(where)), where, strict=True)
            ],
            "outcome": [names[column] for column in where],
            "outcomes_that_respond": (np.abs(responses) > threshold).sum(axis=1),
            "told_from_noise": strongest > threshold,
        }
    ).sort_values("strongest_response", key=np.abs, ascending=False, ignore_index=True)
    return Identified(responses, threshold, parameters, _pairs(settings.columns, responses, strongest > threshold))


def _pairs(names: Sequence[str], responses: np.ndarray, told: np.ndarray) -> pd.DataFrame:
    """Pairs, both told from noise, whose responses over all outcomes run parallel (or exactly against each other)."""
    kept = np.flatnonzero(told)
    unit = responses[kept] / np.maximum(1e-12, np.linalg.norm(responses[kept], axis=1, keepdims=True))
    alike = unit @ unit.T
    rows = [
        (names[kept[i]], names[kept[j]], float(alike[i, j]))
        for i in range(len(kept))
        for j in range(i + 1, len(kept))
        if abs(alike[i, j]) > PARALLEL
    ]
    found = pd.DataFrame(rows, columns=["one", "other", "alike"])
    return found.sort_values("alike", key=np.abs, ascending=False, ignore_index=True)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks of each column, with mean 0 and spread 1 (0 where nothing varies)."""
    ranks = np.asarray(rankdata(values, axis=0))
    ranks -= ranks.mean(axis=0)
    spread = ranks.std(axis=0)
    return np.asarray(np.divide(ranks, spread, out=np.zeros_like(ranks), where=spread > 0))
