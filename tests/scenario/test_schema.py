"""The JSON schema that editors use accepts what the loader accepts, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.paths import configs_dir
from sim.scenario.scenario import SCHEMA_FILE, list_scenarios, load_scenario, theories
from sim.scenario.schema import scenario_schema, schema_text

theories()  # completes PARAMETERS


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = scenario_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_parameter_and_theory_is_in_it():
    properties = scenario_schema()["properties"]
    declared = properties["set"]["properties"]
    assert set(declared) == set(PARAMETERS)
    for name, parameter in PARAMETERS.items():
        assert declared[name]["default"] == parameter.default
        assert parameter.mark in declared[name]["description"]
        assert parameter.doc.rstrip(".") in declared[name]["description"]
        if parameter.kind == "choice":
            assert declared[name]["enum"] == list(parameter.choices)
        else:
            assert (declared[name]["anyOf"][0]["minimum"], declared[name]["anyOf"][0]["maximum"]) == (
                parameter.lo,
                parameter.hi,
            )
            assert parameter.unit in declared[name]["description"]
    assert {item["const"] for item in properties["without"]["anyOf"][1]["items"]["oneOf"]} == set(theories())


def test_every_default_is_valid(validator: Draft202012Validator):
    values = {name: parameter.default for name, parameter in PARAMETERS.items()}
    validator.validate({"why": "x", "set": values})


@pytest.mark.parametrize("name", list_scenarios())
def test_it_accepts_our_own_files_and_they_name_it(name: str, validator: Draft202012Validator):
    text = (configs_dir() / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    validator.validate(YAML(typ="safe", pure=True).load(text))
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE}"


# A word is true where loader and schema must both accept the file.
FILES = {
    "why: x\n": True,
    "why: x\nextends: baseline\nset: {style_mean: 0.2}\nwithout: [S12]\n": True,
    "why: x\nwithout: all\n": True,
    "why: x\nset: {initial_trust: 25 %}\n": True,
    "why: x\nset: {initial_trust: 25%}\n": True,
    "why: x\nset: {budget_mode: none}\n": True,
    "extends: baseline\n": False,
    "why: ''\n": False,
    "why: ' '\n": False,
    "why: x\nsett: {}\n": False,
    "why: x\nset: {style_men: 0.2}\n": False,
    "why: x\nset: {style_mean: 1.2}\n": False,
    "why: x\nset: {style_mean: '0.2'}\n": False,
    "why: x\nset: {style_mean: 2 weeks}\n": False,
    "why: x\nset: {style_mean: true}\n": False,
    "why: x\nset: {budget_mode: later}\n": False,
    "why: x\nset: {budget_cut_years: 2.5}\n": False,
    "why: x\nset:\n": False,
    "why: x\nwithout: S12\n": False,
    "why: x\nwithout: [S99]\n": False,
}


@pytest.mark.parametrize("content", FILES)
def test_loader_and_schema_agree(content: str, folder: Path, validator: Draft202012Validator):
    (folder / "own.yaml").write_text(content)
    try:
        load_scenario("own.yaml")
        loaded = True
    except InputError:
        loaded = False
    assert loaded == FILES[content]
    assert validator.is_valid(YAML(typ="safe", pure=True).load(content)) == FILES[content]


def test_the_schema_beside_the_scenarios_is_up_to_date():
    """Renew it with: townhall schema --out configs/scenarios."""
    written = (configs_dir() / "scenarios" / SCHEMA_FILE).read_text(encoding="utf-8")
    assert written == schema_text(scenario_schema())


def test_a_changed_parameter_is_one_changed_line():
    """The file is read by people too, in every review of a change of a parameter."""
    schema = scenario_schema()
    before = schema_text(schema).splitlines()
    assert json.loads("\n".join(before)) == json.loads(json.dumps(schema))
    assert len(before) < len(PARAMETERS) + 50
    schema["properties"]["set"]["properties"]["style_mean"]["default"] = 0.123
    after = schema_text(schema).splitlines()
    assert len(after) == len(before)
    assert [line for line in after if line not in before] == [line for line in after if '"style_mean": {' in line]
