"""One figure for each hypothesis: every criterion with its interval, its threshold, and the points of the hypercube."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.wording import is_share, label, sentence_case, unit_of_gap
from experiments.figures import letters, pieces
from experiments.figures.claims import clear_count
from experiments.figures.draw import Drawing
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.rows import Row, rows_panel
from experiments.studies.hypotheses import rivalry
from experiments.studies.hypotheses.verdict import CALIBRATED, NOT_SUPPORTED, SUPPORTED, UNDECIDED
from experiments.studies.hypotheses.wording import effect, finding, share, threshold, verdict_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.studies.hypotheses.found import Found, Judgement
    from experiments.studies.hypotheses.verdict import Judged
    from experiments.studies.study import Draw

LOOK = {SUPPORTED: ("ink", "o"), NOT_SUPPORTED: ("ink", "X"), UNDECIDED: ("unclear", "s"), CALIBRATED: ("unclear", "D")}
"""Colour of the style and mark of each verdict: not those of better and worse, which are something else."""


def figures(found: Found) -> dict[str, Draw]:
    """The figure of every hypothesis that was judged, and that of the rivalry."""
    made: dict[str, Draw] = {
        judgement.hypothesis.id.casefold(): partial(_drawn, judgement)
        for judgement in found.judgements
        if any(not one.error for one in judgement.judged)
    }
    if len(found.rivals):
        made["rivalry"] = lambda: Drawing("rivalry", rivalry_picture(found.rivals))
    return made


def _drawn(judgement: Judgement) -> Drawing:
    return Drawing(judgement.hypothesis.id.casefold(), criteria_picture(judgement))


def criteria_picture(judgement: Judgement) -> Picture:
    """A panel for each criterion, on its own scale: interval, threshold, and the hypercube's points below it."""
    hypothesis, cube = judgement.hypothesis, judgement.hypercube
    shown = [(place, one) for place, one in enumerate(judgement.judged) if not one.error]
    there = cube is not None and cube.points > 0
    points = {place: cube.statistics[:, place] if cube is not None and there else np.empty(0) for place, _ in shown}
    notes = [
        f"Marks with bars: mean and {LEVEL:.0%} bootstrap interval of {shown[0][1].n} paired replications. Shaded: "
        "where the criterion, set before any run, wants it."
    ]
    if cube is not None and there:
        notes.append(
            f"Small strokes: the same statistic at each of {cube.points} points of a Latin hypercube of all "
            f"assumptions; {share(cube.upheld)} of them uphold the verdict. Triangles at the edge lie outside."
        )
    if hypothesis.calibrated:
        notes.append(hypothesis.calibrated)
    used = {_key(one) for _, one in shown}
    return Picture(
        titles=(finding(judgement), _counted(judgement), f"{hypothesis.id} is {judgement.verdict}"),
        shown=f"{hypothesis.claim} Contrast: {hypothesis.contrast}",
        panels=tuple(_criterion(one, points[place]) for place, one in shown),
        numbers=_numbers(hypothesis.id, [(one, points[place]) for place, one in shown]),
        alt=f"{finding(judgement).rstrip('.')}. {_alt([one for _, one in shown])}",
        notes=tuple(notes),
        legend=(
            *(pieces.line_entry(name, partial(_mark, name=name)) for name in LOOK if name in used),
            pieces.patch_entry("wanted", lambda pen: {"facecolor": pen.palette.tints[1]}),
            *(
                (
                    pieces.line_entry(
                        "other assumptions",
                        lambda pen: {
                            "color": pen.palette.muted, "marker": "|", "linestyle": "", "markersize": pen.thick(6),
                        },
                    ),
                )
                if there
                else ()
            ),
        ),
        most_columns=1,
    )  # fmt: skip


def _counted(judgement: Judgement) -> str:
    """The verdict with how many criteria hold, for a finding that is too long for a title."""
    judged = [one for one in judgement.judged if not one.criterion.calibrated]
    hold = sum(one.verdict == SUPPORTED for one in judged)
    return f"{judgement.hypothesis.id} is {judgement.verdict}: {hold} of {len(judged)} criteria hold"


def _look(pen: Pen, name: str) -> tuple[str, str]:
    colour, mark = LOOK[name]
    return str(getattr(pen.palette, colour)), mark


def _mark(pen: Pen, name: str) -> dict[str, Any]:
    colour, mark = _look(pen, name)
    return {"color": colour, "marker": mark, "markersize": pen.thick(5.5), "linewidth": pen.thick(2.0)}


def _key(one: Judged) -> str:
    return CALIBRATED if one.criterion.calibrated else one.verdict


def _criterion(one: Judged, points: np.ndarray) -> Panel:
    """One criterion's panel."""
    criterion = one.criterion
    scale = 100.0 if criterion.unit == "share" else 1.0
    limits = [scale * x for x in (criterion.at_least, criterion.at_most) if x is not None]
    finite = scale * points[np.isfinite(points)]
    left, right = _reach(scale * np.array([one.low, one.high, one.effect]), limits, finite)
    low = -np.inf if criterion.at_least is None else scale * criterion.at_least
    high = np.inf if criterion.at_most is None else scale * criterion.at_most

    def draw(axes: Axes, pen: Pen) -> None:
        axes.axvspan(max(left, low), min(right, high), color=pen.palette.tints[1], linewidth=0, zorder=0)
        for limit in limits:
            axes.axvline(limit, color=pen.palette.ink, linewidth=pen.thick(1.1), zorder=1)
        colour, mark = _look(pen, _key(one))
        axes.plot([scale * one.low, scale * one.high], [0.68, 0.68], color=colour, linewidth=pen.thick(2.0))
        axes.plot([scale * one.effect], [0.68], marker=mark, color=colour, markersize=pen.thick(6), zorder=3)
        inside = finite[(finite >= left) & (finite <= right)]
        strokes: dict[str, Any] = {"linestyle": "", "color": pen.palette.muted}
        axes.plot(inside, np.full(len(inside), 0.22), marker="|", markersize=pen.thick(7), **strokes)
        for edge, beyond, arrow in ((left, finite < left, "<"), (right, finite > right, ">")):
            if beyond.any():
                axes.plot([edge], [0.22], marker=arrow, markersize=pen.thick(4), clip_on=False, **strokes)
                side = 1 if arrow == "<" else -1
                axes.annotate(
                    str(int(beyond.sum())), (edge, 0.22), xytext=(pen.thick(5) * side, 0), textcoords="offset points",
                    ha="left" if side > 0 else "right", va="center", fontsize=pen.size.small, color=pen.palette.muted,
                    bbox={"facecolor": axes.get_facecolor(), "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
                )  # fmt: skip
        axes.set_xlim(left, right)
        axes.set_ylim(0, 1)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(axis="y", visible=False)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=6, pen=pen)
        room = max(1.0, pen.width - 0.4)
        axes.set_xlabel(letters.shorten("%" if criterion.unit == "share" else criterion.unit, room, pen.size.small))

    heading = f"{sentence_case(criterion.name)}: {effect(one)}; wanted {threshold(criterion)}: {verdict_words(one)}"
    return Panel(draw, title=heading, deep=0.42)


def _reach(ends: np.ndarray, limits: list[float], points: np.ndarray) -> tuple[float, float]:
    """The ends of the axis: extreme points must not squeeze what the figure is about."""
    known = [*(float(end) for end in ends if np.isfinite(end)), *limits] or [0.0]
    reach = max(max(known) - min(known), 1e-9 + 0.1 * abs(max(known)))
    near = list(np.quantile(points, (0.1, 0.9))) if len(points) else []
    known += [min(max(x, min(known) - reach), max(known) + reach) for x in near]
    width = max(max(known) - min(known), 1e-9 + abs(max(known)) * 1e-3)
    return min(known) - 0.08 * width, max(known) + 0.08 * width


def _numbers(name: str, shown: list[tuple[Judged, np.ndarray]]) -> pd.DataFrame:
    """A row for each criterion, and one for each point of the hypercube."""
    rows: list[dict[str, Any]] = []
    for one, points in shown:
        criterion = one.criterion
        said = {"hypothesis": name, "criterion": criterion.name, "unit": criterion.unit}
        ends = {"value": one.effect, "low": one.low, "high": one.high, "pairs": one.n, "verdict": one.verdict}
        wanted = {"at_least": criterion.at_least, "at_most": criterion.at_most}
        rows.append({"drawn": "criterion", **said, **ends, **wanted})
        rows += [{"drawn": "other assumptions", **said, "value": float(point)} for point in points]
    return pd.DataFrame(rows)


def _alt(shown: list[Judged]) -> str:
    said = [
        f"{one.criterion.name}: {effect(one)}, wanted {threshold(one.criterion)}, {verdict_words(one)}" for one in shown
    ]
    return sentence_case("; ".join(said)) + "."


def rivalry_picture(contest: pd.DataFrame) -> Picture:
    """A panel for each outcome: the gain of either side with its interval."""
    from sim.outcomes import MEASURES

    names = list(dict.fromkeys(contest["gain"]))
    outcomes = list(dict.fromkeys(contest["outcome"]))
    panels = []
    for at, outcome in enumerate(outcomes):
        measure = MEASURES[outcome]
        scale = 100.0 if is_share(measure.unit) else 1.0
        rows = contest[contest["outcome"] == outcome].set_index("gain").loc[names]
        each = [
            Row(scale * row["difference"], scale * row["low"], scale * row["high"], row["finding"])
            for _, row in rows.iterrows()
        ]
        unit = unit_of_gap(measure.unit) or "ratio"
        panels.append(rows_panel(each, names, title=sentence_case(label(measure)), unit=unit, named=at % 2 == 0))
    said = rivalry.sentence(contest)
    return Picture(
        titles=(
            *(said, said.partition(". ")[2].partition("; ")[0]),
            clear_count("gains", contest["low"], contest["high"]),
        ),
        shown=(
            "Camden under distributed leadership: paired difference, theory on less off, in the last year, with its "
            f"{LEVEL:.0%} interval; {int(contest['n'].min())} pairs with the same random numbers"
        ),
        panels=tuple(panels),
        numbers=contest,
        alt=said.rstrip(".") + ".",
        notes=("S09 was calibrated to Camden (F31); its gain is no prediction. Each panel has its own scale.",),
        legend=pieces.verdict_entries(list(contest["finding"]), SAID),
        most_columns=2,
        wide_panels=True,
    )


SAID = {
    "better": "better with it", "worse": "worse with it", "higher": "clear, neither good nor bad",
    "lower": "clear, neither good nor bad", "no clear difference": "no clear difference",
    "no difference": "no difference", "the same": "the same",
}  # fmt: skip
"""Verdicts as the legend of the rivalry says them."""
