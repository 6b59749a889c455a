"""A scenario at a point is the one that the whole check would give, and what is wrong with a point is refused alike."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.runs.point import at_point
from sim.errors import InputError
from sim.scenario.scenario import Scenario, load_scenario

POINTS: list[dict[str, Any]] = [
    {"style_mean": 0.31, "budget_mode": "fixed", "politicians": 14},
    {"style_mean": -0.0, "budget_cut": 20},
    {"style_mean": "25 %"},
    {},
]


def alike(one: Scenario, other: Scenario) -> bool:
    """Equal in everything, the order and the types of the settings among it."""
    return one == other and repr(list(one.settings.items())) == repr(list(other.settings.items()))


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", ["baseline", "command"])
def test_a_point_gives_the_scenario_that_is_checked_from_scratch(name: str, point: dict[str, Any]) -> None:
    scenario = load_scenario(name).changed(budget_cut=25, managers=40)
    laid, whole = at_point(scenario, point), scenario.changed(**point)
    assert alike(laid, whole)
    assert (laid.digest, laid.values, laid.timetable.changes) == (whole.digest, whole.values, whole.timetable.changes)


def test_a_point_at_the_default_leaves_no_setting() -> None:
    scenario = load_scenario("baseline").changed(budget_cut=25)
    default = load_scenario("baseline").values["budget_cut"]
    assert "budget_cut" not in at_point(scenario, {"budget_cut": default}).settings


def test_a_point_of_an_event_is_laid_too() -> None:
    event = {"name": "later", "date": "2015-06", "set": {"training_share": 0.5}}
    scenario = load_scenario("baseline").with_events(event)
    point = {"later.date": "2016-04", "style_mean": 0.3}
    laid = at_point(scenario, point)
    assert alike(laid, scenario.changed(**point))
    assert laid.events != scenario.events


@pytest.mark.parametrize("point", [{"style_mean": 7.0}, {"style_mean": float("nan")}, {"no_such": 1}, {"no.such": 1}])
def test_what_is_wrong_with_a_point_is_said_in_the_same_words(point: dict[str, Any]) -> None:
    scenario = load_scenario("baseline")
    with pytest.raises(InputError) as whole:
        scenario.changed(**point)
    with pytest.raises(InputError) as laid:
        at_point(scenario, point)
    assert str(laid.value) == str(whole.value)
