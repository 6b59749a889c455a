"""Matrices of who does what to whom, such as trust or money, made of outcomes: levels, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.wording import sentence_case
from experiments.figures import letters
from experiments.figures.claims import Difference, difference, disagreement
from experiments.figures.matrix import Scale, draw_matrix, scale_of
from experiments.figures.picture import Panel, Pen
from experiments.figures.view import OTHER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result
    from experiments.figures.view import View

MOST = 3
"""Scenarios of which the levels are shown; of more only those that are held against the first."""


@dataclass(frozen=True)
class Cells:
    """``rows`` maps the name of each row to those columns that are measured, and these to outcomes.

    ``said`` writes a level into its cell, ``apart`` a difference. ``direction`` says whether more is better (+1), worse
    (-1) or neither.
    """

    rows: Mapping[str, Mapping[str, str]]
    columns: Sequence[str]
    said: Callable[[float], str]
    apart: Callable[[float], str]
    direction: int
    of_row: str
    of_column: str
    """What rows and columns are called in the table of numbers."""

    def kept(self, result: Result) -> tuple[str, ...]:
        """The outcomes of it that a result has."""
        named = dict.fromkeys(outcome for row in self.rows.values() for outcome in row.values())
        return tuple(name for name in named if name in result.manifest["outcomes"])


@dataclass(frozen=True)
class Filled:
    """The same with the numbers of a view: means by outcome (scenarios,), and differences by scenario and outcome."""

    cells: Cells
    view: View
    values: Mapping[str, np.ndarray]
    means: Mapping[str, np.ndarray]
    found: Mapping[str, Mapping[str, Difference]]
    clear: Mapping[str, Mapping[str, bool]]
    others: Mapping[str, Mapping[str, Difference]]
    """The same differences in the other window."""

    def hanging(self, who: str) -> str:
        """How many of a scenario's verdicts are others in the other window, to end a title with; empty for none."""
        count = sum(bool(disagreement(one, self.others[who][name])) for name, one in self.found[who].items())
        return f"; {count} hang{'s' if count == 1 else ''} on the window" if count else ""

    @property
    def any(self) -> bool:
        """Whether any run finished."""
        return any(np.isfinite(own).any() for own in self.values.values())

    @property
    def any_pair(self) -> bool:
        """Whether there is an interval of any difference."""
        return any(one.known for own in self.found.values() for one in own.values())

    def panels(self) -> tuple[Panel, ...]:
        """A matrix of levels for each scenario, then one of differences for each that is held against the first."""
        view, shown = self.view, self._shown()
        rows, columns = shown
        levels = view.scenarios if len(view.scenarios) <= MOST else view.scenarios[:1]
        scale = scale_of(np.array([list(own) for own in self.means.values()]))
        panels = []
        for at, who in enumerate(levels):
            own = {name: float(self.means[name][view.scenarios.index(who)]) for name in self.means}
            panels.append(
                self._panel(sentence_case(who), rows, columns, own, scale, self.cells.said, {}, first=at == 0)
            )
        reach = np.array([one.mean for own in self.found.values() for one in own.values()])
        apart = scale_of(reach, zero=True, direction=self.cells.direction)
        for who, each in self.found.items():
            title = sentence_case(f"{who} less {view.reference}")
            own = {name: one.mean for name, one in each.items()}
            panels.append(self._panel(title, rows, columns, own, apart, self.cells.apart, self.clear[who], first=False))
        return tuple(panels)

    def _shown(self) -> tuple[list[str], list[str]]:
        """The rows and columns in which anything is measured."""
        rows = [who for who, cells in self.cells.rows.items() if any(name in self.means for name in cells.values())]
        columns = [c for c in self.cells.columns if any(self.cells.rows[row].get(c) in self.means for row in rows)]
        return rows, columns

    def _panel(
        self,
        title: str,
        rows: Sequence[str],
        columns: Sequence[str],
        own: Mapping[str, float],
        scale: Scale,
        words: Callable[[float], str],
        clear: Mapping[str, bool],
        *,
        first: bool,
    ) -> Panel:
        def draw(axes: Axes, pen: Pen) -> None:
            shown = self._that_fit(rows, columns, pen)
            outcome = [[self.cells.rows[row].get(column, "") for column in columns] for row in shown]
            values = np.array([[own.get(name, np.nan) for name in line] for line in outcome])
            said = [[words(value) if np.isfinite(value) else "" for value in line] for line in values]
            alone = pen.width > 0.6 * pen.size.width
            names = [sentence_case(name) for name in shown] if first or alone else [""] * len(shown)
            draw_matrix(axes, pen, values, rows=names, columns=columns, scale=scale, said=said)
            if len(shown) < len(rows) and first:
                axes.set_xlabel(f"{len(shown)} of {len(rows)} rows shown")
            for text in axes.texts:
                x, y = (round(at) for at in text.get_position())
                text.set_fontweight("bold" if clear.get(outcome[y][x]) else "normal")

        deep = max(1.0, 0.12 * len(rows) + 0.45)
        return Panel(draw, title=title, deep=deep, room=0.62 if first else 0.9, wide=1.2 if first else 1.0)

    def _that_fit(self, rows: Sequence[str], columns: Sequence[str], pen: Pen) -> list[str]:
        """All rows; where the height was given, as many as have room, of those in which most differs or most is."""
        if pen.size.height is None:
            return list(rows)
        beside = letters.height(2, pen.size.body) + max(letters.width(column, pen.size.small) for column in columns)
        most = max(3, int((pen.height - beside) / (0.95 * letters.height(1, pen.size.small))))

        def far(row: str) -> tuple[float, float]:
            names = [name for name in self.cells.rows[row].values() if name in self.means]
            apart = [abs(own[name].mean) for own in self.found.values() for name in names]
            levels = [float(np.nanmax(np.nan_to_num(self.means[name]))) for name in names]
            return float(np.nan_to_num(max(apart, default=0.0))), max(levels, default=0.0)

        kept = set(sorted(rows, key=far, reverse=True)[:most])
        return [row for row in rows if row in kept]

    def numbers(self) -> pd.DataFrame:
        """A row for each cell and scenario, and for each difference."""
        view = self.view
        rows: list[dict[str, object]] = []
        for row, cells in self.cells.rows.items():
            for column, name in cells.items():
                if name not in self.means:
                    continue
                place = {self.cells.of_row: row, self.cells.of_column: column, "outcome": name, "window": view.window}
                unit = {"unit": view.result.measure(name).unit}
                rows += [
                    {"drawn": "level", "scenario": who, **place, **unit, "value": own}
                    for who, own in zip(view.scenarios, self.means[name], strict=True)
                ]
                for who, each in self.found.items():
                    one = each[name]
                    ends = {"value": one.mean, "low": one.low, "high": one.high, "pairs": one.n}
                    said = {"drawn": "difference", "scenario": who, "reference": view.reference}
                    rows.append({**said, **place, **unit, **ends, "clear_after_holm": self.clear[who].get(name, False)})
                    other = self.others[who][name]
                    ends = {"value": other.mean, "low": other.low, "high": other.high, "pairs": other.n}
                    rows.append({**said, **place, **unit, **ends, "window": other.window})
        return pd.DataFrame(rows)


def fill(cells: Cells, view: View) -> Filled:
    """The numbers of a view in the cells."""
    kept = cells.kept(view.result)
    for window in (view.window, OTHER[view.window]):
        view.result.window(window, kept)  # read at once
    values = {name: view.values(name) for name in kept}
    found, others = (
        {
            scenario: {name: difference(view, scenario, view.reference, name, window) for name in kept}
            for scenario in view.scenarios[1:]
        }
        for window in (view.window, OTHER[view.window])
    )
    clear = {scenario: _clear(own) for scenario, own in found.items()}
    return Filled(cells, view, values, {name: means(own) for name, own in values.items()}, found, clear, others)


def means(values: np.ndarray) -> np.ndarray:
    """Means over the runs that finished, by scenario; NaN where none did."""
    good = np.isfinite(values)
    sums = np.where(good, values, 0.0).sum(axis=1)
    found: np.ndarray = np.divide(sums, good.sum(axis=1), out=np.full(len(values), np.nan), where=good.any(axis=1))
    return found


def _clear(found: Mapping[str, Difference]) -> dict[str, bool]:
    """Which differences are clear after Holm's procedure."""
    known = {name: one for name, one in found.items() if one.known}
    if not known:
        return {}
    risks = np.array([p_values(one.pairs[:, None])[0] for one in known.values()])
    return dict(zip(known, (bool(sure) for sure in holm(risks, 1 - LEVEL)), strict=True))
