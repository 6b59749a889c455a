"""When each parameter is read, as it is derived from the code, against what a run does read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from event_runs import equal, outcomes, started, with_events

from sim.machine import engine
from sim.machine.declared import PARAMETERS
from sim.scenario.when_read import ARRIVAL, FIRST_DAY, MONTHLY, OPENING, when_read
from sim.schedule import PROCESSES


class Watched(Mapping[str, float]):
    """Values of parameters that remember who was asked for."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values, self.asked = dict(values), set[str]()

    def __getitem__(self, name: str) -> float:
        self.asked.add(name)
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


def test_every_parameter_is_read_at_some_moment() -> None:
    found = when_read()
    assert set(found) == set(PARAMETERS)
    assert all(moments <= {FIRST_DAY, OPENING, ARRIVAL, MONTHLY} and moments for moments in found.values())


def test_what_building_a_council_asks_for_is_read_on_the_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from the source but from a run: the mapping of values itself says what it was asked for."""
    watched = Watched(engine.numbers_of(with_events()))
    real = engine.build

    def build(councils: object, values: object, *rest: object, **more: object) -> object:
        return real(councils, watched, *rest, **more)

    monkeypatch.setattr(engine, "build", build)
    started(with_events())
    assert watched.asked, "the council was not built from this mapping"
    assert {name for name in watched.asked if FIRST_DAY not in when_read()[name]} == set()


def test_what_no_process_reads_is_read_on_the_first_day_only() -> None:
    read = {name for process in PROCESSES for name in process.parameters}
    assert {name for name, moments in when_read().items() if moments == {FIRST_DAY}} == set(PARAMETERS) - read


def test_what_is_read_when_a_theory_opens_alone_moves_nothing_later() -> None:
    """The processes are given another number in month 12, past the validation that refuses such an event."""
    plain = outcomes(with_events(), 24)
    only = [name for name, moments in when_read().items() if moments <= {OPENING, FIRST_DAY} and OPENING in moments]
    assert "starting_form" in only
    for name in only:
        simulation = started(with_events())
        first = simulation.advance(12)[:, 0]
        simulation._give(name, 1.0)
        assert equal(np.concatenate([first, simulation.advance(12)[:, 0]]), plain), name


def test_what_is_read_on_arrival_alone_moves_nobody_who_is_there() -> None:
    found = when_read()
    only = [name for name, moments in found.items() if moments == {ARRIVAL}]
    assert "style_mean" in only
    assert "skill_mean" in only
    event = {"date": "2010-10", "set": {"style_mean": 0.9, "skill_mean": 0.9}}
    moved, still = started(with_events(event)), started(with_events())
    for simulation in (moved, still):
        simulation.advance(30)
    stayed = (moved.state.occupant == 0) & (moved.state.filled == 1) & (still.state.occupant == 0)
    came = (moved.state.occupant > 0) & (moved.state.filled == 1)
    assert (moved.state.style[stayed] == still.state.style[stayed]).all()
    assert moved.state.style[came].mean() > 0.7 > moved.state.style[stayed].mean()


@pytest.mark.statistical
def test_monthly_parameters_move_something_when_an_event_sets_them() -> None:
    """Each of them, in a run in which what it belongs to happens; the few that need more than that are named."""
    months = 60
    circumstances = (
        {},
        {"budget_mode": "fixed", "referendum": "held", "referendum_year": 2012, "hall_policy": "close"},
        {"budget_mode": "shock", "abolition_year": 1, "crisis_rate": 4.0, "style_mean": 0.2},
    )
    plain = [outcomes(with_events(**settings), months) for settings in circumstances]
    still = []
    for name, moments in sorted(when_read().items()):
        if MONTHLY not in moments:
            continue
        parameter = PARAMETERS[name]
        others = (
            [word for word in parameter.choices if word != parameter.default]
            if parameter.kind == "choice"
            else [type(parameter.default)(bound) for bound in (parameter.hi, parameter.lo)]
        )
        if all(
            equal(outcomes(with_events({"date": "2010-05", "set": {name: value}}, **settings), months), before)
            for settings, before in zip(circumstances, plain, strict=True)
            for value in others
        ):
            still.append(name)
    assert len(still) < 0.12 * len(PARAMETERS), still
