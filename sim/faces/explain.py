"""What moved an outcome: the ledger's accounting, and beside it the same runs with a theory switched off.

The two answer different questions. The *accounting* splits a stock's change into the entries of the processes that made
them; summed in schedule order they are the change, bit for bit. "Because of" is reserved for the *knock-out*: runs with
a theory off and the same random numbers (:mod:`sim.faces.knock_outs`). Against a second scenario, both speak of what
the first has more than it: the accounting is then the first ledger less the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.council.services import SERVICES
from sim.errors import InputError, did_you_mean
from sim.faces.knock_outs import KnockOut, knock_outs
from sim.faces.ledger import OWN_ROWS, month_with_ledger, own_names
from sim.faces.money import lines, paid
from sim.machine.engine import Simulation
from sim.machine.memory import State
from sim.outcomes import MEASURES, OUTCOMES
from sim.schedule import ADDERS, PROCESSES

if TYPE_CHECKING:
    from sim.council.council import Council
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class LedgerRow:
    """Entries of one process, summed over the months: ``amount`` in the outcome's unit."""

    process: str
    theory: str
    amount: float


@dataclass(frozen=True)
class Explanation:
    """Why an outcome stands where it stands at the end of ``month`` months.

    ``start``, ``end``, ``rows`` and ``course`` are of the first replicate. ``course`` has the sum of each row's entries
    after each month, shape (months, rows): none where there is no ledger. ``knock_outs`` are over all ``seeds``
    replicates. With a scenario named in ``against``, all of it is what the explained scenario has more than that one.
    """

    outcome: str
    month: int
    start: float
    end: float
    rows: tuple[LedgerRow, ...]
    knock_outs: tuple[KnockOut, ...]
    note: str
    course: np.ndarray
    seeds: int = 1
    against: str = ""


@dataclass(frozen=True)
class Account:
    """How an outcome is a mean over parts of a stock: ``where`` picks the parts, ``weights`` sum to one."""

    stock: str
    where: np.ndarray
    weights: np.ndarray


def _arcs(state: State, outcome: str) -> np.ndarray:
    """The arcs whose mean trust an outcome is."""
    reverse = state.reverse
    if outcome == "trust.dyad":
        arc = state.leader_arc
        return np.concatenate([arc, reverse[arc]])
    if outcome == "trust.member_officer":
        arc = state.dyad_arc[state.runs == 1.0]
        return np.concatenate([arc, reverse[arc]])
    if outcome == "trust.staff_manager":
        staff = np.arange(state.first_staff[0], state.first_partner[0])
        lines: np.ndarray = state.boss_arc[staff[state.filled[staff] == 1.0]]
        return lines
    partners = np.arange(state.first_partner[0], state.last_partner[0])
    arcs = np.concatenate([np.arange(state.arc_start[j], state.arc_start[j + 1]) for j in partners])
    return np.concatenate([arcs, reverse[arcs]])


def _account(state: State, outcome: str) -> Account | None:
    """The stock behind an outcome, if it is a mean of one."""
    if outcome == "staff.morale":
        staff = np.arange(state.first_staff[0], state.first_partner[0])
        here = staff[state.filled[staff] == 1.0]
        return Account("morale", here, np.full(here.size, 1.0 / max(1, here.size)))
    if outcome == "public.satisfaction":
        wards = np.arange(state.satisfaction.shape[1])
        return Account("satisfaction", wards, np.full(wards.size, 1.0 / wards.size))
    services = state.runs[0] == 1.0
    here = np.flatnonzero(services)
    weights = state.need_2010[0, here] / state.need_2010[0, here].sum()
    if outcome == "service.backlog":
        return Account("backlog", here, np.ones(here.size))
    if outcome == "service.capability":
        return Account("capability", here, weights)
    if outcome == "decision.steering":
        return Account("steering", here, weights)
    for k, name in enumerate(SERVICES):
        if outcome == f"service.backlog.{name}":
            return Account("backlog", np.array([k]), np.array([1.0]))
    return None


TRUST = ("trust.dyad", "trust.member_officer", "trust.staff_manager", "trust.partner")


def names_of(stock: str) -> list[tuple[str, str]]:
    """(process, theory) for each row of a stock's ledger."""
    owner = next(p for p in PROCESSES if stock in p.folds)
    rows = [(p.name, p.theory.id if p.theory else "") for p in ADDERS[stock]]
    return [*rows, *((f"{owner.name}: {what}", "") for what in own_names(stock))]


def explain(
    scenario: Scenario,
    council: Council,
    outcome: str,
    month: int,
    seed: int = 0,
    *,
    seeds: int = 1,
    against: Scenario | None = None,
    tick: Callable[[float, int], None] | None = None,
) -> Explanation:
    """Account for ``outcome`` over the first ``month`` months, and knock out every theory in turn.

    The knock-outs are pairs of ``seeds`` replicates of ``seed``, the accounting is that of the first. With ``against``
    it is explained what ``scenario`` has more than that. ``tick`` is called with (runs done, runs in all).

    Errors: :class:`InputError` for an unknown outcome, a month before the first, no replicate, or a scenario against
    itself.
    """
    if outcome not in MEASURES:
        raise InputError(f'There is no outcome "{outcome}".' + did_you_mean(outcome, MEASURES))
    if month < 1:
        raise InputError(f"The month must be 1 or more (1 is April 2010), not {month}.")
    if seeds < 1:
        raise InputError(f"The number of seeds must be 1 or more, not {seeds}.")
    scenarios = [scenario]
    if against is not None:
        if against.digest == scenario.digest:
            raise InputError(
                f"{scenario.name} against {against.name} leaves nothing to explain, since the two are the same; name "
                "another scenario to hold it against."
            )
        scenarios.append(against)
    accounts = [_ledger(one, council, outcome, month, seed) for one in scenarios]
    rows, course, start, end, note = accounts[0] if against is None else _less(*accounts)
    knocked = knock_outs(scenarios, council, outcome, month, seed, seeds, tick)
    name = "" if against is None else against.name
    return Explanation(outcome, month, start, end, tuple(rows), knocked, note, course, seeds, name)


_Accounted = tuple[list[LedgerRow], np.ndarray, float, float, str]


def _less(one: _Accounted, other: _Accounted) -> _Accounted:
    """The first accounting less the second, row by row: both are of one outcome, and have the same rows."""
    rows = [LedgerRow(a.process, a.theory, a.amount - b.amount) for a, b in zip(one[0], other[0], strict=True)]
    return rows, one[1] - other[1], one[2] - other[2], one[3] - other[3], one[4]


def _ledger(scenario: Scenario, council: Council, outcome: str, month: int, seed: int) -> _Accounted:
    """The accounting part of an explanation: rows, their sums by month, start, end and a note."""
    simulation = Simulation(scenario, [council], seed=seed)
    state = simulation.state
    if outcome in TRUST:
        return _trust_ledger(simulation, outcome, month)
    if outcome == "money.reserves":
        return _money_ledger(simulation, month)
    account = _account(state, outcome)
    if account is None:
        first = float(simulation.advance(1)[0, 0, OUTCOMES.index(outcome)])
        last = first if month == 1 else float(simulation.advance(month - 1)[-1, 0, OUTCOMES.index(outcome)])
        return (
            [],
            np.empty((month, 0)),
            first,
            last,
            "This outcome is computed from others each month and has no ledger of its own; "
            "the knock-outs tell what moves it.",
        )
    names = names_of(account.stock)
    totals = np.zeros(len(names) + 1)
    course = np.zeros((month, totals.size))
    value = _value(state, account)
    start = value
    for at in range(month):
        account = _account(state, outcome)
        assert account is not None
        before = _value(state, account)
        entries = month_with_ledger(simulation, [account.stock])[account.stock]
        part = entries[:, account.where] if entries.ndim == 2 else entries[:, 0, account.where]
        totals[:-1] += part @ account.weights
        after_account = _account(state, outcome)
        assert after_account is not None
        after = _value(state, after_account)
        # Who or what is counted, and how much, changes: that is a change of the mean, not of anybody's stock.
        totals[-1] += (after - before) - float((part @ account.weights).sum())
        course[at] = totals
    closing = _account(state, outcome)
    assert closing is not None
    end = _value(state, closing)
    rows = [LedgerRow(name, theory, float(total)) for (name, theory), total in zip(names, totals, strict=False)]
    rows.append(LedgerRow(MOVING_WEIGHTS.get(closing.stock, "rounding of the sums"), "", float(totals[-1])))
    return rows, course, start, end, "Entries of the ledger, summed over the months; they are accounting, not causes."


MOVING_WEIGHTS = {
    "morale": "people coming and going",
    "capability": "services that became larger or smaller",
    "steering": "services that became larger or smaller",
}
"""What moves the mean of a stock that nobody changes, by stock."""


def _money_ledger(simulation: Simulation, month: int) -> _Accounted:
    """Reserves by line of money: what each brought the council, less what it cost."""
    ours = [(at, line) for at, line in enumerate(lines()) if line.sign != 0.0]
    start = float(simulation.state.reserves[0])
    totals = np.zeros(len(ours))
    course = np.zeros((month, len(ours) + 1))
    for done in range(month):
        simulation.advance(1)
        amounts = paid(simulation.state)[:, 0]
        totals += [line.sign * amounts[at] for at, line in ours]
        course[done, :-1] = totals
        course[done, -1] = float(simulation.state.reserves[0]) - start - float(totals.sum())
    end = float(simulation.state.reserves[0])
    rows = [LedgerRow(line.name, line.theory, float(total)) for (_, line), total in zip(ours, totals, strict=True)]
    rows.append(LedgerRow("rounding of the sums", "", end - start - float(totals.sum())))
    return rows, course, start, end, "Lines of money, summed over the months; they are accounting, not causes."


def _value(state: State, account: Account) -> float:
    array = state.arrays[account.stock]
    parts = array[account.where] if array.ndim == 1 else array[0, account.where]
    return float(parts @ account.weights)


def _trust_ledger(simulation: Simulation, outcome: str, month: int) -> _Accounted:
    """Trust is made of good and bad evidence: each process's step along the ordered path of its entries."""
    state = simulation.state
    names = names_of("good_evidence")
    totals = np.zeros(len(names) + 1)
    # Those who left take their evidence along before anything new is experienced.
    path = [len(names) - OWN_ROWS, *range(len(names) - OWN_ROWS), len(names) - 1]
    start = float(state.trust[_arcs(state, outcome)].mean())
    course = np.zeros((month, totals.size))
    for at in range(month):
        good, bad = state.good_evidence.copy(), state.bad_evidence.copy()
        before = state.trust.copy()
        ledger = month_with_ledger(simulation, ["good_evidence", "bad_evidence"])
        arcs = _arcs(state, outcome)
        b = state.disposition[state.source[arcs]]
        level = before[arcs]
        for row in path:
            good += ledger["good_evidence"][row]
            bad += ledger["bad_evidence"][row]
            moved = (good[arcs] + 2.0 * b) / np.maximum(1e-12, good[arcs] + bad[arcs] + 2.0)
            totals[row] += float((moved - level).mean())
            level = moved
        course[at] = totals
        course[at, -1] = float(state.trust[_arcs(state, outcome)].mean()) - start - totals[:-1].sum()
    end = float(state.trust[_arcs(state, outcome)].mean())
    totals[-1] = (end - start) - totals[:-1].sum()
    rows = [LedgerRow(name, theory, float(total)) for (name, theory), total in zip(names, totals, strict=False)]
    rows.append(LedgerRow("people and ties counted, new dispositions", "", float(totals[-1])))
    note = "Steps of mean trust along the ordered path of each month's evidence; accounting, not causes."
    return rows, course, start, end, note
