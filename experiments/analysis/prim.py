"""Scenario discovery by PRIM: in which box of parameters does the council fail?

PRIM peels thin slices off the space of parameters, always the one whose loss makes the rest richest in failing worlds,
and pastes slices back where that helps. The result is a trajectory of ever smaller boxes: **coverage** (the share of
all failing worlds inside) falls while **density** (the share of the worlds inside that fail) rises. Chosen is the box
with the most coverage among those with the wanted density, or the densest. A restriction that chance could explain
(quasi-p-value above 5%: a binomial test of the box against the box without it) is dropped, even where that costs the
wanted density; what was dropped, and a density that was not reached, are said.

Density and coverage are measured on worlds that the search did not see, too: two halves, each searched and then tried
on the other. The quasi-p-value is no test in the strict sense, since the box was searched for. PRIM is that of the EMA
workbench, which comes with the extra ``discovery``.

Sources: Friedman and Fisher (1999), doi:10.1023/A:1008894516817; Bryant and Lempert (2010),
doi:10.1016/j.techfore.2009.08.002; Kwakkel (2017), doi:10.1016/j.envsoft.2017.06.054.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.discovery import (
    Condition,
    Quality,
    Restriction,
    failing_worlds,
    undecided_share,
    undecided_words,
    whole_parameters,
    within,
    word_parameters,
)
from experiments.analysis.extras import needs
from experiments.analysis.points import Points
from experiments.analysis.wording import join

PEEL = 0.05
"""Share of the box that one peeling step may take away at most; Friedman and Fisher advise 0.05 to 0.1."""

DENSITY = 0.8
"""Wanted share of failing worlds inside the box, as in Bryant and Lempert (2010)."""

QUASI_P = 0.05


@dataclass(frozen=True)
class Box:
    """What PRIM found.

    ``own`` is the box's quality on the worlds that it was found in, ``unseen`` in cross-validation. ``trajectory`` has
    one row per box on the way (coverage, density, mass, restricted parameters), row ``chosen`` is the one picked.
    ``undecided`` worlds have an interval over replicates that holds the threshold, NaN with one replicate. ``wanted``
    is the density that was asked for, ``dropped`` are the restrictions of the box picked that chance could explain.
    """

    outcome: str
    condition: Condition
    restrictions: tuple[Restriction, ...]
    own: Quality
    unseen: Quality
    trajectory: pd.DataFrame
    chosen: int
    worlds: int
    failing: int
    undecided: float
    wanted: float = DENSITY
    dropped: tuple[Restriction, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row per restriction, those that were dropped last."""
        return pd.DataFrame(
            [
                (r.parameter, r.low, r.high, ", ".join(r.among), r.quasi_p, r.words, kept)
                for rules, kept in ((self.restrictions, True), (self.dropped, False))
                for r in rules
            ],
            columns=["parameter", "low", "high", "among", "quasi_p", "words", "kept"],
        )

    @property
    def fell_short(self) -> str:
        """What of the question was not done: a density that was not reached, restrictions that were dropped."""
        said = []
        best = float(self.trajectory["density"].iloc[self.chosen])
        if self.restrictions and self.own.density < self.wanted:
            why = (
                f"no box on the way was denser than {best:.0%}"
                if best < self.wanted
                else "it was reached only with what is dropped"
            )
            said.append(f" The density asked for, {self.wanted:.0%}, was not reached: {why}.")
        if self.dropped:
            rules = [f"{r.words} (quasi-p {r.quasi_p:.2f})" for r in self.dropped]
            said.append(f" Dropped, since chance could explain {'it' if len(rules) == 1 else 'them'}: {join(rules)}.")
        return "".join(said)

    @property
    def finding(self) -> str:
        """The box in words."""
        base = f"{self.failing} of {self.worlds} worlds fail ({self.outcome} {self.condition})"
        if not self.restrictions:
            return f"{base}, but no box of parameters tells them from the others better than chance.{self.fell_short}"
        return (
            f"{base}, mostly where {join([r.words for r in self.restrictions])}: {self.own.density:.0%} of the "
            f"{self.own.worlds} worlds inside fail (elsewhere {self._elsewhere:.0%}), and {self.own.coverage:.0%} of "
            f"all failing worlds lie inside. On worlds that the search did not see: {self.unseen.density:.0%} and "
            f"{self.unseen.coverage:.0%}.{self.fell_short}{undecided_words(self.undecided)}"
        )

    @property
    def _elsewhere(self) -> float:
        outside = self.worlds - self.own.worlds
        return (self.failing - self.own.failing) / outside if outside else np.nan


def box(points: Points, condition: Condition, *, density: float = DENSITY, seed: int = 0) -> Box:
    """PRIM's box around the worlds that fail; runs that are missing are left out of their world's mean.

    Raises :class:`InputError` when no world or every world fails, when there are fewer than 40, or without the extra.
    """
    kept, fails = failing_worlds(points, condition)
    trajectory, boxes = _peel(kept.settings, fails)
    chosen = _choose(trajectory, density)
    restrictions, dropped = _significant(boxes[chosen], kept.settings, fails)
    inside = within(restrictions, kept.settings)
    unseen_inside = np.zeros(len(fails), dtype=bool)
    for search, trial in _halves(fails, seed):
        path, candidates = _peel(kept.settings.iloc[search], fails[search])
        rule, _ = _significant(candidates[_choose(path, density)], kept.settings.iloc[search], fails[search])
        # A half in which nothing was found predicts no world, rather than all.
        unseen_inside[trial] = within(rule, kept.settings.iloc[trial]) if rule else False
    return Box(
        kept.outcome,
        condition,
        restrictions,
        Quality.of(inside, fails),
        Quality.of(unseen_inside, fails),
        trajectory,
        chosen,
        len(fails),
        int(fails.sum()),
        undecided_share(kept, condition),
        density,
        dropped,
    )


def _halves(fails: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Two halves with equal shares of failing worlds, each once to search in and once to try."""
    rng = np.random.default_rng(seed)
    side = np.zeros(len(fails), dtype=bool)
    for kind in (fails, ~fails):
        mixed = rng.permutation(np.flatnonzero(kind))
        side[mixed[: len(mixed) // 2]] = True
    one, two = np.flatnonzero(side), np.flatnonzero(~side)
    return [(one, two), (two, one)]


def _peel(settings: pd.DataFrame, fails: np.ndarray) -> tuple[pd.DataFrame, list[tuple[Restriction, ...]]]:
    """The trajectory of peeling and pasting, and the restrictions of each box on it."""
    needs("ema_workbench")
    with warnings.catch_warnings():
        # It tells of optional packages that we do not need.
        warnings.simplefilter("ignore")
        from ema_workbench.analysis.prim import Prim

    words = word_parameters(settings)
    whole = whole_parameters(settings)
    # Whole numbers as fractions: version 2.5.3 stops on limits between two of them (EMAworkbench issue 448).
    frame = settings.reset_index(drop=True).astype({name: float for name in settings if name not in words})
    frame = frame.astype(dict.fromkeys(words, str)).astype(dict.fromkeys(words, "category"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The threshold parts failing worlds (1) from others (0) and is the least density of the last box. Any density
        # will do: which box is taken is decided here.
        found = Prim(frame, fails.astype(int), threshold=1e-9, peel_alpha=PEEL).find_box()
    path = found.peeling_trajectory[["coverage", "density", "mass", "res_dim"]].reset_index(drop=True)
    path = path.rename(columns={"res_dim": "restricted"}).astype({"restricted": int})
    start = found.box_lims[0]
    boxes = [
        tuple(
            _restriction(frame, name, limits[name].tolist(), start[name].tolist(), name in whole)
            for name in frame.columns
            if limits[name].tolist() != start[name].tolist()
        )
        for limits in found.box_lims
    ]
    return path, boxes


def _restriction(frame: pd.DataFrame, name: str, limits: list[Any], start: list[Any], whole: bool) -> Restriction:
    """The workbench's limits of one parameter as a restriction."""
    if isinstance(frame[name].dtype, pd.CategoricalDtype):
        return Restriction(name, None, None, tuple(sorted(limits[0])), 0.0, 0.0)
    low, high = (float(limit) if limit != end else None for limit, end in zip(limits, start, strict=True))
    return Restriction(name, low, high, (), float(start[0]), float(start[1]), whole)


def _choose(trajectory: pd.DataFrame, density: float) -> int:
    """The box with most coverage among those dense enough, else the densest; of equals the one that says least."""
    enough = trajectory[trajectory["density"] >= density]
    if enough.empty:
        enough = trajectory[trajectory["density"] == trajectory["density"].max()]
    ranked = enough.sort_values(["coverage", "density", "restricted"], ascending=[False, False, True], kind="stable")
    return int(ranked.index[0])


def _significant(
    restrictions: tuple[Restriction, ...], settings: pd.DataFrame, fails: np.ndarray
) -> tuple[tuple[Restriction, ...], tuple[Restriction, ...]]:
    """Drop the weakest end of a restriction until chance explains none; after each, all are tested afresh.

    What is kept, and what was dropped, in the order in which it was.
    """
    dropped = []
    kept = [end for restriction in restrictions for end in _ends(restriction)]
    while kept:
        inside = within(kept, settings)
        quasi_p = [
            _quasi_p(inside, within(kept[:place] + kept[place + 1 :], settings), fails) for place in range(len(kept))
        ]
        kept = [replace(end, quasi_p=value) for end, value in zip(kept, quasi_p, strict=True)]
        weakest = int(np.argmax(quasi_p))
        if quasi_p[weakest] <= QUASI_P:
            break
        dropped.append(kept.pop(weakest))
    whole: dict[str, Restriction] = {}
    for end in kept:
        other = whole.get(end.parameter)
        # The lower end comes first.
        whole[end.parameter] = (
            replace(other, high=end.high, quasi_p=max(other.quasi_p, end.quasi_p)) if other is not None else end
        )
    return tuple(whole.values()), tuple(dropped)


def _ends(restriction: Restriction) -> list[Restriction]:
    """The restriction's two ends, the lower first, each as one of its own."""
    if restriction.among or restriction.low is None or restriction.high is None:
        return [restriction]
    return [replace(restriction, high=None), replace(restriction, low=None)]


def _quasi_p(inside: np.ndarray, without: np.ndarray, fails: np.ndarray) -> float:
    """How probable it is that as many worlds fail inside if the restriction did nothing (Bryant and Lempert 2010)."""
    from scipy.stats import binom

    worlds, failing = int(inside.sum()), int((inside & fails).sum())
    share = (without & fails).sum() / without.sum()
    return float(binom.sf(failing - 1, worlds, share))
