"""S06: referral reaches those who report, outreach some of the others; local alone costs more and is less equal."""

from __future__ import annotations

import math

import numpy as np
from first_day import act, first_day, months_of

from sim.core.demand import demand
from sim.machine.engine import Simulation
from sim.theories.s06_hidden_need import COMMISSIONERS, hidden_need

EVEN = {"electoral_bias": 0.0, "local_inconsistency": 0.0, "hidden_spread": 0.0, "ward_inequality": 0.0}
"""Nothing that makes one ward unlike another."""


def supported(
    mix: float, reporting: float = 0.17, months: int = 24, councils: int = 20, **settings: float
) -> Simulation:
    """Councils after two years of support at this national share and reporting rate."""
    simulation = first_day(councils, **{"wards": 8, "national_share": mix, "reporting_rate": reporting, **settings})
    months_of(simulation, months, hidden_need)
    return simulation


def helped(mix: float, reporting: float = 0.17, **settings: float) -> float:
    s = supported(mix, reporting, **settings).state
    return float((s.hidden_helped * s.hidden_need).sum() / s.hidden_need.sum())


def gini(mix: float, **settings: float) -> float:
    s = supported(mix, **settings).state
    apart = np.abs(s.hidden_helped[:, :, None] - s.hidden_helped[:, None, :]).mean(axis=(1, 2))
    return float((apart / (2.0 * s.hidden_helped.mean(axis=1))).mean())


def test_where_all_wards_are_alike_the_equation_is_the_stated_one() -> None:
    settings = {**EVEN, "support_budget": 0.2, "commissioner_cost": 0.1}
    simulation = supported(0.6, 0.3, months=1, councils=1, **settings)
    s = simulation.state
    reports = 0.3 * s.resident_trust[0, 0] / simulation.scenario.values["resident_trust_start"]
    refer = 1.0 - math.exp(-0.2 * (0.6 - 0.1 / COMMISSIONERS) / (0.3 * reports))
    outreach = 1.0 - math.exp(-0.2 * (0.4 - 0.1) / 0.9)
    assert np.allclose(s.hidden_helped[0], outreach + (1.0 - outreach) * reports * refer)


def test_a_national_service_reaches_nobody_who_does_not_report() -> None:
    assert helped(1.0, support_budget=1.0) <= 0.18
    assert helped(1.0, 0.5) > 1.5 * helped(1.0, 0.17)


def test_outreach_does_not_ask_who_has_reported() -> None:
    assert helped(0.0, 0.17) == helped(0.0, 0.9)


def test_where_need_is_hidden_both_together_reach_more_than_either_alone() -> None:
    assert helped(0.5) > helped(1.0)
    assert helped(0.5) > helped(0.0)


def test_where_most_report_the_national_service_reaches_more() -> None:
    assert helped(1.0, 0.9) > helped(0.5, 0.9) > helped(0.0, 0.9)


def test_returns_diminish() -> None:
    reach = np.array([helped(0.5, support_budget=money) for money in (0.1, 0.2, 0.3, 0.4)])
    assert np.all(np.diff(reach) > 0.0)
    assert np.all(np.diff(reach, 2) < 0.0)


def test_local_commissioners_fixed_cost_takes_support_away() -> None:
    assert helped(0.5, commissioner_cost=0.3) < helped(0.5, commissioner_cost=0.0) - 0.01
    national = helped(1.0, commissioner_cost=0.0) - helped(1.0, commissioner_cost=0.3)
    assert 0.0 < national < 0.1 * (helped(0.0, commissioner_cost=0.0) - helped(0.0, commissioner_cost=0.3))


def test_wards_are_least_alike_under_local_commissioners() -> None:
    assert gini(0.0) > gini(0.5) + 0.02 > gini(1.0) + 0.04


def test_bias_and_inconsistency_each_make_wards_unequal() -> None:
    assert gini(0.0, **EVEN) < 1e-9
    assert gini(0.0, **{**EVEN, "local_inconsistency": 0.5}) > 0.05
    # Voters are spread evenly and need is not: money by voters leaves the needy wards behind.
    uneven = {**EVEN, "ward_inequality": 1.0}
    assert gini(0.0, **uneven) < 1e-9 < gini(0.0, **{**uneven, "electoral_bias": 1.0}) - 0.02


def test_electoral_bias_leaves_wards_behind_that_do_not_vote() -> None:
    reach = []
    for bias in (0.0, 1.0):
        simulation = first_day(national_share=0.0, wards=2, **{**EVEN, "electoral_bias": bias})
        simulation.state.attachment[:] = (0.2, 0.8)
        act(simulation, hidden_need)
        reach.append(simulation.state.hidden_helped[0])
    assert reach[0][0] == reach[0][1]
    assert reach[1][0] < reach[1][1] - 0.01


def test_who_does_not_trust_does_not_report() -> None:
    reach = []
    for trust in (0.3, 0.8):
        simulation = first_day(national_share=1.0, **EVEN)
        simulation.state.resident_trust[:] = trust
        act(simulation, hidden_need)
        reach.append(simulation.state.hidden_helped[0].mean())
    assert reach[1] > 2.0 * reach[0]


def test_the_budget_is_the_same_for_every_mix() -> None:
    for mix in (0.0, 0.5, 1.0):
        s = supported(mix, councils=1, support_budget=0.2).state
        share = (s.hidden_helped[0] * s.hidden_need[0]).sum() / s.hidden_need[0].sum()
        assert math.isclose(s.hidden_cost[0] * share, 0.2)


def test_whom_support_does_not_reach_comes_to_the_door() -> None:
    asked = []
    for mix in (0.5, 0.0):
        simulation = supported(mix, councils=30, hidden_return_effect=0.6)
        act(simulation, demand)
        asked.append(simulation.state.value_demand.sum())
    assert asked[1] > asked[0]
    assert abs(supported(0.5).state.hidden_return).mean() < 0.003, "the default mix adds hardly any need"
    assert (
        supported(0.0).state.hidden_return.mean() > 0.0 > supported(0.5, support_budget=0.6).state.hidden_return.mean()
    )
