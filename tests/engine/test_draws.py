"""Where random numbers come from: addresses made of who, when, which process and decision, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from engine_runs import in_a_process

from sim.schedule import PROCESSES, THEORIES

pytestmark = pytest.mark.statistical  # months of many runs, and in plain Python


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Every draw of small councils in plain Python: see ``record_draws``."""
    return dict(json.loads(in_a_process("tests/engine/record_draws.py", NUMBA_DISABLE_JIT="1")))


def test_nearly_every_line_that_draws_is_reached(found: dict[str, Any]) -> None:
    """What the other tests say, they say of the draws that were seen (SEEDS in ``record_draws`` choose the runs)."""
    assert len(found["missed"]) <= found["calls"] // 10, (
        f"of {found['calls']} lines these never drew: {found['missed']}"
    )
    assert {"11", "12"} <= set(found["processes"]), "the network and the first trust draw too"


def test_no_two_decisions_share_their_luck(found: dict[str, Any]) -> None:
    assert found["shared"] == []


def test_an_address_has_one_number(found: dict[str, Any]) -> None:
    assert found["unstable"] == 0


@pytest.mark.parametrize("variant", [*THEORIES, "all theories", "another scenario"])
def test_a_draw_keeps_its_address_whatever_else_happens(found: dict[str, Any], variant: str) -> None:
    assert found["moved"][variant] == []


@pytest.mark.parametrize("theory", THEORIES)
def test_a_theory_off_silences_only_itself(found: dict[str, Any], theory: str) -> None:
    own = {process.name for process in PROCESSES if process.theory and process.theory.id == theory}
    assert set(found["silenced"][theory]) <= own
