"""What the runs of a batch share: the scenario of their point, made once, and nothing that shows in their numbers."""

from __future__ import annotations

import pytest

from experiments.designs.design import Cell
from experiments.runs import batch
from experiments.runs.batch import BatchRunner
from experiments.runs.engine import ENGINE, simulate
from experiments.runs.planned import Form, PlannedRun
from experiments.runs.setup import Setup
from sim.council.councils import find_council
from sim.errors import InputError
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario

RUNS = [
    PlannedRun(key, cell, 0, 7, key // 4, {"style_mean": style})
    for key, (cell, style) in enumerate([(0, 0.2), (0, 0.8), (1, 0.2), (1, 0.8)] * 3)
]
"""Three replications of two points in two cells, in the order of a plan."""


@pytest.fixture
def runner() -> BatchRunner:
    cells = [Cell(load_scenario(name), (find_council("Camden"),), 5, OUTCOMES[:4]) for name in ("baseline", "command")]
    return BatchRunner(Setup(tuple(cells), (Form.of(cells[0]),), ENGINE, ""))


def given(runner, monkeypatch) -> list[object]:
    """The scenarios that the engine is given for :data:`RUNS`."""
    found = []
    monkeypatch.setattr(runner, "_simulate", lambda one, *at, **how: found.append(one) or simulate(one, *at, **how))
    assert runner.run(RUNS).failures == []
    return found


def test_replications_of_a_point_have_its_scenario_and_no_other_has(runner, monkeypatch) -> None:
    found = given(runner, monkeypatch)
    assert [(one.name, one.values["style_mean"]) for one in found] == [
        (("baseline", "command")[run.cell], run.settings["style_mean"]) for run in RUNS
    ]
    assert len({id(one) for one in found}) == 4


def test_no_more_scenarios_are_kept_than_there_is_room_for(runner, monkeypatch) -> None:
    monkeypatch.setattr(batch, "MOST_SCENARIOS", 3)
    found = given(runner, monkeypatch)
    assert len({id(one) for one in found}) == 3 + 3  # the fourth is made for each of its replications


def test_a_run_has_the_same_numbers_whatever_was_run_before(runner) -> None:
    (together,) = runner.run(RUNS).packed
    alone = [BatchRunner(runner.setup).run([run]).packed[0].digests[0] for run in RUNS]
    assert together.digests.tolist() == [int(digest) for digest in alone]
    assert len(set(alone)) == len(RUNS)


def test_a_point_that_cannot_be_fails_in_each_of_its_replications(runner) -> None:
    runs = [PlannedRun(key, 0, 0, 7, key, {"style_mean": 7.0}) for key in range(3)]
    with pytest.raises(InputError) as said:
        load_scenario("baseline").changed(style_mean=7.0)
    failures = runner.run(runs).failures
    assert [failure.key for failure in failures] == [0, 1, 2]
    assert {failure.error for failure in failures} == {f"InputError: {said.value}"}
