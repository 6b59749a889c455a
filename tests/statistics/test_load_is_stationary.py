"""Without austerity the load neither piles up nor melts away: work pressure is stationary over years 3 to 15."""

from __future__ import annotations

import numpy as np
import pytest
from paired_runs import runs

from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.statistical

FIRST, LAST = 36, 180


def yearly(outcome: str, scenario: str) -> tuple[np.ndarray, float]:
    """Mean of an outcome in each run, and the mean slope a year, as a share of that mean."""
    values = runs(load_scenario(scenario), months=LAST, seeds=20)[:, FIRST:, OUTCOMES.index(outcome)]
    slopes = np.polyfit(np.arange(FIRST, LAST) / 12.0, values.T, 1)[0]
    return values.mean(axis=1), float(slopes.mean() / values.mean())


def test_pressure_is_stationary_without_austerity() -> None:
    level, slope = yearly("service.pressure", "no-austerity")
    assert abs(slope) < 0.015, f"pressure drifts by {slope:.1%} a year"
    assert 0.5 < level.mean() < 1.2


def test_under_austerity_it_is_not() -> None:
    """The contrast that shows the test can fail."""
    _, calm = yearly("service.pressure", "no-austerity")
    _, cut = yearly("service.pressure", "baseline")
    assert cut > 0.015 > abs(calm)
