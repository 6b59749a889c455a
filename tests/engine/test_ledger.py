"""The ledger: what comes in is the stock, bit for bit, entries add up to it, and reading them changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine_runs import CASES, assert_same_state, simulation_of

from sim.council.council import Council
from sim.council.councils import find_council
from sim.errors import InputError
from sim.faces.explain import explain, names_of
from sim.faces.ledger import OWN_ROWS, month_with_ledger
from sim.faces.model import CouncilModel
from sim.machine.engine import ENTRIES, Simulation, simulate
from sim.machine.process import Process
from sim.machine.state import VARIABLES
from sim.outcomes import OUTCOMES
from sim.scenario.event import make_event
from sim.scenario.scenario import Scenario
from sim.schedule import ADDERS, PROCESSES, THEORIES

MONTHS = 24
EVENTFUL = {
    "crisis_rate": 4.0,
    "chief_executive_form": "personality",
    "sharing_policy": "always",
    "sharing_coordination": 0.2,
    "sharing_pace": 1.0,
    "hall_policy": "close",
    "closure_year": 2010,
    "referendum": "held",
    "referendum_year": 2010,
    "referendum_clarity": 1.0,
    "mayor_benefit": 3.0,
    "budget_mode": "fixed",
    "taste_council_tax": 1.0,
}
"""Councils to which in a few years everything happens that enters a ledger: crises, a closed town hall, a mayor, a
chief executive whose pay is not the usual one, sharing on principle that pays at first and then no longer, council tax
that is raised."""
NAMED = {"good_evidence", "bad_evidence", "morale", "backlog", "capability", "steering", "satisfaction"}


def test_the_stocks_of_the_model_have_ledgers() -> None:
    assert set(ADDERS) >= NAMED


ON_TIES = [stock for stock in ADDERS if VARIABLES[stock].axis == "arc"]
BOUNDED = [stock for stock in ADDERS if stock not in ON_TIES]


def run_of(baseline: Scenario, camden: Council, where: str) -> Simulation:
    return Simulation(baseline, [camden], seed=2) if where == "Camden" else simulation_of(where)


def told(stock: str, month: int, expected: np.ndarray, found: np.ndarray) -> str:
    apart = np.flatnonzero(expected != found)
    return (
        f"{stock} in month {month}: rows {apart[:5]} of {apart.size} differ, "
        f"e.g. {expected.flat[apart[0]]!r} by the ledger and {found.flat[apart[0]]!r} in the state"
    )


@pytest.mark.parametrize("where", ["Camden", *CASES])
def test_the_shared_row_and_the_owners_rows_are_the_stock(baseline: Scenario, camden: Council, where: str) -> None:
    """No tolerance: the same sum in the same order, and the last row says what a bound cut off."""
    simulation = run_of(baseline, camden, where)
    state = simulation.state
    for _ in range(MONTHS):
        values = {stock: state.arrays[stock].copy() for stock in BOUNDED}
        simulation.advance(1)
        for stock, value in values.items():
            for row in state.entries[stock]:
                value += row
            found = state.arrays[stock]
            assert np.array_equal(value, found), told(stock, simulation.month, value, found)


@pytest.mark.parametrize("where", ["Camden", *CASES])
def test_entries_add_up_and_nothing_of_the_run_changes(baseline: Scenario, camden: Council, where: str) -> None:
    """A stock's change is the sum of its rows to rounding; with the ledger and without it, the same bits."""
    with_ledger, without = run_of(baseline, camden, where), run_of(baseline, camden, where)
    state = with_ledger.state
    moved = set()
    for _ in range(MONTHS):
        values = {stock: state.arrays[stock].copy() for stock in ADDERS}
        ledger = month_with_ledger(with_ledger)
        for stock, rows in ledger.items():
            change = state.arrays[stock] - values[stock]
            size = np.maximum(1.0, np.abs(rows).sum(axis=0) + np.abs(values[stock]))
            assert (np.abs(rows.sum(axis=0) - change) <= 1e-13 * size).all(), stock
            shared = state.entries[stock][0]
            assert (np.abs(rows[:-OWN_ROWS].sum(axis=0) - shared) <= 1e-13 * size).all(), stock
            if rows.any():
                moved.add(stock)
    without.advance(MONTHS)
    assert_same_state(with_ledger, without)
    assert moved == set(ADDERS)


def test_an_entry_is_exact_where_nobody_added_before(baseline: Scenario, camden: Council) -> None:
    """The first to add at a place adds to zero: the entry is what it added, to the last bit."""
    simulation = Simulation(baseline, [camden], seed=2)
    alone = 0
    for _ in range(3):
        ledger = month_with_ledger(simulation)
        for stock in BOUNDED:
            entries = ledger[stock][:-OWN_ROWS]
            single = (entries != 0.0).sum(axis=0) == 1
            alone += int(single.sum())
            assert np.array_equal(entries.sum(axis=0)[single], simulation.state.entries[stock][0][single]), stock
    assert alone > 100


def test_those_who_leave_take_their_evidence_along(baseline: Scenario, camden: Council) -> None:
    """The row of ties begun anew is minus the evidence that was there, and nothing of that is left."""
    simulation = Simulation(baseline, [camden], seed=2)
    state = simulation.state
    seen = 0
    for _ in range(6):
        before = {stock: state.arrays[stock].copy() for stock in ON_TIES}
        simulation.advance(1)
        new = (state.begins_anew[state.source] == 1.0) | (state.begins_anew[state.target] == 1.0)
        seen += int(new.sum())
        for stock in ON_TIES:
            came, gone = state.entries[stock]
            assert np.array_equal(gone, np.where(new, -before[stock], 0.0))
            assert np.array_equal(state.arrays[stock][new], came[new])
    assert seen > 0


@pytest.mark.parametrize("stock", BOUNDED)
def test_the_last_row_is_only_what_a_bound_cuts_off(baseline: Scenario, camden: Council, stock: str) -> None:
    """Within its bounds a stock is the sum of its reasons, and it never leaves them."""
    simulation = Simulation(baseline, [camden], seed=2)
    state, variable = simulation.state, VARIABLES[stock]
    for _ in range(MONTHS):
        simulation.advance(1)
        array = state.arrays[stock]
        assert array.min() >= variable.lo
        assert array.max() <= variable.hi
        cut = state.entries[stock][-1]
        inside = (array > variable.lo) & (array < variable.hi)
        assert (cut[inside] == 0.0).all()


def test_every_row_has_the_name_of_who_made_it() -> None:
    for stock, adders in ADDERS.items():
        names = names_of(stock)
        assert len(names) == len(adders) + OWN_ROWS
        for process, (name, theory) in zip(adders, names, strict=False):
            assert (process.name, process.theory.id if process.theory else "") == (name, theory)


@pytest.fixture(scope="module")
def made(baseline: Scenario, camden: Council) -> dict[tuple[Process, str], bool]:
    """(process, stock) -> did it ever add to it in 30 months? Nobody else may touch the shared row but its owner."""
    councils = [camden, *(find_council(name) for name in ("Islington", "Burnley", "Leeds"))]
    happens = (
        {"date": "2010-06", "shock": {"layer": "every", "trust": -0.2}},
        {"date": "2010-07", "shock": {"layer": "every", "trust": 0.2}},
        {"date": "2010-08", "sum": {"million": 1}},
    )
    scenario = replace(baseline.changed(**EVENTFUL), events=tuple(map(make_event, happens)))
    simulation = Simulation(scenario, councils, seed=1)
    filled = {(process, stock): False for process in PROCESSES for stock in process.adds}
    for _ in range(30):
        simulation.begin_month()
        for process in PROCESSES:
            rows = {stock: simulation.state.entries[stock][0] for stock in ADDERS}
            before = {stock: row.copy() for stock, row in rows.items()}
            simulation.act(process)
            for stock, row in rows.items():
                changed = not np.array_equal(row, before[stock])
                if stock in process.adds:
                    filled[process, stock] |= changed
                elif stock not in process.folds:
                    assert not changed, f"{process.name} wrote into the row of {stock}"
        simulation.month += 1
    return filled


@pytest.mark.parametrize(
    "process", [process for process in PROCESSES if process.adds], ids=lambda process: process.name
)
def test_a_row_holds_what_its_process_did_and_nothing_else(
    made: dict[tuple[Process, str], bool], process: Process
) -> None:
    def ever(stock: str) -> bool:
        """Good and bad evidence are entered together: who brings only one of them enters nothing for the other."""
        owner = next(process for process in PROCESSES if stock in process.folds)
        return any(made[process, one] for one in owner.folds if one in process.adds)

    assert [stock for stock in process.adds if not ever(stock)] == [], (
        f"{process.name} declares it adds, and never does"
    )


# ---------------------------------------------------------------- explanations
EXPLAINED = (
    "trust.dyad",
    "trust.member_officer",
    "trust.staff_manager",
    "trust.partner",
    "staff.morale",
    "money.reserves",
    "public.satisfaction",
    "service.backlog",
    "service.backlog.housing",
    "service.capability",
    "decision.steering",
)


@pytest.mark.parametrize("outcome", EXPLAINED)
def test_an_explanation_adds_up(baseline: Scenario, camden: Council, outcome: str) -> None:
    told = explain(baseline, camden, outcome, 18, seed=3)
    run = simulate(baseline, camden, months=18, seed=3)
    assert told.end == pytest.approx(run.values[-1, OUTCOMES.index(outcome)], rel=1e-12, abs=1e-12)
    assert told.start + sum(row.amount for row in told.rows) == pytest.approx(told.end, rel=1e-9, abs=1e-9)
    assert sum(abs(row.amount) > 0 for row in told.rows) >= 2
    assert len({row.process for row in told.rows}) == len(told.rows)
    remainder = abs(told.rows[-1].amount)
    if "rounding" in told.rows[-1].process:
        assert remainder < 1e-9 * max(1.0, abs(told.end))


def test_an_outcome_without_a_ledger_says_so(baseline: Scenario, camden: Council) -> None:
    told = explain(baseline, camden, "index", 6, seed=3)
    run = simulate(baseline, camden, months=6, seed=3)
    assert told.rows == ()
    assert "no ledger" in told.note
    index = run.values[:, OUTCOMES.index("index")]
    assert (told.start, told.end) == (index[0], index[-1])


def test_knock_outs_are_runs_without_the_theory(baseline: Scenario, camden: Council) -> None:
    told = explain(baseline, camden, "trust.dyad", 12, seed=3)
    at = OUTCOMES.index("trust.dyad")
    whole = simulate(baseline, camden, months=12, seed=3).values[-1, at]
    assert {k.theory for k in told.knock_outs} == set(THEORIES)
    for knock_out in told.knock_outs:
        without = simulate(baseline.switched_off(knock_out.theory), camden, months=12, seed=3).values[-1, at]
        assert knock_out.value_without == without
        assert knock_out.value_with == pytest.approx(whole, rel=1e-12)
    sizes = [abs(k.difference) for k in told.knock_outs]
    assert sizes == sorted(sizes, reverse=True)
    less = explain(baseline.switched_off("S01"), camden, "trust.dyad", 2)
    assert "S01" not in {k.theory for k in less.knock_outs}


@pytest.mark.parametrize(("outcome", "month", "says"), [("trust.dyda", 3, "trust.dyad"), ("index", 0, "1 or more")])
def test_a_bad_question_gets_one_sentence(
    baseline: Scenario, camden: Council, outcome: str, month: int, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        explain(baseline, camden, outcome, month)


def test_reading_the_ledger_changes_nothing(baseline: Scenario, camden: Council) -> None:
    read, unread = Simulation(baseline, [camden], seed=2), Simulation(baseline, [camden], seed=2)
    for _ in range(MONTHS):
        read.advance(1)
        for stock, rows in read.state.entries.items():
            assert len(rows) == ENTRIES[stock]
            assert np.isfinite(rows.sum(axis=0)).all()
        explain(baseline, camden, "trust.dyad", 1, seed=2)
    unread.advance(MONTHS)
    assert_same_state(read, unread)


def test_a_models_ledger_can_be_read_in_the_middle_of_a_month(baseline: Scenario, camden: Council) -> None:
    model, other = CouncilModel(baseline, camden, rng=2), CouncilModel(baseline, camden, rng=2)
    for _ in range(3):
        for _phase in model.phases():
            assert np.isfinite(model.state.entries["morale"]).all()
        other.step()
    assert_same_state(model.simulation, other.simulation)
