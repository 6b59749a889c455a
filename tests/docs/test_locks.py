"""Two locks: what running needs, and everything; the first is within the second, version by version."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN, DEV = (
    (ROOT / name).read_text(encoding="utf-8").splitlines() for name in ("requirements.lock", "requirements-dev.lock")
)


def plain(requirement: str) -> str:
    """The package's name as a lock writes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0]).lower()


def names(lines: list[str]) -> set[str]:
    return {plain(line) for line in lines if line and line[0] != "#"}


def test_the_lock_of_all_tools_holds_the_other_one() -> None:
    assert "made by: make lock" in RUN[0]
    assert "made by: make lock" in DEV[0]
    assert set(RUN[1:]) < set(DEV[1:])


def test_each_holds_what_it_should() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    needed = names([*project["project"]["dependencies"], *extras["discovery"], *project["dependency-groups"]["build"]])
    tools = names([line for extra in extras.values() for line in extra])
    assert needed <= names(RUN)
    assert needed | tools <= names(DEV)
    only_tools = {"pytest", "pytest-xdist", "hypothesis", "jsonschema", "ruff", "mypy", "types-networkx", "pre-commit"}
    assert only_tools <= tools
    assert not only_tools & names(RUN)


@pytest.mark.parametrize("lines", [RUN, DEV], ids=["run", "dev"])
def test_a_line_is_a_package_and_its_version_and_no_address(lines: list[str]) -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [\w.<>=!' ]+)?", line) for line in lines[1:])


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """``.ci/install.py`` with a pip that only notes what it was asked for."""
    spec = importlib.util.spec_from_file_location("install", ROOT / ".ci" / "install.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    here: set[str] = set()
    module.steps = []

    def create(folder: Path, python: str) -> None:
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "townhall").touch()

    def run_pip(python: Path, arguments: list[str], state: str, total: int, installed: object) -> None:
        module.steps.append((state, total))
        if state == "installing":
            here.update(Path(arguments[arguments.index("--requirement") + 1]).read_text(encoding="utf-8").splitlines())
        if state == "fetching":
            Path(arguments[arguments.index("--wheel-dir") + 1]).mkdir()

    monkeypatch.setattr(module, "create", create)
    monkeypatch.setattr(module, "run_pip", run_pip)
    monkeypatch.setattr(module, "usable", lambda python: True)
    monkeypatch.setattr(module, "missing", lambda python, lock: [r for r in module.requirements(lock) if r not in here])
    monkeypatch.setattr(module, "satisfied", lambda python, lock: set(module.requirements(lock)) <= here)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in environment is laid out as on Linux")
def test_the_tools_are_added_in_place_and_serve_for_running(install: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / ".venv"

    def steps(*, dev: bool) -> list[tuple[str, int]]:
        install.steps.clear()
        install.set_up(folder, dev=dev)
        return list(install.steps)

    run, both = (install.packages_here([line for line in lines if "==" in line]) for lines in (RUN, DEV))
    project = ("installing Town Hall", 0)
    assert steps(dev=False) == [("fetching", run), ("installing", run), project]
    assert steps(dev=False) == []
    assert steps(dev=True) == [("fetching", both - run), ("installing", both - run), project], "only what is missing"
    assert steps(dev=True) == []
    assert steps(dev=False) == [], "an environment with the tools serves for running"
