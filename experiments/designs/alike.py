"""Scenarios that were to be compared and that settings laid over both make the same: refused before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.inputs.csv_input import QUOTED, shown

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def refuse_erased(before: Sequence[Scenario], after: Sequence[Scenario], laid: str) -> None:
    """:class:`InputError` where two scenarios differ ``before`` and no longer ``after``; ``laid`` is what was laid.

    Two that were the same to begin with, such as a file that only extends another scenario, may be compared: that they
    differ by exactly nothing is an answer.
    """
    for (one, other), (own, others) in zip(combinations(before, 2), combinations(after, 2), strict=True):
        if one.digest != other.digest and own.digest == others.digest:
            raise InputError(
                f"With {shown(laid, QUOTED)}, {one.name} and {other.name} are the same, and there is nothing left to "
                f"compare: they differ in {_differ(one, other)} alone; leave that out."
            )


def refuse_overrun(scenarios: Sequence[Scenario], varied: Collection[str]) -> None:
    """:class:`InputError` where two scenarios differ in nothing but what the design itself sets at every point."""
    for one, other in combinations(scenarios, 2):
        own, others = one.values, other.values
        differ = {name for name in own if own[name] != others[name]}
        apart = one.without != other.without or _events(one) != _events(other)
        if differ and differ <= set(varied) and not apart:
            raise InputError(
                f"{one.name} and {other.name} differ in {_differ(one, other)} alone, which the design sets itself: at "
                "every point they are the same. Leave one of the scenarios out, or what the design sets."
            )


def _differ(one: Scenario, other: Scenario) -> str:
    own, others = one.values, other.values
    names = [name for name in own if own[name] != others[name]] + sorted(set(one.without) ^ set(other.without))
    names += ["their dated events"] if _events(one) != _events(other) else []
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _events(scenario: Scenario) -> list[tuple[object, ...]]:
    """What happens under a scenario, whatever it is called."""
    return [event.content for event in scenario.events]
