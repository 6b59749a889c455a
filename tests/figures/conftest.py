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
        "sensitivity": made_up.one_at_a_time(),
        "phase_diagram": grid,
        "estimation": pair,
        "distributions": pair,
        "precision": pair,
        "trust": made_up.who_whom(),
        "trust_network": made_up.with_network(months=24, replications=3),
        "regret": made_up.crossed(),
        "trade_offs": square,
        "money": made_up.who_whom(),
        "hours": made_up.result(outcomes=("index", *made_up.HOURS), months=12, replications=6),
        "map": made_up.england(),
        "ledger": made_up.explained(),
        "facts": made_up.against_facts(months=12, replications=2),
    }
