"""Where one scenario is ahead of another over two parameters, and the line between, as sure as the runs make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.wording import join, sentence_case
from experiments.figures import claims, pieces, words
from experiments.figures.kind import Kind
from experiments.figures.pairs import pairs_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.view import View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

RESAMPLES = 200
FINE = 61
"""Places along each side at which the line between is sought."""


@dataclass(frozen=True)
class _Map:
    """Paired differences over a grid: ``pairs`` of shape (values across, values up, pairs)."""

    across: str
    up: str
    x: np.ndarray
    y: np.ndarray
    pairs: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    direction: int

    @property
    def good(self) -> np.ndarray:
        """Where the scenario is clearly ahead."""
        return self.low > 0 if self.direction >= 0 else self.high < 0

    @property
    def bad(self) -> np.ndarray:
        """Where it is clearly behind."""
        return self.high < 0 if self.direction >= 0 else self.low > 0

    @property
    def has_line(self) -> bool:
        """Whether there is a line to draw: clear cells on either side of it."""
        return bool(self.good.any() and self.bad.any())


def lacks(result: Result) -> str:
    """What a result must have."""
    if result.kind != "grid":
        return "it is no grid"
    if len(_numeric(result)) < 2:
        return "it varies fewer than two numbers"
    if len(result.scenarios) < 2:
        return "it has one scenario, and a difference needs two"
    return ""


def _numeric(result: Result) -> list[str]:
    return [
        name
        for name in result.factors
        if pd.api.types.is_numeric_dtype(result.plan[name]) and len(result.plan[name].unique()) > 1
    ]


def picture(view: View) -> Picture:
    """The picture."""
    result = view.result
    if len(view.scenarios) != 2:
        raise InputError(
            f"A phase diagram compares two scenarios, not {len(view.scenarios)}; choose two with --scenario."
        )
    if len(view.outcomes) > 1 or len(view.parameters) > 2:
        raise InputError("A phase diagram shows one outcome over two parameters; leave out what is more than that.")
    names = list(view.parameters or _numeric(result))[:2]
    if len(names) < 2 or any(name not in _numeric(result) for name in names):
        raise InputError(f"A phase diagram needs two numbers that vary; there are {join(_numeric(result))}.")
    found = _map(view, names[0], names[1])
    pair = pairs_of(view)[0]
    rest = [name for name in result.factors if name not in names]
    over = f", mean over {join([words.parameter(name) for name in rest])}" if rest else ""
    return Picture(
        titles=_titles(view, found),
        shown=(
            f"{view.place}: {result.label(view.outcome)} {view.when}, {pair.name}{over}: mean of "
            f"{int(np.isfinite(found.pairs).sum(axis=2).min())} pairs at each point; dots where the {level()} interval "
            f"spans zero; {view.seeds}; {result.versions}"
        ),
        panels=(_panel(view, found, pair.name),),
        numbers=_numbers(view, found),
        alt=(
            f"Of {found.mean.size} points {int(found.good.sum())} are clearly better, {int(found.bad.sum())} clearly "
            f"worse under {view.scenarios[1]}."
        ),
        notes=(
            (
                "Line: where the difference is zero; hatched: where nine of ten bootstraps of the runs put it."
                if found.has_line
                else "No line is drawn: nowhere is the difference clearly turned round."
            ),
        ),
        legend=(
            pieces.patch_entry(
                f"{view.scenarios[1]} better" if view.measure.direction else f"{view.scenarios[1]} higher",
                lambda pen: {"facecolor": pen.palette.better},
            ),
            pieces.patch_entry(
                "worse" if view.measure.direction else "lower", lambda pen: {"facecolor": pen.palette.worse}
            ),
            pieces.line_entry(
                "not clear",
                lambda pen: {"marker": ".", "linestyle": "", "color": pen.palette.ink, "markersize": pen.thick(5)},
            ),
        ),
    )


def _map(view: View, across: str, up: str) -> _Map:
    frame = view.result.window(view.window, [view.outcome])
    frame = frame[frame["scenario"].isin(view.scenarios)]
    if view.council is not None:
        frame = frame[frame["council"] == view.council]
    x, y = np.unique(frame[across].to_numpy()), np.unique(frame[up].to_numpy())
    replicates = np.unique(frame["replicate"].to_numpy())
    shape = (2, len(x), len(y), len(replicates))
    sums, counts = np.zeros(shape), np.zeros(shape)
    places = (
        (frame["scenario"] == view.scenarios[1]).to_numpy().astype(int),
        np.searchsorted(x, frame[across].to_numpy()),
        np.searchsorted(y, frame[up].to_numpy()),
        np.searchsorted(replicates, frame["replicate"].to_numpy()),
    )
    np.add.at(sums, places, frame[view.outcome].to_numpy(dtype=float))
    np.add.at(counts, places, 1)
    runs = np.divide(sums, counts, out=np.full(shape, np.nan), where=counts > 0)
    pairs = runs[1] - runs[0]
    each = [paired_interval(cell[:, None]) for cell in pairs.reshape(-1, len(replicates))]
    mean, low, high = (
        np.array([float(getattr(one, end)[0]) for one in each]).reshape(len(x), len(y))
        for end in ("mean", "low", "high")
    )
    return _Map(across, up, x, y, pairs, mean, low, high, view.measure.direction)


def _panel(view: View, found: _Map, name: str) -> Panel:
    times = claims.scale(view.measure.unit)

    def draw(axes: Axes, pen: Pen) -> None:
        palette = pen.palette
        ends = (palette.worse, palette.ground, palette.better)
        colours = LinearSegmentedColormap.from_list("verdict", ends if found.direction >= 0 else ends[::-1])
        reach = float(np.nanmax(np.abs(found.mean))) if np.isfinite(found.mean).any() else 1.0
        norm = TwoSlopeNorm(0.0, -(reach or 1.0), reach or 1.0)
        drawn = axes.pcolormesh(_edges(found.x), _edges(found.y), found.mean.T, cmap=colours, norm=norm, alpha=0.85)
        unclear = ~(found.good | found.bad)
        at = np.argwhere(unclear)
        axes.plot(found.x[at[:, 0]], found.y[at[:, 1]], ".", color=palette.ink, markersize=pen.thick(4))
        if found.has_line:
            _line(axes, found, pen)
        axes.grid(visible=False)
        axes.set_xlabel(words.parameter_axis(found.across))
        axes.set_xlim(*_edges(found.x)[[0, -1]])
        axes.set_ylim(*_edges(found.y)[[0, -1]])
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        pieces.value_axis(axes.yaxis, "ratio", gap=True, most=4)
        bar = axes.figure.colorbar(drawn, ax=axes, fraction=0.05, pad=0.02)
        bar.outline.set_visible(False)
        ticks = np.array([-reach, 0.0, reach] if reach > 0 else [0.0])
        bar.set_ticks(ticks.tolist(), labels=[pieces.plain(float(f"{times * tick:.2g}")) for tick in ticks])
        bar.ax.tick_params(length=0)

    unit = claims.short_unit(view.measure.unit) or "ratio"
    return Panel(draw, axis=f"{words.parameter_axis(found.up)} (upward); colour: {name} ({unit})", deep=1.5, room=0.95)


def _edges(values: np.ndarray) -> np.ndarray:
    """The edges of cells around ``values``."""
    middle = (values[1:] + values[:-1]) / 2
    return np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])


def _line(axes: Axes, found: _Map, pen: Pen) -> None:
    """Where the mean is zero, and the band that holds it in nine of ten bootstraps over the replicates."""
    from scipy.interpolate import RegularGridInterpolator

    x, y = np.linspace(found.x[0], found.x[-1], FINE), np.linspace(found.y[0], found.y[-1], FINE)
    places = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)

    def fine(values: np.ndarray) -> np.ndarray:
        smooth: np.ndarray = RegularGridInterpolator((found.x, found.y), values)(places)
        return smooth

    kept = found.pairs[:, :, np.isfinite(found.pairs).all(axis=(0, 1))]
    if kept.shape[2] > 1:
        chance = np.random.default_rng(0)
        above = np.zeros((FINE, FINE))
        for _ in range(RESAMPLES):
            drawn = chance.integers(kept.shape[2], size=kept.shape[2])
            above += fine(kept[:, :, drawn].mean(axis=2)) > 0
        share = above / RESAMPLES
        edge = (1 - LEVEL) / 2
        inside = ((share > edge) & (share < 1 - edge)).astype(float)
        if inside.any():
            axes.contourf(x, y, inside.T, levels=[0.5, 1.5], colors="none", hatches=["////"], zorder=3)
    axes.contour(x, y, fine(found.mean).T, levels=[0.0], colors=[pen.palette.ink], linewidths=pen.thick(1.6), zorder=4)


def _titles(view: View, found: _Map) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    name, who, against = sentence_case(label), view.scenarios[1], view.scenarios[0]
    good, bad, of = int(found.good.sum()), int(found.bad.sum()), found.mean.size
    both = f"{words.parameter(found.across)} and {words.parameter(found.up)}"
    if not np.isfinite(found.low).any():
        return (f"Too few runs finished to map {label} over {both}",)
    if not good and not bad:
        return (
            f"No clear difference in {label} between {who} and {against} anywhere over {both}",
            f"No clear difference in {label} anywhere",
        )
    ahead, behind = ("ahead", "behind") if view.measure.direction else ("higher", "lower")
    if not good or not bad:
        word, count = (ahead, good) if good else (behind, bad)
        than = {"ahead": " of", "behind": ""}.get(word, " than")
        return (
            f"{name}: {who} is clearly {word}{than} {against} at {count} of {of} settings of {both}, nowhere turned",
            f"{name}: {who} is clearly {word} at {count} of {of} settings, nowhere turned",
            f"{name}: {who} clearly {word} at {count} of {of} settings",
        )
    return (
        f"{name}: {who} is clearly {ahead} of {against} at {good} and {behind} at {bad} of {of} settings of {both}",
        f"{name}: {who} clearly {ahead} at {good}, {behind} at {bad} of {of} settings",
    )


def _numbers(view: View, found: _Map) -> pd.DataFrame:
    rows = [
        (x, y, found.mean[i, j], found.low[i, j], found.high[i, j])
        for i, x in enumerate(found.x)
        for j, y in enumerate(found.y)
    ]
    frame = pd.DataFrame(rows, columns=[found.across, found.up, "difference", "low", "high"])
    return frame.assign(outcome=view.outcome, scenario=view.scenarios[1], reference=view.scenarios[0])


KIND = Kind(
    name="phase_diagram",
    purpose="where one scenario is ahead of another over two parameters, and the line between",
    needs="a grid over two numbers or more with two scenarios",
    lacks=lacks,
    picture=picture,
    by_parameter=True,
)
