"""Results per head do not depend on how many people an agent stands for, beyond chance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from paired_runs import column, runs, world

pytestmark = pytest.mark.statistical

SIZES: dict[str, dict[str, int]] = {
    "twice the staff": {"frontline_staff": 400},
    "four times the staff": {"frontline_staff": 800},
    "four times the politicians": {"politicians": 160},
    "twice of everybody": {"politicians": 80, "managers": 60, "frontline_staff": 400, "partners": 24},
    "four times of everybody": {"politicians": 160, "managers": 120, "frontline_staff": 800, "partners": 48},
    "a research council": {"politicians": 60, "managers": 40, "frontline_staff": 400, "partners": 20},
}
OUTCOMES_PER_HEAD = ("index", "service.quality", "decision.resolved", "trust.staff_manager", "staff.turnover")


@pytest.mark.parametrize("outcome", OUTCOMES_PER_HEAD)
@pytest.mark.parametrize("size", SIZES)
def test_results_per_head_do_not_depend_on_scale(size: str, outcome: str) -> None:
    """The mean moves by less than a third of what chance does to a single run (two standard errors allowed)."""
    settings: dict[str, Any] = SIZES[size]
    base, scaled = column(runs(world()), outcome), column(runs(world(**settings)), outcome)
    change, noise = scaled - base, float(base.std(ddof=1))
    error = float(change.std(ddof=1) / np.sqrt(change.size))
    assert abs(change.mean()) < 0.33 * noise + 2.0 * error, (
        f"{outcome} moves by {change.mean():+.4f}, noise {noise:.4f}"
    )
