"""What a part of the benchmarks gives: figures beside what was aimed at, and the tables behind them.

A section is kept with the moment, the engine and the machine of its measurement (``results.json``), so that one can be
measured anew without the others, and the page says of each when that was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.stamp import stamp

Say = Callable[[str], None]


@dataclass(frozen=True)
class Row:
    """One figure: what model 0.2.0 took, the aim, what was measured, and what forbids more where the aim is missed."""

    key: str
    what: str
    before: str
    goal: str
    measured: str
    value: float
    reached: bool
    bound: str = ""


def at_most(key: str, what: str, before: str, goal: float, value: float, unit: str, bound: str = "") -> Row:
    """A figure that should be no greater than ``goal``, both in ``unit``."""
    return Row(
        key, what, before, f"≤ {said(f'{goal:g}', unit)}", said(figure(value), unit), value, value <= goal, bound
    )


def at_least(key: str, what: str, before: str, goal: float, value: float, unit: str, bound: str = "") -> Row:
    """A figure that should be no less than ``goal``, both in ``unit``."""
    return Row(
        key, what, before, f"≥ {said(f'{goal:g}', unit)}", said(figure(value), unit), value, value >= goal, bound
    )


def said(number: str, unit: str) -> str:
    """A number with its unit; times sticks to it."""
    return f"{number}{unit}" if unit == "×" else f"{number} {unit}"


def figure(value: float) -> str:
    """Three digits that count, and no more; 15.04 is 15.0, so that it is not taken for 15."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")


@dataclass(frozen=True)
class Section:
    """One part of the page: its figures, the lines behind them, and when and where they were taken."""

    title: str
    rows: Sequence[Row]
    lines: Sequence[str]
    stamp: Sequence[str] = field(default_factory=tuple)

    def stamped(self, others: float) -> Section:
        """The same, with when, of which source, on what and beside what it was measured."""
        return Section(self.title, self.rows, self.lines, stamp(others))


def read(path: Path) -> dict[str, Section]:
    """The sections that are kept, by name; none where nothing is."""
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: Section(**{**kept, "rows": [Row(**row) for row in kept["rows"]]}) for name, kept in found.items()}


def write(path: Path, sections: Mapping[str, Section]) -> None:
    """Keep these sections, in one go."""
    replace(path, json.dumps({name: asdict(kept) for name, kept in sections.items()}, indent=1, ensure_ascii=False))


def replace(path: Path, text: str) -> None:
    """Replace a file in one go."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text.rstrip() + "\n", encoding="utf-8")
    os.replace(temporary, path)
