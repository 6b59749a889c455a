"""How the runs of each scenario are spread in a window: for every value the share of runs that lie below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.wording import level as level_of
from experiments.analysis.wording import sentence_case
from experiments.figures import pieces
from experiments.figures.kind import Kind, one_point
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import FEWEST_FOR_A_BAND, View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

MOST_OVERLAID = 3


def lacks(result: Result) -> str:
    """What a result must have."""
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture: up to three scenarios in one panel, more in panels of their own."""
    view.single("distributions")
    values = view.values(view.outcome)
    runs = {name: np.sort(own[np.isfinite(own)]) for name, own in zip(view.scenarios, values, strict=True)}
    limits = finite_limits(np.concatenate(list(runs.values())))
    overlaid = len(runs) <= MOST_OVERLAID
    groups = [tuple(runs)] if overlaid else [(name,) for name in runs]
    first = next(iter(runs))

    def panel(names: tuple[str, ...]) -> Panel:
        def draw(axes: Axes, pen: Pen) -> None:
            if not overlaid and names[0] != first and len(runs[first]):
                _steps(axes, runs[first], pen.palette.muted, (0, (4, 2)), pen.thick(1.0))
            for name in names:
                if len(runs[name]):
                    stroke = pen.scenarios[name]
                    _steps(axes, runs[name], stroke.colour, stroke.dash, pen.thick(1.8))
                    middle = float(np.median(runs[name]))
                    axes.plot(
                        [middle], [0.5], marker=stroke.mark, color=stroke.colour, markersize=pen.thick(5.5),
                        markeredgecolor=pen.palette.ground, zorder=4,
                    )  # fmt: skip
            axes.set_xlim(*limits)
            axes.set_ylim(0, 1.02)
            pieces.value_axis(axes.xaxis, view.measure.unit, most=4, pen=pen)
            pieces.value_axis(axes.yaxis, "share", most=5)
            axes.set_xlabel(pieces.fold_label(pieces.level_words(view, view.outcome), pen, pen.width - 0.8))

        return Panel(draw, title="" if overlaid else names[0], axis="Share of runs below", deep=1.15)

    tail = "" if overlaid else f"; dashed grey: {first}"
    return Picture(
        titles=_titles(view, runs),
        shown=(
            f"{view.place}: {view.result.label(view.outcome)} {view.when}, the share of runs that lie below each value"
            f"{tail}; {view.runs_of(values)}, {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panel(names) for names in groups),
        numbers=_numbers(view, runs),
        alt=_alt(view, runs),
        notes=("Mark: the run in the middle. This is how far runs lie apart, not how sure their mean is.",),
        legend=pieces.scenario_entries(tuple(runs)) if overlaid and len(runs) > 1 else (),
    )


def _steps(axes: Axes, runs: np.ndarray, colour: str, dash: object, thick: float) -> None:
    """The share of runs at or below each value, as steps."""
    x = np.concatenate([[runs[0]], runs])
    axes.step(x, np.arange(len(x)) / len(runs), where="post", color=colour, linestyle=dash, linewidth=thick)


def _ends(runs: np.ndarray) -> tuple[float, float]:
    """Between which values nine of ten runs lie; of few, all."""
    low, high = np.quantile(runs, (0.05, 0.95)) if len(runs) >= FEWEST_FOR_A_BAND else (runs[0], runs[-1])
    return float(low), float(high)


def _said(view: View, runs: np.ndarray) -> str:
    low, high = _ends(runs)
    step = max((high - low) / 4, abs(high) / 1000)
    unit = view.measure.unit
    return f"{level_of(low, unit, step)} to {level_of(high, unit, step)}"


def _titles(view: View, runs: dict[str, np.ndarray]) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    there = {name: own for name, own in runs.items() if len(own)}
    if not there:
        return (f"No run finished, so there is nothing to show of {label}",)
    name = sentence_case(label)
    if len(there) == 1:
        only, own = next(iter(there.items()))
        if len(own) == 1:
            return (f"One run of {only} says nothing of how {label} is spread",)
    if all(own[0] == own[-1] == next(iter(there.values()))[0] for own in there.values()):
        return (f"No difference in {label} between any two runs",)
    few = any(len(own) < FEWEST_FOR_A_BAND for own in there.values())
    how = "all runs" if few else "nine in ten runs"
    if len(there) <= MOST_OVERLAID:
        parts = [f"{_said(view, own)} under {who}" for who, own in there.items()]
        return (
            f"{name}: {how} lie at {', '.join(parts)}",
            f"{name}: {', '.join(parts)}",
            f"{name}: {how} lie at {parts[0]}",
        )
    width = {who: _ends(own)[1] - _ends(own)[0] for who, own in there.items()}
    most, least = max(width, key=lambda who: width[who]), min(width, key=lambda who: width[who])
    return (
        f"{name}: runs lie furthest apart under {most} ({_said(view, there[most])}), closest under {least}",
        f"{name}: runs lie furthest apart under {most}",
    )


def _numbers(view: View, runs: dict[str, np.ndarray]) -> pd.DataFrame:
    rows = [
        pd.DataFrame({"scenario": name, "value": own, "share_of_runs": np.arange(1, len(own) + 1) / max(1, len(own))})
        for name, own in runs.items()
    ]
    return pd.concat(rows, ignore_index=True).assign(outcome=view.outcome, window=view.window)


def _alt(view: View, runs: dict[str, np.ndarray]) -> str:
    said = [f"{name}: {_said(view, own)}" for name, own in list(runs.items())[:6] if len(own)]
    return "; ".join(said or ["no run finished"]) + "."


KIND = Kind(
    name="distributions",
    purpose="how far the runs of each scenario lie apart in the last year, or in another window",
    needs="runs at one point",
    lacks=lacks,
    picture=picture,
)
