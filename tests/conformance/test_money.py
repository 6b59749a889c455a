"""Money binds: every pound is a line between two accounts, and a pound put in anywhere is found, whole, by line."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.core.lines import ACCOUNTS, COUNCIL, LINE_PORTS, NATURES, ONCE, PARTNERS, SUPPLIERS, line
from sim.council.councils import find_council
from sim.faces.money import Line, lines, paid, who_paid_whom
from sim.machine.engine import Simulation
from sim.machine.state import VARIABLES
from sim.outcomes import OUTCOMES
from sim.scenario.event import make_event
from sim.scenario.scenario import load_scenario
from sim.schedule import PROCESSES

PENNY = 1e-8
"""£.01 in £m."""
EVENTFUL = {
    "politicians": 12,
    "managers": 14,
    "frontline_staff": 40,
    "partners": 6,
    "wards": 2,
    "crisis_rate": 4.0,
    "budget_mode": "fixed",
    "taste_council_tax": 1.0,
    "taste_shunt": -0.5,
    "taste_commercialise": 0.0,
    "chief_executive_form": "personality",
    "abolition_year": 2,
    "sharing_policy": "always",
    "hall_policy": "close",
    "closure_year": 2010,
    "referendum": "held",
    "referendum_year": 2010,
    "referendum_clarity": 1.0,
    "mayor_benefit": 3.0,
    "campaign": 1.0,
    "training_share": 0.5,
    "democracy_training": 0.5,
    "reserves_floor": 0.1,
    "hollowing_depth": 0.6,
    "reserves_pull": 0.0,
    "prudence": 0.0,
    "budget_cut": 50,
    "governance_shock": 0.5,
    "officer_capacity": 0.5,
    "temptation_limit": 1.0,
    "choice_temperature": 3.0,
}
"""Small councils in which every line is used within a few years."""
WHERE = ("Camden", "Burnley")
LINES = lines()
ENTERED, MONTHS = 3, 12

each_line = pytest.mark.parametrize("put", range(len(LINES)), ids=[one.name for one in LINES])


@pytest.fixture(scope="module")
def begun() -> Simulation:
    event = make_event({"date": "2010-08", "sum": {"million": 1}})
    scenario = replace(load_scenario("baseline").changed(**EVENTFUL), events=(event,))
    return Simulation(scenario, [find_council(name) for name in WHERE], seed=4)


def month_with(simulation: Simulation, put: int | None, council: int) -> np.ndarray:
    """One month process by process, £1m put into a line before it is closed; the lines as the rules wrote them."""
    simulation.begin_month()
    for process in PROCESSES:
        if process.name == "section_114":
            before = paid(simulation.state)
            if put is not None:
                enter(simulation, LINES[put], council)
        simulation.act(process)
    simulation.month += 1
    at = [one.name for one in LINES].index("exceptional_support")
    before[at] = paid(simulation.state)[at] - (put == at) * (np.arange(len(WHERE)) == council)
    return before


def enter(simulation: Simulation, into: Line, council: int) -> None:
    """£1m this month: at a yearly rate where the line recurs, from or to the last partner where it has one."""
    s = simulation.state
    if PARTNERS in (into.payer, into.payee):
        s.arrays[into.name][s.last_partner[council] - 1] += 1.0
    else:
        s.arrays[into.name][council] += 12.0 if into.nature == "recurring" else 1.0


@each_line
def test_a_million_put_in_anywhere_is_found_whole_by_line_a_year_later(begun: Simulation, put: int) -> None:
    simulation = begun.copy()
    council = put % len(WHERE)
    state = simulation.state
    reserves = state.reserves.copy()
    by_rules = np.zeros((len(LINES), len(WHERE)))
    found = np.zeros((len(LINES), len(WHERE)))
    for month in range(MONTHS):
        by_rules += month_with(simulation, put if month == ENTERED else None, council)
        found += paid(state)
    extra = found - by_rules
    assert extra[put, council] == pytest.approx(1.0, abs=PENNY)
    extra[put, council] = 0.0
    assert np.abs(extra).max() < PENNY, "nothing turns up in another line or another council"
    for at, account in enumerate(ACCOUNTS):
        received = sum(found[e] * ((one.payee == account) - float(one.payer == account)) for e, one in enumerate(LINES))
        np.testing.assert_allclose(state.account[:, at], received, rtol=0.0, atol=PENNY, err_msg=account)
    np.testing.assert_allclose(state.reserves - reserves, state.account[:, 0], rtol=0.0, atol=PENNY)
    assert np.abs(state.account.sum(axis=1)).max() < PENNY, "all accounts together stay at nothing"
    theirs = [state.partner_account[a:b].sum() for a, b in zip(state.first_partner, state.last_partner, strict=True)]
    np.testing.assert_allclose(theirs, state.account[:, ACCOUNTS.index(PARTNERS)], rtol=0.0, atol=PENNY)


def test_reserves_change_by_the_lines_of_the_council_and_by_nothing_else(begun: Simulation) -> None:
    simulation = begun.copy()
    signs = np.array([one.sign for one in LINES])
    used = np.zeros(len(LINES))
    for _ in range(120):
        before = simulation.state.reserves.copy()
        simulation.advance(1)
        amounts = paid(simulation.state)
        used += np.abs(amounts).sum(axis=1)
        np.testing.assert_allclose(simulation.state.reserves - before, signs @ amounts, rtol=0.0, atol=PENNY)
    idle = [one.name for one, total in zip(LINES, used, strict=True) if total == 0.0]
    assert idle == [], f"these lines were tried with no money on them: {idle}"
    assert [process.name for process in PROCESSES if "reserves" in (*process.writes, *process.adds)] == ["post_lines"]


def test_who_paid_whom_is_the_run_by_line_and_year() -> None:
    baseline, camden = load_scenario("baseline"), find_council("Camden")
    told = who_paid_whom(baseline, camden, 24, seed=3)
    assert told.shape == (len(LINES), 2)
    assert list(told.columns) == ["2010-11", "2011-12"]
    simulation = Simulation(baseline, [camden], seed=3)
    start = simulation.state.reserves[0]
    last = simulation.advance(24)[-1, 0]
    signs = np.array([one.sign for one in LINES])
    assert start + float((signs @ told.to_numpy()).sum()) == pytest.approx(
        last[OUTCOMES.index("money.reserves")], abs=PENNY
    )
    lenders = told.xs("lenders", level="payee").to_numpy().sum() - told.xs("lenders", level="payer").to_numpy().sum()
    assert lenders == pytest.approx(last[OUTCOMES.index("money.account.lenders")], abs=PENNY)


@each_line
def test_a_line_is_declared_whole(put: int) -> None:
    one, variable = LINES[put], VARIABLES[LINES[put].name]
    assert one.nature in NATURES
    assert {one.payer, one.payee} <= set(ACCOUNTS)
    assert one.payer != one.payee
    assert variable.port in LINE_PORTS
    assert (variable.kind == "condition") is (one.nature == "recurring"), "what recurs stops with its theory"
    assert (variable.axis == "person") is (PARTNERS in (one.payer, one.payee)), "each partner has its own account"
    assert bool(one.theory) is bool(re.search(r"\(S\d\d\)$", one.doc))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("yearly", COUNCIL, SUPPLIERS), "is one of budget, once, recurring, not 'yearly'"),
        ((ONCE, COUNCIL, COUNCIL), "from one to another of council, government"),
        ((ONCE, COUNCIL, "residents"), "not from council to residents"),
        ((ONCE, COUNCIL, PARTNERS), "has an amount for each"),
    ],
)
def test_a_line_that_leads_nowhere_is_refused(given: tuple[str, str, str], says: str) -> None:
    with pytest.raises(RuntimeError, match=says):
        line(*given, "made up")


@pytest.mark.parametrize("theory", sorted({one.theory for one in LINES if one.theory}))
def test_a_theory_that_is_off_moves_no_money(begun: Simulation, theory: str) -> None:
    simulation = Simulation(begun.scenario, begun.councils, seed=4, without=[theory])
    moved = np.zeros(len(LINES))
    for _ in range(36):
        simulation.advance(1)
        moved += np.abs(paid(simulation.state)).sum(axis=1)
    assert [one.name for one, total in zip(LINES, moved, strict=True) if one.theory == theory and total != 0.0] == []


STRENGTHS = {
    "S03": {"heritage_contest": 0.0, "virtual_channel": 0.0},
    "S14": {"training_share": 0.0},
    "S16": {"campaign": 0.0},
    "S18": {"sharing_pace": 0.0},
    "S19": {"democracy_training": 0.0},
}
"""What makes each of them ask for no money at all; an office that is not the usual one (S04, S05) is a choice."""


@pytest.mark.parametrize("theory", STRENGTHS)
def test_without_strength_its_lines_are_bit_for_bit_those_of_the_theory_off(begun: Simulation, theory: str) -> None:
    weak = Simulation(begun.scenario.changed(**STRENGTHS[theory]), begun.councils, seed=4)
    off = Simulation(begun.scenario, begun.councils, seed=4, without=[theory])
    own = [at for at, one in enumerate(LINES) if one.theory == theory]
    assert own
    for _ in range(24):
        weak.advance(1)
        off.advance(1)
        assert np.array_equal(paid(weak.state)[own], paid(off.state)[own])
