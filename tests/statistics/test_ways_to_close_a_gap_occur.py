"""Each of the nine ways to close a gap occurs in the default space, and none is the only one."""

from __future__ import annotations

import numpy as np
import pytest
from default_space import runs_of_points
from paired_runs import column, runs, world

from sim.council.services import WAYS
from sim.outcomes import OUTCOMES

pytestmark = pytest.mark.statistical

POINTS = 120
AT = [OUTCOMES.index(f"gap.closed.{way}") for way in WAYS]
REPLAYED = "raise_council_tax"
"""The way that is in the funding where that is replayed, as it is at the defaults: there it must not occur."""
OTHERS = [way for way in WAYS if way != REPLAYED]


@pytest.mark.parametrize("way", OTHERS)
def test_a_way_occurs_in_the_default_space(way: str) -> None:
    closed = runs_of_points(POINTS)[:, :, OUTCOMES.index(f"gap.closed.{way}")]
    assert np.mean(closed.max(axis=1) > 0.0) > 0.2, f"{way} occurs in too few points"


@pytest.mark.parametrize("way", OTHERS)
def test_a_way_occurs_at_the_defaults(way: str) -> None:
    closed = runs(world())[:, :, OUTCOMES.index(f"gap.closed.{way}")]
    assert np.mean(closed.max(axis=1) > 0.0) > 0.2


@pytest.mark.parametrize(("mode", "share"), [("replay", 0.0), ("fixed", 1.0), ("shock", 1.0)])
def test_council_tax_is_raised_where_it_is_not_replayed(mode: str, share: float) -> None:
    closed = runs(world(budget_mode=mode))[:, :, OUTCOMES.index(f"gap.closed.{REPLAYED}")]
    assert np.mean(closed.max(axis=1) > 0.0) == pytest.approx(share, abs=0.5)


def test_no_way_closes_everything() -> None:
    closed = runs_of_points(POINTS)[:, :, AT].sum(axis=(0, 1))
    shares = closed / closed.sum()
    assert shares[WAYS.index(REPLAYED)] == 0.0
    shares = np.delete(shares, WAYS.index(REPLAYED))
    print({way: round(float(share), 3) for way, share in zip(OTHERS, shares, strict=True)})
    assert shares.max() < 0.75
    assert shares.min() > 0.001


@pytest.mark.parametrize(
    ("way", "parameter", "low", "high"),
    [
        ("outsource", "social_value_mean", 0.9, 0.1),
        ("commercialise", "risk_appetite_mean", 0.05, 0.8),
        ("stop_a_service", "risk_appetite_mean", 0.05, 0.8),
        ("redesign", "style_mean", 0.1, 0.9),
        ("pool_with_partners", "reach_base", 0.0, 0.8),
        ("salami_slice", "threat_rigidity", 0.0, 8.0),
        ("draw_reserves", "reserves_aim", 0.8, 0.05),
        ("shunt_cost", "temptation_limit", 0.2, 1.0),
        (REPLAYED, "social_value_mean", 0.1, 0.9),
    ],
)
def test_its_drivers_move_a_way_in_whole_runs(way: str, parameter: str, low: float, high: float) -> None:
    """Share of the gap closed this way over the first six years, on the same seeds."""
    mode = {"budget_mode": "fixed"} if way == REPLAYED else {}
    shares = []
    for value in (low, high):
        closed = runs(world(**{parameter: value}, **mode), months=72, seeds=20)[:, :, AT].sum(axis=1)
        shares.append(closed[:, WAYS.index(way)] / closed.sum(axis=1))
    change = shares[1] - shares[0]
    assert change.mean() > 2.0 * change.std(ddof=1) / np.sqrt(change.size), (
        f"{way} with {parameter}: {change.mean():+.3f}"
    )


def test_a_deeper_cut_makes_a_larger_gap() -> None:
    gaps = [
        column(runs(world(budget_mode="fixed", budget_cut=cut), months=72, seeds=20), "gap.budget").mean()
        for cut in (0.0, 30.0)
    ]
    assert gaps[1] > gaps[0] + 10.0
