"""Which policy to choose when it is not known which world one lives in: regret.

A policy is a scenario (or a set of levers), a world is a point of the design (a set of uncertainties); every policy
was run in every world, with the same random numbers.

* Regret of a policy in a world: how much better the best policy there would have done. Minimax regret chooses the
  policy whose largest regret over the worlds is smallest (Savage 1951).
* Share of worlds in which a policy is best, and in which it is clearly best (its paired interval against each other
  policy leaves out zero).

Policies that are equal share a place: none of them is called first (:mod:`experiments.analysis.sameness`).

The best of several noisy means is too good on average, so that regret is too large. ``mean_regret`` is therefore
estimated a second time, as ``regret_checked``, with the best policy chosen on one half of the replicates and compared
on the other: that one is too small, and zero in expectation where policies do not differ. The truth lies between;
where the two are far apart, run more replications. Intervals come from resampling the replicates, the same for all
policies and worlds.

Sources: Savage (1951), doi:10.1080/01621459.1951.10500768; Lempert, Popper and Bankes (2003), Shaping the Next One
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
from experiments.analysis.sameness import check_differs, differs, places, rounding
from experiments.analysis.wording import join
from sim.errors import InputError

RESAMPLES = 1000
SAID = 4
"""Policies that a sentence names; of more it says how many they are."""


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
    """``table``: one row per policy, the minimax choice first. ``by_world``: regret, shape (policies, worlds).

    ``place`` is shared by policies with equal largest regret; ``chosen_again`` is the share of the resamples in which
    a policy is the choice, where a resample with several counts in equal parts.
    """

    of: PolicyRuns
    table: pd.DataFrame
    by_world: np.ndarray

    @property
    def finding(self) -> str:
        """The minimax choice and how sure it is, or which policies tie."""
        if len(self.tied) > 1:
            return f"{self._tie}{one_run_only(self.of)}"
        first, alone = self.table.iloc[0], one_run_only(self.of)
        worlds = len(self.of.worlds)
        others = ", ".join(f"{row.policy}: {row.clearly_best:.0%}" for row in self._after.head(SAID).itertuples())
        where = f"in the worst of {worlds} worlds" if worlds > 1 else "in the one world"
        sure = "" if alone else f" (90% interval {first['low']:.3g} to {first['high']:.3g})"
        again = (
            alone
            or f" It is the choice in {first['chosen_again']:.0%} of the resamples, and clearly best in "
            f"{first['clearly_best']:.0%} of the worlds ({others})."
        )
        return (
            f"Least to regret in {self.of.outcome} is {first['policy']}: {where} it loses "
            f"{first['largest_regret']:.3g}{sure} against the best policy there; "
            f"{self._next(' loses ', ' each lose ')}.{again}"
        )

    @property
    def tied(self) -> list[str]:
        """The policies that leave least to regret: one, or several with equal largest regret."""
        return list(self.table.loc[self.table["place"] == 1, "policy"])

    @property
    def _tie(self) -> str:
        """Several policies share the first place; whether they are one and the same in all runs is said, too."""
        lost, outcome = self.table.iloc[0]["largest_regret"], self.of.outcome
        same = not differs(self.of.runs[[self.of.policies.index(name) for name in self.tied]])
        why = "they are equal in every run" if same else "their largest regrets are equal"
        said = self._next(", the next, loses ", ", the next, each lose ")
        return (
            f"Least to regret in {outcome} is a tie of {join(self.tied)}: {why}, so none of them is first. In the "
            f"worst of {len(self.of.worlds)} worlds each loses {lost:.3g} against the best policy there"
            f"{f'; {said}' if said else ''}."
        )

    def _next(self, one: str, several: str) -> str:
        """The policies that share the next place after the first, and what they lose; empty for none."""
        after = self._after
        if after.empty:
            return ""
        return f"{named(list(after['policy']))}{one if len(after) == 1 else several}{after['largest_regret'].max():.3g}"

    @property
    def _after(self) -> pd.DataFrame:
        rest = self.table[self.table["place"] > 1]
        return rest[rest["place"] == rest["place"].min()]


def named(policies: list[str]) -> str:
    """Policies as a sentence lists them, the first few of many."""
    return join(policies) if len(policies) <= SAID else f"{', '.join(policies[:SAID])} and {len(policies) - SAID} more"


def one_run_only(of: PolicyRuns) -> str:
    """What cannot be known with one run of each policy in each world, as a sentence to add; empty with more."""
    if of.runs.shape[2] > 1:
        return ""
    return " With one run of each policy in each world chance cannot be told from the policies."


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
    both = [name for name in levers if name in uncertainties]
    if both:
        raise InputError(f"{both[0]} is named as what is chosen and as what is not known; keep one of the two.")
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
    # A world that a design has twice (whole numbers and words can fall together) is one world for every policy.
    if (counts != counts[:1, :, :1]).any() or (counts == 0).any():
        raise InputError(
            "Not every policy was run in every world with every replicate, so their regrets cannot be compared; sweep "
            "all combinations of levers and uncertainties."
        )
    runs = sums / counts
    if not np.isfinite(runs).all():
        missing = int((~np.isfinite(runs)).sum())
        raise InputError(
            f"{missing} of {runs.size} values of {outcome} are missing or not a number, and a policy that "
            "failed in a world cannot be compared there; run the sweep again with --retry-failed."
        )
    labels = tuple(", ".join(_named(name, value) for name, value in row.items()) for row in policies.to_dict("records"))
    return PolicyRuns(outcome, direction, labels, np.arange(len(worlds)), worlds, runs)


def regret(of: PolicyRuns, *, resamples: int = RESAMPLES, seed: int = 0) -> Regret:
    """Regret of each policy: largest and mean over the worlds, intervals, and the shares of worlds it is best in.

    Raises :class:`~experiments.analysis.sameness.NothingDiffers` where all policies are equal in every run.
    """
    check_policies(of)
    gains = of.direction * of.runs
    small = rounding(gains)
    rng = np.random.default_rng(seed)
    n = gains.shape[2]
    means = gains.mean(axis=2)
    by_world = _regret(means)
    largest = by_world.max(axis=1)
    again, chosen = [], np.zeros(len(of.policies))
    for _ in range(resamples if n > 1 else 0):
        resampled = _regret(gains[:, :, rng.integers(n, size=n)].mean(axis=2)).max(axis=1)
        again.append(resampled)
        least = resampled <= resampled.min() + small
        chosen += least / least.sum()
    if again:
        low, high = np.quantile(np.array(again), ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
        chosen /= resamples
    else:
        low = high = np.full(len(largest), np.nan)
        chosen[:] = np.nan
    best = means >= means.max(axis=0) - small
    place = places(-largest, small)
    table = pd.DataFrame(
        {
            "policy": of.policies,
            "place": place,
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
    return Regret(of, table.sort_values("place", kind="stable", ignore_index=True), by_world)


def check_policies(of: PolicyRuns) -> None:
    """Raise :class:`NothingDiffers` where all policies are equal in every run."""
    check_differs(of.runs, of.outcome, f"{len(of.policies)} policies ({named(list(of.policies))})")


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
    small = rounding(gains)
    for one, two in permutations(range(len(gains)), 2):
        found = paired_interval((gains[one] - gains[two]).T)
        clear[one] &= found.low > small
    return clear


def _codes(rows: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's combination of ``columns``, in the order in which they appear, and the combinations."""
    grouped = rows.groupby(columns, sort=False, dropna=False, observed=True)
    found = grouped.ngroup().to_numpy()
    return found, rows[columns].drop_duplicates().reset_index(drop=True)


def _named(name: str, value: object) -> str:
    return str(value) if name == "scenario" else f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
