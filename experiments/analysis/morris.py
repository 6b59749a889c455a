"""Morris' elementary effects: which parameters have an effect at all, with the noise of replicates taken out.

mu* is the mean size of an effect: the change of the outcome in one step, per whole range of the parameter. Noise makes
every size too large. Here the sign of each step is taken from the other replicates, so that a parameter without any
effect has mu* = 0 in expectation, one with clear effects its full size, and one in between a size that is too small
rather than too large.

Words and numbers have one scale, that of the design. A design of *p* levels draws places between 0 and 1 and moves each
by p / (2 (p − 1)) of the range, whatever values stand at those places; every effect is the change per step divided by
that length, as in SALib. A whole number or a word of which two neighbours share a level would otherwise seem to have
moved further, or less far, than it did.

Sources: Morris (1991), doi:10.1080/00401706.1991.10484804; Campolongo, Cariboni and Saltelli (2007),
doi:10.1016/j.envsoft.2006.10.004. Both let a whole group of parameters move at once; its effect has a size, but no sign
and no length of its own but the design's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analysis.convergence import effects_too_few
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs, rounding
from experiments.analysis.sensitivity import NEEDED, RESAMPLES, SPLITS, Sensitivity, common_chance, ends
from sim.errors import InputError

SIGNED = ("mu", "mu_low", "mu_high")

DEFAULT_STEP = 2 / 3
"""The length of a step in a design of 4 levels, where neither the design nor any number of it says another."""


def morris(
    points: Points,
    *,
    levels: int | None = None,
    order: Mapping[str, Sequence[str]] | None = None,
    groups: Mapping[str, str] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Sensitivity:
    """Morris' elementary effects of a design of trajectories: mu, mu* and sigma for every parameter.

    Each trajectory is D + 1 points of which every one differs from the last in one parameter, each parameter once. An
    effect is the change of the outcome per whole range of the parameter: ``levels`` of the design say how long a step
    is (None: as long as its numbers say). ``order`` gives the words of a choice in the order in which the design has
    them, which only the signs of its effects depend on (that of the alphabet where it is left out).

    ``groups`` says which group each parameter belongs to where whole groups moved at once; the table then has a row per
    group, and mu is NaN.

    Raises
    ------
    InputError
        When values are missing, the points are no such design, or the outcome never varies.
    """
    kept = points.complete(NEEDED)
    check_differs(kept.runs, kept.outcome, f"{len(kept.names)} points")
    moving = list(dict.fromkeys(groups[name] for name in kept.parameters)) if groups else kept.parameters
    if groups:
        effects = grouped_effects(kept, [groups[name] for name in kept.parameters], levels, order or {})
    else:
        effects = elementary_effects(kept, levels, order or {})
    rng = np.random.default_rng(seed)
    trajectories, _, n = effects.shape
    found = _morris_measures(effects)
    spread = [_morris_measures(effects[rng.integers(trajectories, size=trajectories)]) for _ in range(resamples)]
    low, high = ends(found, np.array(spread), common_chance(_morris_measures, effects, rng, min(SPLITS, resamples)))
    means = effects.mean(axis=2)
    error = effects.std(axis=2, ddof=1) / np.sqrt(n) if n > 1 else np.full_like(means, np.nan)
    table = pd.DataFrame(
        {
            "parameter": moving,
            **{name: np.nan if groups else end for name, end in zip(SIGNED, (found[0], low[0], high[0]), strict=True)},
            "mu_star": found[1],
            "low": low[1],
            "high": high[1],
            "sigma": np.sqrt(np.maximum(found[2], 0)),
            "sigma_low": np.sqrt(np.maximum(low[2], 0)),
            "sigma_high": np.sqrt(np.maximum(high[2], 0)),
            "mu_star_with_noise": np.abs(means).mean(axis=0),
            # The mean size of normal noise with this standard error: what a parameter without effect would show.
            "mu_star_of_noise": (np.sqrt(2 / np.pi) * error).mean(axis=0),
        }
    )
    # A mean size is never negative, but an estimate of one may be.
    table["clear"] = table["low"] > rounding(kept.runs)
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
        effects_too_few(moving, trajectories, found[1], low[1], high[1]),
    )


def elementary_effects(
    points: Points, levels: int | None = None, order: Mapping[str, Sequence[str]] | None = None
) -> np.ndarray:
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
    places = np.column_stack([_place(points.settings[name], (order or {}).get(name)) for name in points.parameters])
    steps = np.diff(places.reshape(-1, size + 1, size), axis=1)
    moved = steps != 0
    if not ((moved.sum(axis=2) == 1).all() and (moved.sum(axis=1) == 1).all()):
        raise wrong
    lengths = np.sign(steps) * _lengths(points.settings, np.abs(steps), moved, levels)
    which = moved.argmax(axis=2)
    own = np.take_along_axis(lengths, which[:, :, None], axis=2)
    changes = np.diff(points.runs.reshape(-1, size + 1, points.runs.shape[1]), axis=1) / own
    effects: np.ndarray = np.empty_like(changes)
    np.put_along_axis(effects, which[:, :, None], changes, axis=1)
    return effects


def grouped_effects(
    points: Points,
    groups: Sequence[str],
    levels: int | None = None,
    order: Mapping[str, Sequence[str]] | None = None,
) -> np.ndarray:
    """Effects of whole groups: (trajectories, groups in their first order, replicates), per whole range, unsigned.

    ``groups`` has the group of each parameter. Raises :class:`InputError` where the points are no trajectories of them.
    """
    names = list(dict.fromkeys(groups))
    size, count = len(names), len(points.names)
    wrong = InputError(
        f"The {count} points of these runs are not a Morris design of {size} groups: each trajectory needs {size + 1} "
        "points in their order, every one moving one group; name exactly the parameters of the design."
    )
    if count % (size + 1) or count < 2 * (size + 1):
        raise wrong
    places = np.column_stack([_place(points.settings[name], (order or {}).get(name)) for name in points.parameters])
    moved = np.diff(places.reshape(-1, size + 1, len(groups)), axis=1) != 0
    own = np.array([[group == name for group in groups] for name in names])
    by_group = np.stack([moved[:, :, mine].any(axis=2) for mine in own], axis=2)
    if not ((by_group.sum(axis=2) == 1).all() and (by_group.sum(axis=1) == 1).all()):
        raise wrong
    step = levels / (2 * (levels - 1)) if levels is not None else DEFAULT_STEP
    changes = np.diff(points.runs.reshape(-1, size + 1, points.runs.shape[1]), axis=1) / step
    effects: np.ndarray = np.empty_like(changes)
    np.put_along_axis(effects, by_group.argmax(axis=2)[:, :, None], changes, axis=1)
    return effects


def _place(column: pd.Series, order: Sequence[str] | None) -> np.ndarray:
    """Where each value lies in the range of the design, from 0 to 1; words by their position in ``order``."""
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(dtype=float)
    else:
        words = column.astype(str)
        known = list(order or ())
        known += sorted(set(words) - set(known))
        values = words.map({word: place for place, word in enumerate(known)}).to_numpy(dtype=float)
    low, high = values.min(), values.max()
    placed: np.ndarray = (values - low) / (high - low) if high > low else np.zeros(len(values))
    return placed


def _lengths(settings: pd.DataFrame, steps: np.ndarray, moved: np.ndarray, levels: int | None) -> np.ndarray:
    """How long each step is on the one scale of the design; ``steps`` are those between the values themselves.

    Without ``levels``, a length that all fractions (or, where there are none, all whole numbers) of the design agree on
    is the design's; where they do not agree, every number has its own and words have the mean.
    """
    if levels is not None:
        return np.full(steps.shape, levels / (2 * (levels - 1)))
    numbers = np.array([pd.api.types.is_numeric_dtype(settings[name]) for name in settings])
    fractions = np.array([pd.api.types.is_float_dtype(settings[name]) for name in settings])
    telling = steps[:, :, fractions if fractions.any() else numbers]
    telling = telling[telling != 0]
    if not telling.size:
        return np.full(steps.shape, DEFAULT_STEP)
    if np.ptp(telling) <= 1e-6 * telling.max():
        return np.full(steps.shape, float(np.median(telling)))
    own: np.ndarray = np.where(numbers, steps, telling.mean())
    return own


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
