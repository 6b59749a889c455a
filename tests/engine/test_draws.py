"""Where random numbers come from: addresses made of who, when, which process and decision, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from engine_runs import in_a_process

from sim.schedule import PROCESSES, THEORIES


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Every draw of small councils in plain Python: see ``record_draws``."""
    return dict(json.loads(in_a_process("tests/engine/record_draws.py", NUMBA_DISABLE_JIT="1")))


def test_enough_is_recorded(found: dict[str, Any]) -> None:
    """Every process that draws is seen drawing, the network and the first trust too (but those of April and March)."""
    assert found["draws"] > 2_000
    drawing = {
        process.name
        for process in PROCESSES
        if {"uniform", "normal"} & set(process.plain.__code__.co_names)
        and process.name not in ("budget_round", "close_the_gap")
    }
    assert drawing | {"11", "12"} <= set(found["processes"])


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
