"""One-off events and prices: what they move, what comes with them, how often, and nothing in the first year."""

from __future__ import annotations

import numpy as np
import pytest
from first_day import APRIL, MARCH, act, first_day

from sim.core.budget_round import budget_round
from sim.core.one_offs import one_offs
from sim.machine.engine import Simulation

MONEY = ("need_now", "pay_per_post", "income", "budget")
SECOND_APRIL = APRIL + 12


def copies(simulation: Simulation) -> dict[str, np.ndarray]:
    return {name: simulation.state.arrays[name].copy() for name in (*MONEY, "overrun", "programme", "functions_money")}


def councils(count: int = 200, **settings: float) -> Simulation:
    return first_day(count, frontline_staff=40, managers=12, **settings)


def test_nothing_happens_in_the_first_year_nor_between_two_aprils() -> None:
    simulation = councils(20, move_rate=0.6)
    before = copies(simulation)
    for month in (APRIL, 4, MARCH, SECOND_APRIL + 1):
        act(simulation, one_offs, month=month)
        for name in (*MONEY, "functions_money", "programme"):
            assert (simulation.state.arrays[name] == before[name]).all(), (name, month)


def test_without_draws_nothing_moves() -> None:
    simulation = councils(20, move_rate=0.0, price_drift=0.0)
    before = copies(simulation)
    for month in (MARCH, SECOND_APRIL):
        act(simulation, one_offs, month=month)
    for name, array in before.items():
        assert (simulation.state.arrays[name] == array).all(), name


def test_a_function_comes_with_its_money_and_goes_with_it() -> None:
    simulation = councils(price_drift=0.0, one_year_share=0.0)
    s = simulation.state
    before = copies(simulation)
    act(simulation, one_offs, month=SECOND_APRIL)
    net = (s.budget - s.income).sum(axis=1) - (before["budget"] - before["income"]).sum(axis=1)
    assert s.functions_money == pytest.approx(net)
    assert (s.functions_money != 0.0).mean() > 0.7
    times = s.budget / np.where(before["budget"] > 0, before["budget"], 1.0)
    for name in ("need_now", "pay_per_post"):
        there = before[name] > 0
        assert (s.arrays[name][there] / before[name][there]) == pytest.approx(times[there])
    assert (s.programme == 0.0).all()
    assert abs(np.log(times[before["budget"] > 0]).mean()) < 0.02, "as many come as go"


def test_how_often_and_how_large() -> None:
    simulation = councils(400, price_drift=0.0)
    s, p = simulation.state, simulation.values
    before = copies(simulation)
    act(simulation, one_offs, month=SECOND_APRIL)
    served = s.runs > 0
    moved = (s.budget - before["budget"]) + s.programme
    chance = p["move_rate"] * (1 - s.statutory) / (1 + p["one_year_share"])
    assert (moved != 0).mean(axis=0) == pytest.approx(chance.mean(axis=0), abs=0.08)
    usual = before["budget"].sum(axis=1, keepdims=True) / served.sum(axis=1, keepdims=True)
    up = (moved / usual)[served & (moved > 0) & (before["budget"] > usual)]
    assert up.mean() == pytest.approx(p["move_size"], rel=0.2)
    passing = ((s.programme != 0) & served).sum() / (moved[served] != 0).sum()
    assert passing == pytest.approx(p["one_year_share"], abs=0.06)
    small, large = (
        np.abs(moved / np.where(served, before["budget"], 1.0))[
            served & (moved != 0) & (size * before["budget"] > size * usual)
        ]
        for size in (-1.0, 1.0)
    )
    assert (small > 0.25).mean() > 1.5 * (large > 0.25).mean(), "the same amount is much for a small line"


def test_a_programme_is_over_after_a_year_and_a_grant_pays_for_it() -> None:
    simulation = councils(one_year_share=0.6, price_drift=0.0)
    s = simulation.state
    act(simulation, one_offs, month=SECOND_APRIL)
    programme = s.programme.copy()
    assert s.programme_grants == pytest.approx(np.maximum(programme, 0.0).sum(axis=1) / 12.0)
    assert (programme > 0).any()
    assert (programme < 0).any(), "receipts that come once"
    act(simulation, one_offs, month=SECOND_APRIL + 12)
    stayed = (s.programme != 0.0) & (s.programme == programme)
    assert not stayed.any()


def test_the_next_budget_does_not_build_on_what_was_for_a_year() -> None:
    found = []
    for amount in (0.0, 0.5):
        simulation = councils(4)
        s = simulation.state
        s.programme[:] = amount * s.runs
        s.year_spend[:] = 11.0 / 12.0 * (s.budget + s.programme)
        act(simulation, budget_round, month=MARCH)
        found.append(s.budget_wanted.copy())
    assert found[1] == pytest.approx(found[0])


def test_prices_move_cost_pay_and_the_next_budget_alike() -> None:
    simulation = councils(move_rate=0.0)
    s, p = simulation.state, simulation.values
    before = copies(simulation)
    act(simulation, one_offs, month=MARCH)
    ahead = s.price_ahead[s.runs > 0]
    assert ahead.mean() == pytest.approx(0.0, abs=0.005)
    assert ahead.std() == pytest.approx(p["price_drift"], rel=0.08)
    act(simulation, budget_round, month=MARCH)
    growth = s.budget_wanted / np.where(s.runs > 0, s.budget, 1.0)
    assert np.corrcoef(growth[s.runs > 0], ahead)[0, 1] > 0.9
    act(simulation, one_offs, month=SECOND_APRIL)
    for name in ("need_now", "pay_per_post"):
        assert s.arrays[name] == pytest.approx(before[name] * np.exp(s.price_ahead))
    assert (s.income == before["income"]).all()
    assert (s.functions_money == 0.0).all(), "nobody pays for prices"
