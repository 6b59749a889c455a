"""A comparison as a design: what it refuses, what its keys hang on, and how its folder is called."""

from __future__ import annotations

import pytest

from experiments.designs.comparison import Comparison, Factor
from experiments.runs.failures import runnable
from experiments.runs.plan import Expansion
from sim.council.councils import SERVICES, all_councils, find_council
from sim.errors import InputError
from sim.outcomes import MEASURES, OUTCOMES
from sim.scenario.scenario import load_scenario

CAMDEN = find_council("Camden")


def design(replications: int = 7, months: int = 5) -> Comparison:
    return Comparison(
        (load_scenario("command"), load_scenario("distributed")), CAMDEN, months=months, replications=replications
    )


def keys(asked: Comparison) -> list[int]:
    return Expansion(asked.design).keys.tolist()


def test_keys_are_stable_when_replications_and_scenarios_are_added() -> None:
    small = Expansion(design(replications=3).design)
    more = Comparison(
        (load_scenario("baseline"), load_scenario("command"), load_scenario("distributed")),
        CAMDEN,
        months=5,
        replications=9,
    )
    large = Expansion(more.design)
    assert len(set(large.keys.tolist())) == len(large) == 27
    assert set(small.keys.tolist()) <= set(large.keys.tolist())
    assert not set(keys(design(months=6))) & set(small.keys.tolist())
    # Of one scenario, replicate by replicate, the keys are those that it had among fewer.
    assert large.keys_of(0)[0, 1:, :3].tolist() == small.keys_of(0)[0].tolist()


def test_outcomes_of_services_that_a_district_does_not_run_are_not_expected() -> None:
    district = next(council for council in all_councils() if council.klass == "SD")
    expected = dict(zip(OUTCOMES, runnable(OUTCOMES, district), strict=True))
    left_out = {MEASURES[name].service for name, has in expected.items() if not has}
    assert left_out == {service for service, runs in zip(SERVICES, district.runs, strict=True) if not runs}
    assert "adult_social_care" in left_out
    assert expected["service.quality"]
    assert expected["service.quality.housing"]
    assert runnable(OUTCOMES, CAMDEN).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"replications": 1}, "Replications must be at least 2"),
        ({"months": 0}, "months must be at least 1"),
        ({"seed": -1}, "seed must be a whole number from 0"),
        ({"scenarios": ()}, "at least two scenarios"),
        ({"scenarios": ("command", "command")}, "given twice"),
    ],
)
def test_a_design_that_cannot_answer_anything_is_refused(wrong: dict, said: str) -> None:
    given = {"scenarios": ("command", "distributed"), **wrong}
    scenarios = tuple(load_scenario(name) for name in given.pop("scenarios"))
    with pytest.raises(InputError, match=said):
        Comparison(scenarios, CAMDEN, **given)


def test_a_factor_must_place_every_scenario_once() -> None:
    command, distributed = load_scenario("command"), load_scenario("distributed")
    half = Factor("style", {"command": ("command",), "distributed": ()})
    with pytest.raises(ValueError, match="factor style"):
        Comparison((command, distributed), CAMDEN, factors=(half, half))


def test_the_folder_name_is_readable_and_different_for_every_design() -> None:
    name = design().folder_name
    assert name.startswith("compare-command-distributed-camden-")
    assert design().folder_name == name
    assert design(months=6).folder_name != name
    assert design(replications=8).folder_name != name
