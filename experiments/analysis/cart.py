"""Scenario discovery by CART: a tree of yes or no that says where the council fails.

The tree splits the space again and again in two. Its size, at most 8 leaves, is the smallest within one standard error
of the best in cross-validation, and how many worlds it tells right is measured there, on worlds that it did not see.
CART is that of scikit-learn, which comes with the extra ``discovery``.

Source: Breiman et al. (1984), Classification and Regression Trees, ISBN 9780412048418.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    word_parameters,
)
from experiments.analysis.extras import needs
from experiments.analysis.intervals import LEVEL
from experiments.analysis.points import Points
from experiments.analysis.sameness import first_of
from experiments.analysis.wording import join

MOST_LEAVES = 8
_FOLDS = 5


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


def tree(points: Points, condition: Condition, *, seed: int = 0) -> Tree:
    """CART's leaves, in words.

    Raises :class:`InputError` as :func:`box` does.
    """
    needs("sklearn")
    from scipy.stats import t
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    kept, fails = failing_worlds(points, condition)
    settings = kept.settings
    columns = pd.get_dummies(settings.astype(dict.fromkeys(word_parameters(settings), str)), prefix_sep="=").astype(
        float
    )
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
    words = word_parameters(settings)
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
            rule.append(Restriction(name, low_end, high_end, (), *ends, name in whole_parameters(settings)))
    return rule
