"""The tables of the study, from arrays of runs: every difference is distributed less command, pair by pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.studies.headline.design import DISPLACED, ends, group_ends, orders, pair_sets, single_sets
from experiments.studies.headline.size import Size
from sim.machine.declared import PARAMETERS
from sim.schedule import THEORIES

POINTS = 100.0
"""The index is a share; differences are told in points."""

WINDOWS = ("last year", "whole run")
CLEAR = 1.0
"""A contrast counts as turned where it points the other way by more than its interval, or by this many points."""


def windows(years: np.ndarray) -> np.ndarray:
    """The last year and the mean of the whole run: shape (2, ..., outcomes) from (..., years, outcomes)."""
    return np.stack([years[..., -1, :], years.mean(axis=-2)])


def _interval(differences: np.ndarray) -> tuple[float, float, float, int]:
    """Mean and 90 % interval of pairs that both ran, in points of the index."""
    found = paired_interval(POINTS * differences.reshape(-1, 1))
    return float(found.mean[0]), float(found.low[0]), float(found.high[0]), int(found.n)


def contrast_table(home: np.ndarray, everywhere: np.ndarray) -> pd.DataFrame:
    """The contrast of the index by place and window; arrays are (2 styles, pairs of all councils, years, outcomes)."""
    rows = []
    for place, values in (("Camden", home), ("all councils", everywhere)):
        for window, taken in zip(WINDOWS, windows(values), strict=True):
            rows.append((place, window, *_interval(taken[1, :, 0] - taken[0, :, 0])))
    return pd.DataFrame(rows, columns=["place", "window", "difference", "low", "high", "pairs"])


def parts_table(home: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """The contrast in each part of the index and in reserves."""
    rows = []
    for window, taken in zip(WINDOWS, windows(home), strict=True):
        for at, name in enumerate(names):
            rows.append((name, window, *_interval(taken[1, :, at] - taken[0, :, at])))
    return pd.DataFrame(rows, columns=["outcome", "window", "difference", "low", "high", "pairs"])


def shares_of(joined: Mapping[frozenset[str], np.ndarray], size: Size, seed: int) -> dict[str, np.ndarray]:
    """By theory, what it adds to the contrast where it joins, in every order; the mean over orders: its Shapley share.

    ``joined`` maps the theories that are off to the contrast of each pair.
    """
    found: dict[str, list[float]] = {name: [] for name in THEORIES}
    for order in orders(size, seed):
        for at, name in enumerate(order):
            with_it = joined[frozenset(order[at + 1 :])]
            without = joined[frozenset(order[at:])]
            found[name].append(float(np.nanmean(with_it - without)))
    return {name: np.array(values) for name, values in found.items()}


def theories_table(single: np.ndarray, shares: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Each theory: the contrast without it, what goes with it, and its Shapley share; ``single`` is (sets, pairs)."""
    whole = single[0]
    rows = []
    for at, off in enumerate(single_sets()):
        name = "all theories" if len(off) > 1 else "".join(off)
        if not off:
            continue
        left = _interval(single[at])
        share = _interval(shares[name]) if name in shares else (np.nan, np.nan, np.nan, 0)
        goes = _interval(whole - single[at])
        rows.append((name, *left[:3], *goes[:3], *share[:3], left[3]))
    columns = ["theory"] + [f"{what}{end}" for what in ("without", "goes", "share") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=[*columns, "pairs"])


def turning_table(single: np.ndarray, double: np.ndarray | None) -> pd.DataFrame:
    """Each theory, or two, without which the contrast points the other way, and by how much."""
    whole = _interval(single[0])[0]
    tried = [
        (" ".join(sorted(off)), values) for off, values in zip(single_sets(), single, strict=True) if len(off) == 1
    ]
    if double is not None:
        tried += [(" and ".join(sorted(off)), values) for off, values in zip(pair_sets(), double, strict=True)]
    rows = [(name, *_interval(values)) for name, values in tried]
    turned = [row for row in rows if row[1] * whole < 0]
    return pd.DataFrame(turned, columns=["without", "difference", "low", "high", "pairs"]).sort_values(
        "difference", key=abs, ascending=False, ignore_index=True
    )


def weightings_table(parts: np.ndarray, names: Sequence[str], count: int, seed: int) -> pd.DataFrame:
    """The contrast under ``count`` weightings drawn evenly (Dirichlet); ``parts`` is (2 windows, pairs, parts)."""
    weights = np.random.default_rng([seed, 22]).dirichlet(np.ones(parts.shape[-1]), count)
    rows = []
    for window, values in zip(WINDOWS, parts, strict=True):
        kept = values[~np.isnan(values).any(axis=1)]
        for number, weighting in enumerate(weights):
            rows.append((window, number, *weighting, *_interval(kept @ weighting)[:3]))
    return pd.DataFrame(rows, columns=["window", "weighting", *names, "difference", "low", "high"])


def displaced_table(values: np.ndarray) -> pd.DataFrame:
    """The contrast over what hours displace; ``values`` is (2 windows, shares, pairs)."""
    rows = [
        (window, share, *_interval(values[at, level]))
        for at, window in enumerate(WINDOWS)
        for level, share in enumerate(DISPLACED)
    ]
    return pd.DataFrame(rows, columns=["window", "paperwork_yields", "difference", "low", "high", "pairs"])


def assumptions_table(values: np.ndarray, whole: float) -> pd.DataFrame:
    """The contrast at either end of each assumption; ``values`` is (ends, pairs); the strongest first."""
    rows = []
    for (name, end), pairs in zip(ends(), values, strict=True):
        mean, low, high, n = _interval(pairs)
        declared = PARAMETERS[name]
        word = declared.choices[int(end)] if declared.choices else f"{end:g}"
        rows.append((name, word, mean, low, high, mean - whole, mean * whole < 0 and not low <= 0.0 <= high, n))
    columns = ["assumption", "at", "difference", "low", "high", "moved_by", "turned", "pairs"]
    return pd.DataFrame(rows, columns=columns).sort_values("moved_by", key=abs, ascending=False, ignore_index=True)


def groups_table(values: np.ndarray, whole: float) -> pd.DataFrame:
    """The contrast with all fixed numbers of a module lower or higher; ``values`` is (ends, pairs)."""
    rows = []
    for (group, side), pairs in zip(group_ends(), values, strict=True):
        mean, low, high, n = _interval(pairs)
        rows.append((group, side, mean, low, high, mean - whole, mean * whole < 0 and not low <= 0.0 <= high, n))
    columns = ["group", "moved", "difference", "low", "high", "moved_by", "turned", "pairs"]
    return pd.DataFrame(rows, columns=columns).sort_values("moved_by", key=abs, ascending=False, ignore_index=True)


def worlds_table(values: np.ndarray) -> pd.DataFrame:
    """The share of assumption worlds in which either style is ahead; ``values`` is (2 windows, worlds, pairs)."""
    rows = []
    for at, window in enumerate(WINDOWS):
        means = np.nanmean(values[at], axis=-1)
        ran = means[~np.isnan(means)]
        ahead = float((ran > 0).mean()) if len(ran) else np.nan
        half = 1.645 * np.sqrt(max(ahead * (1.0 - ahead), 1e-9) / len(ran)) if len(ran) else np.nan
        spread = np.quantile(POINTS * ran, [0.05, 0.5, 0.95]) if len(ran) else [np.nan] * 3
        rows.append((window, ahead, max(0.0, ahead - half), min(1.0, ahead + half), *spread, len(ran)))
    columns = ["window", "distributed_ahead", "low", "high", "difference_5", "difference_50", "difference_95", "worlds"]
    return pd.DataFrame(rows, columns=columns)
