"""One figure for each hypothesis: every criterion with its interval, its threshold, and the points of the hypercube."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analysis.wording import is_share, label, sentence_case, unit_of_gap
from experiments.figures import style
from experiments.studies.hypotheses import rivalry
from experiments.studies.hypotheses.verdict import CALIBRATED, NOT_SUPPORTED, SUPPORTED, UNDECIDED
from experiments.studies.hypotheses.wording import effect, finding, share, threshold, verdict_words

if TYPE_CHECKING:
    from experiments.studies.hypotheses.found import Found, Judgement
    from experiments.studies.hypotheses.verdict import Judged
    from experiments.studies.study import Drawing

LOOK = {
    SUPPORTED: (style.BETTER_COLOUR, "o"),
    NOT_SUPPORTED: (style.WORSE_COLOUR, "X"),
    UNDECIDED: (style.UNCLEAR_COLOUR, "s"),
    CALIBRATED: (style.CHANGED_COLOUR, "D"),
}
WANTED = "#dcebd9"
"""Where a criterion wants its statistic."""


def figures(found: Found) -> dict[str, Drawing]:
    """The figure of every hypothesis that was judged, and that of the rivalry: its finding, and what draws it."""
    drawings: dict[str, Drawing] = {
        judgement.hypothesis.id.casefold(): (finding(judgement), partial(criteria_figure, judgement))
        for judgement in found.judgements
        if any(not one.error for one in judgement.judged)
    }
    if len(found.rivals):
        drawings["rivalry"] = (rivalry.sentence(found.rivals), partial(rivalry_figure, found.rivals))
    return drawings


def criteria_figure(judgement: Judgement) -> Figure:
    """A panel for each criterion, on its own scale: interval, threshold, and the hypercube's points below it."""
    hypothesis = judgement.hypothesis
    shown = [(place, one) for place, one in enumerate(judgement.judged) if not one.error]
    cube = judgement.hypercube
    note = (
        f"Dots with bars: mean and 90% bootstrap interval of {shown[0][1].n} paired replications. Green: where the "
        "criterion, set before any run, wants it."
    )
    if cube is not None and cube.points:
        note += (
            f" Small strokes: the same statistic at each of {cube.points} points of a Latin hypercube of all "
            f"assumptions; {share(cube.upheld)} of them uphold the verdict. Triangles at the edge lie outside."
        )
    if hypothesis.calibrated:
        note += f" {hypothesis.calibrated}"
    with style.house_style():
        frame = style.frame(
            title=finding(judgement),
            shown=f"{hypothesis.claim} Contrast: {hypothesis.contrast}",
            note=note,
            rows=len(shown),
            columns=1,
            panel_height=0.62,
            between_rows=0.86,
            left=0.35,
            right=0.35,
            above=0.42,
            below=0.5,
        )
        for panel, (place, one) in zip(frame.axes.flat, shown, strict=True):
            points = cube.statistics[:, place] if cube is not None and cube.points else np.empty(0)
            _criterion(panel, one, points)
        used = {_key(one) for _, one in shown}
        handles: list[Line2D | Patch] = [
            Line2D(
                [], [], color=colour, marker=marker, markersize=7, markeredgecolor="white", linewidth=2.4, label=name
            )
            for name, (colour, marker) in LOOK.items()
            if name in used
        ]
        handles.append(Patch(facecolor=WANTED, label="wanted"))
        if cube is not None and cube.points:
            handles.append(
                Line2D([], [], color=style.GREY, marker="|", linestyle="", markersize=8, label="other assumptions")
            )
        frame.legend(handles, columns=len(handles))
    return frame.figure


def _key(one: Judged) -> str:
    return CALIBRATED if one.criterion.calibrated else one.verdict


def _criterion(panel: Axes, one: Judged, points: np.ndarray) -> None:
    """One criterion's panel."""
    criterion = one.criterion
    scale = 100.0 if criterion.unit == "share" else 1.0
    limits = [scale * x for x in (criterion.at_least, criterion.at_most) if x is not None]
    finite = scale * points[np.isfinite(points)]
    near = list(np.quantile(finite, (0.1, 0.9))) if len(finite) else []
    ends = [scale * one.low, scale * one.high, scale * one.effect, *limits]
    # Extreme points must not squeeze what the figure is about.
    reach = max(max(ends) - min(ends), 1e-9 + 0.1 * abs(max(ends)))
    ends += [min(max(x, min(ends) - reach), max(ends) + reach) for x in near]
    width = max(max(ends) - min(ends), 1e-9 + abs(max(ends)) * 1e-3)
    left, right = min(ends) - 0.08 * width, max(ends) + 0.08 * width
    low = -np.inf if criterion.at_least is None else scale * criterion.at_least
    high = np.inf if criterion.at_most is None else scale * criterion.at_most
    panel.axvspan(max(left, low), min(right, high), color=WANTED, linewidth=0, zorder=0)
    for limit in limits:
        panel.axvline(limit, color=style.INK, linewidth=1.3, zorder=1)
    colour, marker = LOOK[_key(one)]
    panel.plot([scale * one.low, scale * one.high], [0.66, 0.66], color=colour, linewidth=2.8, solid_capstyle="round")
    panel.plot(
        [scale * one.effect], [0.66], marker=marker, color=colour, markersize=8, markeredgecolor="white", zorder=3
    )
    inside = finite[(finite >= left) & (finite <= right)]
    panel.plot(inside, np.full(len(inside), 0.22), linestyle="", marker="|", markersize=9, color=style.GREY)
    for edge, beyond, arrow in ((left, finite < left, "<"), (right, finite > right, ">")):
        if beyond.any():
            panel.plot([edge], [0.22], marker=arrow, color=style.GREY, markersize=5, clip_on=False)
            side = -1 if arrow == "<" else 1
            panel.annotate(
                str(int(beyond.sum())),
                (edge, 0.22),
                xytext=(6 * side, 0),
                textcoords="offset points",
                ha="right" if side < 0 else "left",
                va="center",
                fontsize=style.SMALL,
                color=style.GREY,
                annotation_clip=False,
            )
    heading = f"{sentence_case(criterion.name)}: {effect(one)}; wanted {threshold(criterion)}: {verdict_words(one)}"
    panel.set_title("\n".join(style.fold(heading, 8.1, style.NORMAL)[:2]), pad=5)
    panel.set_xlim(left, right)
    panel.set_ylim(0, 1)
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    panel.grid(axis="y", visible=False)
    panel.locator_params(axis="x", nbins=8)
    style.plain_numbers(panel.xaxis)
    panel.set_xlabel("%" if criterion.unit == "share" else criterion.unit, labelpad=1)


def rivalry_figure(contest: pd.DataFrame) -> Figure:
    """A panel for each outcome: the gain of either side with its interval."""
    names = list(dict.fromkeys(contest["gain"]))
    outcomes = list(dict.fromkeys(contest["outcome"]))
    from sim.outcomes import MEASURES

    columns = 3
    lines = ["\n".join(style.fold(name, 1.9, style.SMALL)) for name in names]
    with style.house_style():
        frame = style.frame(
            title=rivalry.sentence(contest),
            shown=(
                "Camden under distributed leadership: paired difference, theory on less off, in the last year, with "
                "its 90% interval"
            ),
            note=(
                f"{int(contest['n'].min())} pairs with the same random numbers. S09 was calibrated to Camden "
                "(F31); its gain is no prediction. Each panel has its own scale."
            ),
            rows=-(-len(outcomes) // columns),
            columns=columns,
            panel_height=0.25 + 0.42 * len(names),
            between_columns=0.4,
            left=2.05,
            legend_rows=0,
            share_y=True,
        )
        for panel, outcome in zip(frame.axes.flat, outcomes, strict=False):
            measure = MEASURES[outcome]
            scale = 100.0 if is_share(measure.unit) else 1.0
            rows = contest[contest["outcome"] == outcome].set_index("gain")
            for place, name in enumerate(names):
                row = rows.loc[name]
                look = {"better": SUPPORTED, "worse": NOT_SUPPORTED}.get(row["finding"], UNDECIDED)
                colour, marker = LOOK[look]
                panel.plot([scale * row["low"], scale * row["high"]], [place, place], color=colour, linewidth=2.4)
                panel.plot(
                    [scale * row["difference"]], [place], marker=marker, color=colour, markersize=7,
                    markeredgecolor="white",
                )  # fmt: skip
            panel.axvline(0, color=style.INK, linewidth=1.1, zorder=1)
            panel.set_title(sentence_case(label(measure)), pad=6)
            panel.set_xlabel(unit_of_gap(measure.unit))
            style.plain_numbers(panel.xaxis)
            style.roomy_ticks(panel)
            panel.grid(axis="y", visible=False)
            panel.set_yticks(range(len(names)), lines)
            panel.set_ylim(len(names) - 0.5, -0.5)
        style.drop_empty(frame.axes, len(outcomes))
    return frame.figure
