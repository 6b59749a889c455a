"""The cache of compiled code: kept between processes, and never stale, even where only a callee elsewhere was edited.

Numba's own cache watches the file of the cached function alone: the edited callee below would keep its old result.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

SOURCES = Path(sim.__path__[0])

CALLEE = "from sim.kernel import kernel\n\n\n@kernel\ndef callee(x):\n    return x + {}\n"
CALLER = """
from sim.callee import callee
from sim.kernel import kernel


@kernel
def caller(x):
    return 2.0 * callee(x)
"""
ASK = """
import json
from sim import kernel
from sim.caller import caller
print(json.dumps([caller(1.0), sum(caller.stats.cache_hits.values()), kernel.CACHE.name]))
"""

WITHOUT_CACHE = """
from sim.engine import make_cache
from sim.errors import InputError
try:
    make_cache()
except InputError as error:
    print(error)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what a kernel needs, with two kernels of which one calls the other in another file."""
    package = tmp_path / "sim"
    package.mkdir()
    for name in ("__init__.py", "kernel.py"):
        shutil.copy(SOURCES / name, package / name)
    (package / "callee.py").write_text(CALLEE.format("1.0"), encoding="utf-8")
    (package / "caller.py").write_text(CALLER, encoding="utf-8")
    return tmp_path


def ask(folder: Path, program: str = ASK) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(folder),
            "TOWNHALL_CACHE": str(folder / "cache"),
            "NUMBA_DISABLE_JIT": "0",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def answer(folder: Path) -> tuple[float, int, str]:
    done = ask(folder)
    assert done.returncode == 0, done.stderr
    value, hits, name = json.loads(done.stdout)
    return value, hits, name


def test_compiled_code_is_kept_and_never_stale(copy: Path) -> None:
    first, hits, folder = answer(copy)
    assert (first, hits) == (4.0, 0)
    again, hits, same = answer(copy)
    assert (again, hits, same) == (4.0, 1, folder), "the second process finds what the first has compiled"

    edited = copy / "sim" / "callee.py"
    known = edited.stat()
    edited.write_text(CALLEE.format("5.0"), encoding="utf-8")
    os.utime(edited, ns=(known.st_atime_ns, known.st_mtime_ns))  # even with its old date
    changed, hits, other = answer(copy)
    assert (changed, hits) == (12.0, 0), "an edited callee in another file changes the result"
    assert other != folder

    edited.write_text(CALLEE.format("1.0"), encoding="utf-8")
    back, hits, old = answer(copy)
    assert (back, hits, old) == (4.0, 1, folder), "and going back finds the old code again"


def test_nothing_is_written_beside_the_sources(copy: Path) -> None:
    answer(copy)
    assert [path.name for path in copy.rglob("*.nbi") if "cache" not in path.parts] == []
    assert list((copy / "cache").rglob("*.nbi"))


def test_every_source_counts(copy: Path) -> None:
    """A new file, a renamed one, one in a folder below: each starts a new folder of compiled code."""
    seen = {answer(copy)[2]}
    (copy / "sim" / "processes").mkdir()
    below = copy / "sim" / "processes" / "new.py"
    below.write_text("# nothing\n", encoding="utf-8")
    seen.add(answer(copy)[2])
    below.rename(below.with_name("newer.py"))
    seen.add(answer(copy)[2])
    assert len(seen) == 3


def test_old_code_is_thrown_away_but_for_the_newest(copy: Path) -> None:
    parent = copy / "cache"
    for at in range(8):
        folder = parent / f"{at:012x}"
        folder.mkdir(parents=True)
        os.utime(folder, (at, at))
    (parent / "somebody elses").mkdir()
    done = ask(copy, "from sim.kernel import prune, CACHE; CACHE.mkdir(); prune(keep=3); print(CACHE.name)")
    assert done.returncode == 0, done.stderr
    kept = {path.name for path in parent.iterdir()}
    assert kept == {done.stdout.strip(), "somebody elses", *(f"{at:012x}" for at in (5, 6, 7))}


def test_a_cache_that_cannot_be_written_gets_one_sentence(copy: Path) -> None:
    (copy / "file").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_CACHE],
        cwd=SOURCES.parent,
        env={
            **os.environ,
            "PYTHONPATH": str(SOURCES.parent),
            "TOWNHALL_CACHE": str(copy / "file"),
            "NUMBA_DISABLE_JIT": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The folder for compiled code cannot be made" in done.stdout
    assert "TOWNHALL_CACHE" in done.stdout
    assert done.stdout.count("\n") == 1
