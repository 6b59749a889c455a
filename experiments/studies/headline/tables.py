"""The tables of the study, from arrays of runs: every difference is distributed less command, pair by pair.

A pair is two runs with the same luck. A failed run is NaN; what lacks a side is left out and not counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.studies.headline.design import COUNCIL, DISPLACED, ends, group_ends, pair_sets, single_sets
from experiments.studies.headline.found import ALL_THEORIES, COMMAND, DISTRIBUTED, WINDOWS, ahead
from sim.machine.declared import PARAMETERS
from sim.schedule import THEORIES

POINTS = 100.0
"""The index is a share; differences are told in points."""

_ENDS = ["difference", "low", "high", "pairs", "ahead"]


def windows(years: np.ndarray) -> np.ndarray:
    """The last year and the mean of the whole run: shape (2, ..., outcomes) from (..., years, outcomes)."""
    return np.stack([years[..., -1, :], years.mean(axis=-2)])


def _interval(differences: np.ndarray) -> tuple[float, float, float, int]:
    """Mean and 90 % interval, in points, of differences (pairs,) that are shares; how many pairs had both runs."""
    found = paired_interval(POINTS * differences.reshape(-1, 1))
    return float(found.mean[0]), float(found.low[0]), float(found.high[0]), int(found.n)


def _judged(differences: np.ndarray) -> tuple[float, float, float, int, str]:
    mean, low, high, pairs = _interval(differences)
    return mean, low, high, pairs, ahead(mean, low, high)


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over the last axis of what is there; NaN where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis=-1)
    found: np.ndarray = np.where(there, values, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    return found


def contrast_table(home: np.ndarray, everywhere: np.ndarray) -> pd.DataFrame:
    """The contrast of the index by place and window.

    ``home`` is (2 styles, pairs, years, outcomes), ``everywhere`` (councils, 2 styles, pairs, years, outcomes). Of many
    councils each counts once, with the mean of its pairs: ``pairs`` is then how many councils ran.
    """
    rows = []
    for place, values in ((COUNCIL, home[None]), ("the mean council", everywhere)):
        for window, taken in zip(WINDOWS, windows(values), strict=True):
            differences = taken[:, 1, :, 0] - taken[:, 0, :, 0]  # (councils, pairs)
            rows.append((place, window, *_judged(differences[0] if place == COUNCIL else _mean(differences))))
    return pd.DataFrame(rows, columns=["place", "window", *_ENDS])


def parts_table(home: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """The contrast in each outcome ``names``; ``home`` is (2 styles, pairs, years, outcomes)."""
    rows = [
        (name, window, *_judged(taken[1, :, at] - taken[0, :, at]))
        for window, taken in zip(WINDOWS, windows(home), strict=True)
        for at, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["outcome", "window", *_ENDS])


def shares_of(joined: Mapping[frozenset[str], np.ndarray], orders: Sequence[Sequence[str]]) -> dict[str, np.ndarray]:
    """By theory, what it adds to the contrast where it joins: shape (orders / 2, pairs); the mean is its Shapley share.

    ``joined`` maps the theories that are off to the contrast of each pair, and has all sets along ``orders``, each of
    which is followed by its reverse; the two are averaged. A pair that lacks a run in any set is left out, so that the
    shares of all theories add up to the contrast with all on less that with all off, pair by pair.
    """
    ran = ~np.isnan(np.stack(list(joined.values()))).any(axis=0)
    steps: dict[str, list[np.ndarray]] = {name: [] for order in orders[:1] for name in order}
    for order in orders:
        for at, name in enumerate(order):
            steps[name].append((joined[frozenset(order[at + 1 :])] - joined[frozenset(order[at:])])[ran])
    return {
        name: np.stack(values).reshape(len(orders) // 2, 2, int(ran.sum())).mean(axis=1)
        for name, values in steps.items()
    }


def share_interval(values: np.ndarray) -> tuple[float, float, float]:
    """Mean and 90 % interval of (orders, pairs), in points: both the orders and the luck are samples.

    The variance of the mean of a crossed sample, that of the rows' means plus that of the columns', less what the two
    count twice; Student's with the degrees of freedom of the smaller side, which errs on the wide side.
    """
    from scipy.stats import t

    rows, columns = values.shape
    if columns == 0:
        return np.nan, np.nan, np.nan
    scaled = POINTS * values
    mean, by_row, by_column = float(scaled.mean()), scaled.mean(axis=1), scaled.mean(axis=0)
    if min(rows, columns) < 2:
        return mean, np.nan, np.nan
    left = scaled - by_row[:, None] - by_column[None, :] + mean
    twice = float((left**2).sum()) / ((rows - 1) * (columns - 1)) / (rows * columns)
    of_rows, of_columns = float(by_row.var(ddof=1)) / rows, float(by_column.var(ddof=1)) / columns
    variance = max(of_rows + of_columns - twice, of_rows, of_columns)
    half = float(t.ppf((1 + LEVEL) / 2, min(rows, columns) - 1)) * float(np.sqrt(variance))
    return mean, mean - half, mean + half


def theories_table(single: np.ndarray, shares: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Each theory, and all: the contrast without it, what goes with it, its Shapley share; the largest share first.

    ``single`` is (sets of :func:`single_sets`, pairs), ``shares`` that of :func:`shares_of`.
    """
    of = {**shares, ALL_THEORIES: np.sum(list(shares.values()), axis=0)}
    rows = []
    for off, values in zip(single_sets(), single, strict=True):
        if off:
            name = ALL_THEORIES if len(off) == len(THEORIES) else "".join(off)
            goes = _interval(single[0] - values)
            rows.append((name, *share_interval(of[name]), *goes[:3], *_interval(values)[:3], goes[3]))
    columns = ["theory"] + [f"{what}{end}" for what in ("share", "goes", "without") for end in ("", "_low", "_high")]
    found = pd.DataFrame(rows, columns=[*columns, "pairs"])
    return found.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def turning_table(single: np.ndarray, double: np.ndarray | None) -> pd.DataFrame:
    """Each theory, or two, without which the mean contrast has the other sign; how far, and who is then clearly ahead.

    ``single`` is (sets of :func:`single_sets`, pairs), ``double`` (sets of :func:`pair_sets`, pairs), if they ran.
    """
    whole = _interval(single[0])[0]
    tried = [("".join(off), values) for off, values in zip(single_sets(), single, strict=True) if len(off) == 1]
    if double is not None:
        tried += [(" and ".join(sorted(off)), values) for off, values in zip(pair_sets(), double, strict=True)]
    rows = [(name, *_judged(values)) for name, values in tried]
    turned = [row for row in rows if row[1] * whole < 0]
    return pd.DataFrame(turned, columns=["without", *_ENDS]).sort_values(
        "difference", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def weightings_table(parts: np.ndarray, names: Sequence[str], count: int, seed: int) -> pd.DataFrame:
    """The contrast of the index under ``count`` weightings drawn evenly over all that sum to one (Dirichlet).

    ``parts`` is (2 windows, pairs, parts): the contrast in each part, of which the index is the weighted sum.
    """
    weights = np.random.default_rng([seed, 22]).dirichlet(np.ones(parts.shape[-1]), count)
    frames = []
    for window, values in zip(WINDOWS, parts, strict=True):
        kept = values[~np.isnan(values).any(axis=1)]
        found = paired_interval(POINTS * kept @ weights.T)
        who = [ahead(*ends) for ends in zip(found.mean, found.low, found.high, strict=True)]
        frames.append(
            pd.DataFrame(weights, columns=list(names)).assign(
                window=window, weighting=range(count), difference=found.mean, low=found.low, high=found.high, ahead=who
            )
        )
    return pd.concat(frames, ignore_index=True)[["window", "weighting", *names, "difference", "low", "high", "ahead"]]


def displaced_table(values: np.ndarray) -> pd.DataFrame:
    """The contrast over what hours displace; ``values`` is (2 windows, shares of :data:`DISPLACED`, pairs)."""
    rows = [
        (window, share, *_judged(pairs))
        for window, levels in zip(WINDOWS, values, strict=True)
        for share, pairs in zip(DISPLACED, levels, strict=True)
    ]
    return pd.DataFrame(rows, columns=["window", "paperwork_yields", *_ENDS])


def assumptions_table(values: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    """The contrast at either end of each assumption, the strongest first.

    ``values`` is (ends of :func:`ends`, pairs), ``whole`` (pairs of the defaults). ``moved_by`` holds the two against
    each other with the same luck. An end has ``turned`` the contrast where a style is clearly ahead that is not so with
    every assumption at its default.
    """
    usual = _judged(whole)[-1]
    luck = whole[: values.shape[1]]
    rows = []
    for (name, end), pairs in zip(ends(), values, strict=True):
        words = PARAMETERS[name].choices
        judged = _judged(pairs)
        turned = judged[-1] in (COMMAND, DISTRIBUTED) and judged[-1] != usual
        rows.append((name, words[int(end)] if words else f"{end:g}", *judged, *_interval(pairs - luck)[:3], turned))
    columns = ["assumption", "at", *_ENDS, "moved_by", "moved_low", "moved_high", "turned"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "moved_by", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def groups_table(values: np.ndarray, whole: np.ndarray) -> pd.DataFrame:
    """The contrast with all fixed numbers of a module lower, or higher; the strongest first.

    ``values`` is (groups and sides of :func:`group_ends`, pairs), ``whole`` (pairs of the defaults); columns as for
    :func:`assumptions_table`.
    """
    usual = _judged(whole)[-1]
    luck = whole[: values.shape[1]]
    rows = []
    for (group, side), pairs in zip(group_ends(), values, strict=True):
        judged = _judged(pairs)
        turned = judged[-1] in (COMMAND, DISTRIBUTED) and judged[-1] != usual
        rows.append((group, side, *judged, *_interval(pairs - luck)[:3], turned))
    columns = ["group", "moved", *_ENDS, "moved_by", "moved_low", "moved_high", "turned"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "moved_by", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def worlds_table(values: np.ndarray) -> pd.DataFrame:
    """In which share of assumption worlds either style is ahead; ``values`` is (2 windows, worlds, pairs).

    A world counts by the mean of its pairs, however close; ``low`` and ``high`` are Wilson's interval of the share of
    distributed leadership, in which worlds are a sample. The other columns are quantiles of the contrast over worlds.
    """
    from scipy.stats import binomtest

    rows = []
    for window, worlds in zip(WINDOWS, _mean(values), strict=True):
        ran = POINTS * worlds[~np.isnan(worlds)]
        if ran.size == 0:
            rows.append((window, *[np.nan] * 8, 0))
            continue
        for_one = int((ran > 0).sum())
        span = binomtest(for_one, ran.size).proportion_ci(LEVEL, method="wilson")
        shares = for_one / ran.size, float(span.low), float(span.high)
        others = float((ran < 0).mean()), float((ran == 0).mean())
        rows.append((window, *shares, *others, *np.quantile(ran, [0.05, 0.5, 0.95]), ran.size))
    columns = ["window", "distributed_ahead", "low", "high", "command_ahead", "equal"]
    return pd.DataFrame(rows, columns=[*columns, "difference_5", "difference_50", "difference_95", "worlds"])
