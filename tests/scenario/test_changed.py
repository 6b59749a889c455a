"""A scenario with some values set anew is the one that is checked from scratch, and what is wrong is refused alike."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest

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


def from_scratch(scenario: Scenario, point: dict[str, Any]) -> Scenario:
    return replace(scenario, settings={**scenario.settings, **point})


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("name", ["baseline", "command"])
def test_a_point_gives_the_scenario_that_is_checked_from_scratch(name: str, point: dict[str, Any]) -> None:
    scenario = from_scratch(load_scenario(name), {"budget_cut": 25, "managers": 40})
    laid, whole = scenario.changed(**point), from_scratch(scenario, point)
    assert alike(laid, whole)
    assert (laid.digest, laid.values, laid.timetable.changes) == (whole.digest, whole.values, whole.timetable.changes)
    assert alike(pickle.loads(pickle.dumps(laid)), whole)


def test_what_was_asked_of_a_scenario_before_does_not_stick_to_the_next() -> None:
    scenario = load_scenario("baseline")
    assert scenario.values["budget_cut"] != 25
    assert scenario.all_values["budget_cut"] != 25
    assert scenario.digest
    laid = scenario.changed(budget_cut=25)
    assert (laid.values["budget_cut"], laid.all_values["budget_cut"]) == (25, 25)
    assert laid.digest != scenario.digest
    assert "budget_cut" not in scenario.settings


def test_a_point_at_the_default_leaves_no_setting() -> None:
    default = load_scenario("baseline").values["budget_cut"]
    scenario = load_scenario("baseline").changed(budget_cut=25)
    assert "budget_cut" not in scenario.changed(budget_cut=default).settings


def test_a_point_of_an_event_is_laid_too() -> None:
    event = {"name": "later", "date": "2015-06", "set": {"training_share": 0.5}}
    scenario = load_scenario("baseline").with_events(event)
    laid = scenario.changed(**{"later.date": "2016-04", "style_mean": 0.3})
    assert alike(replace(laid, events=scenario.events), scenario.changed(style_mean=0.3))
    assert [later.date for later in laid.events] != [earlier.date for earlier in scenario.events]


@pytest.mark.parametrize("point", [{"style_mean": 7.0}, {"style_mean": float("nan")}, {"no_such": 1}])
def test_what_is_wrong_with_a_point_is_said_in_the_same_words(point: dict[str, Any]) -> None:
    scenario = load_scenario("baseline")
    with pytest.raises(InputError) as whole:
        from_scratch(scenario, point)
    with pytest.raises(InputError) as laid:
        scenario.changed(**point)
    assert str(laid.value) == str(whole.value)
