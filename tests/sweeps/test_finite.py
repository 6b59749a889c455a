"""That all is finite is seen in the means of years, and what is not is told by the month that it happened in."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.designs.design import Cell
from experiments.runs.batch import BatchRunner
from experiments.runs.engine import ENGINE
from experiments.runs.keeping import Room, numbers_per_run, summarise
from experiments.runs.planned import Form, PlannedRun
from experiments.runs.setup import Setup
from sim.council.councils import find_council
from sim.outcomes import OUTCOMES
from sim.scenario.scenario import load_scenario

MONTHS = 29
KINDS = ("end", "last_year", "year", "year_end", "month")


def errors_of(value: float, at: slice, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The errors of a run in which the second outcome is ``value`` in the months ``at``."""
    cell = Cell(load_scenario("baseline"), (find_council("Camden"),), MONTHS, OUTCOMES[:4])
    runner = BatchRunner(Setup((cell,), (Form.of(cell),), ENGINE, ""))
    months = np.ones((MONTHS, 1, len(OUTCOMES)))
    months[at, 0, 1] = value
    monkeypatch.setattr(runner, "_simulate", lambda *_, **__: months)
    return [failure.error for failure in runner.run([PlannedRun(5, 0, 0, 0, 0, {})]).failures]


@pytest.mark.parametrize("month", [0, 11, 12, 27, 28])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_told_of_in_whatever_month(value, month, monkeypatch) -> None:
    said = f"{OUTCOMES[1]} was not a finite number in month {month}"
    assert errors_of(value, slice(month, month + 1), monkeypatch) == [said]


def test_finite_numbers_whose_sum_is_not_are_finite_all_the_same(monkeypatch) -> None:
    assert errors_of(np.finfo(float).max, slice(3, 5), monkeypatch) == []


@pytest.mark.parametrize("months", [5, 24, MONTHS])
@pytest.mark.parametrize("councils", [1, 3])
def test_what_is_kept_of_runs_is_theirs_and_no_window_on_their_months(months, councils) -> None:
    form = Form(OUTCOMES[:4], KINDS, months, councils)
    runs = [np.random.default_rng(run).normal(size=(months, councils, 4)) for run in range(3)]
    room = Room(form, np.empty(len(runs) * numbers_per_run(form)))
    for key, run in enumerate(runs):
        room.summarise(run + 1.0)  # of a run that is not kept
        room.summarise(run)
        room.keep(key)
    expected = [[values.copy() for values in summarise(run, KINDS)] for run in runs]
    for run in runs:
        run[...] = 0.0
    for at, known in enumerate(expected):
        assert all(np.array_equal(room.kept[kind][at], values) for kind, values in zip(KINDS, known, strict=True))
    assert room.keys.tolist() == [0, 1, 2]
