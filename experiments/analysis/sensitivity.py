"""What a sensitivity analysis says, whichever method made it, and how sure it is: shared by Sobol and Morris.

A stochastic model's outcome at a point is m(x) + noise; what is asked is how the *expected* outcome m depends on the
parameters. Squared differences of noisy means are too large by the noise's variance, so that a parameter that does
nothing seems to matter. Replicates measure that noise, and it is subtracted (:mod:`experiments.analysis.sobol`,
:mod:`experiments.analysis.morris` say how).

Replicates may share their random numbers across points (they do in our sweeps) or not; both are covered, because
noise is measured in the very differences that are used. Intervals add two parts in squares: a bootstrap over the base
points (or trajectories), centred at the estimate, for where the design happened to lie and the noise that each point
has for itself; and Student's interval of a jackknife over the replicates, for chance that all points share. They hold
the truth in nine of ten sweeps or more (the tests try it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.sameness import first_of
from experiments.analysis.wording import join

RESAMPLES = 500
"""Bootstrap samples: the ends of a 90% interval then vary by about a twentieth of its width."""

SPLITS = 20
"""Random halvings of the rows that tell shared chance from the rows' own; their mean is what counts."""

NEEDED = "one missing value spoils every index, so nothing is computed"


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity analysis found.

    ``table`` has one row per parameter, most important first; ``pairs`` (Sobol with second order, else empty) one row
    per pair of parameters. ``noise_of_runs`` is the share of the variance of single runs that replicates of one point
    account for, ``noise_of_means`` the share of the variance of the points' means; NaN with one replicate, where
    noise cannot be told from effects. ``too_few`` says why the points are too few for shares and rankings to be read
    (:mod:`experiments.analysis.convergence`); it is empty where they are enough.
    """

    method: str
    outcome: str
    table: pd.DataFrame
    pairs: pd.DataFrame
    points: int
    replicates: int
    noise_of_runs: float
    noise_of_means: float
    too_few: str = ""

    @property
    def finding(self) -> str:
        """The result in a sentence or two."""
        clear = self.table[self.table["clear"]]
        if clear.empty:
            few = f" The points are few: {self.too_few}." if self.too_few else ""
            return f"No parameter has a clear effect on {self.outcome}.{few} {self._noise()}"
        if self.too_few:
            what = "share out the variance of" if self.method == "sobol" else "rank the parameters by their effect on"
            return (
                f"Too few points to {what} {self.outcome}: {self.too_few}. What is clear all the same is that there is "
                f"an effect of {join(list(clear['parameter']))}. {self._noise()}"
            )
        first = clear.iloc[0]
        leading = first_of(list(clear["parameter"]), clear["ST" if self.method == "sobol" else "mu_star"].to_numpy())
        if len(leading) > 1:
            who, it = f"{join(leading)} matter most to {self.outcome} and are equal", "each"
        else:
            who, it = f"{first['parameter']} matters most to {self.outcome}", "it"
        if self.method == "sobol":
            what = (
                f"{who}: with all its interactions {it} accounts for {_share(first['ST'])} of the variance between "
                f"points (90% interval {first['ST_low']:.0%} to {first['ST_high']:.0%}), alone for "
                f"{_share(first['S1'])}"
            )
        else:
            what = (
                f"{who}: a step across {'the' if len(leading) > 1 else 'its'} whole range moves it by "
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


def _share(estimate: float) -> str:
    """A share of the variance; an estimate a little above one is said to be what it estimates, and one."""
    return f"{estimate:.0%}" if estimate < 1.005 else f"all (the estimate is {estimate:.0%})"


def common_chance(
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

    def off(part: np.ndarray) -> np.ndarray:
        """What leaving out each replicate does to the measure of these rows."""
        left_out = np.array([measure(np.delete(part, k, axis=2)) for k in range(n)])
        centred: np.ndarray = left_out - left_out.mean(axis=0)
        return centred

    # Too few rows for two halves: all that replicates do counts as shared, which is rather too much.
    products = [(off(values) ** 2).sum(axis=0)] if rows < 4 else []
    for _ in range(splits if rows >= 4 else 0):
        mixed = rng.permutation(rows)
        one, two = (off(values[half]) for half in (mixed[: rows // 2], mixed[rows // 2 :]))
        products.append((one * two).sum(axis=0))
    with np.errstate(invalid="ignore"):
        shared = (n - 1) / n * np.nanmean(products, axis=0)
    half_width: np.ndarray = t.ppf((1 + level) / 2, n - 1) * np.sqrt(np.maximum(shared, 0))
    return half_width


def ends(
    found: np.ndarray, spread: np.ndarray, chance: np.ndarray, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """The interval of ``found``: its bootstrap over rows, and ``chance`` that all rows share, added in squares."""
    with np.errstate(invalid="ignore"):
        centred = spread - np.nanmean(spread, axis=0)
        below, above = np.nanquantile(centred, ((1 - level) / 2, (1 + level) / 2), axis=0)
    return found - np.hypot(below, chance), found + np.hypot(above, chance)
