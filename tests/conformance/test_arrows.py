"""Imports go one way, in the layers that CONTRIBUTING.md lists, and never round in a circle; types alone are free."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("sim", "experiments", "docs", "benchmarks")
SECTION = "## How the parts depend on each other"


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name; a package by the name of its folder."""
    files = [path.relative_to(ROOT) for part in PARTS for path in (ROOT / part).rglob("*.py")]
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__"): ROOT / file for file in files}


MODULES = modules()


def imported(node: ast.AST) -> Iterator[str]:
    """The dotted names that a piece of code imports, wherever in it; not what only a type checker sees."""
    if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
        for other in node.orelse:
            yield from imported(other)
        return
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"a relative import on line {node.lineno}; write the whole name"
        yield from (f"{node.module}.{each.name}" for each in node.names)
    for child in ast.iter_child_nodes(node):
        yield from imported(child)


def arrows(name: str, text: str, known: Mapping[str, Path] = MODULES) -> set[str]:
    """The modules of the project that a module imports."""
    found = set()
    for target in imported(ast.parse(text)):
        module = target if target in known else target.rpartition(".")[0]
        if module in known and module != name:
            found.add(module)
    return found


@cache
def graph() -> dict[str, set[str]]:
    return {name: arrows(name, path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def layers(text: str) -> list[list[list[str]]]:
    """Layers, in each its parts, in each the modules or packages that belong together (\"with\")."""
    section = text.split(SECTION)[1].split("\n## ")[0]
    found = []
    for line in re.findall(r"^\d+\. (`[^:\n]*)", section, re.MULTILINE):
        parts = [re.findall(r"`([^`]+)`", part) for part in line.split(", ")]
        found.append([[dotted(path) for path in part] for part in parts])
    return found


def dotted(path: str) -> str:
    """`sim/core/` as ``sim.core``, `sim/__init__.py` as ``sim.__init__``."""
    return path.rstrip("/").removesuffix(".py").replace("/", ".")


LAYERS = layers((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def place(module: str) -> tuple[int, int]:
    """The layer of a module and its part of it: that whose name covers most of the module's."""
    own = f"{module}.__init__" if module in PARTS else module
    fits = [
        (len(name), at, number)
        for at, layer in enumerate(LAYERS)
        for number, part in enumerate(layer)
        for name in part
        if own == name or own.startswith(f"{name}.")
    ]
    assert fits, f"{module} has no place in the layers of CONTRIBUTING.md"
    return max(fits)[1:]


def wrong(name: str, targets: set[str]) -> list[str]:
    """Those of the imports that go up, or aside."""
    (layer, part) = place(name)
    return [
        f"{name} imports {target}"
        for target in sorted(targets)
        if place(target)[0] > layer or (place(target)[0] == layer and place(target)[1] != part)
    ]


def circle(arrows_of: Mapping[str, set[str]]) -> list[str]:
    """A circle of imports, if there is one."""
    try:
        TopologicalSorter(arrows_of).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_imports_go_one_way() -> None:
    assert len(graph()) > 250
    assert sum(map(len, graph().values())) > 1000, "the imports are no longer found"
    assert [line for name, targets in graph().items() for line in wrong(name, targets)] == []


def test_no_imports_go_round_in_a_circle() -> None:
    assert circle(graph()) == []


def test_every_layer_is_there() -> None:
    names = [name for layer in LAYERS for part in layer for name in part]
    assert len(names) == len(set(names)) > 20
    known = {*MODULES, *(f"{part}.__init__" for part in PARTS), *PARTS}
    assert [name for name in names if name not in known] == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sim.machine.kernel", "import sim.schedule", True),
        ("sim.machine.kernel", "def f():\n    from sim.core.trust_law import x\n", False),
        ("sim.machine.kernel", "def f():\n    from sim.core.casework import x\n", True),
        ("sim.faces.model", "from experiments.runs import driver", True),
        ("experiments.runs.driver", "from experiments.figures.sheet import x", True),
        ("experiments.figures.sheet", "from experiments.runs.store import x", False),
        ("experiments.figures.sheet", "from experiments.studies.publish import x", True),
        ("experiments.analysis.runs", "from experiments.runs.store import x", True),
        ("experiments.studies.publish", "from experiments.commands import run", True),
        ("experiments.commands.run", "from experiments.studies.publish import x", False),
        ("sim.core.casework", "if TYPE_CHECKING:\n    from sim.faces.model import x\n", False),
        ("sim.core.casework", "if TYPE_CHECKING:\n    pass\nelse:\n    from sim.faces.model import x\n", True),
    ],
)
def test_a_wrong_arrow_is_seen(name: str, text: str, said: bool) -> None:
    assert bool(wrong(name, arrows(name, text))) is said


def test_a_circle_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert circle({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a", "c"}}) == []
