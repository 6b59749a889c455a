"""Scenarios: what they resolve to, and that equal content is equal whatever it is called."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.machine.declared import PARAMETERS, Parameter
from sim.scenario.scenario import Scenario, checked_value, list_scenarios, load_scenario, parse_setting, theories

theories()  # completes PARAMETERS


def test_baseline_resolves_to_the_declared_defaults():
    baseline = load_scenario("baseline")
    assert baseline.values == {name: PARAMETERS[name].default for name in sorted(PARAMETERS)}
    assert dict(baseline.settings) == {}
    assert baseline.without == ()
    assert baseline.chain == ("baseline",)


def test_a_scenario_that_only_extends_is_the_same_model(folder: Path):
    (folder / "copy.yaml").write_text("extends: baseline\nwhy: It changes nothing.\n")
    copy, baseline = load_scenario("copy.yaml"), load_scenario("baseline")
    assert copy.values == baseline.values
    assert copy.digest == baseline.digest
    assert copy.without == baseline.without
    assert copy.chain == ("baseline", "copy")
    assert copy.name == "copy"


def test_settings_and_switches_come_down_the_chain(folder: Path):
    (folder / "one.yaml").write_text("extends: baseline\nwhy: a\nset: {style_mean: 0.3}\nwithout: [S12]\n")
    (folder / "two.yaml").write_text("extends: one\nwhy: b\nset: {initial_trust: 0.4}\nwithout: [S01]\n")
    (folder / "three.yaml").write_text("extends: two\nwhy: c\nset: {style_mean: 0.5}\n")
    three = load_scenario("three.yaml")
    assert three.chain == ("baseline", "one", "two", "three")
    assert three.without == ("S01", "S12")
    assert three.values["initial_trust"] == 0.4
    assert three.values["style_mean"] == 0.5


def test_settings_hold_only_what_differs_in_a_stable_order():
    names = [n for n, p in PARAMETERS.items() if p.kind == "float" and p.lo < p.default < p.hi][:6]
    values = {name: (PARAMETERS[name].lo + PARAMETERS[name].default) / 2 for name in names}
    mixed = list(names)
    random.Random(1).shuffle(mixed)
    one = Scenario("x", settings=values)
    other = Scenario("x", settings={name: values[name] for name in mixed})
    assert list(one.settings) == list(other.settings) == sorted(names)
    assert list(one.values) == list(other.values) == sorted(PARAMETERS)
    assert one.digest == other.digest
    assert dict(Scenario("x", settings={n: PARAMETERS[n].default for n in names}).settings) == {}


def test_digest_follows_values_and_switches_and_nothing_else():
    one = Scenario("one", why="a sentence")
    assert one.digest == Scenario("other", why="another", source="file.yaml").digest
    assert len(one.digest) == 64
    different = {
        one.digest,
        one.changed(style_mean=0.2).digest,
        one.changed(initial_trust=0.2).digest,
        one.switched_off("S12").digest,
    }
    assert len(different) == 4
    assert one.changed(initial_trust="20 %") == one.changed(initial_trust=0.2)
    assert one.changed(style_shift_director=-0.0).digest == one.changed(style_shift_director=0.0).digest


def test_digest_is_the_same_in_every_process():
    """Python's own hash of words differs from process to process; the digest may not."""
    code = (
        "from sim.scenario.scenario import load_scenario as l; print(l('theories-off').digest, l('mixed-line').digest)"
    )
    here = f"{load_scenario('theories-off').digest} {load_scenario('mixed-line').digest}\n"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1234"},
        cwd=Path(__file__).resolve().parents[2],
    )
    assert found.stdout == here


def test_scenarios_can_be_pickled_compared_and_hashed():
    scenario = load_scenario("mixed-line").switched_off("S12")
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.digest == scenario.digest
    assert scenario != scenario.renamed("another")


def test_a_scenario_cannot_be_altered():
    scenario = load_scenario("command")
    with pytest.raises(TypeError):
        scenario.settings["style_mean"] = 0.9  # type: ignore[index]
    with pytest.raises(AttributeError):
        scenario.name = "x"  # type: ignore[misc]


def test_changed_validates_and_leaves_the_original():
    command = load_scenario("command")
    assert command.changed(initial_trust=0.9).values["initial_trust"] == 0.9
    assert command.values["initial_trust"] == PARAMETERS["initial_trust"].default
    with pytest.raises(InputError, match=r'no parameter "initial_trsut"\. Did you mean "initial_trust"'):
        command.changed(initial_trsut=0.9)
    with pytest.raises(InputError, match="must lie between"):
        command.changed(initial_trust=9)
    with pytest.raises(InputError, match=r'no theory "S99"'):
        command.switched_off("S99")


@pytest.mark.parametrize("name", list_scenarios())
def test_every_scenario_that_comes_with_town_hall_is_sound(name: str):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert len(scenario.why) > 40
    assert scenario.why.endswith(".")
    if name != "baseline":
        assert scenario.chain[0] == "baseline"
        assert scenario.digest != load_scenario("baseline").digest, "it changes nothing"


def test_the_scenarios_that_the_project_promises_are_there():
    assert set(list_scenarios()) >= {
        *("baseline", "command", "distributed", "distributed-without-authority", "mixed-line", "high-trust"),
        *("low-trust", "no-reflection", "no-austerity", "sharp-cuts", "no-trust-asymmetry", "leadership-irrelevant"),
        *("theories-off", "command-low-trust", "command-high-trust", "distributed-low-trust", "distributed-high-trust"),
    }
    assert list_scenarios()[0] == "baseline"


def test_command_and_distributed_differ_only_in_the_mean_style_of_leaders():
    command, distributed = load_scenario("command"), load_scenario("distributed")
    assert dict(command.settings) == {"style_mean": 0.2}
    assert dict(distributed.settings) == {"style_mean": 0.8}
    assert command.without == distributed.without == ()
    differing = {name for name in command.values if command.values[name] != distributed.values[name]}
    assert differing == {"style_mean"}


@pytest.mark.parametrize("style", ["command", "distributed"])
@pytest.mark.parametrize("trust", ["low-trust", "high-trust"])
def test_the_four_corners_are_style_and_trust_laid_over_each_other(style: str, trust: str):
    corner = load_scenario(f"{style}-{trust}")
    assert dict(corner.settings) == {**load_scenario(style).settings, **load_scenario(trust).settings}


def test_theories_off_switches_off_every_theory():
    assert load_scenario("theories-off").without == tuple(sorted(theories()))


# Units and types -----------------------------------------------------------------------------------------------


def _declaration(**fields: object) -> Parameter:
    return Parameter(name="delay", **{"default": 0.25, "lo": 0.0, "hi": 2.0, "unit": "months per layer", **fields})


@pytest.mark.parametrize(
    ("fields", "written", "value"),
    [
        ({}, 1, 1.0),
        ({}, "2 months per layer", 2.0),
        ({}, "  .5   months per layer ", 0.5),
        ({}, "1e-1 months per layer", 0.1),
        ({"unit": "share", "hi": 1.0}, "25 %", 0.25),
        ({"unit": "share of decisions", "hi": 1.0}, "25%", 0.25),
        ({"unit": "share", "hi": 1.0}, "0.25 share", 0.25),
        ({"unit": "%", "hi": 100.0}, "25 %", 25.0),
        ({"unit": "percent", "hi": 100.0}, "25 %", 25.0),
        ({"default": 3, "hi": 9, "unit": "years"}, "4 years", 4),
        ({"default": 3, "hi": 9, "unit": "years"}, 4.0, 4),
        ({"default": "replay", "choices": ("replay", "none")}, "none", "none"),
    ],
)
def test_a_value_may_carry_its_unit(fields: dict, written: object, value: object):
    found = checked_value(_declaration(**fields), written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("fields", "written", "sentence"),
    [
        ({}, "2 weeks", 'delay has the unit "months per layer", not "weeks"'),
        ({}, "25 %", 'delay has the unit "months per layer", not "%"'),
        ({"unit": "share", "hi": 1.0}, "25 weeks", 'delay has the unit "share" or "%", not "weeks"'),
        ({"unit": "share", "hi": 1.0}, "130 %", "delay must lie between 0 and 1"),
        ({}, "0.3", r'delay must be a number \(months per layer\), not "0.3"\. Leave out the quotes'),
        ({}, "a lot", r'delay must be a number \(months per layer\), not "a lot"\.$'),
        ({}, True, "delay must be a number"),
        ({}, None, "delay must be a number"),
        ({}, [1], "delay must be a number"),
        ({}, float("nan"), "delay must lie between 0 and 2"),
        ({}, float("inf"), "delay must lie between 0 and 2"),
        ({}, -0.1, "delay must lie between 0 and 2"),
        ({"default": 3, "hi": 9, "unit": "years"}, 2.5, "delay must be a whole number"),
        ({"default": 3, "hi": 9, "unit": "years"}, float("nan"), "delay must lie between"),
        ({"default": "replay", "choices": ("replay", "none")}, "replya", 'one of replay, none.* Did you mean "replay"'),
        ({"default": "replay", "choices": ("replay", "none")}, 1, "one of replay, none"),
    ],
)
def test_a_wrong_value_gets_one_sentence(fields: dict, written: object, sentence: str):
    with pytest.raises(InputError, match=sentence) as caught:
        checked_value(_declaration(**fields), written)
    assert "\n" not in str(caught.value)


def test_settings_of_the_command_line():
    assert parse_setting("style_mean=0.2") == ("style_mean", 0.2)
    assert parse_setting(" style_mean = 1e-1 ") == ("style_mean", 0.1)
    assert parse_setting("budget_mode=none") == ("budget_mode", "none")
    assert parse_setting("initial_trust=30%") == ("initial_trust", 0.3)
    for text in ("style_mean", "=0.2", "style_mean=", ""):
        with pytest.raises(InputError, match="is not a setting; write parameter=value"):
            parse_setting(text)
    with pytest.raises(InputError, match='Did you mean "style_mean"'):
        parse_setting("style_men=0.2")
