"""Every kind of study, small, by name: what one promises they all promise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
for _folder in ("hypotheses", "sweeps", "studies", "reports"):
    sys.path.insert(0, str(HERE.parent / _folder))

from made_up_engine import name_of  # noqa: E402
from tiny import FALSE, TINY  # noqa: E402

from experiments.designs.comparison import Comparison  # noqa: E402
from experiments.runs.plan import Expansion  # noqa: E402
from experiments.studies.compare.study import Compare  # noqa: E402
from experiments.studies.fairness.size import Size  # noqa: E402
from experiments.studies.fairness.study import Fairness  # noqa: E402
from experiments.studies.family.found import Family, sized  # noqa: E402
from experiments.studies.family.study import FamilyStudy  # noqa: E402
from experiments.studies.headline.size import Size as HeadlineSize  # noqa: E402
from experiments.studies.headline.study import Headline  # noqa: E402
from experiments.studies.hypotheses.design import Asked  # noqa: E402
from experiments.studies.hypotheses.study import Hypotheses  # noqa: E402
from experiments.studies.single import SingleRun  # noqa: E402
from experiments.studies.validation.found import Asked as Facts  # noqa: E402
from experiments.studies.validation.study import Validation  # noqa: E402
from experiments.validation.ledger import digest  # noqa: E402
from experiments.validation.windows import WINDOWS  # noqa: E402
from sim.council.councils import find_council  # noqa: E402
from sim.scenario.scenario import load_scenario  # noqa: E402

ENGINE = "made_up_engine:simulate"
CAMDEN = find_council("Camden")


def _compare() -> Compare:
    pair = load_scenario("command"), load_scenario("distributed")
    return Compare(Comparison(pair, CAMDEN, months=14, replications=20))


def _family() -> FamilyStudy:
    councils = tuple(find_council(name) for name in ("Camden", "Leeds", "Cambridge"))
    return FamilyStudy(Family(sized(load_scenario("baseline")), councils, months=26, replications=24, which="own"))


def _validation() -> Validation:
    return Validation(Facts(load_scenario("baseline"), WINDOWS["A"], ("small",), ledger=digest()))


def _headline() -> Headline:
    return Headline(HeadlineSize(True, 5, 0, 2, 2, 1, 2, 1, 180, 1, 4))


STUDIES: dict[str, Any] = {
    "compare": _compare,
    "family": _family,
    "hypotheses": lambda: Hypotheses(Asked((TINY, FALSE), replications=8, points=2)),
    "fairness": lambda: Fairness(Size(True, 1, 90, 2, 2, 1.02)),
    "validation": _validation,
    "headline": _headline,
    "run": lambda: SingleRun(load_scenario("baseline"), CAMDEN, 24),
}
"""Makers of the studies."""

MANY = tuple(name for name in STUDIES if name != "run")
"""Those that have many runs, some of which may fail."""


def names_of_runs(study: Any, count: int) -> dict[int, str]:
    """The names, for :mod:`made_up_engine`, of some runs of ``study`` from all over it, by key."""
    expansion = Expansion(study.design)
    place = {int(key): at for at, key in enumerate(expansion.keys.tolist())}
    found = {}
    for run in expansion.sample(count):
        cell = expansion.cells[run.cell]
        scenario = cell.scenario.changed(**run.settings)
        key = int(expansion.keys[run.key])  # a sample has places in stead of keys
        assert key in place
        found[key] = name_of(scenario, cell.councils, cell.months, run.seed, run.replicate)
    return found
