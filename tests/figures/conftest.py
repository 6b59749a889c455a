from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import made_up

from experiments.figures.result import Result

FACTORS = {"audit_rate": [0.0, 0.1, 0.2], "initial_trust": [0.2, 0.5, 0.8]}


@pytest.fixture(scope="session")
def typical() -> dict[str, Result]:
    """A result that each figure can be drawn from."""
    pair, square = made_up.result(), made_up.result(made_up.SQUARE)
    grid = made_up.result(kind="grid", factors=FACTORS, months=12, replications=6)
    return {
        "ribbons": pair,
        "forest": square,
        "difference_over_time": square,
        "dose_response": grid,
        "interaction": square,
        "knock_outs": made_up.knocked_out(),
        "gap_closed": square,
        "weightings": pair,
        "sensitivity": one_at_a_time(),
        "phase_diagram": grid,
        "estimation": pair,
        "distributions": pair,
        "precision": pair,
    }


def one_at_a_time() -> Result:
    import pandas as pd

    rows = [(0.1, 0.5), (0.0, 0.5), (0.3, 0.5), (0.1, 0.2), (0.1, 0.8)]
    points = pd.DataFrame(rows, columns=["audit_rate", "initial_trust"])
    only = {"distributed": {"style_mean": 0.8}}
    return made_up.result(only, kind="one_at_a_time", points=points, months=12, replications=6, factors={"x": [0]})
