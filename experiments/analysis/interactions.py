"""Does the effect of one factor depend on another? Factorial contrasts, taken within each replicate.

Every factor has two levels (a parameter's low and high value, two scenarios, two councils), and all combinations were
run. Within replicate *k*, where all combinations have the same random numbers, the main effect of a factor is the mean
at its high level less the mean at its low one, and the interaction of two is the difference of differences: the effect
of one at the other's high level less its effect at the low one, as in :mod:`experiments.analysis.contrasts`. What is
not a factor but varies too (other parameters, points) is averaged over, the same in every combination. Over the
replicates the effects have Student's interval. With many of them some look clear by chance, so a column says which
stay clear by Holm's procedure.

Source: Montgomery (2017), Design and Analysis of Experiments, ISBN 9781119113478.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.contrasts import INTERACTION, MAIN_EFFECT
from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.points import check_columns, numbers_of
from experiments.analysis.sameness import check_differs, first_of, leaves_out_zero, rounding
from experiments.analysis.wording import join
from sim.errors import InputError


@dataclass(frozen=True)
class Interactions:
    """Main effects and interactions of two factors each; ``table`` has one row per effect."""

    outcome: str
    levels: Mapping[str, tuple[Any, Any]]
    table: pd.DataFrame
    replicates: int
    left_out: int

    @property
    def finding(self) -> str:
        """Which effects depend on which, in a sentence."""
        every = self.table[self.table["kind"] == INTERACTION]
        clear = every[every["clear"]].sort_values("effect", key=np.abs, ascending=False)
        left = f" {self.left_out} replicates with a failed run are left out." if self.left_out else ""
        if clear.empty:
            return (
                f"No clear interaction in {self.outcome}: in {self.replicates} replicates no effect of "
                f"{join(list(self.levels))} clearly depends on another.{left}"
            )
        first = clear.iloc[0]
        one, two = first["one"], first["two"]
        low, high = self.levels[two]
        leading = first_of(list(clear["name"]), clear["effect"].abs().to_numpy())
        tie = f"; {join(leading)} are equally large" if len(leading) > 1 else ""
        return (
            f"The effect of {one} on {self.outcome} depends on {two}: it is {abs(first['effect']):.3g} "
            f"{'higher' if first['effect'] > 0 else 'lower'} with {two} = {high} than with {two} = {low} "
            f"(90% interval {first['low']:+.3g} to {first['high']:+.3g}{tie}); {len(clear)} of {len(every)} "
            f"interactions are clear, {int(every['clear_adjusted'].sum())} of them also when the number of effects "
            f"looked at is allowed for.{left}"
        )


def interactions(
    table: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    levels: Mapping[str, tuple[Any, Any]] | None = None,
) -> Interactions:
    """Main effects and two-factor interactions of ``factors``, each a column of the table of runs.

    ``levels`` chooses two values of a factor that has more; the first is the low one. A replicate with a failed run is
    left out whole.

    Raises
    ------
    InputError
        With fewer than two factors, a factor without exactly two levels, or combinations that were not all run alike.
    """
    if len(factors) < 2:
        raise InputError("An interaction needs two factors at least; name a second one.")
    if len(set(factors)) < len(factors):
        raise InputError("A factor is named twice; name each once.")
    check_columns(table, ["replicate", *factors])
    chosen: dict[str, tuple[Any, Any]] = {}
    rows = table
    for name in factors:
        wanted = (levels or {}).get(name)
        there = list(pd.unique(rows[name]))
        if wanted is None:
            if len(there) != 2:
                words = [f"{value:.6g}" if isinstance(value, float) else str(value) for value in sorted(there)]
                shown = ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")
                raise InputError(
                    f"{name} has {len(there)} {'level' if len(there) == 1 else 'levels'} in these runs ({shown}), and "
                    f"an interaction compares two; choose them with --levels {name}=low,high."
                )
            wanted = tuple(sorted(there)) if pd.api.types.is_numeric_dtype(rows[name]) else (there[0], there[1])
        for value in wanted:
            if value not in there:
                raise InputError(f"There are no runs with {name} = {value}.")
        chosen[name] = (wanted[0], wanted[1])
        rows = rows[rows[name].isin(wanted)]
    cells, left_out = _cells(rows, outcome, chosen)
    check_differs(cells.T, outcome, f"{cells.shape[1]} combinations of {join(list(chosen))}")
    signs = np.array(list(product((-1, 1), repeat=len(factors))))
    found = []
    for place, name in enumerate(factors):
        found.append((name, MAIN_EFFECT, name, "", cells @ (signs[:, place] / len(signs) * 2)))
    for (i, one), (j, two) in combinations(enumerate(factors), 2):
        effect = cells @ (signs[:, i] * signs[:, j] / len(signs) * 4)
        found.append((f"{one} x {two}", INTERACTION, one, two, effect))
    result = pd.DataFrame([row[:4] for row in found], columns=["name", "kind", "one", "two"])
    interval = paired_interval(np.column_stack([row[4] for row in found]))
    result["effect"], result["low"], result["high"] = interval.mean, interval.low, interval.high
    small = rounding(cells)
    result["clear"] = leaves_out_zero(interval.low, interval.high, small)
    found_p = p_values(np.column_stack([row[4] for row in found]), small)
    result["p"] = found_p
    result["clear_adjusted"] = holm(found_p, 1 - LEVEL)
    return Interactions(outcome, chosen, result, len(cells), left_out)


def _cells(rows: pd.DataFrame, outcome: str, chosen: Mapping[str, tuple[Any, Any]]) -> tuple[np.ndarray, int]:
    """Means of shape (replicates, combinations), the last factor fastest, and how many replicates are left out."""
    values = numbers_of(rows, outcome)
    place = np.zeros(len(rows), dtype=int)
    for name, (_, high) in chosen.items():
        place = 2 * place + (rows[name] == high).to_numpy().astype(int)
    names, replicate = np.unique(rows["replicate"].to_numpy(), return_inverse=True)
    shape = (len(names), 2 ** len(chosen))
    counts, sums = np.zeros(shape), np.zeros(shape)
    np.add.at(counts, (replicate, place), 1)
    np.add.at(sums, (replicate, place), values)
    if (counts != counts[0, 0]).any():
        raise InputError(
            f"Not all combinations of {join(list(chosen))} were run equally often in every replicate, so their effects "
            "cannot be told apart; sweep all combinations (a grid)."
        )
    finished = np.isfinite(sums).all(axis=1)
    if finished.sum() < 2:
        raise InputError("Fewer than two replicates finished in all combinations; run more replications.")
    return sums[finished] / counts[finished], int((~finished).sum())
