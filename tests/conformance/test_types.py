"""Only kernels go without types: numba infers them there, and everywhere else in ``sim`` mypy checks them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim

FOLDER = Path(sim.__path__[0])
COMPILING = {"kernel", "entrance", "embedded", "inlined", "process", "measuring", "arriving"}


def untyped(text: str) -> list[str]:
    """Functions that take something or other without saying what, and that no decorator compiles."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef):
            continue
        called = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
        compiled = any(isinstance(name, ast.Name) and name.id in COMPILING for name in called)
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        silent = [one.arg for one in arguments if one.annotation is None and one.arg not in ("self", "cls")]
        if not compiled and (silent or node.returns is None):
            found.append(node.name)
    return found


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.py")), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_what_has_no_types_is_a_kernel(path: Path) -> None:
    assert untyped(path.read_text(encoding="utf-8")) == []


def test_a_function_without_types_is_found() -> None:
    assert untyped("def f(x):\n    return x\n") == ["f"]
    assert untyped("def f(x: int):\n    return x\n") == ["f"]
    assert untyped("@kernel\ndef f(x):\n    return x\n") == []
    assert untyped("def f(x: int) -> int:\n    return x\n") == []
