"""S03: the lobby wins where few vote; a closed hall saves money and costs attachment, a virtual presence adds some."""

from __future__ import annotations

import math

import numpy as np
import pytest
from first_day import MARCH, act, brought, first_day, months_of

from sim.core.elections import elections
from sim.core.residents import residents
from sim.machine.engine import Simulation
from sim.theories.s03_virtual_town_hall import TURNOUT_2010, bass, claim, town_hall

P, Q = 0.03, 0.38


def closed_form(years: float | np.ndarray) -> np.ndarray:
    """Bass 1969: the share that has adopted after so many years, from nobody."""
    fading = np.exp(-(P + Q) * np.asarray(years))
    return (1.0 - fading) / (1.0 + Q / P * fading)


def at_turnout(turnout: float, **settings: object) -> Simulation:
    simulation = first_day(**{"virtual_channel": 0.0, "hall_policy": "keep", **settings})
    simulation.state.turnout[:] = turnout
    act(simulation, town_hall)
    return simulation


def closings(gap: float = 0.05, turnout: float = 0.32, councils: int = 400, **settings: object) -> float:
    """Share of councils that close their hall in one March, where the gap is this share of net cost."""
    simulation = first_day(councils, closure_year=2010, **settings)
    s = simulation.state
    s.budget_gap[:] = gap * s.base_net
    s.turnout[:] = turnout
    act(simulation, town_hall, month=MARCH)
    return float(1.0 - s.town_hall.mean())


# ------------------------------------------------------------------ verification against a known result
@pytest.mark.parametrize("steps", [1, 12, 365])
def test_the_bass_curve_is_the_closed_form_however_it_is_stepped(steps: int) -> None:
    share = 0.0
    for year in range(1, 31):
        for _ in range(steps):
            share = bass(share, P, Q, 1.0 / steps)
        assert math.isclose(share, float(closed_form(year)), rel_tol=1e-9)


def test_residents_take_to_the_virtual_channel_as_bass_says() -> None:
    simulation = first_day(virtual_channel=0.6, virtual_outside=P, virtual_within=Q)
    for month in range(1, 181):
        act(simulation, town_hall)
        assert math.isclose(simulation.state.virtual_presence[0], 0.6 * float(closed_form(month / 12)), rel_tol=1e-9)
        simulation.month += 1


def test_most_join_at_the_time_that_bass_gives_for_the_peak() -> None:
    simulation = first_day(virtual_channel=1.0, virtual_outside=P, virtual_within=Q)
    presence = [0.0]
    for _ in range(180):
        act(simulation, town_hall)
        presence.append(float(simulation.state.virtual_presence[0]))
        simulation.month += 1
    assert abs(int(np.argmax(np.diff(presence))) / 12.0 - math.log(Q / P) / (P + Q)) < 0.2


def test_nobody_can_join_a_channel_that_is_not_there() -> None:
    assert at_turnout(0.3, virtual_channel=0.0).state.virtual_presence[0] == 0.0
    assert bass(0.5, 0.0, 0.0, 1.0) == 0.5
    assert bass(1.0, P, Q, 1.0) == 1.0


# ------------------------------------------------------------------ the lobby
def test_the_lobby_wins_where_few_vote() -> None:
    won = np.array([at_turnout(turnout).state.lobby_share[0] for turnout in (0.1, 0.2, 0.3, 0.5, 0.8)])
    assert np.all(np.diff(won) < 0.0)
    assert won[0] > 1.5 * won[2]


def test_its_claim_is_its_size_times_its_intensity_over_all_claims() -> None:
    assert math.isclose(claim(0.01, 25.0, 0.32), 0.25 / (0.25 + 0.99 * 0.32))
    assert claim(0.02, 25.0, 0.3) > claim(0.01, 25.0, 0.3) > claim(0.01, 10.0, 0.3)
    assert math.isclose(claim(0.01, 1.0, 1.0), 0.01), "who presses no harder gets no more than their share"


def test_what_the_lobby_wins_is_spent_beyond_2010_only_if_fewer_vote_than_in_2010() -> None:
    assert at_turnout(TURNOUT_2010).state.hall_cost[0] == 0.0
    assert at_turnout(0.15).state.hall_cost[0] > 0.0 > at_turnout(0.6).state.hall_cost[0]
    assert at_turnout(0.15, heritage_contest=0.0).state.hall_cost[0] == 0.0


# ------------------------------------------------------------------ closing
def test_a_gap_presses_to_close_and_the_lobby_holds_back() -> None:
    assert closings(gap=0.25) > closings(gap=0.0) + 0.1
    feared = {"closure_odds": 0.0, "closure_fear": 6.0}
    assert closings(turnout=0.9, **feared) > closings(turnout=0.05, **feared) + 0.1
    assert closings(gap=0.25, closure_gap=0.0) < closings(gap=0.25)


def test_policies_keep_and_close_are_kept_to() -> None:
    assert closings(gap=0.5, hall_policy="keep") == 0.0
    assert closings(gap=0.0, hall_policy="close") == 1.0
    simulation = first_day(hall_policy="close", closure_year=2011)
    act(simulation, town_hall, month=MARCH)
    assert simulation.state.town_hall[0] == 1.0, "not before its year"
    act(simulation, town_hall, month=MARCH + 12)
    assert simulation.state.town_hall[0] == 0.0


def test_a_closed_hall_saves_its_upkeep_year_by_year_and_costs_the_move_once() -> None:
    settings = {"hall_policy": "close", "closure_year": 2010, "virtual_channel": 0.0}
    simulation = first_day(**settings)
    act(simulation, town_hall, month=MARCH)
    saved = simulation.state.hall_cost[0]
    assert simulation.state.moving_out[0] > 0.0 > saved
    assert brought(simulation, town_hall)[0] == -saved / 12.0 - simulation.state.moving_out[0]
    act(simulation, town_hall, month=MARCH + 1)
    assert simulation.state.moving_out[0] == 0.0
    assert brought(simulation, town_hall)[0] == -saved / 12.0
    dearer = first_day(**settings, closure_saving=0.3)
    act(dearer, town_hall, month=MARCH)
    assert saved < dearer.state.hall_cost[0] < 0.0


def attachment(policy: str, channel: float, **settings: object) -> float:
    simulation = first_day(hall_policy=policy, closure_year=2010, virtual_channel=channel, **settings)
    months_of(simulation, 180, town_hall, residents)
    return float(simulation.state.attachment[0].mean())


def test_closing_costs_attachment_and_a_virtual_presence_gives_it_back() -> None:
    kept, closed, virtual = attachment("keep", 0.0), attachment("close", 0.0), attachment("close", 1.0)
    assert closed < kept - 0.05
    assert virtual > closed + 0.05
    assert math.isclose(attachment("close", 0.0, hall_belonging=0.0), kept)
    assert math.isclose(attachment("close", 1.0, virtual_belonging=0.0), closed)


def test_a_virtual_presence_compounds_a_hall_that_stands() -> None:
    assert attachment("keep", 1.0) > attachment("keep", 0.0) + 0.02


def test_a_virtual_presence_costs_money() -> None:
    assert at_turnout(TURNOUT_2010, virtual_channel=1.0).state.hall_cost[0] > 0.0
    assert at_turnout(TURNOUT_2010, virtual_channel=1.0, virtual_cost=0.0).state.hall_cost[0] == 0.0


def test_fewer_vote_where_the_hall_is_gone_and_so_the_lobby_wins_more() -> None:
    turnout = []
    for policy in ("keep", "close"):
        simulation = first_day(30, hall_policy=policy, closure_year=2010, virtual_channel=0.0)
        months_of(simulation, 99, town_hall, residents, elections)
        turnout.append(simulation.state.turnout.mean())
    assert turnout[1] < turnout[0] - 0.01
