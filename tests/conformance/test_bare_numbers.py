"""No bare number in a rule: it is a parameter, or a constant with a name.

In the bodies of processes and of the functions beside them only 0, 1, 2, 12, 100 and 0.5 (the middle of a share, the
mean of two sides) may stand. The numbers of draws (``uniform(now, key, 7)``), months and years of the calendar and
shapes of arrays are codes, not sizes of the world. Everything else is a parameter, FIXED where nobody knows it, or,
where nobody would vary it (a guard, a unit, a month), a constant above the rules with a sentence.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sim

FOLDER = Path(sim.__path__[0])
SOURCES = sorted(path for folder in ("core", "theories") for path in (FOLDER / folder).glob("*.py"))

ALLOWED = (0, 1, 2, 12, 100, 0.5)
NONE_YET = 1e9
"""From here on a number says that there is no best yet."""

DRAWS = ("uniform", "normal", "trait", "views_of", "Now")
"""Calls in which whole numbers address a draw or a date."""

CODES = ("calendar", "year", "uint64", "phase", "key", "academic", "at")
"""Names beside which a whole number is a month, a year, part of an address or of a code."""


def bare_numbers(path: Path) -> list[tuple[int, float]]:
    """The line and value of each bare number in the functions of a file."""
    found = []
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                found += [(node.lineno, node.value) for node in _numbers(statement)]
    return found


def _numbers(node: ast.AST) -> list[ast.Constant]:
    if isinstance(node, ast.Constant):
        number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        return [node] if number and abs(node.value) not in ALLOWED and 1e-5 < abs(node.value) < NONE_YET else []
    whole_are_codes = (isinstance(node, ast.Call) and _called(node) in DRAWS) or (
        isinstance(node, ast.Compare | ast.BinOp | ast.Assign) and _names(node) & set(CODES)
    )
    found = [one for child in ast.iter_child_nodes(node) for one in _numbers(child)]
    return [one for one in found if not (whole_are_codes and isinstance(one.value, int))]


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _names(node: ast.AST) -> set[str]:
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_number_is_bare(path: Path) -> None:
    found = bare_numbers(path)
    assert not found, f"{path.name}: make these parameters, marked FIXED, or give them names: {found}"


def test_a_bare_number_is_found(tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(
        "X = 7.5\n\n\ndef rule(s, p, now):\n    '''3 words.'''\n    s.a = 0.3 * s.b + uniform(now, s.key, 7) * 0.5\n"
        "    if now.calendar == 4:\n        s.a -= 1e-9\n        s.c = max(0.02, p.x / 12.0)\n",
        encoding="utf-8",
    )
    assert bare_numbers(rule) == [(6, 0.3), (9, 0.02)]
