"""Which colour and line each scenario of a design has, the same in all figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D

from experiments.figures import style

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison


@dataclass(frozen=True)
class Look:
    """Colour and line style of one scenario."""

    colour: str
    line: Any


def looks(design: Comparison) -> dict[str, Look]:
    """In a 2 x 2 design colour is the first factor and line the second; else every scenario has its own of both."""
    if len(design.factors) == 2:
        one, two = design.factors
        return {
            name: Look(
                style.SCENARIO_COLOURS[int(name in one.levels[one.high])],
                "-" if name in two.levels[two.high] else (0, (4, 1.6)),
            )
            for name in design.names
        }
    return {
        name: Look(
            style.SCENARIO_COLOURS[index % len(style.SCENARIO_COLOURS)],
            style.SCENARIO_LINES[index % len(style.SCENARIO_LINES)],
        )
        for index, name in enumerate(design.names)
    }


def line_legend(design: Comparison) -> list[Line2D]:
    """Legend entries for the scenarios' lines."""
    return [
        Line2D([], [], color=look.colour, linestyle=look.line, linewidth=2, label=name)
        for name, look in looks(design).items()
    ]
