"""Sobol indices: the share of the variance that each parameter accounts for, with the noise of replicates taken out.

With mean outcomes A, B, AB_j of the design's two samples and of the first with column j of the second (Saltelli et al.
2010), S1_j = E[B (AB_j − A)] / V and ST_j = E[(A − AB_j)²] / 2V. Each expectation of a product of means over *n*
replicates exceeds the one wanted by the covariance of their noise / n, which is estimated within the points, replicate
by replicate. V is the variance between points less the mean square of point x replicate / n.

SALib gives the estimators. It takes one number per point, answers a missing one with indices of zero, and takes the
seed 0 for none; so replicates, checks and bootstrap are here.

Sources: Sobol' (2001), doi:10.1016/S0378-4754(00)00270-6; Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.convergence import shares_too_few
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs, rounding
from experiments.analysis.sensitivity import NEEDED, RESAMPLES, SPLITS, Sensitivity, common_chance, ends
from sim.errors import InputError


def sobol(points: Points, *, resamples: int = RESAMPLES, seed: int = 0) -> Sensitivity:
    """Sobol indices of a Saltelli design.

    The points stand in SALib's order: for each base row A, then AB_1..AB_D, (then BA_1..BA_D), then B; the parameters
    are checked against that order. With the BA rows there are second-order indices too.

    Raises
    ------
    InputError
        When values are missing, the points are no such design, the outcome never varies, or what varies is all noise.
    """
    kept = points.complete(NEEDED)
    check_differs(kept.runs, kept.outcome, f"{len(kept.names)} points")
    blocks, second = _saltelli_blocks(kept)
    rng = np.random.default_rng(seed)
    base, _, replicates = blocks.shape
    size = len(kept.parameters)
    blocks = blocks - blocks[:, [0, -1]].mean()
    found = _sobol_indices(blocks, size, second)
    if not found.variance > 0:
        raise InputError(
            f"The points differ in {kept.outcome} by no more than the noise of their {replicates} replicates, so there "
            "is no variance to share out; run more replications."
        )
    spread = []
    for _ in range(resamples):
        again = _sobol_indices(blocks[rng.integers(base, size=base)], size, second)
        spread.append(again.flat if again.variance > 0 else np.full_like(found.flat, np.nan))
    chance = common_chance(lambda part: _sobol_indices(part, size, second).flat, blocks, rng, min(SPLITS, resamples))
    low, high = ends(found.flat, np.array(spread), chance)
    return _sobol_result(kept, found, low, high, second, base)


@dataclass(frozen=True)
class _Indices:
    """Indices of one sample: first, total (parameters,), second (pairs,), the same without noise taken out."""

    first: np.ndarray
    total: np.ndarray
    second: np.ndarray
    first_raw: np.ndarray
    total_raw: np.ndarray
    variance: float
    noise_of_means: float
    noise_of_runs: float

    @property
    def flat(self) -> np.ndarray:
        """First, total and second, and the sum of the first."""
        return np.concatenate([self.first, self.total, self.second, [self.first.sum()]])


def _sobol_indices(blocks: np.ndarray, size: int, second: bool) -> _Indices:
    """The indices from ``blocks`` of shape (base rows, rows of a block, replicates), centred."""
    from SALib.analyze.sobol import first_order, second_order, total_order

    n = blocks.shape[2]
    means = blocks.mean(axis=2)
    noise = blocks - means[:, :, None]

    def excess(one: np.ndarray, two: np.ndarray) -> float:
        """By how much the mean product of two means is too large: the covariance of their noise / n."""
        return float((one * two).sum(axis=1).mean() / (n - 1) / n) if n > 1 else 0.0

    a, b = means[:, 0], means[:, -1]
    noise_a, noise_b = noise[:, 0], noise[:, -1]
    raw = float(np.var(np.r_[a, b]))
    both_ends = np.concatenate([noise_a, noise_b])
    interaction = float(both_ends.var(axis=0).sum() / (n - 1)) if n > 1 else 0.0
    variance = raw - interaction / n
    within = float((both_ends**2).sum(axis=1).mean() / (n - 1)) if n > 1 else np.nan
    scale = raw / variance if variance > 0 else np.nan
    first, total, pairs, first_raw, total_raw = [], [], [], [], []
    for j in range(size):
        mixed, noise_mixed = means[:, 1 + j], noise[:, 1 + j]
        first_raw.append(float(first_order(a, mixed, b)))
        total_raw.append(float(total_order(a, mixed, b)))
        first.append(scale * (first_raw[-1] - excess(noise_b, noise_mixed - noise_a) / raw))
        gap = noise_a - noise_mixed
        total.append(scale * (total_raw[-1] - 0.5 * excess(gap, gap) / raw))
    for j, k in _pairs(size) if second else ():
        both = second_order(a, means[:, 1 + j], means[:, 1 + k], means[:, 1 + size + j], b)
        closed = float(both) + first_raw[j] + first_raw[k]
        too_much = excess(noise[:, 1 + size + j], noise[:, 1 + k]) - excess(noise_a, noise_b)
        pairs.append(scale * (closed - too_much / raw) - first[j] - first[k])
    share = interaction / n / raw if n > 1 and raw > 0 else np.nan
    return _Indices(
        np.array(first),
        np.array(total),
        np.array(pairs),
        np.array(first_raw),
        np.array(total_raw),
        variance,
        share,
        within / (variance + within) if n > 1 and variance + within > 0 else np.nan,
    )


def _pairs(size: int) -> list[tuple[int, int]]:
    return [(j, k) for j in range(size) for k in range(j + 1, size)]


def _sobol_result(
    points: Points, found: _Indices, low: np.ndarray, high: np.ndarray, second: bool, base: int
) -> Sensitivity:
    names = points.parameters
    size = len(names)
    table = pd.DataFrame(
        {
            "parameter": names,
            "S1": found.first,
            "S1_low": low[:size],
            "S1_high": high[:size],
            "ST": found.total,
            "ST_low": low[size : 2 * size],
            "ST_high": high[size : 2 * size],
            "S1_with_noise": found.first_raw,
            "ST_with_noise": found.total_raw,
        }
    )
    # What rounding may do to the outcome, as a share of the variance.
    table["clear"] = table["ST_low"] > rounding(points.runs) ** 2 / found.variance
    pairs = pd.DataFrame(
        {
            "one": [names[j] for j, _ in _pairs(size)],
            "two": [names[k] for _, k in _pairs(size)],
            "S2": found.second,
            "S2_low": low[2 * size : -1],
            "S2_high": high[2 * size : -1],
        }
        if second
        else {}
    )
    return Sensitivity(
        "sobol",
        points.outcome,
        table.sort_values("ST", ascending=False, kind="stable", ignore_index=True),
        pairs,
        len(points.names),
        points.runs.shape[1],
        found.noise_of_runs,
        found.noise_of_means,
        shares_too_few(
            names,
            base,
            np.array([found.first, found.total]),
            low[: 2 * size].reshape(2, size),
            high[: 2 * size].reshape(2, size),
            (float(found.first.sum()), float(low[-1])),
        ),
    )


def _saltelli_blocks(points: Points) -> tuple[np.ndarray, bool]:
    """Values of shape (base rows, rows of a block, replicates), and whether there are the rows of second order."""
    size, count = len(points.parameters), len(points.names)
    codes = np.column_stack([pd.factorize(points.settings[name])[0] for name in points.parameters])
    for second, step in ((True, 2 * size + 2), (False, size + 2)):
        if count % step:
            continue
        block = codes.reshape(-1, step, size)
        a, b = block[:, 0], block[:, -1]
        own = np.eye(size, dtype=bool)
        expected = [np.where(own[j], b, a) for j in range(size)]
        if second:
            expected += [np.where(own[j], a, b) for j in range(size)]
        if all((block[:, 1 + place] == rows).all() for place, rows in enumerate(expected)):
            return points.runs.reshape(-1, step, points.runs.shape[1]), second
    raise InputError(
        f"The {count} points of these runs are not a Sobol (Saltelli) design of {size} parameters: every base row "
        f"needs {size + 2} points, or {2 * size + 2} for second order, in their order. Name exactly the parameters of "
        f"the design, in its order, with --parameter (taken were {', '.join(points.parameters[:8])}"
        f"{', ...' if size > 8 else ''})."
    )
