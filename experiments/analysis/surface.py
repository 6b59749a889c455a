"""Response surfaces: an outcome as a quadratic function of the parameters, and whether a quadratic is enough.

Fitted by least squares to the points' means, with every parameter coded from −1 (lowest in the design) to +1
(highest), so that coefficients compare: y = b0 + Σ b_i z_i + Σ b_ii z_i² + Σ b_ij z_i z_j.

* The intervals of coefficients come from the replicates: each replicate alone gives a fit, and Student's interval of
  their mean holds whether or not replicates share their random numbers across points. It says how well the runs fix
  the quadratic that comes nearest to the model, not that the model is one.
* Lack of fit says that: the mean squared distance of the points' means from the surface, against what the replicates'
  scatter around their own surfaces allows (F-test). A clear lack of fit means: do not read more than the rough shape.

With one replicate there is no pure noise; the intervals then come from the residuals, and lack of fit is unknown.

A Gaussian process would fit any shape, but its uncertainty needs a noise model that scipy alone does not give.

Source: Box and Draper (2007), Response Surfaces, Mixtures, and Ridge Analyses, ISBN 9780470053577.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs, first_of, leaves_out_zero, rounding
from experiments.analysis.wording import join
from sim.errors import InputError

MEAN = "mean level"


@dataclass(frozen=True)
class Surface:
    """A fitted surface.

    ``table`` has one row per term: coefficient (in the outcome's unit, per half range of each parameter), interval,
    whether that leaves out zero. ``fits`` has shape (terms, replicates). ``explained`` is the share of the variance of
    the points' means that it accounts for; ``lack_of_fit`` the p-value of the test (NaN with one replicate).
    """

    outcome: str
    parameters: tuple[str, ...]
    lowest: np.ndarray
    highest: np.ndarray
    table: pd.DataFrame
    fits: np.ndarray
    covariance: np.ndarray
    freedom: int
    explained: float
    lack_of_fit: float
    lack_ratio: float

    @property
    def finding(self) -> str:
        """What the surface says, and whether to believe its shape."""
        terms = self.table[self.table["term"] != MEAN]
        clear = terms[terms["clear"]]
        if clear.empty:
            first = f"No term of a quadratic surface of {self.outcome} is clear."
        else:
            leading = first_of(list(clear["term"]), clear["coefficient"].abs().to_numpy())
            strongest = clear[clear["term"] == leading[0]].iloc[0]
            tie = f"; {join(leading)} are equally strong" if len(leading) > 1 else ""
            first = (
                f"A quadratic surface explains {self.explained:.0%} of the variance of {self.outcome} between points; "
                f"its strongest term is {strongest['term']} ({strongest['coefficient']:+.3g} per half range, 90% "
                f"interval {strongest['low']:+.3g} to {strongest['high']:+.3g}{tie}), {len(clear)} of {len(terms)} "
                f"terms {'is' if len(clear) == 1 else 'are'} clear."
            )
        if not np.isfinite(self.lack_of_fit):
            return f"{first} With one run per point it cannot be told whether a quadratic is enough."
        verdict = (
            "The points lie off it by more than chance allows, so the true surface is not quadratic"
            if self.lack_of_fit < 1 - LEVEL
            else "The points lie no further off it than chance allows"
        )
        return f"{first} {verdict} (lack of fit, p = {self.lack_of_fit:.2g})."

    def predict(self, settings: pd.DataFrame) -> pd.DataFrame:
        """The surface's mean at ``settings`` with its interval: columns mean, low, high.

        Raises :class:`InputError` outside the range of the design, where a surface says nothing.
        """
        from scipy.stats import t

        values = settings[list(self.parameters)].to_numpy(dtype=float)
        slack = 1e-9 * (self.highest - self.lowest)
        outside = (values < self.lowest - slack) | (values > self.highest + slack)
        if outside.any():
            place = int(np.argwhere(outside)[0][1])
            raise InputError(
                f"{self.parameters[place]} lies outside the design's {self.lowest[place]:g} to "
                f"{self.highest[place]:g}; a response surface holds only inside."
            )
        terms = _terms(_coded(values, self.lowest, self.highest))
        mean = terms @ self.table["coefficient"].to_numpy()
        error = np.sqrt(np.einsum("pi,ij,pj->p", terms, self.covariance, terms))
        half = t.ppf((1 + LEVEL) / 2, self.freedom) * error
        return pd.DataFrame({"mean": mean, "low": mean - half, "high": mean + half})


def surface(points: Points) -> Surface:
    """Fit a quadratic surface.

    Raises :class:`InputError` when values are missing, a parameter is not a number, or the points are too few or lie
    such that terms cannot be told apart (a parameter with two levels has no curvature, for one).
    """
    kept = points.complete("a surface needs every replicate of every point")
    for name in kept.parameters:
        if not pd.api.types.is_numeric_dtype(kept.settings[name]):
            raise InputError(f"{name} holds words, and a surface needs numbers; leave it out.")
    values = kept.settings.to_numpy(dtype=float)
    lowest, highest = values.min(axis=0), values.max(axis=0)
    for name, low, high in zip(kept.parameters, lowest, highest, strict=True):
        if low == high:
            raise InputError(f"{name} is {low:g} at every point; leave it out of the surface.")
        if len(np.unique(kept.settings[name])) < 3:
            raise InputError(
                f"{name} has two levels only, which show no curvature; a quadratic surface needs three. Hold it at one "
                f"of them, with --where {name}={low:g}, or name the other parameters with --parameter."
            )
    check_differs(kept.runs, kept.outcome, f"{len(kept.names)} points")
    design = _terms(_coded(values, lowest, highest))
    count, terms = design.shape
    if count <= terms:
        raise InputError(
            f"A quadratic surface of {len(kept.parameters)} parameters has {terms} terms and needs more points than "
            f"that, better twice as many; there are {count}."
        )
    if np.linalg.matrix_rank(design) < terms:
        raise InputError(
            "The points lie such that some terms of a quadratic surface cannot be told apart (in a one-at-a-time "
            "design, for example); use a Latin hypercube or a grid."
        )
    n = kept.runs.shape[1]
    solve = np.linalg.pinv(design)
    fits = solve @ kept.runs
    coefficients = fits.mean(axis=1)
    residuals = kept.runs - design @ fits
    off = residuals.mean(axis=1)
    freedom_off = count - terms
    total = float(((kept.means - kept.means.mean()) ** 2).sum())
    explained = 1 - float((off**2).sum()) / total if total > 0 else np.nan
    if n > 1:
        found = paired_interval(fits.T)
        low, high = found.low, found.high
        covariance, freedom = np.cov(fits) / n, n - 1
        ratio, lack = _lack_of_fit(off, residuals, freedom_off, total)
    else:
        from scipy.stats import t

        covariance = float((off**2).sum()) / freedom_off * solve @ solve.T
        freedom = freedom_off
        half = t.ppf((1 + LEVEL) / 2, freedom) * np.sqrt(np.diag(covariance))
        low, high = coefficients - half, coefficients + half
        ratio, lack = np.nan, np.nan
    table = pd.DataFrame({"term": _names(kept.parameters), "coefficient": coefficients, "low": low, "high": high})
    table["clear"] = leaves_out_zero(table["low"], table["high"], rounding(kept.runs))
    return Surface(
        kept.outcome,
        tuple(kept.parameters),
        lowest,
        highest,
        table,
        fits,
        covariance,
        freedom,
        explained,
        lack,
        ratio,
    )


def _lack_of_fit(off: np.ndarray, residuals: np.ndarray, freedom: int, total: float) -> tuple[float, float]:
    """F and its p-value: the means' distance from the surface against the scatter of replicates around theirs.

    Where replicates are equal, any distance beyond rounding (against ``total``, the means' sum of squares) is too much.
    """
    from scipy.stats import f

    n = residuals.shape[1]
    lack, scatter = float((off**2).sum()), float(((residuals - off[:, None]) ** 2).sum())
    if scatter <= 1e-20 * total * n:
        return (0.0, 1.0) if lack <= 1e-20 * total else (np.inf, 0.0)
    ratio = n * lack / (scatter / (n - 1))
    return ratio, float(f.sf(ratio, freedom, freedom * (n - 1)))


def _coded(values: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> np.ndarray:
    coded: np.ndarray = 2 * (values - lowest) / (highest - lowest) - 1
    return coded


def _terms(coded: np.ndarray) -> np.ndarray:
    """Columns: 1, each z, each z², each product."""
    size = coded.shape[1]
    products = [coded[:, j] * coded[:, k] for j in range(size) for k in range(j + 1, size)]
    return np.column_stack([np.ones(len(coded)), coded, coded**2, *products])


def _names(parameters: Sequence[str]) -> list[str]:
    size = len(parameters)
    products = [f"{parameters[j]} x {parameters[k]}" for j in range(size) for k in range(j + 1, size)]
    return [MEAN, *parameters, *[f"{name}²" for name in parameters], *products]
