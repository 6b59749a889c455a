"""Scenario discovery: in which worlds does the council fail? A box (PRIM) and a tree (CART) that say so in words.

A world is a point of the design; it fails when its mean outcome over the replicates meets a condition such as "< 0.5".

* PRIM peels thin slices off the space of parameters, always the one whose loss makes the rest richest in failing
  worlds, and pastes slices back where that helps. The result is a trajectory of ever smaller boxes: **coverage** (the
  share of all failing worlds inside) falls while **density** (the share of the worlds inside that fail) rises. Chosen
  is the box with the most coverage among those with the wanted density, or the densest. A restriction that chance could
  explain (quasi-p-value above 5%: a binomial test of the box against the box without it) is dropped, even where that
  costs the wanted density; what was dropped, and a density that was not reached, are said.
* CART splits the space again and again in two. Its size, at most 8 leaves, is the smallest within one standard error
  of the best in cross-validation.

Both search, so that what they report of their own worlds flatters them. Density and coverage are therefore measured
on worlds that the search did not see, too: two halves, each searched and then tried on the other. The quasi-p-value
is no test in the strict sense, for the same reason.

PRIM is that of the EMA workbench, CART that of scikit-learn; both come with the extra ``discovery``.

Sources: Friedman and Fisher (1999), doi:10.1023/A:1008894516817; Bryant and Lempert (2010),
doi:10.1016/j.techfore.2009.08.002; Kwakkel (2017), doi:10.1016/j.envsoft.2017.06.054; Breiman et al. (1984),
Classification and Regression Trees, ISBN 9780412048418.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.extras import needs
from experiments.analysis.intervals import LEVEL
from experiments.analysis.points import Points
from experiments.analysis.sameness import check_differs, first_of
from experiments.analysis.wording import decimals, join
from sim.errors import InputError

PEEL = 0.05
"""Share of the box that one peeling step may take away at most; Friedman and Fisher advise 0.05 to 0.1."""

DENSITY = 0.8
"""Wanted share of failing worlds inside the box, as in Bryant and Lempert (2010)."""

QUASI_P = 0.05
LEAST_WORLDS = 40
"""Worlds below which two halves are too small to search, one sentence says so instead."""

MOST_LEAVES = 8
_FOLDS = 5


@dataclass(frozen=True)
class Condition:
    """When a world fails: its outcome is below or above a threshold."""

    below: bool
    threshold: float

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read "< 0.5" or ">0.5"; anything else is an :class:`InputError`."""
        found = re.fullmatch(r"\s*([<>])\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*", text)
        if not found:
            raise InputError(f'"{text}" does not say when a world fails; write "< 0.5" or "> 0.5", in quotes.')
        return cls(found[1] == "<", float(found[2]))

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Where ``values`` fail."""
        return values < self.threshold if self.below else values > self.threshold

    def __str__(self) -> str:
        return f"{'<' if self.below else '>'} {self.threshold:g}"


@dataclass(frozen=True)
class Restriction:
    """One side of a box: the parameter lies between ``low`` and ``high``, or is one of ``among`` (words).

    None is an open end. ``lowest`` and ``highest`` are the parameter's ends in the design. ``quasi_p`` is the larger
    of the two ends' (NaN in a tree). ``whole`` numbers are said as such.
    """

    parameter: str
    low: float | None
    high: float | None
    among: tuple[str, ...]
    lowest: float
    highest: float
    whole: bool = False
    quasi_p: float = np.nan

    def holds(self, settings: pd.DataFrame) -> np.ndarray:
        """Which worlds lie within it."""
        column = settings[self.parameter]
        if self.among:
            named: np.ndarray = column.astype(str).isin(self.among).to_numpy()
            return named
        values = column.to_numpy(dtype=float)
        inside = np.ones(len(values), dtype=bool)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside

    @property
    def words(self) -> str:
        """The restriction as people say it: "trust_initial is below 0.31"."""
        if self.among:
            return f"{self.parameter} is {' or '.join(self.among)}"
        if self.whole:
            least = "" if self.low is None else f"{math.ceil(self.low):,}"
            most = "" if self.high is None else f"{math.floor(self.high):,}"
            if least and most:
                return f"{self.parameter} is {least}" + (f" to {most}" if least != most else "")
            return f"{self.parameter} is {least or most} or {'more' if least else 'less'}"
        places = decimals((self.highest - self.lowest) / 10)
        low = f"{self.low:.{places}f}" if self.low is not None else ""
        high = f"{self.high:.{places}f}" if self.high is not None else ""
        if low and high:
            return f"{self.parameter} is between {low} and {high}"
        return f"{self.parameter} is {'above' if low else 'below'} {low or high}"


@dataclass(frozen=True)
class Quality:
    """How well a description catches the failing worlds; ``worlds`` inside, ``failing`` of them."""

    density: float
    coverage: float
    worlds: int
    failing: int

    @classmethod
    def of(cls, inside: np.ndarray, fails: np.ndarray) -> Quality:
        """The quality of the worlds ``inside``, both arrays of truth values by world."""
        worlds, failing = int(inside.sum()), int((inside & fails).sum())
        return cls(
            failing / worlds if worlds else np.nan, failing / fails.sum() if fails.any() else np.nan, worlds, failing
        )


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


@dataclass(frozen=True)
class Tree:
    """What CART found: ``table`` has one row per leaf (rule in words, worlds, density, coverage), densest first.

    ``accuracy`` is the mean share of failing and of other worlds that are told right, on worlds not seen (0.5 is
    chance).
    """

    outcome: str
    condition: Condition
    table: pd.DataFrame
    accuracy: float
    worlds: int
    failing: int
    undecided: float

    @property
    def finding(self) -> str:
        """The densest leaf in words, and how well the tree tells the worlds apart."""
        base = f"{self.failing} of {self.worlds} worlds fail ({self.outcome} {self.condition})"
        if len(self.table) < 2:
            return f"{base}, but no split of the parameters tells them from the others better than chance."
        first = self.table.iloc[0]
        rules = first_of(list(self.table["rule"]), self.table["density"].to_numpy())
        also = f" Just as often they fail where {', or where '.join(rules[1:])}." if len(rules) > 1 else ""
        return (
            f"{base}, most often where {first['rule']}: {first['density']:.0%} of {first['worlds']} worlds, "
            f"{first['coverage']:.0%} of all that fail.{also} On worlds it did not see the tree tells "
            f"{self.accuracy:.0%} right (chance: 50%).{undecided_words(self.undecided)}"
        )


def undecided_words(undecided: float) -> str:
    """How many worlds the replicates leave open, as a sentence that can be added."""
    if not np.isfinite(undecided):
        return " With one run per world it is not known how many of them failed by chance."
    return f" For {undecided:.0%} of the worlds the replicates leave open whether they fail." if undecided else ""


def box(points: Points, condition: Condition, *, density: float = DENSITY, seed: int = 0) -> Box:
    """PRIM's box around the worlds that fail; runs that are missing are left out of their world's mean.

    Raises :class:`InputError` when no world or every world fails, when there are fewer than 40, or without the extra.
    """
    kept, fails = _worlds(points, condition)
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


def tree(points: Points, condition: Condition, *, seed: int = 0) -> Tree:
    """CART's leaves, in words.

    Raises :class:`InputError` as :func:`box` does.
    """
    needs("sklearn")
    from scipy.stats import t
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    kept, fails = _worlds(points, condition)
    settings = kept.settings
    columns = pd.get_dummies(settings.astype(dict.fromkeys(_words(settings), str)), prefix_sep="=").astype(float)
    least = max(5, len(fails) // 50)

    def classifier(leaves: int) -> Any:
        return DecisionTreeClassifier(
            max_leaf_nodes=leaves, min_samples_leaf=least, class_weight="balanced", random_state=seed
        )

    folds = StratifiedKFold(min(_FOLDS, int(fails.sum()), int((~fails).sum())), shuffle=True, random_state=seed)
    scores = {
        leaves: cross_val_score(classifier(leaves), columns, fails, cv=folds, scoring="balanced_accuracy")
        for leaves in range(2, MOST_LEAVES + 1)
    }
    best = max(scores, key=lambda leaves: scores[leaves].mean())
    error = scores[best].std(ddof=1) / np.sqrt(len(scores[best]))
    leaves = next(k for k in scores if scores[k].mean() >= scores[best].mean() - error)
    accuracy = float(scores[leaves].mean())
    folded = scores[leaves]
    error = folded.std(ddof=1) / np.sqrt(len(folded))
    if accuracy - t.ppf((1 + LEVEL) / 2, len(folded) - 1) * error <= 0.5:
        leaves = 1  # no better than chance
    table = _leaves(classifier(leaves).fit(columns, fails) if leaves > 1 else None, columns, settings, fails)
    return Tree(
        kept.outcome, condition, table, accuracy, len(fails), int(fails.sum()), undecided_share(kept, condition)
    )


def within(restrictions: Sequence[Restriction], settings: pd.DataFrame) -> np.ndarray:
    """Which worlds lie inside all of the restrictions."""
    inside = np.ones(len(settings), dtype=bool)
    for restriction in restrictions:
        inside &= restriction.holds(settings)
    return inside


def undecided_share(points: Points, condition: Condition) -> float:
    """Share of the worlds whose 90% interval over replicates holds the threshold; NaN with one replicate."""
    from scipy.stats import t

    n = np.isfinite(points.runs).sum(axis=1)
    if not (n > 1).all():
        return float("nan")
    half = t.ppf((1 + LEVEL) / 2, n - 1) * np.nanstd(points.runs, axis=1, ddof=1) / np.sqrt(n)
    return float((np.abs(points.means - condition.threshold) < half).mean())


def _worlds(points: Points, condition: Condition) -> tuple[Points, np.ndarray]:
    """The worlds with at least one finished run, and which of them fail."""
    there = np.isfinite(points.runs).any(axis=1)
    kept = Points(
        points.outcome, points.names[there], points.settings[there].reset_index(drop=True), points.runs[there]
    )
    if len(kept.names) < LEAST_WORLDS:
        raise InputError(
            f"{len(kept.names)} worlds are too few to search for boxes; sweep at least {LEAST_WORLDS} points, better "
            "some hundreds."
        )
    check_differs(kept.runs, kept.outcome, f"{len(kept.names)} worlds")
    fails = condition.holds(kept.means)
    if fails.all() or not fails.any():
        low, high = kept.means.min(), kept.means.max()
        raise InputError(
            f"{'Every' if fails.all() else 'No'} world fails with {points.outcome} {condition}; it lies between "
            f"{low:.4g} and {high:.4g}, choose a threshold between them."
        )
    if min(fails.sum(), (~fails).sum()) < 2:
        raise InputError(
            f"Only one world {'fails' if fails.sum() == 1 else 'does not fail'} with {points.outcome} {condition}; "
            "choose another threshold."
        )
    return kept, fails


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

    words = _words(settings)
    whole = _whole(settings)
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


def _leaves(fitted: Any, columns: pd.DataFrame, settings: pd.DataFrame, fails: np.ndarray) -> pd.DataFrame:
    """One row per leaf: the rule in words and its quality."""
    rows = []
    if fitted is None:
        quality = Quality.of(np.ones(len(fails), dtype=bool), fails)
        rows.append(("anything goes", quality.worlds, quality.failing, quality.density, quality.coverage))
    else:
        where = fitted.apply(columns)
        for leaf, limits in _paths(fitted.tree_, list(columns.columns)).items():
            quality = Quality.of(where == leaf, fails)
            rule = join([restriction.words for restriction in _rule(limits, settings)])
            rows.append((rule, quality.worlds, quality.failing, quality.density, quality.coverage))
    table = pd.DataFrame(rows, columns=["rule", "worlds", "failing", "density", "coverage"])
    return table.sort_values("density", ascending=False, kind="stable", ignore_index=True)


def _paths(fitted: Any, names: list[str]) -> dict[int, dict[str, tuple[float, float]]]:
    """The limits of every leaf, by column; open ends are infinite."""
    found: dict[int, dict[str, tuple[float, float]]] = {}
    waiting: list[tuple[int, dict[str, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, limits = waiting.pop()
        if fitted.children_left[node] == -1:
            found[node] = limits
            continue
        name, split = names[fitted.feature[node]], float(fitted.threshold[node])
        low, high = limits.get(name, (-np.inf, np.inf))
        waiting.append((int(fitted.children_left[node]), limits | {name: (low, min(high, split))}))
        waiting.append((int(fitted.children_right[node]), limits | {name: (max(low, split), high)}))
    return found


def _rule(limits: dict[str, tuple[float, float]], settings: pd.DataFrame) -> list[Restriction]:
    """The limits of a leaf as restrictions; those on the indicators of one parameter's words become one."""
    rule = []
    words = _words(settings)
    for name in settings.columns:
        if name in words:
            among = [
                word
                for word in sorted(settings[name].astype(str).unique())
                if all(
                    (low < float(word == value) <= high)
                    for column, (low, high) in limits.items()
                    for value in [column.removeprefix(f"{name}=")]
                    if column.startswith(f"{name}=")
                )
            ]
            if len(among) < settings[name].astype(str).nunique():
                rule.append(Restriction(name, None, None, tuple(among), 0.0, 0.0))
        elif name in limits:
            low, high = limits[name]
            ends = float(settings[name].min()), float(settings[name].max())
            low_end, high_end = (None if np.isinf(limit) else limit for limit in (low, high))
            rule.append(Restriction(name, low_end, high_end, (), *ends, name in _whole(settings)))
    return rule


def _words(settings: pd.DataFrame) -> list[str]:
    """The parameters whose values are words."""
    return [name for name in settings if not pd.api.types.is_numeric_dtype(settings[name])]


def _whole(settings: pd.DataFrame) -> list[str]:
    """The parameters whose values are whole numbers."""
    return [name for name in settings if pd.api.types.is_integer_dtype(settings[name])]
