"""Imports by the names of earlier versions: the same modules, and a warning that says the new name."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import sim
import sim.council
import sim.scenario
from sim.moved import ROOMS, WHERE, new_name

ROOT = Path(sim.__path__[0])


@pytest.mark.parametrize("old", [*WHERE, "sim.processes.casework", "sim.processes.s12_heart_decisions"])
def test_the_new_name_is_there_and_the_old_one_is_free(old: str) -> None:
    new = new_name(old)
    assert new is not None
    assert find_spec(new) is not None
    assert not (ROOT.parent / f"{old.replace('.', '/')}.py").exists()


def test_every_module_of_the_tidied_rooms_is_known() -> None:
    for room, names in ROOMS.items():
        for name in names:
            assert (ROOT.parent / room.replace(".", "/") / f"{name}.py").exists(), f"{room}.{name}"


def test_an_old_script_gets_the_same_things_and_a_sentence() -> None:
    script = (
        "from sim.model import CouncilModel\n"
        "import sim.processes.casework as old\n"
        "import sim.faces.model, sim.core.casework\n"
        "assert CouncilModel is sim.faces.model.CouncilModel and old is sim.core.casework\n"
        "from sim.council import Council\n"
        "from sim.scenario import load_scenario\n"
        "assert sim.faces.model.__spec__.name == 'sim.faces.model'\n"
        "import sim.processes.nothing\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert "DeprecationWarning: sim.model is now sim.faces.model; write that instead." in done.stderr
    assert "sim.scenario.load_scenario is now sim.scenario.scenario.load_scenario; write that instead." in done.stderr
    assert done.stderr.rstrip().endswith("ModuleNotFoundError: No module named 'sim.core.nothing'")


def test_nothing_of_ours_uses_an_old_name() -> None:
    assert not [name for name in sys.modules if new_name(name)]


def test_no_file_of_a_room_hides_behind_a_name_of_the_old_module() -> None:
    for room in (sim.council, sim.scenario):
        module = import_module(f"{room.__name__}.{room.__name__.rpartition('.')[2]}")
        assert not {found.name for found in pkgutil.iter_modules(room.__path__)} & set(vars(module))
