"""The cache of compiled code: kept between processes, and never stale, even where only a callee elsewhere was edited.

Numba's own cache watches the file of the cached function alone: the edited callee below would keep its old result.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.machine.compiled_cache import sealed, whole

SOURCES = Path(sim.__path__[0])

MACHINE = (
    "machine/compiled_cache.py",
    "machine/linear_algebra.py",
    "machine/python_calls.py",
    "machine/sources.py",
)

CALLEE = "from sim.machine.kernel import kernel\n\n\n@kernel\ndef callee(x):\n    return x + {}\n"
CALLER = """
from sim.callee import callee
from sim.machine.kernel import kernel


@kernel
def caller(x):
    return 2.0 * callee(x)
"""
ASK = """
import json
from sim.caller import caller
print(json.dumps([caller(1.0), sum(caller.stats.cache_hits.values()), caller._cache.cache_path]))
"""

WITHOUT_CACHE = """
from sim.caller import caller
from sim.machine.compiled_cache import COMPILING
from sim.machine.kernel import CACHE
print(COMPILING.keeps(CACHE), caller(1.0), COMPILING.kept)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what a kernel needs, with two kernels of which one calls the other in another file."""
    return make(tmp_path)


def make(folder: Path) -> Path:
    package = folder / "sim"
    (package / "machine").mkdir(parents=True)
    for name in ("__init__.py", "moved.py", "machine/__init__.py", "machine/kernel.py", *MACHINE):
        shutil.copy(SOURCES / name, package / name)
    (package / "callee.py").write_text(CALLEE.format("1.0"), encoding="utf-8")
    (package / "caller.py").write_text(CALLER, encoding="utf-8")
    return folder


def ask(folder: Path, program: str = ASK) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(folder),
            "TOWNHALL_CACHE": str(folder / "cache"),
            "NUMBA_DISABLE_JIT": "0",
            "PYTHONDONTWRITEBYTECODE": "1",  # Python's own kept code goes by the date of a source
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


@pytest.mark.process
def test_what_a_function_is_made_of_counts_and_nothing_else(copy: Path) -> None:
    """A third module that only the callee imports, and a package that comes in its place; not what nobody imports."""
    package = copy / "sim"
    (package / "third.py").write_text("HIDDEN = 1.0\n", encoding="utf-8")
    (package / "callee.py").write_text("from sim.third import HIDDEN\n" + CALLEE.format("HIDDEN"), encoding="utf-8")
    first, hits, place = answer(copy)
    assert (first, hits) == (4.0, 0)
    (package / "other.py").write_text("# nobody imports this\n", encoding="utf-8")
    (package / "theories").mkdir()
    (package / "theories" / "__init__.py").write_text("", encoding="utf-8")
    assert answer(copy) == (4.0, 1, place), "what it is not made of does not count"
    (package / "third.py").write_text("HIDDEN = 5.0\n", encoding="utf-8")
    changed, hits, edited = answer(copy)
    assert (changed, hits, edited == place) == (12.0, 0, False), "a number that the callee takes from a third module"
    (package / "third.py").unlink()
    (package / "third").mkdir()
    (package / "third" / "__init__.py").write_text("from .deeper import HIDDEN\n", encoding="utf-8")
    (package / "third" / "deeper.py").write_text("HIDDEN = 7.0\n", encoding="utf-8")
    changed, hits, below = answer(copy)
    assert (changed, hits, below in (place, edited)) == (16.0, 0, False), (
        "a package in its place, and what this imports"
    )
    (package / "third" / "deeper.py").write_text("HIDDEN = 8.0\n", encoding="utf-8")
    assert answer(copy)[:2] == (18.0, 0), "a module below it"
    (package / "machine" / "kernel.py").open("a", encoding="utf-8").write("# a comment\n")
    assert answer(copy)[:2] == (18.0, 0), "how it is compiled"


def test_an_edited_function_is_compiled_again_and_not_those_it_calls(copy: Path) -> None:
    answer(copy)
    before = {path: path.stat().st_mtime_ns for path in kept(copy, "callee*.nbc")}
    assert before
    (copy / "sim" / "caller.py").write_text(CALLER.replace("2.0", "3.0"), encoding="utf-8")
    assert answer(copy)[:2] == (6.0, 0)
    assert {path: path.stat().st_mtime_ns for path in kept(copy, "callee*.nbc")} == before


def test_old_code_is_thrown_away_but_for_the_newest(copy: Path) -> None:
    """Of every module by itself; of other versions of numba and Python; never what is in use."""
    answer(copy)
    home = kept(copy)[0].parents[1]
    (used,) = home.glob("sim.caller-*")
    os.utime(used, (1, 1))
    for at in range(8):
        for folder in (home.parent / f"{at:012x}", home / f"sim.caller-{at:012x}", home / f"sim.gone-{at:012x}"):
            folder.mkdir()
            os.utime(folder, (at + 2, at + 2))
        (home / f"parts-{at:012x}").write_text("", encoding="utf-8")
        os.utime(home / f"parts-{at:012x}", (at + 2, at + 2))
    (home.parent / "somebody elses").mkdir()
    done = ask(copy, ASK + "from sim.machine.kernel import prune\nprune(keep=3)")
    assert done.returncode == 0, done.stderr
    newest = {f"{at:012x}" for at in (5, 6, 7)}
    assert {path.name for path in home.parent.iterdir()} == {home.name, "somebody elses", *newest}
    assert {path.name for path in home.glob("sim.caller-*")} == {used.name, *(f"sim.caller-{at}" for at in newest)}
    assert {path.name for path in home.glob("sim.gone-*")} == {f"sim.gone-{at}" for at in newest}
    assert {path.name for path in home.glob("parts-*")} == {f"parts-{at}" for at in newest}


def test_a_cache_that_cannot_be_made_gets_one_sentence_and_the_run_goes_on(copy: Path) -> None:
    (copy / "cache").write_text("", encoding="utf-8")
    done = ask(copy, WITHOUT_CACHE)
    assert done.stdout.split() == ["False", "4.0", "False"]
    assert done.stderr.count("Compiled code cannot be kept in") == 1
    assert "set TOWNHALL_CACHE to a folder you can write to" in done.stderr
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- trouble with the cache
def kept(copy: Path, ending: str = "*.nb?") -> list[Path]:
    """The files of compiled code."""
    return sorted((copy / "cache").rglob(ending))


def halved(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def turned(path: Path) -> None:
    """One bit in the middle is another: numba would hand this to the linker."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut short": halved,
    "empty": lambda path: path.write_bytes(b""),
    "one bit": turned,
    "foreign": lambda path: path.write_bytes(b"\x80\x04N."),
    "text": lambda path: path.write_text("not compiled code", encoding="utf-8"),
    "gone": Path.unlink,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What :func:`copy` gives, compiled once for all tests that damage a copy of it."""
    folder = tmp_path_factory.mktemp("compiled")
    make(folder)
    answer(folder)
    return folder


@pytest.fixture
def filled(compiled: Path, tmp_path: Path) -> Path:
    shutil.copytree(compiled, tmp_path / "filled")
    return tmp_path / "filled"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_damaged_counts_as_missing(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    path = tmp_path / "kept"
    for content in (b"x" * 1000, b"", b"\r\n"):
        if path.is_dir():
            path.rmdir()
        path.write_bytes(sealed(content))
        assert whole(path) == content
        damage(path)
        assert whole(path) is None
    assert whole(tmp_path / "never there") is None


@pytest.mark.parametrize(
    ("damage", "ending"),
    [("cut short", "*.nbi"), ("empty", "*.nbi"), ("foreign", "*.nbi"), ("one bit", "*.nbc"), ("a folder", "*.nbc")],
)
def test_damaged_code_is_compiled_again(filled: Path, damage: str, ending: str) -> None:
    found = kept(filled, ending)
    assert len(found) == 2
    for path in found:
        DAMAGE[damage](path)
    done = ask(filled)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[:2] == [4.0, 0], "compiled, not read"
    if damage != "a folder":
        assert done.stderr == ""
        assert all(whole(path) is not None for path in kept(filled)), "and kept again"
    else:
        assert "Traceback" not in done.stderr
        assert done.stderr.count("Compiled code cannot be kept in") == 1, "what cannot be mended is said, once"


def test_an_old_file_under_the_name_of_a_new_one_is_not_believed(filled: Path) -> None:
    """A whole file of another version, or of another function."""
    callee, caller = kept(filled, "*.nbi")
    caller.write_bytes(callee.read_bytes())
    assert answer(filled)[0] == 4.0


@pytest.mark.parametrize("place", ["moved", "a second clone"])
def test_the_place_of_the_sources_does_not_matter(filled: Path, place: str) -> None:
    """A renamed folder, a second clone, a rebuilt container: what was compiled is used, whatever the dates say."""
    before = {path: path.read_bytes() for path in kept(filled)}
    other = filled / "elsewhere"
    other.mkdir()
    shutil.copytree(filled / "sim", other / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    if place == "moved":
        shutil.rmtree(filled / "sim")
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=other,
        env={
            **os.environ,
            "PYTHONPATH": str(other),
            "TOWNHALL_CACHE": str(filled / "cache"),
            "NUMBA_DISABLE_JIT": "0",
            "PYTHONDONTWRITEBYTECODE": "1",  # Python's own kept code goes by the date of a source
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[:2] == [4.0, 1]
    assert {path: path.read_bytes() for path in kept(filled)} == before


def test_line_ends_do_not_matter(filled: Path) -> None:
    *_, folder = answer(filled)
    for path in (filled / "sim").glob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert answer(filled) == (4.0, 1, folder)


READ_ONLY = shutil.which("setpriv")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="asks for the modes of POSIX")
@pytest.mark.parametrize("complete", [True, False], ids=["complete", "damaged"])
def test_a_cache_that_can_only_be_read_is_used_or_it_is_said(filled: Path, complete: bool) -> None:
    """Nothing is written into the source tree in its place, and nothing ends in a traceback."""
    if os.geteuid() == 0 and READ_ONLY is None:
        pytest.skip("root writes everywhere, and setpriv is not here")
    if not complete:
        for path in kept(filled, "*.nbc"):
            halved(path)
    folders = [filled / "cache", *(path for path in (filled / "cache").rglob("*") if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    drop = "-dac_override,-dac_read_search"
    before = [READ_ONLY, f"--bounding-set={drop}", f"--inh-caps={drop}"] if os.geteuid() == 0 else []
    try:
        done = subprocess.run(
            [*before, sys.executable, "-c", ASK],
            cwd=filled,
            env={
                **os.environ,
                "PYTHONPATH": str(filled),
                "TOWNHALL_CACHE": str(filled / "cache"),
                "NUMBA_DISABLE_JIT": "0",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    finally:
        for path in folders:
            path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[:2] == [4.0, int(complete)]
    assert done.stderr.count("Compiled code cannot be kept in") == int(not complete)
    assert not list((filled / "sim").rglob("*.nb?"))


@pytest.mark.process
def test_whether_all_is_there_is_asked_of_what_is_kept(filled: Path) -> None:
    """Not of a marker: a file that is gone or damaged is seen."""
    program = """
from sim.caller import caller
from sim.machine.compiled_cache import COMPILING, all_there, record_parts
from sim.machine.kernel import CACHE
first = all_there(CACHE)
caller(1.0)
record_parts(CACHE)
print(first, COMPILING.count, all_there(CACHE))
"""
    assert ask(filled, program).stdout.split() == ["False", "0", "True"]
    halved(kept(filled, "*caller*.nbc")[0])
    assert ask(filled, program).stdout.split() == ["False", "1", "True"]
    kept(filled, "*caller*.nbi")[0].unlink()
    assert ask(filled, program).stdout.split() == ["False", "1", "True"]
    halved(kept(filled, "parts-*")[0])
    assert ask(filled, program).stdout.split() == ["False", "0", "True"]


def test_the_first_thing_that_is_compiled_is_told_once(filled: Path) -> None:
    program = """
from sim.caller import caller
from sim.machine.compiled_cache import COMPILING
COMPILING.tell = lambda: print("compiling")
caller(1.0)
caller(1)
"""
    assert ask(filled, program).stdout.split() == ["compiling"], "for another kind of number, of two"
    assert ask(filled, program).stdout.split() == []
