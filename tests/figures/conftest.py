from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import made_up

from experiments.figures.result import Result
from experiments.figures.tiles import tiles

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
        "trust": who_whom(),
        "trust_network": made_up.with_network(months=24, replications=3),
        "regret": crossed(),
        "trade_offs": square,
        "money": who_whom(),
        "hours": made_up.result(outcomes=("index", *made_up.HOURS), months=12, replications=6),
        "map": england(),
        "ledger": made_up.explained(),
        "facts": made_up.against_facts(months=12, replications=2),
    }


def who_whom(**more) -> Result:
    """Two scenarios with the outcomes of trust between layers and of payments."""
    return made_up.result(outcomes=made_up.WHO_WHOM, **{"months": 12, "replications": 6, **more})


def crossed(**more) -> Result:
    """Two scenarios and three levels of a lever, each in four worlds."""
    factors = {"audit_rate": [0.0, 0.1, 0.2], "initial_trust": [0.2, 0.4, 0.6, 0.8]}
    return made_up.result(kind="crossed", factors=factors, **{"months": 12, "replications": 5, **more})


def england(scenarios=made_up.PAIR, **more) -> Result:
    """A few councils of every panel."""
    known = tiles()
    some = known.groupby("panel").head(5)
    councils = dict(zip(some["code"], some["council"], strict=True))
    return made_up.result(scenarios, councils=councils, **{"months": 12, "replications": 4, **more})


def one_at_a_time(**more) -> Result:
    """One scenario at a base point and at either end of two parameters."""
    import pandas as pd

    rows = [(0.1, 0.5), (0.0, 0.5), (0.3, 0.5), (0.1, 0.2), (0.1, 0.8)]
    points = pd.DataFrame(rows, columns=["audit_rate", "initial_trust"])
    only = {"distributed": {"style_mean": 0.8}}
    how = {"months": 12, "replications": 6, **more}
    return made_up.result(only, kind="one_at_a_time", points=points, factors={"x": [0]}, **how)
