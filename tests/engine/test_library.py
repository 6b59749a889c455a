"""The machine code of all processes in one file: the same code as in numba's own, and never one that is damaged."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.council.councils import find_council
from sim.machine import library
from sim.machine.compiled_cache import sealed, whole
from sim.machine.engine import PLACES, Simulation, parts, simulate, warm_up
from sim.machine.kernel import CACHE, COMPILED
from sim.machine.library import addresses, keep_library
from sim.machine.window import address_of
from sim.scenario.scenario import load_scenario

pytestmark = pytest.mark.skipif(not COMPILED, reason="asks for compiled code")

NAMES = list(PLACES)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a copy of the library that the present sources have."""
    warm_up()
    keep_library(tmp_path, parts()[: len(NAMES)])
    assert [path.name.split("-")[0] for path in tmp_path.iterdir()] == [library.LIBRARY]
    return tmp_path


def test_the_library_gives_the_numbers_that_numbas_own_files_give(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = addresses(home, NAMES)
    own = np.array([address_of(part.function, part.kinds) for part in parts()[: len(NAMES)]])
    assert found is not None
    assert not set(found) & set(own), "they are two copies in memory"
    values = []
    for code in (found, own):
        monkeypatch.setattr(Simulation, "_code", code)
        values.append(simulate(load_scenario("baseline"), find_council("Camden"), months=12).values)
    assert np.array_equal(*values)


def _foreign(path: Path) -> None:
    _, codes = pickle.loads(whole(path) or b"")
    path.write_bytes(sealed(pickle.dumps(("another processor", codes))))


def _one_less(path: Path) -> None:
    kept_for, codes = pickle.loads(whole(path) or b"")
    codes.popitem()
    path.write_bytes(sealed(pickle.dumps((kept_for, codes))))


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(sealed(b"not a pickle")),
        Path.unlink,
        _foreign,
        _one_less,
    ],
    ids=["cut", "empty", "no pickle", "gone", "another processor", "one less"],
)
def test_a_library_that_is_not_whole_counts_as_missing(home: Path, harm: Callable[[Path], object]) -> None:
    (path,) = home.iterdir()
    harm(path)
    assert addresses(home, NAMES) is None


def test_a_library_is_kept_only_where_numba_keeps_all_of_it(tmp_path: Path) -> None:
    missing = [part for part in parts() if part.name == "run_months"]
    missing[0] = type(missing[0])("run_months", missing[0].function, missing[0].kinds[:-1])
    keep_library(tmp_path, missing)
    assert not list(tmp_path.iterdir())


def test_a_library_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    warm_up()
    keep_library(tmp_path / "not there", parts()[: len(NAMES)])
    assert not list(tmp_path.iterdir())


START = """
import sys
from sim.schedule import PROCESSES
from sim.council.councils import find_council
from sim.machine.engine import simulate
from sim.scenario.scenario import load_scenario
simulate(load_scenario("baseline"), find_council("Camden"), months=1)
print("scipy.linalg" in sys.modules, all(not process.function.overloads for process in PROCESSES))
import numba, numpy as np
product = numba.njit(lambda a, b: np.dot(a, b))
print(product(np.ones((2, 2)), np.ones((2, 2))).sum())
"""


def test_a_warm_start_asks_numba_for_no_process_and_scipy_for_nothing() -> None:
    """And whoever multiplies matrices in compiled code of their own still can."""
    warm_up()
    assert whole(library._file(CACHE)) is not None
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True", "8.0"]
