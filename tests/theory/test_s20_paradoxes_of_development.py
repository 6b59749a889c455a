"""S20: houses turn newcomers into the old guard, like promotes like, and fear for the career closes networks.

Verification: March's results on mutual learning (1991), of the process by itself.
"""

from __future__ import annotations

import numpy as np
import pytest
from first_day import act, first_day, months_of, set_trust

from sim.core.arena import arena
from sim.core.line_of_command import conditions
from sim.core.scrutiny import scrutiny
from sim.council.services import TEAM_MANAGER
from sim.machine.engine import Simulation
from sim.theories.s20_paradoxes_of_development import LEADING_VIEWS, VIEWS, career_networks, socialisation

COUNCILS = 40


def house(councils: int = COUNCILS, **settings: float) -> Simulation:
    """Councils after their first month, with everybody's views drawn."""
    simulation = first_day(councils, managers=30, **settings)
    act(simulation, socialisation, month=0)
    simulation.month = 1
    return simulation


def shares(views: np.ndarray, first: int, last: int) -> np.ndarray:
    """Share of the views from ``first`` to before ``last`` that are 1."""
    return ((views[:, None] >> np.arange(first, last)) & 1).mean(axis=1)


def managers(simulation: Simulation) -> np.ndarray:
    return np.flatnonzero(simulation.state.kind == 1)


def replace_managers(simulation: Simulation, share: float, luck: np.random.Generator) -> None:
    """Let this share of the managers leave, and others take their posts with views of their own."""
    s = simulation.state
    gone = managers(simulation)[luck.random(managers(simulation).size) < share]
    s.arriving[gone] = 1.0
    s.filled[gone] = 0.0
    act(simulation, socialisation)
    simulation.month += 1
    s.arriving[gone] = 0.0
    s.filled[gone] = 1.0


# ------------------------------------------------------------------ March (1991)
def equilibrium(p1: float, p2: float, **settings: float) -> float:
    """Knowledge of a house without newcomers when nothing moves any more, from random views."""
    simulation = house(
        120,
        socialisation_rate=p1,
        code_learning=p2,
        elite_egalitarian=0.5,
        knowledge_2010=0.5,
        world_turbulence=0.0,
        **settings,
    )
    months_of(simulation, 1200, socialisation)
    s = simulation.state
    apart = s.outlook[managers(simulation)] ^ s.organisation_code[s.council[managers(simulation)]]
    assert np.mean(apart == 0) > 0.95, "not yet at rest"
    return float(s.house_knowledge.mean())


@pytest.mark.parametrize("p2", [0.1, 0.5, 0.9])
def test_slow_socialisation_gives_more_knowledge(p2: float) -> None:
    """March's first result (fact F38): equilibrium knowledge falls with the rate at which individuals learn."""
    slow, middle, fast = (equilibrium(p1, p2) for p1 in (0.1, 0.5, 0.9))
    assert slow > middle > fast
    assert slow > fast + 0.03


def test_the_house_knows_more_than_its_members_did() -> None:
    assert equilibrium(0.1, 0.9) > 0.75


def test_newcomers_keep_a_house_learning_in_a_world_that_turns() -> None:
    """March's second result: without turnover the house grows alike and falls behind; moderate turnover prevents it."""
    known = {}
    for turnover in (0.0, 0.1):
        simulation = house(COUNCILS, world_turbulence=0.05, socialisation_rate=0.5)
        luck = np.random.default_rng(1)
        for month in range(480):
            if turnover > 0.0 and month % 12 == 0:
                replace_managers(simulation, turnover, luck)
            else:
                months_of(simulation, 1, socialisation)
        s = simulation.state
        right = shares(~(s.organisation_code ^ s.reality), LEADING_VIEWS, VIEWS)
        known[turnover] = right.mean()
    assert known[0.1] > known[0.0] + 0.05


# ------------------------------------------------------------------ socialisation
def test_managers_take_on_the_views_of_the_house() -> None:
    left = {}
    for p1 in (0.1, 0.9):
        simulation = house(socialisation_rate=p1, code_learning=0.1)
        s = simulation.state
        rows = managers(simulation)
        s.outlook[rows] = ~s.organisation_code[s.council[rows]] & 0xFFFF
        s.reality[:] = s.organisation_code  # nobody knows better: the code stays
        months_of(simulation, 12, socialisation)
        apart = shares(s.outlook[rows] ^ s.organisation_code[s.council[rows]], 0, VIEWS)
        left[p1] = apart.mean()
    assert left[0.1] == pytest.approx(0.9, abs=0.02)
    assert left[0.9] == pytest.approx(0.1, abs=0.02)


def test_the_house_learns_only_from_those_who_know_better() -> None:
    simulation = house(socialisation_rate=0.1, code_learning=0.9)
    s = simulation.state
    rows = managers(simulation)
    s.reality[:] = 0
    s.organisation_code[:] = 0
    s.outlook[rows] = 0xFFFF
    months_of(simulation, 3, socialisation)
    assert np.all(s.organisation_code == 0)
    s.reality[:] = 0xFF00
    s.outlook[rows] = 0xFFFF
    months_of(simulation, 12, socialisation)
    assert shares(s.organisation_code, 0, VIEWS).mean() > 0.9


def test_entrants_bring_their_own_views() -> None:
    for share in (0.0, 0.8, 1.0):
        simulation = house(entrant_egalitarian=share, elite_egalitarian=0.5)
        s = simulation.state
        new = np.flatnonzero(s.role == TEAM_MANAGER)
        s.filled[new] = 0.0
        s.arriving[new] = 1.0
        act(simulation, socialisation)
        assert shares(s.outlook[new], 0, LEADING_VIEWS).mean() == pytest.approx(share, abs=0.03)
        known = shares(~(s.outlook[new] ^ s.reality[s.council[new]]), LEADING_VIEWS, VIEWS).mean()
        assert known == pytest.approx(simulation.values["entrant_knowledge"], abs=0.03)


def promoted(*, seen: float = 0.0, **settings: float) -> float:
    """Egalitarian views of a new director where the elite has none and half of the team managers have all."""
    simulation = house(senior_candidates=12, **settings)
    s = simulation.state
    rows = managers(simulation)
    juniors = rows[s.role[rows] == TEAM_MANAGER]
    s.outlook[rows] = s.organisation_code[s.council[rows]] & 0xFF00
    s.outlook[juniors[::2]] |= 0xFF
    s.organisation_code[:] &= 0xFF00
    s.reality[:] = s.organisation_code
    s.talent_seen[:] = seen
    directors = s.service_director[:, 0]
    s.filled[directors] = 0.0
    s.arriving[directors] = 1.0
    act(simulation, socialisation)
    return float(shares(s.outlook[directors], 0, LEADING_VIEWS).mean())


def test_like_promotes_like() -> None:
    slow = {"socialisation_rate": 0.1}
    assert promoted(promotion_likeness=1.0, **slow) < 0.1
    assert promoted(promotion_likeness=0.0, **slow) > 0.35


def test_who_knows_junior_talents_promotes_less_by_likeness() -> None:
    slow = {"socialisation_rate": 0.1, "promotion_likeness": 1.0}
    assert promoted(seen=1.0, **slow) > promoted(seen=0.0, **slow) + 0.2


def test_the_outlook_moves_how_managers_lead() -> None:
    delegated = []
    for views in (0x00, 0xFF):
        simulation = house(outlook_effect=0.5)
        s = simulation.state
        s.outlook[managers(simulation)] = views
        s.organisation_code[:] = views
        act(simulation, socialisation, conditions)
        delegated.append(s.delegation_reached[s.runs == 1.0].mean())
    assert delegated[1] > delegated[0] + 0.05
    simulation = house(outlook_effect=0.0)
    assert np.all(simulation.state.outlook_shift == 0.0)


def test_knowledge_helps_decisions() -> None:
    resolved = []
    for right in (False, True):
        simulation = house(knowledge_effect=0.6)
        s = simulation.state
        s.organisation_code[:] = s.reality if right else ~s.reality & 0xFFFF
        s.outlook[managers(simulation)] = s.organisation_code[s.council[managers(simulation)]]
        total = 0.0
        for month in range(1, 25):
            act(simulation, arena, socialisation, month=month)
            total += s.problems_resolved.sum()
        resolved.append(total)
    assert resolved[1] > 1.2 * resolved[0]


# ------------------------------------------------------------------ networks
def networked(*, stress: float = 0.1, ahead: float = 0.0, trusted: float = 0.6, **settings: float) -> Simulation:
    """Councils whose seniors have kept their ties under the same conditions for some years."""
    simulation = first_day(COUNCILS, **settings)
    s = simulation.state
    s.stress[:] = stress
    s.funding_next[:] = (1.0 - ahead) * s.funding
    rows = managers(simulation)
    set_trust(simulation, s.reverse[s.boss_arc[rows]], trusted)
    s.trust[s.reverse[s.boss_arc[rows]]] = trusted
    months_of(simulation, 96, career_networks)
    return simulation


def test_cuts_and_distrust_turn_ties_into_insurance() -> None:
    calm = networked().state.career_insurance.mean()
    assert networked(stress=0.4).state.career_insurance.mean() > calm + 0.05
    assert networked(ahead=0.2).state.career_insurance.mean() > calm + 0.02
    assert networked(trusted=0.1).state.career_insurance.mean() > calm + 0.05
    assert 0.0 < networked(stress=0.0, trusted=0.9).state.career_insurance.mean() <= 0.2, "the declared share at rest"


def test_the_three_motives_share_the_ties() -> None:
    rest = {"stress": 0.0, "trusted": 0.9}
    insured = networked(motive_insurance=0.4, motive_warning=0.1, motive_benchmarking=0.3, **rest)
    assert insured.state.career_insurance.mean() == pytest.approx(0.5, rel=0.02)


def test_defensive_seniors_know_fewer_junior_talents() -> None:
    calm, afraid = networked(stress=0.0), networked(stress=0.6, trusted=0.1, insurance_stress=6.0)
    assert afraid.state.talent_seen.mean() < 0.6 * calm.state.talent_seen.mean()
    assert networked(talent_chance=0.0).state.talent_seen.mean() == 0.0


def test_whoever_insures_the_career_does_not_tell_what_goes_wrong() -> None:
    exposure = []
    for insurance in (0.1, 0.6):
        simulation = first_day(COUNCILS)
        s = simulation.state
        s.career_insurance[:] = insurance
        for month in range(60):
            act(simulation, scrutiny, month=month)
        exposure.append(s.governance_exposure.mean())
    assert exposure[1] > 1.1 * exposure[0]
