"""Which scenarios a figure compares with which: each with the first or, in a 2 x 2, along the first factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.figures.claims import confounded

if TYPE_CHECKING:
    from experiments.figures.result import Result
    from experiments.figures.view import View

OFF = "theories off"
"""What stands for the theories that are switched off among the differences of two scenarios."""


@dataclass(frozen=True)
class Side:
    """A factor of a 2 x 2: its name and its two levels."""

    name: str
    low: str
    high: str


@dataclass(frozen=True)
class Square:
    """Four scenarios that cross two factors; ``cells`` are (low, low), (low, high), (high, low), (high, high)."""

    one: Side
    two: Side
    cells: tuple[str, str, str, str]


@dataclass(frozen=True)
class Pair:
    """Two scenarios and what their comparison is called, without the reference and with it."""

    scenario: str
    reference: str
    who: str
    against: str
    where: str = ""
    mixed: str = ""

    @property
    def name(self) -> str:
        """For headings: "distributed less command, low trust"."""
        said = f"{self.who} less {self.against}" + (f", {self.where}" if self.where else "")
        return f"{said} (confounded)" if self.mixed else said


def pairs_of(view: View) -> list[Pair]:
    """The comparisons that a figure of ``view`` shows."""
    square = square_of(view.result, view.scenarios)
    if square is None:
        return [
            Pair(name, view.reference, name, view.reference, "", confounded(view, name, view.reference))
            for name in view.scenarios[1:]
        ]
    ll, lh, hl, hh = square.cells
    one, two = square.one, square.two
    return [Pair(hl, ll, one.high, one.low, two.low), Pair(hh, lh, one.high, one.low, two.high)]


def square_of(result: Result, names: tuple[str, ...]) -> Square | None:
    """The 2 x 2 that four scenarios make, seen from what they set; None where they make none."""
    if len(names) != 4:
        return None
    first = names[0]
    apart = {name: _differences(result, first, name) for name in names[1:]}
    for corner in names[1:]:
        fast, slow = (name for name in names[1:] if name != corner)
        one, two = apart[slow], apart[fast]
        if one and two and not set(one) & set(two) and apart[corner] == {**one, **two}:
            cells = (first, fast, slow, corner)
            levels = _levels(result, cells, one, two)
            return Square(*levels, cells=cells)
    return None


def _differences(result: Result, one: str, other: str) -> dict[str, tuple[Any, Any]]:
    """What is set differently in two scenarios: from and to, by parameter."""
    said = [result.scenario(name) for name in (one, other)]
    names = sorted({name for told in said for name in told.settings})
    both = {name: (result.setting(one, name), result.setting(other, name)) for name in names}
    found: dict[str, tuple[Any, Any]] = {name: pair for name, pair in both.items() if pair[0] != pair[1]}
    happens = tuple(repr([event.described() for event in told.events]) for told in said)
    if happens[0] != happens[1]:
        found["dated events"] = (happens[0], happens[1])
    off = tuple(tuple(sorted(told.without)) for told in said)
    if off[0] != off[1]:
        found[OFF] = (off[0], off[1])
    return found


def _levels(
    result: Result, cells: tuple[str, str, str, str], one: dict[str, Any], two: dict[str, Any]
) -> tuple[Side, Side]:
    """Names of the factors and of their levels: as the scenarios' names have them, else as they are set."""
    parts = [tuple(part.strip() for part in name.split(",")) for name in cells]
    if all(len(part) == 2 for part in parts):
        (a, c), (a2, d), (b, c2), (b2, d2) = parts
        if a == a2 and b == b2 and c == c2 and d == d2:
            return Side(_name(one), a, b), Side(_name(two), c, d)
    return tuple(Side(_name(changes), _said(changes, 0), _said(changes, 1)) for changes in (one, two))  # type: ignore[return-value]


def _name(changes: dict[str, Any]) -> str:
    first = next(iter(changes))
    return first.removesuffix("_mean").removeprefix("initial_").replace("_", " ")


def _said(changes: dict[str, Any], end: int) -> str:
    name, values = next(iter(changes.items()))
    value = values[end]
    if name == OFF:
        return f"without {', '.join(value)}" if value else "all theories"
    return f"{name.removesuffix('_mean').replace('_', ' ')} {value}"
