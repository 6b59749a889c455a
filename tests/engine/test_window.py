"""Windows: Python and compiled code see the same through them, and the numba that they need is the one we tried.

``python -m tests.engine.numba_versions`` runs this file, and the golden runs, with the lowest and the newest numba.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.machine import numba_versions
from sim.machine.arithmetic import clip, exp, log, power
from sim.machine.kernel import COMPILED, kernel
from sim.machine.numba_versions import LOWEST, NEWEST, UntriedNumba, check_version
from sim.machine.python_calls import WithoutEntrance
from sim.machine.randomness import Now
from sim.machine.window import call_process, machine_address, place, window_type

ROOT = Path(__file__).resolve().parents[2]
State = window_type("State", __name__, ("wide", "counts", "flags", "cube", "level"))
Numbers = window_type("Numbers", __name__, ("rate", "offset"))


def state() -> Any:
    """One of everything that a process may be handed."""
    return State(
        wide=np.arange(12.0).reshape(3, 4),
        counts=np.arange(5, dtype=np.int64),
        flags=np.array([1, 0, 1], np.int8),
        cube=np.arange(24.0).reshape(2, 3, 4),
        level=0.25,
    )


def parameters() -> Any:
    return Numbers(rate=2.0, offset=-1.0)


NOW = Now(3, 7, 2010, False, np.uint64(1), np.uint64(2), 9)


@kernel
def read_everything(s, p, now):
    """Every kind of field, every dimension, and the moment."""
    total = s.level * p.rate + p.offset + now.month
    for i in range(s.wide.shape[0]):
        for j in range(s.wide.shape[1]):
            total += s.wide[i, j] * (i + 10 * j)
    for n in range(s.counts.size):
        total += s.counts[n] * s.flags[n % s.flags.size]
    return total + s.cube[1, 2, 3] - s.cube[0, 1, 2]


@kernel
def write(s, p, now):
    """Writes to every dimension, through the window."""
    s.wide[2, 3] = p.rate
    s.counts[4] += 7
    s.cube[1, 0, 2] = p.offset
    s.flags[1] = 1


@kernel
def fail(s, p, now):
    """An error inside a process."""
    if s.level > 0.0:
        raise ValueError("no")


@kernel
def from_a_table(addresses, states, numbers, now):
    """As the month does it: processes of a table, one after another."""
    for at in range(addresses.size):
        call_process(addresses[at], states[at], numbers[at], now)


def called(function: Any, s: Any, p: Any) -> None:
    """Call one process as the month calls it."""
    if COMPILED:
        addresses = np.array([machine_address(function, s, p, NOW)])
        from_a_table(addresses, np.array([s.address]), np.array([p.address]), NOW)
    else:
        call_process(function, s, p, NOW)


def test_compiled_code_reads_what_python_reads() -> None:
    s, p = state(), parameters()
    plain = getattr(read_everything, "py_func", read_everything)(s, p, NOW)
    assert read_everything(s, p, NOW) == plain
    s.wide[...] *= 3.0  # an array is seen as it is at the time of the call
    assert read_everything(s, p, NOW) == getattr(read_everything, "py_func", read_everything)(s, p, NOW) != plain


def test_what_a_process_writes_is_in_the_arrays() -> None:
    s, p = state(), parameters()
    before = {name: s.__dict__[name].copy() for name in ("wide", "counts", "cube", "flags")}
    called(write, s, p)
    assert (s.wide[2, 3], s.counts[4], s.cube[1, 0, 2], s.flags[1]) == (2.0, 11, -1.0, 1)
    changed = {name: int((s.__dict__[name] != held).sum()) for name, held in before.items()}
    assert changed == {"wide": 1, "counts": 1, "cube": 1, "flags": 1}, "and nothing beside them"


def test_windows_of_one_block_do_not_get_in_each_others_way() -> None:
    pairs = [(state(), Numbers(rate=float(n), offset=0.0)) for n in range(5)]
    place([window for pair in pairs for window in pair])
    assert len({window.address for pair in pairs for window in pair}) == 10
    for s, p in pairs:
        called(write, s, p)
    assert [s.wide[2, 3] for s, _ in pairs] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_an_error_in_a_process_comes_out() -> None:
    with pytest.raises(ValueError, match="no"):
        called(fail, state(), parameters())


def test_a_window_takes_its_names_and_whole_arrays_only() -> None:
    with pytest.raises(TypeError, match=r"Numbers takes rate, offset\."):
        Numbers(rate=1.0)
    with pytest.raises(TypeError):
        Numbers(rate=1.0, offset=2.0, other=3.0)
    with pytest.raises(TypeError):
        Numbers(1.0, rate=1.0)
    with pytest.raises(ValueError, match="wide has gaps"):
        State(np.zeros((4, 4))[:, ::2], np.zeros(1, np.int64), np.zeros(1, np.int8), np.zeros((1, 1, 1)), 0.0)
    assert Numbers(1, np.float64(2)).offset == 2.0


@pytest.mark.parametrize("version", ["0.60.0", "0.61.2", "0.68.1", "0.68.0rc1"])
def test_a_tried_version_says_nothing(version: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_version(version)


@pytest.mark.parametrize("version", ["0.59.1", "0.69.0", "1.0.0", "0.70.0dev0+12.gabc", "unknown"])
def test_an_untried_version_gets_one_sentence(version: str) -> None:
    with pytest.warns(UntriedNumba) as caught:
        check_version(version)
    sentence = str(caught[0].message)
    assert len(caught) == 1
    assert "\n" not in sentence
    assert f"tried with numba {numba_versions.TRIED}, and this is {version}" in sentence


COMMAND = "import sys\n{}\nfrom experiments.cli import main\nmain(['scenarios'])"
ANOTHER = "import numba; numba.__version__ = '0.99.0'"
LACKS = "import numba.np.arrayobj as a; del a.populate_array"
LACKS_LATER = "import numba.core.cgutils as c; del c.if_unlikely"


def command(before: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, in which numba is not what it was."""
    return subprocess.run(
        [sys.executable, "-P", "-c", COMMAND.format(before)],
        cwd=ROOT,
        env={**sim_environment(), "TOWNHALL_CACHE": str(folder)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def sim_environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(Path(sim.__path__[0]).parent)}


def test_the_command_line_warns_of_another_numba_in_one_line_and_goes_on(tmp_path: Path) -> None:
    done = command(ANOTHER, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert re.fullmatch(r"Town Hall was tried with numba 0\.\d+ to 0\.\d+, and this is 0\.99\.0: .*\n", done.stderr)


@pytest.mark.parametrize("before", [LACKS, LACKS_LATER])
def test_a_numba_that_lacks_something_gets_one_sentence(before: str, tmp_path: Path) -> None:
    done = command(before, tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(
        rf"This version of numba, .*, lacks what Town Hall needs of it .*, {numba_versions.TRIED}\.\n", done.stderr
    )


def test_bounds_are_the_versions_that_were_tried() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (numba,) = [line for line in stated if line.startswith("numba")]
    assert numba == f"numba>={LOWEST[0]}.{LOWEST[1]},<{NEWEST[0]}.{NEWEST[1] + 1}"
    # llvmlite goes with numba version by version.
    (llvmlite,) = [line for line in stated if line.startswith("llvmlite")]
    assert re.fullmatch(r"llvmlite>=0\.\d+,<0\.\d+", llvmlite)
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(rf"^numba=={NEWEST[0]}\.{NEWEST[1]}\.", locked, flags=re.MULTILINE), "the lock has the newest"


def test_numbas_own_parts_are_used_in_few_files() -> None:
    """Beside the window and what compiles, in what compiles once more for a browser (``faces/browser/module.py``)."""
    own = re.compile(r"^\s*(?:from|import) (?:numba\.(?!extending)|llvmlite)|get_pointer_to_function", re.MULTILINE)
    sources = [*(ROOT / "sim").rglob("*.py"), *(ROOT / "experiments").rglob("*.py")]
    using = [path.name for path in sources if own.search(path.read_text(encoding="utf-8"))]
    beside = [
        "compiled_cache.py",
        "library.py",
        "linear_algebra.py",
        "module.py",
        "python_calls.py",
        "remembered_types.py",
    ]
    assert sorted(using) == [*beside, "window.py"]


@pytest.mark.skipif(not COMPILED, reason="plain Python calls every rule")
def test_a_rule_without_an_entrance_can_be_called_from_python() -> None:
    """Its own form for Python is left out; the one made at the first call gives the same, by place and by name."""
    assert isinstance(power, WithoutEntrance)
    assert not isinstance(exp, WithoutEntrance), "Python calls it often"
    assert power(2.0, 3.0) == power(y=3.0, x=2.0) == exp(3.0 * log(2.0))
    assert clip(5.0, 0.0, 1.0) == 1.0, "embedded where compiled code calls it"
    with pytest.raises(TypeError):
        power(2.0)
