"""F30: do councils that delegate and trust more do better by as much as meta-analyses find, r = .1 to .45?

All 353 councils run to month 84, each alone, with leaders' mean style drawn for it. Then delegation and trust are held
against the service outcome index across councils, as a survey would: with error of measurement in each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.analysis.wording import signed
from experiments.designs.design import Cell, Crossing
from experiments.studies.arrays import TOO_FEW, ran_in_all
from experiments.studies.fairness.factors import listed
from experiments.studies.hypotheses.verdict import DRAWS, LEVEL
from sim.council.council import Council
from sim.council.councils import all_councils
from sim.machine.declared import PARAMETERS
from sim.scenario.scenario import load_scenario

PART = "correlations"
MONTH = 84
"""March 2017."""

FEWEST = 3
"""Councils without which there is no correlation."""

LOW, HIGH = 0.1, 0.45
"""Where meta-analyses put standardised effects of shared leadership, empowerment and trust (fact F30)."""

RELIABILITY = 0.8
"""ASSUMPTION: share of what an instrument measures, across councils, that is not error; for each of the measures."""

FUNDING = (
    "funding",
    "funding_status",
    "funding_as_booked",
    "funding_as_booked_status",
    "funding_parts",
)
"""All that a council's funding path consists of."""

PREDICTORS = ("leadership.delegation", "trust.staff_manager", "trust.dyad")
OUTCOMES = (*PREDICTORS, "index")
INSIDE, OUTSIDE, UNDECIDED = "inside", "outside", "undecided"


@dataclass(frozen=True)
class Reading:
    """How councils come to differ: from what their mean style and their trust at the start are drawn."""

    name: str
    why: str
    normal_style: bool = False
    trust_drawn: bool = False


READINGS = (
    Reading("styles over their whole range", "style drawn evenly from its declared range, 0 to 1: the main reading"),
    Reading("styles near the middle", "style drawn normally around .5 with .15: few councils at either end", True),
    Reading("styles and trust drawn", "as the main reading, and trust at the start evenly from .3 to .8", False, True),
)


def councils_used(every: int = 1) -> tuple[Council, ...]:
    """Every council, or every so-many-th of the list by code."""
    return tuple(sorted(all_councils(), key=lambda council: council.code))[::every]


def crossings(seed: int, replicates: int, every: int = 1) -> dict[tuple[str, int], tuple[Crossing, ...]]:
    """By reading and replicate a crossing of one run for each council.

    A replicate draws new styles and new random numbers.
    """
    base = load_scenario("baseline")
    declared = PARAMETERS["style_mean"]
    found = {}
    for place, reading in enumerate(READINGS):
        for replicate in range(replicates):
            rng = np.random.default_rng([seed, place, replicate])
            row = []
            for council in councils_used(every):
                style = rng.normal(0.5, 0.15) if reading.normal_style else rng.uniform(declared.lo, declared.hi)
                settings = {"style_mean": float(np.clip(style, declared.lo, declared.hi))}
                if reading.trust_drawn:
                    settings["initial_trust"] = float(rng.uniform(0.3, 0.8))
                cell = Cell(base, (council,), MONTH, OUTCOMES, labels=(PART, reading.name))
                row.append(Crossing((cell,), 1, seed, listed([settings]), first_replicate=replicate))
            found[reading.name, replicate] = tuple(row)
    return found


def measured(values: np.ndarray, rng: np.random.Generator, reliability: float = RELIABILITY) -> np.ndarray:
    """``values`` (councils, ...) with error of measurement: of the spread seen, ``reliability`` is no error."""
    error = values.std(axis=0, ddof=1) * np.sqrt(1.0 / reliability - 1.0)
    return np.asarray(values + error * rng.standard_normal(values.shape))


def verdict(low: float, high: float) -> str:
    """Whether an interval lies inside the band of the meta-analyses, outside it, or across an edge; NaN is none."""
    if np.isnan(low) or np.isnan(high):
        return TOO_FEW
    if low >= LOW and high <= HIGH:
        return INSIDE
    return OUTSIDE if high < LOW or low > HIGH else UNDECIDED


def within_class(values: np.ndarray, klass: Sequence[str] | np.ndarray) -> np.ndarray:
    """``values`` (councils, ...) less the mean of the council's class."""
    groups = np.asarray(klass)
    out = values.copy()
    for name in np.unique(groups):
        out[groups == name] -= values[groups == name].mean(axis=0)
    return out


def table(values: Mapping[tuple[str, int], np.ndarray], klass: Sequence[str], seed: int) -> pd.DataFrame:
    """Correlations with the index, one row for each reading, predictor, and whether classes are held constant.

    ``values`` holds, by reading and replicate, the outcomes at month 84: (councils, outcomes). The interval draws
    councils again, the same ones in every replicate, and measures them anew. Of a reading, councils count that ran in
    each of its replicates; with fewer than three there is no correlation: NaN.
    """
    rows = []
    for reading in READINGS:
        every = [array for (name, _), array in values.items() if name == reading.name]
        there = ran_in_all(*every)
        runs = [run[there] for run in every]
        groups = np.asarray(klass)[there]
        n = int(there.sum())
        for within in (False, True):
            if n < FEWEST:
                middle, low, high, perfect = np.full((4, len(PREDICTORS)), np.nan)
            else:
                shown = [within_class(run, groups) for run in runs] if within else runs
                rng = np.random.default_rng([seed, 30])
                drawn = np.array([_correlations(shown, rng.integers(0, n, n), rng) for _ in range(DRAWS)])
                low, high = np.quantile(drawn, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
                middle, perfect = np.median(drawn, axis=0), _correlations(shown, np.arange(n), None)
            for place, predictor in enumerate(PREDICTORS):
                rows.append(
                    {
                        "reading": reading.name,
                        "predictor": predictor,
                        "classes": "held constant" if within else "together",
                        "r": float(middle[place]),
                        "low": float(low[place]),
                        "high": float(high[place]),
                        "r_without_error": float(perfect[place]),
                        "verdict": verdict(float(low[place]), float(high[place])),
                        "councils": n,
                        "replicates": len(runs),
                    }
                )
    return pd.DataFrame(rows)


def _correlations(runs: Sequence[np.ndarray], rows: np.ndarray, rng: np.random.Generator | None) -> np.ndarray:
    """Correlation of each predictor with the index over these councils, mean over runs."""
    found = []
    for run in runs:
        seen = run[rows] if rng is None else measured(run[rows], rng)
        found.append([_r(seen[:, place], seen[:, -1]) for place in range(len(PREDICTORS))])
    return np.asarray(np.mean(found, axis=0))


def _r(x: np.ndarray, y: np.ndarray) -> float:
    spread = x.std() * y.std()
    return float(np.mean((x - x.mean()) * (y - y.mean())) / spread) if spread > 0 else 0.0


def sentence(rows: pd.DataFrame) -> str:
    """The finding of the main reading in one sentence."""
    main = rows[(rows["reading"] == READINGS[0].name) & (rows["classes"] == "together")].set_index("predictor")
    said = [
        f"{name} r = {signed(main.loc[key, 'r'], 2)} ({main.loc[key, 'verdict']})"
        for key, name in zip(PREDICTORS, ("delegation", "trust in managers", "trust at the top"), strict=True)
    ]
    return f"Across {int(rows['councils'].iloc[0])} councils, with the outcome index: {', '.join(said)}"


def shuffled(councils: Sequence[Council], seed: int) -> tuple[Council, ...]:
    """The same councils, each with the funding path of another (no council keeps its own)."""
    rng = np.random.default_rng([seed, 353])
    order = rng.permutation(len(councils))
    # One step round a random circle: a permutation in which nobody stays where they are.
    giver = np.empty(len(councils), dtype=int)
    giver[order] = np.roll(order, 1)
    return tuple(
        replace(council, **{name: getattr(councils[at], name) for name in FUNDING})
        for council, at in zip(councils, giver, strict=True)
    )
