"""Who paid whom: every line of money of a run, by month or by year, made only when somebody asks.

Lines are flows and standing rates in the state (``sim/core/lines.py``); after a month they stand there until the next
one begins. Whoever wants them runs month by month and reads them: the run is the same bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.lines import COUNCIL, PAID, STANDING, WITH_PARTNERS
from sim.machine.declared import belongs_to_a_theory
from sim.machine.engine import Simulation
from sim.machine.memory import State
from sim.machine.state import VARIABLES
from sim.schedule import CONTRIBUTIONS, LINES

if TYPE_CHECKING:
    import pandas as pd

    from sim.council.council import Council
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Line:
    """One declared line: between which accounts, of which nature, whose (empty: the core's), and what it is."""

    name: str
    payer: str
    payee: str
    nature: str
    theory: str
    doc: str

    @property
    def sign(self) -> float:
        """What a pound of it does to the council's reserves."""
        return 1.0 if self.payee == COUNCIL else -1.0 if self.payer == COUNCIL else 0.0


def lines() -> tuple[Line, ...]:
    """Every line of the model, in the order of the line axis."""
    found = []
    for name in LINES:
        declared = VARIABLES[name]
        theory = declared.owner[:3].upper() if belongs_to_a_theory(declared.owner) else ""
        found.append(Line(name, declared.payer, declared.payee, declared.nature, theory, declared.doc))
    return tuple(found)


def paid(state: State) -> np.ndarray:
    """What each line paid in the month just done, £m, shape (lines, councils)."""
    rows = [state.arrays[name] for name in CONTRIBUTIONS[PAID.name]]
    rows += [state.arrays[name] / 12.0 for name in CONTRIBUTIONS[STANDING.name]]
    for name in CONTRIBUTIONS[WITH_PARTNERS.name]:
        amount = state.arrays[name]
        rows.append(
            np.array(
                [amount[a:b].sum() for a, b in zip(state.first_partner, state.last_partner, strict=True)], np.float64
            )
        )
    return np.array(rows)


def who_paid_whom(scenario: Scenario, council: Council, months: int, seed: int = 0) -> pd.DataFrame:
    """Lines of one council's run, £m by financial year from April 2010: a row for each line, a column for each year.

    The index has line, payer, payee and nature. Errors: ``InputError`` for a bad seed.
    """
    import pandas as pd

    simulation = Simulation(scenario, [council], seed=seed)
    years = np.zeros((len(LINES), -(-months // 12)))
    for month in range(months):
        simulation.advance(1)
        years[:, month // 12] += paid(simulation.state)[:, 0]
    index = pd.MultiIndex.from_tuples(
        [(one.name, one.payer, one.payee, one.nature) for one in lines()], names=["line", "payer", "payee", "nature"]
    )
    return pd.DataFrame(years, index, columns=[f"{2010 + at}-{(11 + at) % 100:02d}" for at in range(years.shape[1])])
