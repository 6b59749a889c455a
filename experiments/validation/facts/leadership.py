"""Leadership: when chief executives leave (F28), and how much style and trust go with results (F30)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from experiments.validation.arithmetic import correlation, ratio
from experiments.validation.panel import CLASSES, FIRST_YEAR, MONTHS_A_YEAR, Panel, Unknown

SETTLED = 2015
"""Style and results are compared from this year on; in a shorter panel over its last three years."""

SHORT = 3


def exits_a_year(panel: Panel) -> float:
    """Chief executives who leave in a year, for each office."""
    return MONTHS_A_YEAR * ratio(float(panel.table("exits").sum()), float(panel.table("offices").sum()))


def exits_after_party_change(panel: Panel) -> float:
    """How much a new majority adds to exits where performance is low, less what it adds elsewhere."""
    left, index = panel.table("exits"), panel.table("index_by_month")
    new = panel.table("new_majority") > 0.5
    low = index < np.median(index, axis=0)

    def rate(where: np.ndarray) -> float:
        if not where.any():
            raise Unknown("exits after a change of party")
        return float(MONTHS_A_YEAR * left[where].mean())

    return (rate(new & low) - rate(~new & low)) - (rate(new & ~low) - rate(~new & ~low))


def settled(panel: Panel, name: str) -> np.ndarray:
    """The mean of the later years, by council."""
    first = min(SETTLED, panel.last - SHORT + 1)
    return np.asarray(panel.over(name, max(first, FIRST_YEAR), panel.last).mean(axis=1))


def given_class_and_cut(panel: Panel) -> np.ndarray:
    """Standardised effects of delegation and of trust on the index, given class, cut of funding and deprivation."""
    known_classes = [klass for klass in CLASSES if (panel.klass == klass).any()]
    first, last = (panel.at("funding", year) for year in (FIRST_YEAR, panel.last_accounts))
    if not (first > 0.0).all():
        raise Unknown("the cut of a council that had nothing")
    columns = [
        settled(panel, "delegation"),
        settled(panel, "dyad_trust"),
        *((panel.klass == klass).astype(float) for klass in known_classes),
        last / first,
        panel.all_deprivation,
    ]

    def standard(values: np.ndarray) -> np.ndarray:
        spread = values.std(axis=0)
        return np.asarray((values - values.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0))

    design = np.column_stack([np.ones(len(panel.codes)), standard(np.column_stack(columns))])
    beta = np.linalg.lstsq(design, standard(settled(panel, "index")), rcond=None)[0]
    return np.asarray(beta[1:3])


FIGURES: Mapping[str, Callable[[Panel], float]] = {
    "F28.rate": exits_a_year,
    "F28.int": exits_after_party_change,
    "F30.d": lambda panel: correlation(settled(panel, "delegation"), settled(panel, "index")),
    "F30.T": lambda panel: correlation(settled(panel, "dyad_trust"), settled(panel, "index")),
    "F30.dw": lambda panel: float(given_class_and_cut(panel)[0]),
    "F30.Tw": lambda panel: float(given_class_and_cut(panel)[1]),
}
