"""Every docstring reads as it was meant: no quotes left over from a split string, no line broken in mid-paragraph.

Both come from wrapping a text by machine or by habit: ``rows that "`` on one line and ``"failed.`` on the next, or a
line of one word between two full ones.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path for part in ("sim", "experiments", "tests", "docs", "benchmarks") for path in (ROOT / part).rglob("*.py")
)
ROOM = 25
"""A line is ragged when the next word would have fitted with this much room to spare."""

LISTED = re.compile(r"\s*(?:[-*|>]|\d+\.|[\w.`*]+(?:, [\w.`*]+)*:)\s")
"""A line that begins an entry of its own: of a list, of a table, ``name: what it is``."""


def docstrings(text: str) -> Iterator[ast.Constant]:
    """Every string that stands by itself, which describes what stands before it or around it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def paragraphs(constant: ast.Constant) -> Iterator[list[tuple[int, str]]]:
    """The lines, with their numbers, that are one flowing text."""
    first, *rest = str(constant.value).splitlines() or [""]
    paragraph: list[tuple[int, str]] = []
    # The first line stands behind three quotes; for its width they count.
    for number, line in enumerate([" " * (constant.col_offset + 3) + first, *rest], constant.lineno):
        indent = len(line) - len(line.lstrip())
        new = paragraph and indent != len(paragraph[-1][1]) - len(paragraph[-1][1].lstrip())
        if not line.strip() or LISTED.match(line) or "  " in line.strip() or (new and number > constant.lineno + 1):
            yield paragraph
            paragraph = []
        if line.strip() and "  " not in line.strip():
            paragraph.append((number, line))
    yield paragraph


def faults(text: str) -> list[str]:
    """What is wrong with the docstrings of one file: line number, and the line."""
    found = []
    for constant in docstrings(text):
        for paragraph in paragraphs(constant):
            widest = max((len(line) for _, line in paragraph), default=0)
            for (number, line), (_, following) in pairwise(paragraph):
                if line.count('"') % 2 and re.search(r'\s"$', line) and re.match(r'\s*"\S', following):
                    found.append(f"{number}: a string was split here: {line.strip()}")
                elif "---" in (line.strip()[:3], following.strip()[:3]):
                    continue  # a heading, underlined
                elif len(line) + 1 + len(following.split()[0]) <= widest - ROOM:
                    found.append(f"{number}: ragged: {line.strip()}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_docstrings_are_whole(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


SPLIT = '''
def results():
    """The results, one row for each run of the plan; NaN in the rows that "
    "failed.
    """
'''
RAGGED = '''"""A first line.

Within a month everybody reads stocks as they stood on its first day, until the process that owns them folds the
month's
entries into them.
"""
'''
WELL = '''"""A first line says "what
it is".

Attributes:
    name: what it is called.
    why: the sentence that says what it is for, which is longer than the line before it and needs more room.

A last paragraph has a short last line, as it may, since the text
ends here.
"""
'''


@pytest.mark.parametrize(("text", "count"), [(SPLIT, 1), (RAGGED, 1), (WELL, 0)])
def test_both_faults_are_found_and_nothing_else(text: str, count: int) -> None:
    assert len(faults(text)) == count
