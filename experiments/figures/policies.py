"""The policies and worlds of a saved result: who was run where, as regret and trade-offs compare them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from experiments.analysis.robustness import PolicyRuns, policy_runs
from experiments.analysis.wording import plain, sentence_case
from experiments.figures import words
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.result import Result
    from experiments.figures.view import View


def columns_of(result: Result, scenarios: int | None = None) -> tuple[list[str], list[str]]:
    """The columns that make a policy (the scenario, the levers) and those that make a world (all else that varies)."""
    about = result.manifest["design"]["factors"]
    several = (len(result.scenarios) if scenarios is None else scenarios) > 1
    levers = [name for name in result.factors if about[name]["role"] == "levers"]
    return [*(["scenario"] if several else []), *levers], [name for name in result.factors if name not in levers]


def runs_of(view: View, outcome: str) -> tuple[PolicyRuns, int]:
    """The runs of one outcome as policies x worlds x replicates, and how many replicates are left out as not whole.

    :class:`InputError` where not every policy was run in every world, or the outcome has no good direction.
    """
    result = view.result
    frame = result.window(view.window, [outcome])
    frame = frame[frame["scenario"].isin(view.scenarios)]
    if view.council is not None:
        frame = frame[frame["council"] == view.council]
    policies, worlds = columns_of(result, len(view.scenarios))
    if not policies:
        raise InputError(
            f"{view.reference} is one scenario, and {result.folder} varies no lever, so there is nothing to choose "
            "between; name another with --scenario, or leave it out."
        )
    there = frame[np.isfinite(frame[outcome].to_numpy(dtype=float))]
    planned = result.table("last_year", [outcome])  # which has a row for runs that failed, too
    planned = planned[planned["scenario"].isin(view.scenarios)]
    if view.council is not None:
        planned = planned[planned["council"] == view.council]
    wanted = planned.groupby("replicate").size()
    bad = [one for one, count in wanted.items() if int((there["replicate"] == one).sum()) < count]
    whole = there[~there["replicate"].isin(bad)]
    if whole.empty:
        return PolicyRuns(outcome, 1, (), np.empty(0), frame.iloc[:0], np.empty((0, 0, 0))), len(bad)
    found = policy_runs(
        whole, outcome, result.measure(outcome).direction or 1, policies, uncertainties=worlds,
        council=view.council,
    )  # fmt: skip
    return replace(found, direction=result.measure(outcome).direction), len(bad)


def short_names(policies: Sequence[str], columns: Sequence[str]) -> tuple[list[str], str]:
    """Names of policies short enough to stand beside a row, and what their parts are, for the name of an axis.

    ``"style_mean 0.8, audit_rate 0.1"`` becomes ``"0.8, 0.1"``, of ``"leaders' style, audit rate"``; scenarios alone
    keep their names, and there is nothing to say of them.
    """
    if list(columns) == ["scenario"]:
        return [sentence_case(name) for name in policies], ""
    parts = [name.split(", ") for name in policies]
    if any(len(part) != len(columns) for part in parts):
        return [sentence_case(plain(name)) for name in policies], ""
    found = [
        ", ".join(part.removeprefix(f"{column} ") for part, column in zip(own, columns, strict=True)) for own in parts
    ]
    return found, ", ".join(words.parameter(column) for column in columns)


def check_direction(view: View) -> None:
    """:class:`InputError` where the outcome asked for is neither good nor bad."""
    if view.measure.direction not in (1, -1):
        raise InputError(
            f"{view.outcome} is neither good nor bad, so nothing in it can be regretted; choose another outcome with "
            "--outcome."
        )
