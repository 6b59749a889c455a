"""The reference set: whole runs of fifteen years wide enough to show a change of the model's numbers.

The golden files are few, short and made to be read; these runs are many and wide. Of every run and every outcome, by
name, a digest of all months is kept, and the last value, so that a difference can be put into words.

What the runs feel was measured once (``python -m tests.reference.felt`` does it again): taking out any of the 70
processes, and moving 525 of the 535 parameters by one per cent (a whole number by one, a choice to another). The other
ten are parameters of chances (field_commercial, field_trouble, governance_shock, officer_capacity, four of
reinstatement, chief_exit_change, world_turbulence), of which so small a move turns no draw in these runs.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from experiments.studies.family.sizes import SIZES
from sim.council.councils import all_councils, find_council
from sim.faces.model import MODEL_VERSION, CouncilModel
from sim.machine.engine import Simulation
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import Scenario, load_scenario
from sim.schedule import THEORIES
from tests.golden.golden_runs import REPLICATE, SCENARIOS

FOLDER = Path(__file__).parent
MONTHS, SEEDS = 180, (2010, 7)
FIVE = ("Camden", "Leeds", "Bristol", "Surrey", "Watford")
"""One council of each class."""

TEN = (*FIVE, "Croydon", "Birmingham", "Slough", "Northamptonshire", "Woking")
"""The family: two of each class; the second five were to fail."""

EVERY_FOURTH = tuple(council.code for council in all_councils()[::4])
"""A family wide enough for what rarely happens to happen to somebody."""

HARD: Mapping[str, Any] = {
    "budget_mode": "fixed",
    "budget_cut": 60.0,
    "initial_trust": 0.2,
    "crisis_rate": 4.0,
    "governance_shock": 0.4,
    "officer_capacity": 0.5,
    "abolition_year": 2,
    "democracy_training": 0.2,
    "ranking_years": 5.0,
    "commercial_start": 0.6,
    "commercial_limit": 0.02,
    "failure_disclosure": 0.6,
}
"""What an ordinary council does not meet: deep cuts, crises, failure, no chief executive, bounds that are reached."""


@dataclass(frozen=True)
class ReferenceRun:
    """One run: what it is made of. ``graph``: the ties are a user's (see :func:`ties`); ``together``: of a wide family
    one digest is kept of all councils, and the mean of their last values."""

    name: str
    scenario: str = "baseline"
    councils: tuple[str, ...] = ("Camden",)
    seed: int = SEEDS[0]
    settings: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    graph: bool = False
    together: bool = False

    def resolved(self, **moved: Any) -> Scenario:
        """The scenario of the run; ``moved`` are parameters set otherwise."""
        return load_scenario(self.scenario).changed(**{**self.settings, **moved}).switched_off(*self.without)

    @property
    def rows(self) -> tuple[str, ...]:
        """What is kept of the run, by name: one row, or one for each council of a family."""
        if len(self.councils) == 1 or self.together:
            return (self.name,)
        return tuple(f"{self.name}: {council}" for council in self.councils)


def runs() -> dict[str, tuple[ReferenceRun, ...]]:
    """All runs by group; each group has a file."""
    return {
        "scenarios": tuple(
            ReferenceRun(f"{scenario}, {council}, seed {seed}", scenario, (council,), seed)
            for scenario in SCENARIOS
            for council in FIVE
            for seed in SEEDS
        ),
        "theories": tuple(ReferenceRun(f"without {theory}", without=(theory,)) for theory in THEORIES),
        "family": (ReferenceRun("family of ten", councils=TEN, settings=SIZES),),
        "graph": (ReferenceRun("a user's ties", graph=True),),
        "circumstances": (
            ReferenceRun("sudden cut", councils=("Leeds",), settings={"budget_mode": "shock"}),
            ReferenceRun(
                "referendum on a mayor", councils=("Leeds",), settings={"referendum": "held", "referendum_clarity": 0.8}
            ),
            ReferenceRun("elected mayor", councils=("Bristol",), settings={"starting_form": "elected_mayor"}),
            ReferenceRun("many councillors, hard times", councils=("Leeds",), settings={**HARD, "politicians": 150}),
            ReferenceRun("wide family", councils=EVERY_FOURTH, settings=SIZES, together=True),
            ReferenceRun("wide family, hard times", councils=EVERY_FOURTH, settings={**SIZES, **HARD}, together=True),
        ),
    }


def ties(drawn: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A user's graph: a drawn one, edited as somebody would who knows the council.

    Trust is low in the dyads and high in the teams. Ties of a ward have none prescribed. Nobody has an informal tie but
    the managers, who stand in a ring; those edges go one way only, and so the other way is left to the model.
    """
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_nodes_from(drawn.nodes(data=True))
    found = {"dyad": 0.25, "team": 0.75}
    for a, b, tie in drawn.edges(data=True):
        if tie["layer"] == "ward":
            graph.add_edge(a, b, layer="ward")
        elif tie["layer"] != "informal":
            graph.add_edge(a, b, layer=tie["layer"], trust=found.get(tie["layer"], tie["trust"]))
    managers = [name for name, post in drawn.nodes(data=True) if post["kind"] == "manager"]
    for a, b in zip(managers, (*managers[1:], managers[0]), strict=True):
        graph.add_edge(a, b, layer="informal", trust=0.6)
    return graph


def outcomes_of(run: ReferenceRun, only: Iterable[str] | None = None, **moved: Any) -> np.ndarray:
    """The outcomes of all months: (months, councils, outcomes).

    Parameters can be ``moved`` and all processes switched off but some, to see whether the run feels it.
    """
    scenario, councils = run.resolved(**moved), [find_council(name) for name in run.councils]
    acting = None if only is None else tuple(only)
    if run.graph:
        drawn = CouncilModel(scenario, councils, rng=run.seed, replicate=REPLICATE, collect=False)
        given = ties(drawn.network.to_networkx())
        simulation = CouncilModel(
            scenario, councils, rng=run.seed, replicate=REPLICATE, graph=given, collect=False, only=acting
        ).simulation
    else:
        simulation = Simulation(scenario, councils, seed=run.seed, replicate=REPLICATE, only=acting)
    return simulation.advance(MONTHS)


# ---------------------------------------------------------------- what is kept
Kept = dict[str, Any]
"""A group: the model's version, and each row by name, with how its run is declared and outcome -> [digest, last]."""


def digest(values: np.ndarray) -> str:
    """Sixteen hexadecimal digits of the bits of some values; what is not a number has one form."""
    bits = np.where(np.isnan(values), np.nan, values).astype("<f8")
    return hashlib.sha256(bits.tobytes()).hexdigest()[:16]


def summary(values: np.ndarray, names: tuple[str, ...] = OUTCOMES) -> dict[str, list[str]]:
    """Of each outcome by name the digest of its months, and its last value; ``values`` is (months, councils, outcomes).

    The last value of several councils is their mean: it is for people, the digest decides.
    """
    found = {}
    for at, name in enumerate(names):
        last = values[-1, :, at]
        found[name] = [digest(values[:, :, at]), repr(math.fsum(last) / last.size)]
    return found


def declaration(run: ReferenceRun) -> dict[str, Any]:
    """How a run is declared, as plain values."""
    plain: dict[str, Any] = json.loads(json.dumps({**asdict(run), "months": MONTHS, "replicate": REPLICATE}))
    return plain


def make(group: Iterable[ReferenceRun]) -> Kept:
    """Run a group."""
    rows = {}
    for run in group:
        values = outcomes_of(run)
        for at, name in enumerate(run.rows):
            part = values if len(run.rows) == 1 else values[:, at : at + 1]
            rows[name] = {"run": declaration(run), "outcomes": summary(part)}
    return {"model_version": MODEL_VERSION, "rows": rows}


def path_of(group: str) -> Path:
    """The file that keeps a group."""
    return FOLDER / f"{group}.json"


def read(group: str) -> Kept:
    """What is kept of a group."""
    return dict(json.loads(path_of(group).read_text(encoding="utf-8")))


def text_of(kept: Kept) -> str:
    """As a file: a line for each row and outcome, so that a difference between two versions can be read."""
    rows = []
    for name, row in kept["rows"].items():
        lines = [f"{json.dumps(outcome)}: {json.dumps(pair)}" for outcome, pair in row["outcomes"].items()]
        rows.append(
            f'{json.dumps(name)}: {{"run": {json.dumps(row["run"])}, "outcomes": {{\n' + ",\n".join(lines) + "\n}}"
        )
    return f'{{"model_version": {json.dumps(kept["model_version"])}, "rows": {{\n' + ",\n".join(rows) + "\n}}\n"


# ---------------------------------------------------------------- what differs
@dataclass(frozen=True)
class Difference:
    """One outcome of one row: ``moved`` (other numbers), ``new`` (not kept yet) or ``gone``; "" is the whole row."""

    row: str
    outcome: str
    how: str
    before: str = ""
    after: str = ""


def differences(kept: Kept, made: Kept) -> list[Difference]:
    """What differs, by name. A run that is declared otherwise is another run: the one before is gone, it is new."""
    old, new = kept["rows"], made["rows"]
    found = []
    for row in [*old, *(name for name in new if name not in old)]:
        same = row in old and row in new and old[row]["run"] == new[row]["run"]
        if not same:
            found += [Difference(row, "", how) for how, rows in (("gone", old), ("new", new)) if row in rows]
            continue
        before, after = old[row]["outcomes"], new[row]["outcomes"]
        for outcome in [*before, *(name for name in after if name not in before)]:
            if outcome not in after:
                found.append(Difference(row, outcome, "gone", before[outcome][1]))
            elif outcome not in before:
                found.append(Difference(row, outcome, "new", "", after[outcome][1]))
            elif before[outcome][0] != after[outcome][0]:
                found.append(Difference(row, outcome, "moved", before[outcome][1], after[outcome][1]))
    return found


MOST_RUNS = 8
"""How many runs a message names before it only counts the others."""


def table(found: list[Difference], whole: bool = False) -> str:
    """Differences as a table: a line for each outcome, or (``whole``) for each outcome of each run."""
    lines = []
    for how, says in (("gone", "gone"), ("new", "new: record it"), ("moved", "moved")):
        here = [difference for difference in found if difference.how == how]
        if not here:
            continue
        rows, outcomes = (
            list(dict.fromkeys(values)) for values in zip(*((d.row, d.outcome) for d in here), strict=True)
        )
        more = f" and {len(rows) - MOST_RUNS} more" if len(rows) > MOST_RUNS else ""
        lines.append(f"{says}, in {'; '.join(rows[:MOST_RUNS])}{more}:")
        for outcome in outcomes:
            where = [difference for difference in here if difference.outcome == outcome]
            for difference in where if whole else where[:1]:
                last = " -> ".join(value for value in (difference.before, difference.after) if value)
                if difference.before == difference.after != "":
                    last = f"{difference.after} at the end, as before"
                others = "" if whole or len(where) == 1 else f", and in {len(where) - 1} more"
                lines.append(f"  {outcome or 'the whole run':<34} {last:<44} {difference.row}{others}")
    return "\n".join(lines)
