"""Which parameters matter: Sobol indices and Morris' elementary effects, with the noise of replicates taken out.

A stochastic model's outcome at a point is m(x) + noise; what is asked is how the *expected* outcome m depends on the
parameters. Squared differences of noisy means are too large by the noise's variance, so that a parameter that does
nothing seems to matter. Replicates measure that noise, and it is subtracted:

* Sobol. With mean outcomes A, B, AB_j of the design's two samples and of the first with column j of the second
  (Saltelli et al. 2010), S1_j = E[B (AB_j − A)] / V and ST_j = E[(A − AB_j)²] / 2V. Each expectation of a product of
  means over *n* replicates exceeds the one wanted by the covariance of their noise / n, which is estimated within the
  points, replicate by replicate. V is the variance between points less the mean square of point x replicate / n.
* Morris. mu* is the mean size |effect| of a step across the whole range. Noise makes every size too large. Here the
  sign of each step is taken from the other replicates, so that a parameter without any effect has mu* = 0 in
  expectation, one with clear effects its full size, and one in between a size that is too small rather than too large.

Replicates may share their random numbers across points (they do in our sweeps) or not; both are covered, because
noise is measured in the very differences that are used. Intervals add two parts in squares: a bootstrap over the base
points (or trajectories), centred at the estimate, for where the design happened to lie and the noise that each point
has for itself; and Student's interval of a jackknife over the replicates, for chance that all points share. They hold
the truth in nine of ten sweeps or more (the tests try it).

SALib gives the estimators of the Sobol indices. It takes one number per point, answers a missing one with indices of
zero, and takes the seed 0 for none; so replicates, checks and bootstrap are here.

Sources: Sobol' (2001), doi:10.1016/S0378-4754(00)00270-6; Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018;
Morris (1991), doi:10.1080/00401706.1991.10484804; Campolongo, Cariboni and Saltelli (2007),
doi:10.1016/j.envsoft.2006.10.004.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.points import Points
from experiments.analysis.wording import join
from sim.errors import InputError

RESAMPLES = 500
"""Bootstrap samples: the ends of a 90% interval then vary by about a twentieth of its width."""

SPLITS = 20
"""Random halvings of the rows that tell shared chance from the rows' own; their mean is what counts."""

_NEEDED = "one missing value spoils every index, so nothing is computed"


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity analysis found.

    ``table`` has one row per parameter, most important first; ``pairs`` (Sobol with second order, else empty) one row
    per pair of parameters. ``noise_of_runs`` is the share of the variance of single runs that replicates of one point
    account for, ``noise_of_means`` the share of the variance of the points' means; NaN with one replicate, where
    noise cannot be told from effects.
    """

    method: str
    outcome: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    points: int
    replicates: int
    noise_of_runs: float
    noise_of_means: float

    @property
    def finding(self) -> str:
        """The result in a sentence or two."""
        clear = self.table[self.table["clear"]]
        if clear.empty:
            return f"No parameter has a clear effect on {self.outcome}. {self._noise()}"
        first = clear.iloc[0]
        if self.method == "sobol":
            what = (
                f"{first['parameter']} matters most to {self.outcome}: with all its interactions it accounts for "
                f"{first['ST']:.0%} of the variance between points (90% interval {first['ST_low']:.0%} to "
                f"{first['ST_high']:.0%}), alone for {first['S1']:.0%}"
            )
        else:
            what = (
                f"{first['parameter']} matters most to {self.outcome}: a step across its whole range moves it by "
                f"{first['mu_star']:.3g} (90% interval {first['low']:.3g} to {first['high']:.3g}) on average"
            )
        silent = list(self.table.loc[~self.table["clear"], "parameter"])
        rest = f"; no clear effect of {join(silent)}" if silent else ""
        return f"{what}{rest}. {self._noise()}"

    def _noise(self) -> str:
        if not np.isfinite(self.noise_of_runs):
            return "With one run per point the noise cannot be told from effects; both are in these numbers."
        return (
            f"Chance accounts for {self.noise_of_runs:.0%} of the variance of single runs and for "
            f"{self.noise_of_means:.0%} of that of the means of {self.replicates} replicates; it is taken out."
        )


def sobol(points: Points, *, resamples: int = RESAMPLES, seed: int = 0) -> Sensitivity:
    """Sobol indices of a Saltelli design.

    The points stand in SALib's order: for each base row A, then AB_1..AB_D, (then BA_1..BA_D), then B; the parameters
    are checked against that order. With the BA rows there are second-order indices too.

    Raises
    ------
    InputError
        When values are missing, the points are no such design, the outcome never varies, or what varies is all noise.
    """
    kept = points.complete(_NEEDED)
    _check_varies(kept)
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
    chance = _common_chance(lambda part: _sobol_indices(part, size, second).flat, blocks, rng, min(SPLITS, resamples))
    low, high = _ends(found.flat, np.array(spread), chance)
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
        return np.concatenate([self.first, self.total, self.second])


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
    ends = np.concatenate([noise_a, noise_b])
    interaction = float(ends.var(axis=0).sum() / (n - 1)) if n > 1 else 0.0
    variance = raw - interaction / n
    within = float((ends**2).sum(axis=1).mean() / (n - 1)) if n > 1 else np.nan
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
    table["clear"] = table["ST_low"] > 0
    pairs = pd.DataFrame(
        {
            "one": [names[j] for j, _ in _pairs(size)],
            "two": [names[k] for _, k in _pairs(size)],
            "S2": found.second,
            "S2_low": low[2 * size :],
            "S2_high": high[2 * size :],
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
        f"needs {size + 2} points, or {2 * size + 2} for second order, in their order; name exactly the parameters of "
        "the design."
    )


def morris(points: Points, *, resamples: int = RESAMPLES, seed: int = 0) -> Sensitivity:
    """Morris' elementary effects of a design of trajectories: mu, mu* and sigma for every parameter.

    Each trajectory is D + 1 points of which every one differs from the last in one parameter, each parameter once. An
    effect is the change of the outcome per whole range of the parameter in the design (for words: per change).

    Raises
    ------
    InputError
        When values are missing, the points are no such design, or the outcome never varies.
    """
    kept = points.complete(_NEEDED)
    _check_varies(kept)
    effects = elementary_effects(kept)
    rng = np.random.default_rng(seed)
    trajectories, _, n = effects.shape
    found = _morris_measures(effects)
    spread = [_morris_measures(effects[rng.integers(trajectories, size=trajectories)]) for _ in range(resamples)]
    low, high = _ends(found, np.array(spread), _common_chance(_morris_measures, effects, rng, min(SPLITS, resamples)))
    means = effects.mean(axis=2)
    error = effects.std(axis=2, ddof=1) / np.sqrt(n) if n > 1 else np.full_like(means, np.nan)
    table = pd.DataFrame(
        {
            "parameter": kept.parameters,
            "mu": found[0],
            "mu_low": low[0],
            "mu_high": high[0],
            "mu_star": found[1],
            "low": low[1],
            "high": high[1],
            "sigma": np.sqrt(np.maximum(found[2], 0)),
            "mu_star_with_noise": np.abs(means).mean(axis=0),
            # The mean size of normal noise with this standard error: what a parameter without effect would show.
            "mu_star_of_noise": (np.sqrt(2 / np.pi) * error).mean(axis=0),
        }
    )
    # A mean size is never negative, but an estimate of one may be.
    table["clear"] = table["low"] > 0
    within = float(kept.runs.var(axis=1, ddof=1).mean()) if n > 1 else np.nan
    spoilt = kept.runs - kept.means[:, None]
    interaction = float(spoilt.var(axis=0, ddof=1).sum() / (n - 1)) if n > 1 else np.nan
    between = float(kept.means.var(ddof=1))
    true = max(between - interaction / n, 0.0) if n > 1 else np.nan
    return Sensitivity(
        "morris",
        kept.outcome,
        table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True),
        pd.DataFrame(),
        len(kept.names),
        n,
        within / (true + within) if n > 1 and true + within > 0 else np.nan,
        min(1.0, interaction / n / between) if n > 1 and between > 0 else np.nan,
    )


def elementary_effects(points: Points) -> np.ndarray:
    """Effects of shape (trajectories, parameters, replicates): change of the outcome per whole range of the parameter.

    Raises :class:`InputError` where the points are no trajectories.
    """
    size, count = len(points.parameters), len(points.names)
    wrong = InputError(
        f"The {count} points of these runs are not a Morris design of {size} parameters: each trajectory needs "
        f"{size + 1} points in their order, every one changing one parameter; name exactly the parameters of the "
        "design."
    )
    if count % (size + 1) or count < 2 * (size + 1):
        raise wrong
    columns = []
    for name in points.parameters:
        column = points.settings[name]
        if pd.api.types.is_numeric_dtype(column):
            low, high = float(column.min()), float(column.max())
            columns.append((column.to_numpy(dtype=float) - low) / (high - low) if high > low else np.zeros(count))
        else:
            # Words have no distance: any change counts as one.
            columns.append(pd.factorize(column)[0].astype(float))
    places = np.column_stack(columns).reshape(-1, size + 1, size)
    steps = np.diff(places, axis=1)
    moved = steps != 0
    if not ((moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all()):
        raise wrong
    which = moved.argmax(axis=2)
    lengths = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    words = np.array([not pd.api.types.is_numeric_dtype(points.settings[name]) for name in points.parameters])
    lengths = np.where(words[which], 1.0, lengths)
    changes = np.diff(points.runs.reshape(-1, size + 1, points.runs.shape[1]), axis=1) / lengths[:, :, None]
    effects: np.ndarray = np.empty_like(changes)
    np.put_along_axis(effects, which[:, :, None], changes, axis=1)
    return effects


def _morris_measures(effects: np.ndarray) -> np.ndarray:
    """mu, mu* and sigma squared, each without noise; shape (3, parameters)."""
    n = effects.shape[2]
    means = effects.mean(axis=2)
    mu, sizes, spread = means.mean(axis=0), np.abs(means), means.var(axis=0, ddof=1)
    if n > 1:
        others = (n * means[:, :, None] - effects) / (n - 1)
        sizes = (np.sign(others) * effects).mean(axis=2)
        noise = effects - means[:, :, None]
        spread = spread - noise.var(axis=0, ddof=1).sum(axis=1) / (n - 1) / n
    return np.array([mu, sizes.mean(axis=0), spread])


def _common_chance(
    measure: Callable[[np.ndarray], np.ndarray],
    values: np.ndarray,
    rng: np.random.Generator,
    splits: int,
    level: float = LEVEL,
) -> np.ndarray:
    """Half the width of the interval that chance shared by all rows alone would leave, of the shape that is measured.

    ``values`` has rows first and replicates last. A jackknife over the replicates, in two halves of the rows: what
    leaving out a replicate does in both alike is shared, what it does in each is the rows' own.
    """
    from scipy.stats import t

    rows, n = len(values), values.shape[2]
    found = measure(values)
    if n < 2:
        return np.zeros_like(found)
    products = []
    for _ in range(splits):
        mixed = rng.permutation(rows)
        halves = []
        for half in (mixed[: rows // 2], mixed[rows // 2 :]):
            left_out = np.array([measure(np.delete(values[half], k, axis=2)) for k in range(n)])
            halves.append(left_out - left_out.mean(axis=0))
        products.append((halves[0] * halves[1]).sum(axis=0))
    with np.errstate(invalid="ignore"):
        shared = (n - 1) / n * np.nanmean(products, axis=0)
    half_width: np.ndarray = t.ppf((1 + level) / 2, n - 1) * np.sqrt(np.maximum(shared, 0))
    return half_width


def _ends(
    found: np.ndarray, spread: np.ndarray, chance: np.ndarray, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """The interval of ``found``: its bootstrap over rows, and ``chance`` that all rows share, added in squares."""
    with np.errstate(invalid="ignore"):
        centred = spread - np.nanmean(spread, axis=0)
        below, above = np.nanquantile(centred, ((1 - level) / 2, (1 + level) / 2), axis=0)
    return found - np.hypot(below, chance), found + np.hypot(above, chance)


def _check_varies(points: Points) -> None:
    if np.ptp(points.runs) == 0:
        raise InputError(
            f"{points.outcome} is {points.runs.flat[0]:g} in every run, so no parameter of this design has an effect "
            "on it; choose another outcome."
        )
