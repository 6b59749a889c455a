"""The ledger: who added how much to each stock in a month, made only when somebody asks.

All processes that add to a stock share one row of the month's entries, so that a run pays for one. Whoever wants the
ledger runs the month process by process and looks at that row before and after each of them: the difference is the
entry. The same processes act on the same state in the same order, so the run is the same bit for bit.

What is exact: a stock is what it was, plus the shared row, plus the owner's rows, in this order and to the last bit;
evidence on ties is multiplied by what is remembered, and there what was forgotten is what the other rows leave over. An
entry is the difference of two sums: to the last bit where its process is the first to add something, else to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from sim.machine.memory import State
from sim.machine.state import VARIABLES
from sim.schedule import ADDERS, PROCESSES

if TYPE_CHECKING:
    from sim.machine.engine import Simulation

OWN_ROWS = 2
"""Rows of the ledger after those of the adders: what the owner of the stock did with it."""


def own_names(stock: str) -> tuple[str, str]:
    """What the owner's two rows hold."""
    return ("taken away", "forgetting") if _on_ties(stock) else ("own drift", "held at a bound")


def _on_ties(stock: str) -> bool:
    return VARIABLES[stock].axis == "arc"


def month_with_ledger(simulation: Simulation, stocks: Iterable[str] = tuple(ADDERS)) -> dict[str, np.ndarray]:
    """Run one month on; returns for each of ``stocks`` a row for every adder in schedule order, then the owner's two.

    Rows have the shape of the stock and its unit; together they are its change in the month.
    """
    state = simulation.state
    adders = {stock: ADDERS[stock] for stock in stocks}
    ledger = {stock: np.zeros((len(who) + OWN_ROWS, *state.arrays[stock].shape)) for stock, who in adders.items()}
    simulation.begin_month()
    for process in PROCESSES:
        rows = {stock: state.entries[stock][0].copy() for stock in process.adds + process.folds if stock in ledger}
        values = {stock: state.arrays[stock].copy() for stock in process.folds if stock in ledger}
        simulation.act(process)
        for stock, row in rows.items():
            if stock in values:
                _close(ledger[stock], state, stock, values[stock], row)
            elif process in adders[stock]:
                ledger[stock][adders[stock].index(process)] = state.entries[stock][0] - row
    simulation.month += 1
    return ledger


def _close(ledger: np.ndarray, state: State, stock: str, value: np.ndarray, row: np.ndarray) -> None:
    """Take over what the owner did with the shared ``row`` and with the stock, whose ``value`` was another before."""
    weighed, *own = state.entries[stock]
    # A fold may weigh what came in, the same for all who brought it.
    if not np.array_equal(weighed, row):
        ledger[:-OWN_ROWS] *= np.divide(weighed, row, out=np.ones_like(row), where=row != 0.0)
    ledger[-OWN_ROWS] = own[0]
    ledger[-1] = state.arrays[stock] - value - weighed - own[0] if _on_ties(stock) else own[1]
