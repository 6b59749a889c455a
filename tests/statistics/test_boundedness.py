"""Saturated dynamics make every experiment worthless: outcomes must not stick to their bounds in the default space.

Over the points of the default hypercube fewer than 5 per cent of the outcome-months of bounded outcomes lie within 1
per cent of a bound for twelve months or more.
"""

from __future__ import annotations

import numpy as np
import pytest
from default_space import runs_of_points, swept

from sim.outcomes import MEASURES, OUTCOMES

BOUNDED = [
    at
    for at, name in enumerate(OUTCOMES)
    if MEASURES[name].lo is not None and MEASURES[name].hi is not None and MEASURES[name].unit != "party"
]
"""Outcomes with two bounds; a party is a code and no quantity."""

LONG = 12


def months_stuck(near: np.ndarray, long: int = LONG) -> int:
    """Months that belong to a stretch of at least ``long`` months in a row in which ``near`` is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], near.astype(np.int8), [0]])))
    lengths = edges[1::2] - edges[::2]
    return int(lengths[lengths >= long].sum())


def stuck_share(values: np.ndarray) -> dict[str, float]:
    """For each bounded outcome the share of its months that are stuck."""
    found = {}
    for at in BOUNDED:
        declared = MEASURES[OUTCOMES[at]]
        assert declared.lo is not None
        assert declared.hi is not None
        margin = 0.01 * (declared.hi - declared.lo)
        near = (values[:, :, at] <= declared.lo + margin) | (values[:, :, at] >= declared.hi - margin)
        found[OUTCOMES[at]] = sum(months_stuck(run) for run in near) / near.size
    return found


def check(count: int) -> None:
    values = runs_of_points(count)
    assert np.isfinite(values).all()
    shares = stuck_share(values)
    overall = float(np.mean(list(shares.values())))
    worst = sorted(shares, key=lambda name: shares[name], reverse=True)[:8]
    print(f"{overall:.2%} of outcome-months are stuck; most:", {name: round(shares[name], 3) for name in worst})
    assert overall < 0.05, {name: round(shares[name], 3) for name in worst}


def test_stretches_are_counted_as_the_definition_says() -> None:
    assert months_stuck(np.array([True] * 11 + [False] + [True] * 11)) == 0
    assert months_stuck(np.array([False] + [True] * 12 + [False] * 3 + [True] * 20)) == 32


def test_nearly_all_declared_outcomes_of_share_are_watched() -> None:
    shares = [name for name, measure in MEASURES.items() if measure.unit == "share" and "overspend" not in name]
    assert set(shares) - {OUTCOMES[at] for at in BOUNDED} == set()
    assert len(swept()) > 150


@pytest.mark.statistical
def test_outcomes_do_not_stick_to_their_bounds() -> None:
    check(120)


@pytest.mark.statistical
def test_outcomes_do_not_stick_to_their_bounds_at_500_points() -> None:
    check(500)
