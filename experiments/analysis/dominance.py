"""Which policy is better for anybody, whatever risk they like: stochastic dominance between policies.

Policy A dominates B to the first order when for any level, A falls short of it in no larger a share of runs; to the
second order when that holds for the sum up to any level, which is what all who prefer more and dislike risk agree on.
Samples of finite size rarely keep it to the last run, so the share of the area between the two distributions (of their
integrals, for the second order) that violates it is given too; up to 5% is called "almost", in the manner of Leshno and
Levy (2002). Policies that are equal in every run are said to be, and neither dominates.

Sources: Hadar and Russell (1969), https://www.jstor.org/stable/1811090; Leshno and Levy (2002),
doi:10.1287/mnsc.48.8.1074.169.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.robustness import RESAMPLES, PolicyRuns, check_policies, one_run_only
from experiments.analysis.sameness import ROUNDING, differs
from experiments.analysis.wording import join

ALMOST = 0.05
"""Share of the area up to which a violation counts as almost dominance; Leshno and Levy's students accepted 5.9%."""


MOST_SAID = 4
"""Pairs that are said one by one; of more it is said which policies are left."""


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
                agree = f" ({row.kept:.0%} of the resamples agree)" if np.isfinite(row.kept) else ""
                said.append(f"{row.policy} {almost}dominates {row.other} to the {order} order{agree}")
        if len(said) > MOST_SAID:
            said = [self._undominated]
        equal = [f"{row.policy} and {row.other} are equal in every run" for row in self._equal]
        if not said:
            rest = "the others " if equal else ""
            said = [f"no policy dominates another: which of {rest or 'them '}is better depends on the world"]
        return f"In {self.of.outcome}, {'; '.join([*said, *equal])}.{one_run_only(self.of)}"

    @property
    def _undominated(self) -> str:
        """Of many pairs: which policies are left when every dominated one is struck out."""
        ordered = self.table[self.table["order"] > 0]
        beaten = set(ordered["other"])
        left = [name for name in self.of.policies if name not in beaten]
        pairs = f"{len(ordered)} of {len(self.table)} pairs are ordered, the table has them"
        if not left:  # almost dominance need not be transitive
            return f"each of {len(self.of.policies)} policies is dominated or almost so by another ({pairs})"
        others = len(self.of.policies) - len(left)
        are = "is dominated" if others == 1 else "are dominated"
        alone = "" if len(left) == 1 else ", and which of these is better depends on the world or on who asks"
        return (
            f"no other policy dominates {join(left)}{alone}; the other {others} {are} or almost so by at least one "
            f"({pairs})"
        )

    @property
    def _equal(self) -> list[Any]:
        """The pairs of policies that are equal in every run, each once."""
        seen: dict[frozenset[str], Any] = {}
        for row in self.table[self.table["equal"]].itertuples():
            seen.setdefault(frozenset((row.policy, row.other)), row)
        return list(seen.values())


def dominance(of: PolicyRuns, *, resamples: int = RESAMPLES, seed: int = 0) -> Dominance:
    """Stochastic dominance between policies, each with its runs in all worlds (every world counts alike).

    Raises :class:`~experiments.analysis.sameness.NothingDiffers` where all policies are equal in every run.
    """
    check_policies(of)
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
            not differs(gains[[one, two]]),
        )
        for one, two in pairs
    ]
    columns = ["policy", "other", "order", "exact", "violation_first", "violation_second", "kept", "equal"]
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
    return against / total if total > ROUNDING * float(np.abs(grid).max()) else 1.0


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
