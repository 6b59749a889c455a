"""Tables and numbers in Markdown, for what is inserted into the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; cells are text in which a bar is escaped."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def code(name: str) -> str:
    """A name in code letters."""
    return f"`{name}`"


def codes(names: Iterable[str]) -> str:
    """Names in code letters, separated by commas; a dash for none."""
    return ", ".join(map(code, names)) or "–"


def number(value: float) -> str:
    """A number as one would write it: no trailing zeros, a real minus sign, an infinity sign."""
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    return f"{value:,.6g}".replace("-", "−")


def span(lo: float | None, hi: float | None) -> str:
    """The range of an outcome or a variable; empty where it has no bounds."""
    low = float("-inf") if lo is None else lo
    high = float("inf") if hi is None else hi
    if low == float("-inf") and high == float("inf"):
        return ""
    return f"{number(low)} to {number(high)}"
