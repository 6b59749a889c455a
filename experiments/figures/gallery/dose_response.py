"""Dose and response: a lever on x, and the paired difference that it makes with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.wording import join, sentence_case
from experiments.figures import claims, letters, pieces, words
from experiments.figures.kind import Kind
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

CROSSED = ("grid", "one_at_a_time")
"""The kinds of sweeps in which one parameter is moved while the others stand still."""


@dataclass(frozen=True)
class _Doses:
    """Runs by level of one parameter: ``runs`` of shape (lines, levels, replicates), ``against`` what is taken off.

    A line is a scenario; where the scenarios are the levels there is one line.
    """

    parameter: str
    levels: tuple[Any, ...]
    lines: tuple[str, ...]
    runs: np.ndarray
    against: str

    @property
    def pairs(self) -> np.ndarray:
        """Paired differences, of the same shape: from the reference at the same level, or from the first level."""
        several = len(self.lines) > 1
        found: np.ndarray = self.runs[1:] - self.runs[:1] if several else self.runs - self.runs[:, :1]
        return found


def lacks(result: Result) -> str:
    """What a result must have."""
    if result.factors:
        if result.kind not in CROSSED:
            return "its points differ in several parameters at once (a grid or one_at_a_time moves one)"
        return ""
    if _along(result, result.scenarios) is None:
        return "it varies no parameter, and its scenarios are no three levels of one"
    return ""


def picture(view: View) -> Picture:
    """The picture."""
    doses = _of_sweep(view) if view.result.factors else _of_scenarios(view)
    pairs = doses.pairs
    shown = doses.lines[1:] if len(doses.lines) > 1 else doses.lines
    found = [paired_interval(one.T) for one in pairs]
    limits = finite_limits(
        np.concatenate([np.concatenate([f.low, f.high, f.mean]) for f in found]), zero=True, margin=0.12
    )
    numeric = all(isinstance(one, int | float) and not isinstance(one, bool) for one in doses.levels)
    places = np.array(doses.levels, dtype=float) if numeric else np.arange(len(doses.levels), dtype=float)

    def draw(axes: Axes, pen: Pen) -> None:
        reach = float(np.ptp(places)) or 1.0
        for at, (name, interval) in enumerate(zip(shown, found, strict=True)):
            stroke = pen.scenarios[name]
            x = places + (at - (len(shown) - 1) / 2) * 0.012 * reach
            axes.plot(x, interval.mean, color=stroke.colour, linestyle=stroke.dash, linewidth=pen.thick(1.0))
            axes.vlines(x, interval.low, interval.high, color=stroke.colour, linewidth=pen.thick(1.8))
            axes.plot(x, interval.mean, color=stroke.colour, marker=stroke.mark, linestyle="", markersize=pen.thick(5))
        pieces.zero(axes, pen)
        axes.set_ylim(*limits)
        axes.set_xlim(places[0] - 0.06 * reach, places[-1] + 0.06 * reach)
        room = 0.85 * pen.width / len(places)
        said = [letters.shorten(words.value(one), max(room, 0.35), pen.size.small, lines=2) for one in doses.levels]
        widest = max(letters.width(line, pen.size.small) for text in said for line in text.split("\n"))
        every = max(1, int(np.ceil(widest * 1.3 / max(0.05, (pen.width - 0.8) / len(places)))))
        axes.set_xticks(places[::every], said[::every])
        pieces.value_axis(axes.yaxis, view.measure.unit, gap=True)
        axes.set_xlabel(words.parameter_axis(doses.parameter))

    unit = claims.short_unit(view.measure.unit) or "ratio"
    n = min(interval.n for interval in found)
    rest = [name for name in view.result.factors if name != doses.parameter]
    over = f"; mean over the levels of {join([words.parameter(name) for name in rest])}" if rest else ""
    over = over if view.result.kind == "grid" else ""
    compared = f"{sentence_case(shown[0])} less" if len(shown) == 1 and len(doses.lines) > 1 else "Difference from"
    return Picture(
        titles=_titles(view, doses, shown, pairs),
        shown=(
            f"{view.place}: {view.result.label(view.outcome)} {view.when}, mean of {n} paired differences from "
            f"{doses.against}, with {level()} intervals{over}; {view.seeds}; {view.result.versions}"
        ),
        panels=(Panel(draw, axis=f"{compared} {doses.against} ({unit})", deep=1.25),),
        numbers=_numbers(view, doses, shown, found),
        alt=_alt(view, doses, shown, found),
        notes=("Each difference is taken between runs with the same random numbers.",),
        legend=pieces.scenario_entries(shown) if len(shown) > 1 else (),
    )


# ------------------------------------------------------------------ where the doses come from
def _along(result: Result, scenarios: Sequence[str]) -> tuple[str, tuple[Any, ...]] | None:
    """The one number in which three scenarios or more differ, and its value in each; None where there is none."""
    if len(scenarios) < 3:
        return None
    told = [result.scenario(name) for name in scenarios]
    if len({tuple(sorted(one.without)) for one in told}) > 1:
        return None
    names = sorted({name for one in told for name in one.settings})
    varied = {name: tuple(result.setting(scenario, name) for scenario in scenarios) for name in names}
    varied = {name: there for name, there in varied.items() if len(set(there)) > 1}
    if len(varied) != 1:
        return None
    ((name, there),) = varied.items()
    if len(set(there)) < len(there) or not all(isinstance(one, int | float) for one in there):
        return None
    return name, there


def _of_scenarios(view: View) -> _Doses:
    found = _along(view.result, view.scenarios)
    if found is None:
        raise InputError(
            f"The scenarios {join(list(view.scenarios[:6]))} of {view.result.folder} are no three levels of one "
            "number; choose others with --scenario."
        )
    name, there = found
    order = sorted(range(len(there)), key=lambda at: there[at])
    values = view.values(view.outcome)[order]
    first = view.scenarios[order[0]]
    levels = tuple(there[at] for at in order)
    return _Doses(name, levels, (first,), values[None], f"{first} ({words.value(levels[0])})")


def _of_sweep(view: View) -> _Doses:
    result = view.result
    roles = {name: said.get("role", "") for name, said in result.manifest["design"]["factors"].items()}
    levers = [name for name in result.factors if roles[name] == "levers"]
    if len(view.parameters) > 1:
        raise InputError(f"dose_response shows one parameter, not {len(view.parameters)}; leave the others out.")
    name = view.parameters[0] if view.parameters else (levers or list(result.factors))[0]
    frame = result.window(view.window, [view.outcome])
    frame = frame[frame["scenario"].isin(view.scenarios)]
    if view.council is not None:
        frame = frame[frame["council"] == view.council]
    if result.kind == "one_at_a_time":
        base = frame.sort_values("point", kind="stable").iloc[0]
        for other in result.factors:
            if other != name:
                frame = frame[frame[other] == base[other]]
    levels = tuple(sorted(frame[name].unique().tolist(), key=lambda one: (isinstance(one, str), one)))
    if len(levels) < 2:
        raise InputError(f"{result.folder} has one level of {name}; choose another parameter with --parameter.")
    replicates = np.unique(frame["replicate"].to_numpy())
    shape = (len(view.scenarios), len(levels), len(replicates))
    sums, counts = np.zeros(shape), np.zeros(shape)
    places = (
        pd.Categorical(frame["scenario"], categories=list(view.scenarios)).codes,
        pd.Categorical(frame[name], categories=list(levels)).codes,
        np.searchsorted(replicates, frame["replicate"].to_numpy()),
    )
    # A replicate of which one run failed is left out at that level: the others would stand for something else.
    np.add.at(sums, places, frame[view.outcome].to_numpy(dtype=float))
    np.add.at(counts, places, 1)
    runs = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
    against = view.reference if len(view.scenarios) > 1 else f"{words.parameter(name)} {words.value(levels[0])}"
    return _Doses(name, levels, view.scenarios, runs, against)


# ------------------------------------------------------------------ what it says
def _titles(view: View, doses: _Doses, shown: Sequence[str], pairs: np.ndarray) -> tuple[str, ...]:
    label, what = view.result.label(view.outcome), words.parameter(doses.parameter)
    name = sentence_case(label)
    compared = pairs if len(doses.lines) > 1 else pairs[:, 1:]
    columns = [one[np.isfinite(one)] for line in compared for one in line]
    if any(len(one) < 2 for one in columns):
        return (f"Too few runs finished to say how {label} responds to {what}",)
    clear = holm(np.array([p_values(one[:, None])[0] for one in columns]), 1 - LEVEL).reshape(compared.shape[:2])
    means = np.array([float(one.mean()) for one in columns]).reshape(compared.shape[:2])
    unit = view.measure.unit
    if len(doses.lines) == 1:
        first, last = words.value(doses.levels[0]), words.value(doses.levels[-1])
        if not clear.any():
            return (
                f"No clear difference in {label} at any level of {what} from {first} to {last}",
                f"No clear difference in {label} over {what}",
            )
        far = int(np.abs(np.where(clear, means, 0.0))[0].argmax())
        dose = words.value(doses.levels[far + 1])
        amount, way = claims.size(means[0, far], unit), "higher" if means[0, far] > 0 else "lower"
        return (
            f"{name} is up to {amount} {way} with {what} {dose} than with {first}",
            f"{name}: up to {amount} {way} with {what} {dose}",
        )
    if len(shown) > 1:
        count = int(clear.sum())
        return (
            f"{name}: {count} of {clear.size} differences from {doses.against} over {what} are clear after Holm",
            f"{name}: {count} of {clear.size} differences clear after Holm",
        )
    good = means[0] * (view.measure.direction or 1) > 0
    better, worse = int((clear[0] & good).sum()), int((clear[0] & ~good).sum())
    of = len(doses.levels)
    who = shown[0]
    if not better and not worse:
        return (
            f"No clear difference in {label} between {who} and {doses.against} at any of {of} levels of {what}",
            f"No clear difference in {label} at any level of {what}",
        )
    ahead, behind = ("ahead", "behind") if view.measure.direction else ("higher", "lower")
    parts = [f"{word} at {count}" for word, count in ((ahead, better), (behind, worse)) if count]
    return (
        f"{name}: {who} is clearly {' and '.join(parts)} of {of} levels of {what} against {doses.against} (after Holm)",
        f"{name}: {who} clearly {' and '.join(parts)} of {of} levels of {what}",
        f"{name}: clearly {' and '.join(parts)} of {of} levels",
    )


def _numbers(view: View, doses: _Doses, shown: Sequence[str], found: Sequence[Any]) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "outcome": view.outcome,
                    "scenario": name,
                    "against": doses.against,
                    "parameter": doses.parameter,
                    "level": [str(one) for one in doses.levels],
                    "difference": interval.mean,
                    "low": interval.low,
                    "high": interval.high,
                    "pairs": interval.n,
                }
            )
            for name, interval in zip(shown, found, strict=True)
        ],
        ignore_index=True,
    )


def _alt(view: View, doses: _Doses, shown: Sequence[str], found: Sequence[Any]) -> str:
    said = []
    for name, interval in zip(shown[:6], found, strict=False):
        steps = [
            f"{words.value(one)}: {'+' if mean > 0 else '−' if mean < 0 else ''}{claims.size(mean, view.measure.unit)}"
            for one, mean in zip(doses.levels, interval.mean, strict=True)
            if np.isfinite(mean)
        ]
        said.append(f"{name}, {words.parameter(doses.parameter)} {', '.join(steps)}")
    return "; ".join(said) + "."


KIND = Kind(
    name="dose_response",
    purpose="what a lever does to an outcome, level by level, with paired differences",
    needs="a grid or one-at-a-time sweep, or three scenarios that are levels of one number",
    lacks=lacks,
    picture=picture,
    by_parameter=True,
)
