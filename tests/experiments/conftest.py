from __future__ import annotations

import pytest

from experiments.designs.comparison import Comparison, mission
from experiments.studies.compare.found import Found
from experiments.studies.compare.study import compare
from experiments.studies.study import Published
from sim.council.councils import find_council
from sim.scenario.scenario import load_scenario


@pytest.fixture(scope="session")
def small_mission() -> Comparison:
    """The mission's own contrast in a small size: two and a half years, four runs of each scenario."""
    return mission(find_council("Camden"), months=30, replications=4)


@pytest.fixture(scope="session")
def small_pair() -> Comparison:
    command, distributed = load_scenario("command"), load_scenario("distributed")
    return Comparison((command, distributed), find_council("Camden"), months=30, replications=4)


@pytest.fixture(scope="session")
def mission_result(small_mission: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Published[Found]:
    out = tmp_path_factory.mktemp("mission") / "result"
    return compare(small_mission, out=out, workers=2, command=["/somewhere/townhall", "compare", "--mission"])
