"""What a bad design gets: one sentence with the file, the line and, where there is one, the nearest name."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from experiments.designs.sweep_file import list_designs, load_design
from experiments.designs.sweep_schema import DESIGN_SCHEMA_FILE, design_schema
from sim.errors import InputError
from sim.machine.declared import PARAMETERS
from sim.paths import configs_dir
from sim.scenario.schema import schema_text

GRID = "why: x\nkind: grid\n"
LHS = "why: x\nkind: latin_hypercube\npoints: 5\n"

CROSSED = "why: x\nkind: crossed\npoints: 5\n"
POLICIES = CROSSED + "uncertainties: {initial_trust: }\npolicies:\n- {style_mean: 0.2}\n"

# name of the case: (content of own.yaml, what the sentence starts with, what it contains)
MISTAKES: dict[str, tuple[str, str, str]] = {
    "empty": ("", "own.yaml: ", "the file is empty"),
    "a list": ("- why\n", "own.yaml: ", "is a mapping"),
    "no kind": ("why: x\n", "own.yaml: ", 'the key "kind" is missing; it is one of grid'),
    "unknown kind": ("why: x\nkind: sobl\n", "own.yaml, line 2: ", 'Did you mean "sobol"?'),
    "unknown key": (GRID + "replicatons: 3\n", "own.yaml, line 3: ", 'Did you mean "replications"?'),
    "parameter as a key": (GRID + "style_mean: [1]\n", "own.yaml, line 3: ", 'put it under "levers"'),
    "nothing varies": (GRID, "own.yaml: ", "nothing varies"),
    "empty block": (GRID + "levers:\n", "own.yaml: ", "nothing varies"),
    "unknown parameter": (GRID + "levers:\n  style_men: [0, 1]\n", "own.yaml, line 4: ", 'Did you mean "style_mean"?'),
    "one value": (GRID + "levers:\n  style_mean: 0.5\n", "own.yaml, line 4: ", 'under "constants"'),
    "out of range": (GRID + "levers:\n  style_mean: [0, 1.5]\n", "own.yaml, line 4: ", "must lie between 0 and 1"),
    "range outside": (LHS + "levers:\n  style_mean: {to: 2}\n", "own.yaml, line 5: ", "must lie between 0 and 1"),
    "upside down": (LHS + "levers:\n  style_mean: {from: 0.5, to: 0.5}\n", "own.yaml, line 5: ", "must be below"),
    "twice a value": (GRID + "levers:\n  style_mean: [0.5, 0.5]\n", "own.yaml, line 4: ", "has the value 0.5 twice"),
    "not a choice": (GRID + "levers:\n  budget_mode: [replya]\n", "own.yaml, line 4: ", 'Did you mean "replay"?'),
    "range of a choice": (GRID + "levers:\n  budget_mode: {from: 1}\n", "own.yaml, line 4: ", "a choice has no range"),
    "not whole": (GRID + "levers:\n  budget_cut_years: [2.5]\n", "own.yaml, line 4: ", "must be a whole number"),
    "unknown detail": (LHS + "levers:\n  style_mean: {form: 0}\n", "own.yaml, line 5: ", 'Did you mean "from"?'),
    "steps drawn": (LHS + "levers:\n  style_mean: {steps: 3}\n", "own.yaml, line 5: ", "belongs to a grid"),
    "levels drawn": (GRID + "levers:\n  style_mean: {distribution: uniform}\n", "own.yaml, line 4: ", "steps"),
    "no distribution": (
        LHS + "levers:\n  style_mean: {distribution: norml}\n",
        "own.yaml, line 5: ",
        "no distribution",
    ),
    "log of 0": (LHS + "levers:\n  style_mean: {distribution: log_uniform}\n", "own.yaml, line 5: ", "above 0"),
    "peak alone": (LHS + "levers:\n  style_mean: {peak: 0.5}\n", "own.yaml, line 5: ", "triangular"),
    "in two blocks": (
        GRID + "levers:\n  style_mean: [0, 1]\nconstants:\n  style_mean: 0.5\n",
        "own.yaml, line 4: ",
        'stands under "constants" and under "levers"',
    ),
    "unknown mark": (LHS + "levers:\n  marks: [ASUMPTION]\n", "own.yaml, line 5: ", 'Did you mean "ASSUMPTION"?'),
    "except alone": (
        LHS + "levers:\n  except: [audit_rate]\n",
        "own.yaml, line 5: ",
        'leaves parameters out of "marks"',
    ),
    "except another mark": (
        LHS + "levers:\n  marks: [ASSUMPTION]\n  except: [style_mean]\n",
        "own.yaml, line 6: ",
        "has the mark DESIGN",
    ),
    "groups of a hypercube": (
        LHS + "groups: owner\nlevers: {style_mean: }\n",
        "own.yaml, line ",
        "belongs to the kind morris",
    ),
    "unknown groups": (
        "why: x\nkind: morris\npoints: 4\ngroups: ower\nlevers: {style_mean: }\n",
        "own.yaml, line 4: ",
        'Did you mean "owner"?',
    ),
    "no points": ("why: x\nkind: morris\nlevers: {style_mean: }\n", "own.yaml: ", 'the key "points" is missing'),
    "points of a grid": (GRID + "points: 4\nlevers: {style_mean: }\n", "own.yaml, line 3: ", "belongs to the kind"),
    "not a power of 2": (
        "why: x\nkind: sobol\npoints: 1000\nlevers: {style_mean: }\n",
        "own.yaml, line 3: ",
        "the nearest is 1024",
    ),
    "odd levels": (
        "why: x\nkind: morris\npoints: 4\nlevels: 3\nlevers: {style_mean: }\n",
        "own.yaml, line 4: ",
        "even",
    ),
    "unknown scenario": (GRID + "scenarios: [comand]\nlevers: {style_mean: }\n", "own.yaml, line 3: ", '"command"?'),
    "scenarios made one by a factor": (
        GRID + "scenarios: [command, distributed]\nlevers: {style_mean: }\n",
        "own.yaml, line 3: ",
        "differ in style_mean alone, which the design sets itself",
    ),
    "scenarios made one by a constant": (
        GRID + "scenarios: [command, distributed]\nconstants: {style_mean: 0.5}\nlevers: {audit_rate: }\n",
        "own.yaml, line 3: ",
        "differ in style_mean alone, which the design sets itself",
    ),
    "scenario twice": (GRID + "scenarios: [command, command]\nlevers: {style_mean: }\n", "own.yaml: ", "given twice"),
    "unknown council": (GRID + "councils: [Camdn]\nlevers: {style_mean: }\n", "own.yaml, line 3: ", '"Camden"?'),
    "unknown outcome": (
        GRID + "outcomes: [trust.diad]\nlevers: {style_mean: }\n",
        "own.yaml, line 3: ",
        '"trust.dyad"?',
    ),
    "unknown constant": (
        GRID + "constants: {style_men: 1}\nlevers: {audit_rate: }\n",
        "own.yaml, line 3: ",
        "style_mean",
    ),
    "replications": (GRID + "replications: 0\nlevers: {style_mean: }\n", "own.yaml, line 3: ", "a whole number from 1"),
    "seed": (GRID + "seed: -1\nlevers: {style_mean: }\n", "own.yaml, line 3: ", "a whole number from 0"),
    "random numbers": (GRID + "random_numbers: comon\nlevers: {style_mean: }\n", "own.yaml, line 3: ", '"common"?'),
    "no table": ("why: x\nkind: csv\nlevers: {style_mean: }\n", "own.yaml: ", 'the key "file" is missing'),
    "table is gone": ("why: x\nkind: csv\nfile: no.csv\nlevers: {style_mean: }\n", "no.csv", "does not exist"),
    "table lacks a column": (
        "why: x\nkind: csv\nfile: own.csv\nlevers: {style_mean: , audit_rate: }\n",
        "own.csv, line 1: ",
        'the column "audit_rate" is missing',
    ),
    "table out of range": (
        "why: x\nkind: csv\nfile: own.csv\nlevers: {style_mean: , initial_trust: }\n",
        "own.csv, line 3, ",
        "out of range",
    ),
    "table and range": (
        "why: x\nkind: csv\nfile: own.csv\nlevers: {style_mean: [0.5]}\n",
        "own.yaml, line 4: ",
        "stand in the CSV file",
    ),
    "crossed without worlds": (
        CROSSED + "levers: {style_mean: [0.2, 0.8]}\n",
        "own.yaml: ",
        'worlds over "uncertainties", and there are none',
    ),
    "crossed without policies": (
        CROSSED + "uncertainties: {initial_trust: }\n",
        "own.yaml: ",
        'policies over "levers", and there are none',
    ),
    "crossed without points": (
        "why: x\nkind: crossed\nlevers: {style_mean: }\nuncertainties: {initial_trust: }\n",
        "own.yaml: ",
        "how many worlds",
    ),
    "policies of a grid": (
        GRID + "policies: grid\nlevers: {style_mean: }\n",
        "own.yaml, line 3: ",
        "belongs to the kind",
    ),
    "unknown worlds": (CROSSED + "worlds: latin_hypercub\n", "own.yaml, line 4: ", 'Did you mean "latin_hypercube"?'),
    "unknown policies": (CROSSED + "policies: grit\n", "own.yaml, line 4: ", 'Did you mean "grid"?'),
    "policies as a block": (CROSSED + "policies: {style_mean: [0, 1]}\n", "own.yaml, line 4: ", '"policies" must be'),
    "other luck": (CROSSED + "random_numbers: independent\n", "own.yaml, line 4: ", "the same luck in the same world"),
    "a lever that is drawn": (
        CROSSED + "levers:\n  style_mean: {distribution: uniform}\nuncertainties: {initial_trust: }\n",
        "own.yaml, line 5: ",
        'give "steps"',
    ),
    "a world in steps": (
        CROSSED + "levers: {style_mean: }\nuncertainties:\n  initial_trust: {steps: 3}\n",
        "own.yaml, line 6: ",
        "belongs to a grid",
    ),
    "points of listed worlds": (
        CROSSED + "worlds:\n- {initial_trust: 0.3}\n",
        "own.yaml, line 3: ",
        "the worlds are a list",
    ),
    "a file of drawn worlds": (CROSSED + "file: own.csv\n", "own.yaml, line 4: ", 'belongs to "worlds: csv"'),
    "no policy": (CROSSED + "policies: []\nuncertainties: {initial_trust: }\n", "own.yaml, line 4: ", "is empty"),
    "a policy that is a number": (POLICIES + "- 0.5\n", "own.yaml, line 7: ", "must be a mapping"),
    "a policy of nothing": (POLICIES + "- {}\n", "own.yaml, line 7: ", "must be a mapping"),
    "a policy of no parameter": (POLICIES + "- {style_men: 0.5}\n", "own.yaml, line 7: ", 'Did you mean "style_mean"?'),
    "a policy out of range": (POLICIES + "- {style_mean: 1.5}\n", "own.yaml, line 7: ", "must lie between 0 and 1"),
    "a policy with more": (
        POLICIES + "- {style_mean: 0.5, budget_cut: 10}\n",
        "own.yaml, line 7: ",
        'policy 2 sets "budget_cut", which the first does not',
    ),
    "a policy with less": (
        POLICIES.replace("0.2}", "0.2, budget_cut: 5}") + "- {style_mean: 0.5}\n",
        "own.yaml, line 7: ",
        'policy 2 does not set "budget_cut"',
    ),
    "a policy twice": (POLICIES + "- {style_mean: 0.2}\n", "own.yaml, line 7: ", "policy 2 is the same as policy 1"),
    "policies twice over": (
        POLICIES + "levers: {style_mean: [0.2]}\n",
        "own.yaml, line 7: ",
        "both say what the policies are",
    ),
    "a policy that is a constant": (
        POLICIES + "constants: {style_mean: 0.2}\n",
        "own.yaml, line 6: ",
        'stands under "constants" and under "policies"',
    ),
    "a policy that is not known": (
        POLICIES.replace("style_mean", "initial_trust"),
        "own.yaml, line 6: ",
        'stands under "uncertainties" and under "policies"',
    ),
    "worlds with a gap": (
        "why: x\nkind: crossed\nworlds: csv\nfile: gap.csv\nlevers: {style_mean: }\nuncertainties: {initial_trust: }\n",
        "gap.csv, line 3, ",
        "a world has a value for every factor",
    ),
    "duplicate key": (GRID + "why: y\n", "own.yaml, line 3: ", "given twice"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_answered_with_file_and_line(case: str, folder) -> None:
    content, start, sentence = MISTAKES[case]
    (folder / "own.yaml").write_text(content)
    (folder / "own.csv").write_text("style_mean,initial_trust\n0.5,0.5\n0.5,1.5\n")
    (folder / "gap.csv").write_text('initial_trust\n0.5\n""\n')
    with pytest.raises(InputError) as caught:
        load_design("own.yaml")
    message = str(caught.value)
    assert message.startswith(start), message
    assert sentence in message
    assert "\n" not in message


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match='no design "mission-gird"\\. Did you mean "mission-grid"'):
        load_design("mission-gird")


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(json.dumps(design_schema()))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", list_designs())
def test_the_schema_accepts_our_own_files_and_they_name_it(name: str, validator: Draft202012Validator) -> None:
    text = (configs_dir() / "designs" / f"{name}.yaml").read_text(encoding="utf-8")
    validator.validate(YAML(typ="safe", pure=True).load(text))
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={DESIGN_SCHEMA_FILE}"


# What is wrong in the file alone, whatever lies beside it and however numbers relate to each other.
SHAPE = [
    *("no kind", "unknown kind", "unknown key", "parameter as a key", "unknown parameter", "one value", "out of range"),
    *("range outside", "twice a value", "not a choice", "range of a choice", "not whole", "unknown detail"),
    *("no distribution", "unknown mark", "except alone", "unknown outcome", "unknown constant", "replications", "seed"),
    *(
        "random numbers",
        "unknown worlds",
        "unknown policies",
        "policies as a block",
        "no policy",
        "a policy of nothing",
    ),
    *("a policy that is a number", "a policy of no parameter", "a policy out of range"),
]


@pytest.mark.parametrize("case", SHAPE)
def test_the_schema_refuses_what_the_loader_refuses(case: str, validator: Draft202012Validator) -> None:
    assert not validator.is_valid(YAML(typ="safe", pure=True).load(MISTAKES[case][0]))


def test_the_schema_beside_the_designs_is_up_to_date() -> None:
    """Renew it with: townhall schema design --out configs/designs."""
    written = (configs_dir() / "designs" / DESIGN_SCHEMA_FILE).read_text(encoding="utf-8")
    assert written == schema_text(design_schema())
    assert len(written.splitlines()) < 2 * len(PARAMETERS) + 60, "a definition on a line"
