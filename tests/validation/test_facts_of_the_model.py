"""The model held against the facts: reported, whatever comes out; the report must be sound, and the input replayed.

Run with ``-s`` to see the table. ``townhall validate`` shows the same of more histories.
"""

from __future__ import annotations

import numpy as np
import pytest

from experiments.studies.family.sizes import SIZES
from experiments.validation.halves import A
from experiments.validation.ledger import PROXY, SMALL
from experiments.validation.nulls import null_panels
from experiments.validation.score import score
from experiments.validation.simulated import OUTCOMES, simulated
from experiments.validation.windows import WINDOWS
from sim.council.councils import all_councils
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES as ALL
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.statistical


@pytest.fixture(scope="module")
def panels():
    scenario = load_scenario("baseline").changed(**SIZES)
    columns = [ALL.index(name) for name in OUTCOMES]
    found = []
    for replicate in range(2):
        run = Simulation(scenario, all_councils(), seed=0, replicate=replicate).advance(WINDOWS[A].months)
        months = run[:, :, columns].transpose(1, 0, 2)
        found.append(simulated(months, all_councils(), staff=SIZES["frontline_staff"]))
    return found


def test_funding_is_replayed_exactly(panels) -> None:
    """F01: the input of a run is what the input-only null takes."""
    paths = np.array([council.funding for council in all_councils()])[:, :5]
    funding = panels[0].tables["funding"]
    np.testing.assert_allclose(funding / funding[:, :1], paths / paths[:, :1], rtol=1e-9)


def test_the_table_of_half_a_is_sound(panels) -> None:
    nulls = {name: [panel] for name, panel in null_panels(all_councils()).items()}
    scores = score(WINDOWS[A], {SMALL: panels}, nulls)
    print(scores.table.to_string())
    table = scores.table
    known = table[table["role"] != PROXY]
    assert np.isfinite(known["simulated"]).all()
    assert (known["low"] < known["high"]).all()
    assert (known["inside"] == (known["miss"] == 0.0)).all()
