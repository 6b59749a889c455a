"""What a source imports is read from its text: as Python's own parser sees it, for every source of the model."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sim.machine.sources import SOURCES, file_of, imports_in, made_of
from sim.moved import new_name


def seen_by_python(text: str, module: tuple[str, ...]) -> set[str]:
    """The imports of the package, but for those that are there for the types alone."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = [*module[: len(module) - node.level], *filter(None, [node.module])] if node.level else [node.module]
            found |= {".".join([*base, name.name]) for name in node.names}
    return {name for name in found if name.split(".")[0] == "sim"}


@pytest.mark.parametrize("path", sorted(SOURCES.rglob("*.py")), ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_every_import_of_every_source_is_seen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = path.relative_to(SOURCES.parent).with_suffix("").parts
    assert imports_in(text, module, "sim") == seen_by_python(text, module)
    if path != SOURCES / "moved.py":  # which imports only what is asked for by an old name; no source does that
        assert "import_module(" not in text or path == SOURCES / "__init__.py", (
            "an import that no text shows would not be seen"
        )
        assert "__import__(" not in text
    assert not {name for name in imports_in(text, module, "sim") if new_name(name)}


@pytest.mark.parametrize(
    "text",
    [
        "import sim.a\n",
        "import os, sim.a as b, sim.c.d  # sim.e\n",
        "from sim import a, b as c\n",
        "from sim.a import (  # sim.x\n    b,  # one, two\n    c as d,\n)\n",
        "from sim.a import b, \\\n    c\n",
        "def f():\n    from sim.a import b\n    import sim.c\n",
        "try:\n\tfrom sim.a import b\nexcept ImportError:\n\tfrom sim.c import b\n",
        "from . import a\nfrom .b import c\nfrom .. import d\nfrom ..e.f import g\n",
        "from sim.a import *\n",
        "from simulate.a import b\nimport simulate\n",
        "if TYPE_CHECKING:\n    from sim.a import b\n\n    from sim.c import d\n\nfrom sim.e import f\n",
        "if TYPE_CHECKING:\n    from sim.a import b\nelse:\n    from sim.c import d\n",
    ],
)
def test_every_way_to_import_is_seen(text: str) -> None:
    module = ("sim", "core", "here")
    assert imports_in(text, module, "sim") == seen_by_python(text, module)


def test_a_theory_is_made_of_few_things() -> None:
    """An edit of one theory, of the schedule, of the engine or of the state must not compile the others again."""
    theories = sorted((SOURCES / "theories").glob("s[0-9][0-9]_*.py"))
    assert len(theories) > 15
    for path in theories:
        parts = {part.relative_to(SOURCES).as_posix() for part in made_of(path)}
        assert path.relative_to(SOURCES).as_posix() in parts
        assert "machine/window.py" in parts, "what compiles it"
        others = {part for part in parts if part.startswith("theories/s")} - {f"theories/{path.name}"}
        assert others <= ALSO.get(path.name, set())
        assert not parts & {"schedule.py", "machine/engine.py", "council/population.py", "scenario/scenario.py"}


ALSO: dict[str, set[str]] = {}
"""Theories that call another one."""


def test_a_name_is_found_where_it_stands() -> None:
    assert file_of("sim.machine.kernel.CACHE") == SOURCES / "machine" / "kernel.py"
    assert file_of("sim.machine.kernel") == SOURCES / "machine" / "kernel.py"
    assert file_of("sim.MODEL_VERSION") == SOURCES / "__init__.py"
    assert file_of("sim.data.YEARS") == SOURCES / "data" / "__init__.py"
    assert file_of("nowhere.at.all") is None
