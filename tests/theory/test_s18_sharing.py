"""S18: pooling saves by the square-root law, coordination takes it back; residents with trust and a say co-produce."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial, sqrt
from typing import Any

import networkx as nx
import numba
import numpy as np
import pytest
from first_day import act, brought, entry, first_day, months_of, staff_rows

from sim.core.casework import casework
from sim.council.services import BUSINESS, HEALTH
from sim.machine.engine import Simulation
from sim.theories.s18_sharing import (
    BACK_OFFICE,
    CRITERIA,
    SHAREABLE,
    coordination,
    coproduction,
    pooled_saving,
    sharing,
    worth_joining,
)

MARCH = 11


def partner_arcs(simulation: Simulation) -> np.ndarray:
    """Ties from staff and managers to partners other than businesses."""
    s = simulation.state
    return np.flatnonzero((s.role[s.target] >= HEALTH) & (s.role[s.target] != BUSINESS))


def decided(years: int = 8, trust: float = 0.6, councils: int = 4, **settings: Any) -> Simulation:
    """Councils after some years of decisions about sharing, trust held."""
    simulation = first_day(councils, **settings)
    s = simulation.state
    s.trust[partner_arcs(simulation)] = trust
    for year in range(years):
        act(simulation, sharing, month=12 * year + MARCH)
    return simulation


def sharers(simulation: Simulation, *services: int) -> float:
    return float(simulation.state.sharing[:, list(services) or list(range(BACK_OFFICE))].mean())


# ------------------------------------------------------------------ verification against known results
def blocked(load: float, units: int) -> float:
    """Erlang's loss formula: the share of demands that find every unit taken."""
    terms = [load**n / factorial(n) for n in range(units + 1)]
    return terms[-1] / sum(terms)


@numba.njit
def simulated_loss(load: float, units: int, events: int, seed: int) -> float:
    """The same by simulation: demands come at random, each takes a free unit for a time of mean one, or is lost."""
    np.random.seed(seed)  # noqa: NPY002 (the generator that compiled code has)
    busy, lost, came = 0, 0, 0
    for _ in range(events):
        if np.random.random() < load / (load + busy):  # noqa: NPY002
            came += 1
            if busy == units:
                lost += 1
            else:
                busy += 1
        else:
            busy -= 1
    return lost / came


@pytest.mark.parametrize("k", [2, 4, 8])
def test_pooled_queues_need_the_units_that_the_square_root_law_says(k: int) -> None:
    """Alone each keeps R + z sqrt(R) units; pooled, K R + z sqrt(K R) units lose no more of the demand."""
    load, spare = 16.0, 12.0
    alone = load + spare
    idle = 1.0 - load / alone
    pooled = round(k * alone * (1.0 - pooled_saving(idle, float(k))))
    assert pooled == round(k * load + spare / sqrt(load) * sqrt(k * load))
    loss_alone = simulated_loss(load, int(alone), 2_000_000, 1)
    loss_pooled = simulated_loss(k * load, pooled, 2_000_000, 2)
    assert loss_alone == pytest.approx(blocked(load, int(alone)), rel=0.2)
    assert loss_pooled <= loss_alone * 1.05
    # Without pooling, as many units fewer for each would lose many times as much.
    assert blocked(load, pooled // k) > 2.0 * loss_alone


@numba.njit
def share_taken_over(
    neighbours: np.ndarray, benefit: float, cost: float, strength: float, runs: int, seed: int
) -> float:
    """How often one cooperator takes over a graph: who dies is replaced by a neighbour in proportion to its payoff."""
    np.random.seed(seed)  # noqa: NPY002
    n, k = neighbours.shape
    taken = 0
    kind = np.zeros(n, np.int64)
    for _ in range(runs):
        kind[:] = 0
        kind[np.random.randint(n)] = 1  # noqa: NPY002
        count = 1
        while 0 < count < n:
            dies = np.random.randint(n)  # noqa: NPY002
            total, good = 0.0, 0.0
            for e in range(k):
                j = neighbours[dies, e]
                helped = 0
                for f in range(k):
                    helped += kind[neighbours[j, f]]
                fitness = 1.0 - strength + strength * (benefit * helped - cost * k * kind[j])
                total += fitness
                good += fitness * kind[j]
            heir = 1 if np.random.random() * total < good else 0  # noqa: NPY002
            count += heir - kind[dies]
            kind[dies] = heir
        taken += count == n
    return taken / runs


@pytest.mark.parametrize(("k", "ratio"), [(3, 1.5), (3, 7.0), (5, 2.5), (5, 12.0)])
def test_our_rule_says_where_cooperation_takes_over_a_graph(k: int, ratio: float) -> None:
    """Ohtsuki and others: under death-birth updating and weak selection cooperation is favoured where b/c > k."""
    n, runs = 60, 50_000
    graph = nx.random_regular_graph(k, n, seed=4)
    assert nx.is_connected(graph)
    neighbours = np.array([list(graph.neighbors(i)) for i in range(n)])
    by_chance = 1.0 / n
    # Selection as weak as the largest payoff allows to see in so many runs.
    taken = share_taken_over(neighbours, ratio, 1.0, 0.15 / (k * ratio), runs, 9)
    error = sqrt(by_chance * (1.0 - by_chance) / runs)
    if worth_joining(ratio, 1.0, float(k)):
        assert taken > by_chance + 3.0 * error
    else:
        assert taken < by_chance - 3.0 * error


# ------------------------------------------------------------------ the rule
def test_nothing_is_saved_alone_or_where_nothing_stands_idle() -> None:
    assert pooled_saving(0.5, 1.0) == 0.0
    assert pooled_saving(0.0, 4.0) == 0.0
    assert coordination(0.2, 1.0, 0.5) == 0.0
    assert coordination(0.2, 3.0, 0.5) == pytest.approx(0.2)


def test_the_saving_levels_off_while_coordination_goes_on_growing() -> None:
    net = [pooled_saving(0.6, float(k)) - coordination(0.05, float(k), 0.5) for k in range(1, 9)]
    best = int(np.argmax(net))
    assert 0 < best < 7
    assert net[-1] < net[best]


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("idle assets", {"asset_utilisation": 0.2}, {"asset_utilisation": 0.9}),
        ("cheap coordination", {"sharing_coordination": 0.05}, {"sharing_coordination": 0.5}),
        ("trust", {"trust": 0.9}, {"trust": 0.1}),
        ("hope", {"sharing_optimism": 2.0}, {"sharing_optimism": 0.0}),
        ("pace", {"sharing_pace": 1.0}, {"sharing_pace": 0.05}),
    ],
)
def test_more_share_where(name: str, more: dict[str, Any], less: dict[str, Any]) -> None:
    assert sharers(decided(**more)) > sharers(decided(**less)) + 0.2, name


def test_councils_that_share_on_principle_share_what_does_not_pay_and_lose_by_it() -> None:
    dear: dict[str, Any] = {"asset_utilisation": 0.9, "sharing_coordination": 0.3, "trust": 0.9}
    careful = decided(**dear)
    eager = decided(sharing_policy="always", **dear)
    assert sharers(careful) == 1.0 < sharers(eager)
    assert careful.state.sharing_saving.max() == 0.0 > eager.state.sharing_saving.max()


def test_what_does_not_pay_is_left_again() -> None:
    dear: dict[str, Any] = {"asset_utilisation": 0.9, "sharing_coordination": 0.3}
    shares = []
    for review in (0.0, 1.0):
        simulation = first_day(4, sharing_review=review, **dear)
        simulation.state.sharing[:] = 3.0
        act(simulation, sharing, month=MARCH)
        shares.append(sharers(simulation))
    assert shares == [3.0, 1.0]


def test_the_back_office_saves_next_to_nothing_whatever_was_hoped_for() -> None:
    back = decided(16, trust=0.9, sharing_scope="back_office", asset_utilisation=0.3)
    s = back.state
    assert sharers(back) == 1.0 < sharers(back, BACK_OFFICE)
    assert np.all(np.abs(s.sharing_saving) < 0.02 * s.budget[:, BACK_OFFICE])
    assets = decided(16, trust=0.9, sharing_scope="assets", asset_utilisation=0.3)
    assert sharers(assets, BACK_OFFICE) == 1.0
    assert assets.state.sharing_saving.min() > 0.0


def test_a_service_must_meet_all_four_criteria() -> None:
    assert CRITERIA.shape == (8, 4)
    assert np.all(SHAREABLE <= CRITERIA.T)
    saving = [decided(asset_share=share).state.sharing_saving.mean() for share in (0.1, 0.2)]
    assert saving[1] == pytest.approx(2.0 * saving[0])


def test_joining_costs_once_and_the_saving_comes_every_month() -> None:
    simulation = first_day(4, sharing_pace=1.0, asset_utilisation=0.3, sharing_setup=0.5)
    s = simulation.state
    s.trust[:] = 1.0
    act(simulation, sharing, month=MARCH)
    assert np.all(brought(simulation, sharing) < 0.0)
    act(simulation, sharing, month=MARCH + 1)
    assert np.allclose(brought(simulation, sharing), s.sharing_saving / 12.0)
    assert np.all(s.sharing_saving > 0.0)


def test_sharing_takes_the_hours_of_directors_and_staff() -> None:
    simulation = first_day(1, sharing_hours=2.0)
    s = simulation.state
    s.sharing[:] = 3.0
    act(simulation, sharing, month=2)
    assert np.allclose(s.hours_asked[staff_rows(simulation)], 4.0)
    assert np.allclose(s.hours_asked[s.service_director[0][s.runs[0] == 1.0]], 4.0)


@pytest.mark.parametrize(
    ("cost", "brings", "lacks"), [(0.0, "good_evidence", "bad_evidence"), (0.5, "bad_evidence", "good_evidence")]
)
def test_what_pays_builds_trust_and_what_does_not_uses_it_up(cost: float, brings: str, lacks: str) -> None:
    simulation = first_day(20, sharing_coordination=cost, asset_utilisation=0.5)
    s = simulation.state
    s.sharing[:] = 4.0
    act(simulation, sharing, month=2)
    arcs = partner_arcs(simulation)
    for ends in (arcs, s.reverse[arcs]):
        assert entry(simulation, brings, sharing)[ends].sum() > 0.0
    assert entry(simulation, lacks, sharing).sum() == 0.0


# ------------------------------------------------------------------ co-production
def residents_who_help(change: Callable[[Simulation], None], **settings: Any) -> Simulation:
    simulation = first_day(2, **settings)
    change(simulation)
    months_of(simulation, 60, coproduction)
    act(simulation, coproduction)
    return simulation


def set_to(**values: float) -> Callable[[Simulation], None]:
    def change(simulation: Simulation) -> None:
        for name, value in values.items():
            simulation.state.arrays[name][:] = value

    return change


@pytest.mark.parametrize("reason", ["resident_trust", "attachment", "residents_say"])
def test_trust_attachment_and_a_say_make_residents_co_produce(reason: str) -> None:
    low, high = (residents_who_help(set_to(**{reason: value})).state.coproduction.mean() for value in (0.3, 0.8))
    assert high > 1.3 * low


def test_residents_step_in_where_staff_have_gone() -> None:
    """As in libraries from 2014-15 to 2018-19: paid staff down 15.1 per cent, volunteers up 24.3 (F35)."""

    def cut(simulation: Simulation) -> None:
        simulation.state.in_post[:] *= 1.0 - 0.151

    before = residents_who_help(set_to()).state.coproduction.mean()
    after = residents_who_help(cut).state.coproduction.mean()
    assert 0.5 * 0.151 < after / before - 1.0 < 3.0 * 0.151
    assert residents_who_help(cut, coproduction_call=0.0).state.coproduction.mean() == pytest.approx(before)


def test_co_producing_residents_add_capacity_where_no_duty_stands_and_take_time() -> None:
    eager = residents_who_help(set_to(resident_trust=0.9, residents_say=0.9))
    s = eager.state
    runs = s.runs[0] == 1.0
    helped = s.volunteer_help[0][runs]
    assert np.all(helped > 0.0)
    assert np.corrcoef(helped, s.statutory[0][runs])[0, 1] == pytest.approx(-1.0)
    assert s.hours_asked[staff_rows(eager)].min() > 0.0
    assert np.all(entry(eager, "satisfaction", coproduction) > 0.0)
    shy = residents_who_help(set_to(resident_trust=0.3, participation=0.1))
    assert shy.state.volunteer_help[0][runs].max() < 0.0
    assert shy.state.hours_asked.sum() == 0.0
    assert np.all(entry(shy, "satisfaction", coproduction) < 0.0)


def test_their_help_closes_cases() -> None:
    done = []
    for help_given in (0.0, 0.3):
        simulation = first_day(1)
        simulation.advance(6)
        s = simulation.state
        s.volunteer_help[:] = help_given
        s.backlog[:] *= 3.0
        act(simulation, casework, month=6)
        done.append(float(s.completions.sum()))
    assert done[1] > done[0]
