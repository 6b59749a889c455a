"""The front doors: every name is there, known to type checkers and to completion, described, and polite to bad input.

The table of what is refused is (call, answer); a later reader adds a line.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import experiments
import sim
from docs.declared import pages
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
DOORS = (sim, experiments)
NAMES = [(module, name) for module in DOORS for name in module.__all__]
SMALL: dict[str, Any] = {"politicians": 12, "managers": 14, "frontline_staff": 30, "partners": 3, "wards": 3}


def names(module: ModuleType) -> dict[str, str]:
    """What a type checker sees behind the door: name and module."""
    (block,) = [
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {each.name: str(line.module) for line in block.body for each in line.names}  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", DOORS, ids=lambda module: module.__name__)
def test_checkers_and_the_door_itself_know_the_same_names(module: ModuleType) -> None:
    assert names(module) == module._BEHIND
    constants = {name for name in module.__all__ if name not in module._BEHIND}
    assert constants == {"sim": {"MODEL_VERSION"}, "experiments": {"__version__"}}[module.__name__]
    assert set(module.__all__) == set(module._BEHIND) | constants
    assert dir(module) == sorted(module.__all__)
    assert (ROOT / module.__name__ / "py.typed").exists()


@pytest.mark.parametrize(("module", "name"), NAMES, ids=lambda given: getattr(given, "__name__", given))
def test_every_name_is_there_and_described(module: ModuleType, name: str) -> None:
    thing = getattr(module, name)
    page = pages.reference()["python.md"]
    assert f"\n### {module.__name__}.{name}\n" in page
    if callable(thing):
        assert thing.__name__ == name
        assert len(inspect.getdoc(thing) or "") > 30
        if inspect.isfunction(thing):
            assert {"return", *inspect.signature(thing).parameters} == set(thing.__annotations__)


@pytest.mark.parametrize("module", DOORS, ids=lambda module: module.__name__)
def test_a_wrong_name_is_answered_with_the_nearest(module: ModuleType) -> None:
    with pytest.raises(AttributeError, match=rf'^The module "{module.__name__}" has no "lod"\.'):
        module.lod  # noqa: B018
    assert not hasattr(module, "__path_to_nowhere__")
    near = {"sim": "simulat", "experiments": "run_desing"}[module.__name__]
    with pytest.raises(AttributeError, match=r'Did you mean "(simulate|run_design)"\?$'):
        getattr(module, near)


def test_importing_the_doors_loads_nothing_behind_them() -> None:
    program = "import sim, experiments, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout)
    assert {"sim", "experiments"} <= set(loaded)
    behind = ("sim.", "experiments.", "numpy", "mesa", "numba", "pandas")
    assert [name for name in loaded if name.startswith(behind) and name != "sim.moved"] == []


def test_names_and_things_give_the_same_run() -> None:
    by_name = sim.simulate("command", "Leeds", months=3, seed=2, **SMALL)
    scenario, council = sim.load_scenario("command").changed(**SMALL), sim.find_council("Leeds")
    by_thing = sim.simulate(scenario, council, months=3, seed=2)
    np.testing.assert_array_equal(by_name.values, by_thing.values)
    frame = by_name.frame()
    assert list(frame.index) == ["2010-04", "2010-05", "2010-06"]
    assert frame["index"].between(0, 1).all()
    model = sim.CouncilModel("command", "Leeds", rng=2, months=3, **SMALL)
    model.run_model()
    assert model.outcome("index") == frame["index"].iloc[-1]
    assert isinstance(by_name, sim.Run)
    assert isinstance(by_name.council, sim.Council)
    assert by_name.scenario == scenario


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a scenario that is none": (lambda: sim.simulate("comand"), r'no scenario "comand"\. Did you mean "command"\?$'),
    "a scenario that is a number": (lambda: sim.simulate(3), r"^The scenario must be a name.*, not 3\.$"),
    "a council that is none": (lambda: sim.simulate(council="Camdn"), r'Did you mean "Camden"\?$'),
    "a council that is a number": (lambda: sim.simulate(council=3), r"^A council must be a name.* not 3\.$"),
    "two councils": (lambda: sim.simulate(council=["Camden", "Leeds"]), r"^A run is of one council, not of 2; give"),
    "no months": (lambda: sim.simulate(months=0), r"^months must be a whole number of at least 1, not 0\.$"),
    "half a month": (lambda: sim.simulate(months=2.5), r"not 2\.5\.$"),
    "a seed below nought": (lambda: sim.simulate(seed=-1), r"^The seed must be a whole number from 0"),
    "no seed": (lambda: sim.simulate(seed=None), r"^The seed must be a whole number from 0 .* not None\.$"),
    "a replicate in words": (lambda: sim.simulate(replicate="1"), r"^The replicate must be a whole number"),
    "a parameter that is none": (lambda: sim.simulate(styl_mean=1), r"styl_mean.*Did you mean \"style_mean\"\?$"),
    "events for a parameter": (lambda: sim.simulate(events=[{"date": "2010-06"}]), r"^events are laid over a scenario"),
    "no event": (lambda: sim.make_event("soon"), r"^an event is a mapping"),
    "events of a scenario in words": (
        lambda: sim.load_scenario("baseline").with_events("soon"),
        r"^an event is a mapping",
    ),
    "a parameter out of its range": (lambda: sim.simulate(style_mean=2), r"^style_mean must lie between 0 and 1"),
    "find a number": (lambda: sim.find_council(3), r"^The name of a council is a text, such as \"Camden\", not 3\.$"),
    "find nothing": (lambda: sim.find_council(None), r"not None\.$"),
    "load a scenario that is a number": (lambda: sim.load_scenario(3), r'no scenario "3"'),
    "a file of councils by number": (lambda: sim.load_council_file(3), r"^A file is given by its path, not by 3\.$"),
    "a file of councils by nothing": (lambda: sim.load_council_file(None), r"not by None\.$"),
    "a file of funding by nothing": (lambda: sim.load_funding_file(None), r"not by None\.$"),
    "funding of a name": (lambda: sim.with_funding("Camden", [1.0] * 15), r"^A council is what find_council gives"),
    "funding that is no row of numbers": (lambda: sim.with_funding(sim.find_council("Camden"), 3), r"^A funding path"),
    "funding in words": (
        lambda: sim.with_funding(sim.find_council("Camden"), ["a"] * 15),
        r"is 15 numbers, one a year",
    ),
    "funding for a name": (lambda: sim.funding_for("Camden", {}), r"^funding_for takes a council"),
    "save a name": (lambda: sim.save_council_file(["Camden"], "x.csv"), r"^save_council_file takes a list of councils"),
    "save to nowhere": (lambda: sim.save_council_file([sim.find_council("Camden")], None), r"not by None\.$"),
    "search a number": (lambda: sim.search_councils(3), r"^What is searched for must be a text, not 3\.$"),
    "a template of a number": (lambda: sim.template_graph(3), r"^A council must be a name"),
    "a template of two": (lambda: sim.template_graph(["Camden", "Leeds"]), r"^A graph is of one council, not of 2"),
    "a graph that is none": (lambda: sim.renamed(3, {}), r"must be a networkx graph, not 3"),
    "names that are none": (lambda: sim.renamed(sim.template_graph("Rutland"), None), r"^The names must be a mapping"),
    "results by number": (lambda: experiments.load(3), r"^A results folder is given by its path, not by 3\.$"),
    "results that are not there": (lambda: experiments.load("nowhere"), r"nowhere"),
    "a table by number": (lambda: experiments.load("nowhere", 3), r"^A table is asked for by its name, not by 3\.$"),
    "one outcome for a list": (
        lambda: experiments.load("nowhere", "runs", "index"),
        r"^outcomes must be a list of names",
    ),
    "a design that is none": (lambda: experiments.load_design("mission-grd"), r'Did you mean "mission-grid"\?$'),
    "a design by number": (lambda: experiments.load_design(3), r'no design "3"'),
    "run a name": (lambda: experiments.run_design("mission-grid", out="x"), r"^A design is what load_design gives"),
    "run precisely a name": (
        lambda: experiments.run_until_precise("mission-grid", {"index": 1}, out="x"),
        r"^A design is what load_design gives",
    ),
    "run again by number": (lambda: experiments.rerun(3, "ab"), r"^A results folder is given by its path, not by 3\.$"),
    "run again nowhere": (lambda: experiments.rerun("nowhere", "ab"), r"nowhere"),
}


@pytest.mark.parametrize(("call", "says"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_argument_gets_one_sentence(call: Callable[[], Any], says: str, folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        call()
    sentence = str(caught.value)
    assert re.search(says, sentence), sentence
    assert "\n" not in sentence
    assert len(sentence) < 300
    assert not list(folder.iterdir()), "something was left behind"


@pytest.mark.process
def test_a_type_checker_knows_what_comes_out(tmp_path: Path) -> None:
    program = tmp_path / "user.py"
    program.write_text(
        "import experiments\nimport sim\n"
        'reveal_type(sim.simulate("command", "Camden", months=24, seed=1))\n'
        'reveal_type(sim.find_council("Leeds"))\nreveal_type(sim.load_scenario("command"))\n'
        "reveal_type(experiments.load_design)\nsim.simulat()\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    for kind in ("sim.machine.engine.Run", "sim.council.council.Council", "SweepDesign"):
        assert kind in done.stdout, done.stdout
    assert re.search(r'user\.py:7: error: Module has no attribute "simulat"', done.stdout), done.stdout
