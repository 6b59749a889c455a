from __future__ import annotations

import pytest

from sim.council.council import Council
from sim.council.councils import find_council
from sim.scenario.scenario import Scenario, load_scenario


@pytest.fixture(scope="session")
def camden() -> Council:
    return find_council("Camden")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return load_scenario("baseline")
