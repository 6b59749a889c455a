"""Which policy to choose when it is not known which world one lives in: regret, and dominance.

A policy is a scenario (or a set of levers), a world is a point of the design (a set of uncertainties); every policy
was run in every world, with the same random numbers.

* Regret of a policy in a world: how much better the best policy there would have done. Minimax regret chooses the
  policy whose largest regret over the worlds is smallest (Savage 1951).
* Share of worlds in which a policy is best, and in which it is clearly best (its paired interval against each other
  policy leaves out zero).
* Dominance: policy A dominates B to the first order when for any level, A falls short of it in no larger a share of
  runs; to the second order when that holds for the sum up to any level, which is what all who prefer more and dislike
  risk agree on. Samples of finite size rarely keep it to the last run, so the share of the area between the two
  distributions (of their integrals, for the second order) that violates it is given too; up to 5% is called "almost",
  in the manner of Leshno and Levy (2002).

The best of several noisy means is too good on average, so that regret is too large. ``mean_regret`` is therefore
estimated a second time, as ``regret_checked``, with the best policy chosen on one half of the replicates and compared
on the other: that one is too small, and zero in expectation where policies do not differ. The truth lies between;
where the two are far apart, run more replications. Intervals come from resampling the replicates, the same for all
policies and worlds.

Sources: Savage (1951), doi:10.1080/01621459.1951.10500768; Leshno and Levy (2002), doi:10.1287/mnsc.48.8.1074.169;
Hadar and Russell (1969), https://www.jstor.org/stable/1811090; Lempert, Popper and Bankes (2003), Shaping the Next One
Hundred Years, ISBN 9780833032751.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.points import check_columns, numbers_of, one_of
from sim.errors import InputError

RESAMPLES = 1000
ALMOST = 0.05
"""Share of the area up to which a violation counts as almost dominance; Leshno and Levy's students accepted 5.9%."""


@dataclass(frozen=True)
class PolicyRuns:
    """Runs of every policy in every world: ``runs`` has shape (policies, worlds, replicates), more is better or worse.

    ``settings`` describes the worlds, one row each.
    """

    outcome: str
    direction: int
    policies: tuple[str, ...]
    worlds: np.ndarray
    settings: pd.DataFrame
    runs: np.ndarray


@dataclass(frozen=True)
class Regret:
    """``table``: one row per policy, the minimax choice first. ``by_world``: regret, shape (policies, worlds)."""

    of: PolicyRuns
    table: pd.DataFrame
    by_world: np.ndarray

    @property
    def finding(self) -> str:
        """The minimax choice and how sure it is."""
        first, second = self.table.iloc[0], self.table.iloc[1]
        return (
            f"Least to regret in {self.of.outcome} is {first['policy']}: in the worst of {len(self.of.worlds)} worlds "
            f"it loses {first['largest_regret']:.3g} (90% interval {first['low']:.3g} to {first['high']:.3g}) against "
            f"the best policy there; {second['policy']} loses {second['largest_regret']:.3g}. It is the choice in "
            f"{first['chosen_again']:.0%} of the resamples, and clearly best in {first['clearly_best']:.0%} of the "
            f"worlds ({second['policy']}: {second['clearly_best']:.0%})."
        )


@dataclass(frozen=True)
class Dominance:
    """``table``: one row per ordered pair of policies; ``of`` the runs that were compared."""

    of: PolicyRuns
    table: pd.DataFrame

    @property
    def finding(self) -> str:
        """Who dominates whom."""
        said = []
        for row in self.table.itertuples():
            if row.order:
                almost = "" if row.exact else "almost "
                order = "first" if row.order == 1 else "second"
                said.append(
                    f"{row.policy} {almost}dominates {row.other} to the {order} order "
                    f"({row.kept:.0%} of the resamples agree)"
                )
        return (
            f"In {self.of.outcome}, {'; '.join(said)}."
            if said
            else f"In {self.of.outcome} no policy dominates another: which is better depends on the world."
        )


def policy_runs(
    table: pd.DataFrame,
    outcome: str,
    direction: int,
    levers: Sequence[str],
    *,
    uncertainties: Sequence[str] = (),
    scenario: str | None = None,
    council: str | None = None,
) -> PolicyRuns:
    """Arrange a table of runs as policies x worlds x replicates.

    ``levers`` are the columns whose combinations are the policies (``["scenario"]`` for scenarios as policies);
    ``uncertainties`` those whose combinations are the worlds; the points are, when none are named. ``direction`` is +1
    where more of the outcome is better, −1 where less is.

    Raises
    ------
    InputError
        When there is one policy only, a policy was not run in every world and replicate, a run is missing, or the
        outcome has no good direction.
    """
    if direction not in (1, -1):
        raise InputError(
            f"{outcome} is neither good nor bad, so nothing in it can be regretted; choose another outcome."
        )
    check_columns(table, [*levers, *uncertainties, "replicate"])
    rows = table
    for column, wanted in (("scenario", scenario), ("council", council)):
        if column not in levers and column not in uncertainties:
            rows = one_of(rows, column, wanted)
    world_columns = list(uncertainties)
    if not world_columns:
        check_columns(table, ["point"])
        world_columns = ["point"]
    values = numbers_of(rows, outcome)
    policy, policies = _codes(rows, list(levers))
    world, worlds = _codes(rows, world_columns)
    names, replicate = np.unique(rows["replicate"].to_numpy(), return_inverse=True)
    if len(policies) < 2:
        raise InputError(
            "There is one policy only, so there is nothing to compare; sweep a lever or a second scenario."
        )
    shape = (len(policies), len(worlds), len(names))
    counts, sums = np.zeros(shape, dtype=int), np.zeros(shape)
    np.add.at(counts, (policy, world, replicate), 1)
    np.add.at(sums, (policy, world, replicate), values)
    if (counts != counts.flat[0]).any() or counts.flat[0] == 0:
        raise InputError(
            "Not every policy was run in every world with every replicate, so their regrets cannot be compared; sweep "
            "all combinations of levers and uncertainties."
        )
    runs = sums / counts
    if not np.isfinite(runs).all():
        raise InputError(
            f"{int((~np.isfinite(runs)).sum())} values of {outcome} are missing or not a number, and a policy that "
            "failed in a world cannot be compared there; run the sweep again with --retry-failed."
        )
    labels = tuple(", ".join(_named(name, value) for name, value in row.items()) for row in policies.to_dict("records"))
    return PolicyRuns(outcome, direction, labels, np.arange(len(worlds)), worlds, runs)


def regret(of: PolicyRuns, *, resamples: int = RESAMPLES, seed: int = 0) -> Regret:
    """Regret of each policy: largest and mean over the worlds, intervals, and the shares of worlds it is best in."""
    gains = of.direction * of.runs
    rng = np.random.default_rng(seed)
    n = gains.shape[2]
    means = gains.mean(axis=2)
    by_world = _regret(means)
    largest = by_world.max(axis=1)
    choice = int(np.argmin(largest))
    again, chosen = [], np.zeros(len(of.policies))
    for _ in range(resamples if n > 1 else 0):
        resampled = _regret(gains[:, :, rng.integers(n, size=n)].mean(axis=2)).max(axis=1)
        again.append(resampled)
        chosen[np.argmin(resampled)] += 1
    if again:
        low, high = np.quantile(np.array(again), ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
        chosen /= resamples
    else:
        low = high = np.full(len(largest), np.nan)
        chosen[:] = np.nan
    best = means == means.max(axis=0)
    table = pd.DataFrame(
        {
            "policy": of.policies,
            "largest_regret": largest,
            "low": low,
            "high": high,
            "mean_regret": by_world.mean(axis=1),
            "regret_checked": _checked(gains).mean(axis=1),
            "best": (best / best.sum(axis=0)).mean(axis=1),
            "clearly_best": _clearly_best(gains).mean(axis=1),
            "chosen_again": chosen,
            "worst_world": by_world.argmax(axis=1),
        }
    )
    order = np.r_[choice, [place for place in np.argsort(largest, kind="stable") if place != choice]]
    return Regret(of, table.iloc[order].reset_index(drop=True), by_world)


def _regret(means: np.ndarray) -> np.ndarray:
    """Regret of shape (policies, worlds) from means of that shape, where more is better."""
    regret: np.ndarray = means.max(axis=0) - means
    return regret


def _checked(gains: np.ndarray) -> np.ndarray:
    """Regret against the policy that was best in the other half of the replicates; mean of both halves."""
    n = gains.shape[2]
    if n < 2:
        return np.full(gains.shape[:2], np.nan)
    # Every other replicate: they are independent of each other, so any halves do.
    halves = gains[:, :, ::2].mean(axis=2), gains[:, :, 1::2].mean(axis=2)
    found = []
    for choose, compare in (halves, halves[::-1]):
        best = choose.argmax(axis=0)
        found.append(np.take_along_axis(compare, best[None], axis=0) - compare)
    mean: np.ndarray = np.mean(found, axis=0)
    return mean


def _clearly_best(gains: np.ndarray) -> np.ndarray:
    """Where a policy's paired interval against each other one lies above zero; shape (policies, worlds)."""
    clear = np.ones(gains.shape[:2], dtype=bool)
    for one, two in permutations(range(len(gains)), 2):
        found = paired_interval((gains[one] - gains[two]).T)
        clear[one] &= found.low > 0
    return clear


def dominance(of: PolicyRuns, *, resamples: int = RESAMPLES, seed: int = 0) -> Dominance:
    """Stochastic dominance between policies, each with its runs in all worlds (every world counts alike)."""
    gains = of.direction * of.runs
    rng = np.random.default_rng(seed)
    n = gains.shape[2]
    pairs = list(permutations(range(len(gains)), 2))
    flat = gains.reshape(len(gains), -1)
    first = {pair: violation(flat[pair[0]], flat[pair[1]], order=1) for pair in pairs}
    second = {pair: violation(flat[pair[0]], flat[pair[1]], order=2) for pair in pairs}
    ahead = {(one, two): flat[one].mean() >= flat[two].mean() for one, two in pairs}
    orders = {
        pair: 1 if first[pair] <= ALMOST else 2 if second[pair] <= ALMOST and ahead[pair] else 0 for pair in pairs
    }
    kept = dict.fromkeys(pairs, 0)
    # Resampling is for the pairs that are said to dominate; enough of it for a per cent or two.
    draws = min(resamples, 200) if n > 1 else 0
    for _ in range(draws):
        again = gains[:, :, rng.integers(n, size=n)].reshape(len(gains), -1)
        for pair in pairs:
            if orders[pair]:
                kept[pair] += violation(again[pair[0]], again[pair[1]], order=orders[pair]) <= ALMOST
    rows = [
        (
            of.policies[one],
            of.policies[two],
            orders[one, two],
            (first if orders[one, two] == 1 else second)[one, two] == 0,
            first[one, two],
            second[one, two],
            kept[one, two] / draws if draws and orders[one, two] else np.nan,
        )
        for one, two in pairs
    ]
    columns = ["policy", "other", "order", "exact", "violation_first", "violation_second", "kept"]
    return Dominance(of, pd.DataFrame(rows, columns=columns))


def violation(one: np.ndarray, two: np.ndarray, *, order: int) -> float:
    """The share of the area between two samples' distributions that speaks against ``one`` dominating ``two``.

    Zero where it dominates, one where it is dominated, and NaN never: equal samples dominate neither, which is one.
    For the first order the area lies between the distribution functions, for the second between their integrals.
    """
    grid = np.union1d(one, two)
    widths = np.diff(grid)
    below_one = np.searchsorted(np.sort(one), grid, side="right") / len(one)
    below_two = np.searchsorted(np.sort(two), grid, side="right") / len(two)
    gap = (below_one - below_two)[:-1]
    if order == 1:
        against, total = float((np.maximum(gap, 0) * widths).sum()), float((np.abs(gap) * widths).sum())
    else:
        # The integral is linear between values; a part that crosses zero counts on either side.
        ends = np.r_[0.0, np.cumsum(gap * widths)]
        against, total = _areas(ends, widths)
    return against / total if total > 1e-15 * max(1.0, float(np.abs(grid).max())) else 1.0


def _areas(ends: np.ndarray, widths: np.ndarray) -> tuple[float, float]:
    """Area above zero and in all of a line through ``ends``."""
    left, right = ends[:-1], ends[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = np.where(left * right < 0, np.abs(left) / (np.abs(left) + np.abs(right)), 1.0)
    same = left * right >= 0
    above = np.where(
        same,
        np.maximum((left + right) / 2, 0),
        np.where(left > 0, crossing * left / 2, (1 - crossing) * right / 2),
    )
    below = np.where(
        same,
        np.maximum(-(left + right) / 2, 0),
        np.where(left < 0, -crossing * left / 2, -(1 - crossing) * right / 2),
    )
    return float((above * widths).sum()), float(((above + below) * widths).sum())


def _codes(rows: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's combination of ``columns``, in the order in which they appear, and the combinations."""
    grouped = rows.groupby(columns, sort=False, dropna=False, observed=True)
    found = grouped.ngroup().to_numpy()
    return found, rows[columns].drop_duplicates().reset_index(drop=True)


def _named(name: str, value: object) -> str:
    return str(value) if name == "scenario" else f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
