"""The pictures: correlations against the band of the meta-analyses, maps of where command wins, controls, responses."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analysis.intervals import LEVEL
from experiments.analysis.wording import is_share, join, label, plain, sentence_case, unit_of_gap
from experiments.figures import letters, pieces
from experiments.figures.claims import SAID, clear_count
from experiments.figures.draw import Drawing
from experiments.figures.matrix import Scale, scale_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.rows import Row, draw_row, frame_rows, rows_panel
from experiments.studies.arrays import TOO_FEW
from experiments.studies.fairness import controls, correlations, maps
from experiments.studies.fairness.correlations import HIGH, INSIDE, LOW, OUTSIDE, PREDICTORS, READINGS, UNDECIDED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from experiments.studies.fairness.found import Found
    from experiments.studies.study import Draw

LOOKS = {INSIDE: ("ink", "o"), OUTSIDE: ("ink", "X"), UNDECIDED: ("unclear", "s"), TOO_FEW: ("muted", "")}
"""Colour of the style and mark of each verdict on a correlation: not those of better and worse."""

NAMES = dict(zip(PREDICTORS, ("delegation", "trust in managers", "trust at the top"), strict=True))
STRONGEST = 12


def figures(found: Found) -> dict[str, Draw]:
    """The figures, each with its finding."""
    made = {
        "correlations": correlations_picture,
        "where_command_wins": maps_picture,
        "controls": controls_picture,
        "identifiability": identifiability_picture,
    }
    return {name: partial(_drawn, name, picture, found) for name, picture in made.items()}


def _drawn(name: str, picture: Any, found: Found) -> Drawing:
    return Drawing(name, picture(found))


def _first(sentence: str) -> str:
    """The first part of a long finding, for a narrow figure."""
    return sentence.partition("; ")[0].partition(" (")[0].partition(": ")[0]


# ------------------------------------------------------------------ correlations
def correlations_picture(found: Found) -> Picture:
    """A panel for each reading: correlation of each predictor with its interval, and the band."""
    rows = found.correlations
    said = correlations.sentence(rows)
    used = [verdict for verdict in LOOKS if verdict in set(rows["verdict"])]
    return Picture(
        titles=(said, _first(said), clear_count("correlations", rows["low"], rows["high"])),
        shown=(
            f"Correlation with the service outcome index over {int(rows['councils'].iloc[0])} councils in March 2017, "
            f"with its {LEVEL:.0%} interval"
        ),
        panels=tuple(_reading(rows, reading.name, named=at == 0) for at, reading in enumerate(READINGS)),
        numbers=rows,
        alt="; ".join(
            f"{row.reading}, {NAMES[row.predictor]}, classes {row.classes}: r {row.r:.2f}, {row.verdict}"
            for row in rows.itertuples()
        )
        + ".",
        notes=(
            f"Shaded: where meta-analyses put it ({LOW:g} to {HIGH:g}, F30). Hollow: within classes of councils. "
            "Reported, not tuned.",
            f"Each measure has a reliability of {correlations.RELIABILITY:g} (an assumption); small strokes: the same "
            "without error of measurement.",
        ),
        legend=(
            *(pieces.line_entry(verdict, partial(_verdict_mark, verdict=verdict)) for verdict in used),
            pieces.patch_entry("meta-analyses", lambda pen: {"facecolor": pen.palette.tints[1]}),
        ),
        most_columns=len(READINGS),
        wide_panels=True,
    )


def _verdict_look(pen: Pen, verdict: str) -> tuple[str, str]:
    colour, mark = LOOKS[verdict]
    return str(getattr(pen.palette, colour)), mark


def _verdict_mark(pen: Pen, verdict: str) -> dict[str, Any]:
    colour, mark = _verdict_look(pen, verdict)
    return {"color": colour, "marker": mark, "markersize": pen.thick(5), "linewidth": pen.thick(1.8)}


def _reading(rows: pd.DataFrame, name: str, *, named: bool) -> Panel:
    here = rows[rows["reading"] == name].set_index(["predictor", "classes"])

    def draw(axes: Axes, pen: Pen) -> None:
        axes.axvspan(LOW, HIGH, color=pen.palette.tints[1], linewidth=0, zorder=0)
        pieces.zero(axes, pen, along="y")
        for place, predictor in enumerate(PREDICTORS):
            for shift, classes in ((-0.18, "together"), (0.18, "held constant")):
                row = here.loc[(predictor, classes)]
                one = Row(
                    row["r"], row["low"], row["high"], hollow=classes != "together", stroke=row["r_without_error"]
                )
                draw_row(axes, pen, one, place + shift, _verdict_look(pen, row["verdict"]))
        alone = pen.width > 0.6 * pen.size.width
        names = [sentence_case(NAMES[name]) for name in PREDICTORS]
        frame_rows(axes, pen, names if named or alone else [""] * len(names))
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel("correlation r")

    return Panel(draw, title=sentence_case(name), deep=0.8, room=0.62 if named else 0.95)


# ------------------------------------------------------------------ where command wins
def maps_picture(found: Found) -> Picture:
    """Style x wickedness and style x crises, with values shared and unclear: who wins the index against command."""
    rows = found.maps[found.maps["outcome"] == "index"]
    scale = scale_of(100.0 * rows["difference"].to_numpy(dtype=float), zero=True)
    said = maps.sentence(found.maps)
    reach = max(abs(scale.low), abs(scale.high))
    panels = [
        _map(
            rows[(rows["world"] == world) & (rows["axis"] == axis.name)],
            f"Style x {axis.name}: {world}",
            axis.label,
            scale,
        )
        for world in maps.WORLDS
        for axis in maps.AXES
    ]
    return Picture(
        titles=(said, _first(said), maps.in_short(found.maps)),
        shown=(
            f"Camden: outcome index at each style less the index under command (style {maps.COMMAND:g}), mean of "
            f"{int(rows['n'].min())} paired runs, percentage points"
        ),
        panels=tuple(panels),
        numbers=rows,
        alt=f"{said.rstrip('.')}.",
        notes=(
            f"Line: neither (0). Dots: the {LEVEL:.0%} interval of the difference spans 0. Dashed: command itself.",
        ),
        legend=(
            pieces.patch_entry(f"letting go better by {reach:.1f}", lambda pen: {"facecolor": pen.palette.better}),
            pieces.patch_entry(f"command better by {reach:.1f}", lambda pen: {"facecolor": pen.palette.worse}),
            pieces.line_entry(
                "not clear",
                lambda pen: {"linestyle": "", "marker": ".", "color": pen.palette.ink, "markersize": pen.thick(4)},
            ),
        ),
        most_columns=len(maps.AXES),
    )


def _map(here: pd.DataFrame, title: str, upward: str, scale: Scale) -> Panel:
    gap = 100.0 * here.pivot_table(index="level", columns="style", values="difference")
    styles, levels = gap.columns.to_numpy(dtype=float), gap.index.to_numpy(dtype=float)

    def draw(axes: Axes, pen: Pen) -> None:
        axes.pcolormesh(
            styles, levels, gap.to_numpy(), cmap=scale.colours(pen), norm=scale.norm, shading="nearest", rasterized=True
        )
        # Command's own column is 0 everywhere; the line that means something lies beyond it.
        beyond = styles > maps.COMMAND
        shown = gap.to_numpy()[:, beyond]
        if np.nanmin(shown, initial=np.inf) < 0 < np.nanmax(shown, initial=-np.inf) and min(shown.shape) > 1:
            line: dict[str, Any] = {"colors": [pen.palette.ink], "linewidths": pen.thick(1.6)}
            axes.contour(styles[beyond], levels, shown, levels=[0.0], **line)
        unclear = here[(here["low"] <= 0) & (here["high"] >= 0) & (here["style"] != maps.COMMAND)]
        axes.plot(
            unclear["style"], unclear["level"], linestyle="", marker=".", markersize=pen.thick(3.5),
            color=pen.palette.ink,
        )  # fmt: skip
        axes.axvline(maps.COMMAND, color=pen.palette.muted, linewidth=pen.thick(1.0), linestyle=(0, (4, 2)))
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=5, pen=pen)
        pieces.value_axis(axes.yaxis, "ratio", gap=True, most=5)
        axes.set_xlabel(letters.shorten("leaders' style: 0 command, 1 distributed", pen.width - 0.4, pen.size.small))
        axes.grid(visible=False)

    return Panel(draw, title=title, axis=upward)


# ------------------------------------------------------------------ controls
def controls_picture(found: Found) -> Picture:
    """The contrast of styles under each control, a panel for each headline outcome."""
    from sim.outcomes import HEADLINE, MEASURES

    rows = found.controls
    names = [control.name for control in controls.CONTROLS]
    said = controls.sentence(rows)
    panels = []
    for at, outcome in enumerate(HEADLINE):
        measure = MEASURES[outcome]
        scale = 100.0 if is_share(measure.unit) else 1.0
        here = rows[rows["outcome"] == outcome].set_index("control").loc[names]
        each = [
            Row(scale * row["difference"], scale * row["low"], scale * row["high"], row["finding"])
            for _, row in here.iterrows()
        ]
        unit = unit_of_gap(measure.unit) or "ratio"
        panels.append(rows_panel(each, names, title=sentence_case(label(measure)), unit=unit, named=at % 3 == 0))
    return Picture(
        titles=(said, _first(said), clear_count("contrasts", rows["low"], rows["high"])),
        shown=(
            f"Camden: distributed less command in the last year, mean of {int(rows['n'].min())} paired differences "
            f"with its {LEVEL:.0%} interval"
        ),
        panels=tuple(panels),
        numbers=rows,
        alt=f"{said.rstrip('.')}.",
        notes=("Pairs have the same random numbers. Each panel has its own scale.",),
        legend=pieces.verdict_entries(list(rows["finding"]), SAID),
        most_columns=3,
        wide_panels=True,
    )


# ------------------------------------------------------------------ identifiability
def identifiability_sentence(found: Found) -> str:
    """How many assumptions no outcome tells from noise, and how many pairs run parallel."""
    parameters = found.identified.parameters
    silent = int((~parameters["told_from_noise"]).sum())
    return (
        f"No outcome tells {silent} of {len(parameters)} assumptions from noise, and {len(found.identified.pairs)} "
        "pairs of the others cannot be told from each other"
    )


def identifiability_picture(found: Found) -> Picture:
    """Every assumption's strongest response, ordered, with the threshold of noise; the strongest by name."""
    parameters = found.identified.parameters
    said = identifiability_sentence(found)
    top = parameters.head(STRONGEST)
    return Picture(
        titles=(said, said.partition(", and ")[0]),
        shown=(
            f"Strongest partial rank correlation of each assumption with any outcome in 2016-17, {found.points} points "
            "of a Latin hypercube"
        ),
        panels=(_all_responses(parameters, found.identified.threshold), _strongest(top)),
        numbers=parameters,
        alt=f"{said}. The strongest are {join([plain(name) for name in top['parameter'].head(5)])}.",
        notes=(
            f"Line: what 95% of assumptions would stay below if outcomes were exchanged at random "
            f"({found.identified.threshold:.2f}), so that about one in twenty of the silent ones is above it by "
            "chance. The numbers beside the figure name all.",
        ),
        legend=(
            pieces.line_entry("told from noise", partial(_told, told=True)),
            pieces.line_entry("no outcome responds", partial(_told, told=False)),
        ),
        most_columns=2,
        wide_panels=True,
    )


def _told(pen: Pen, told: bool) -> dict[str, Any]:
    look = {"color": pen.palette.ink, "marker": "o"} if told else {"color": pen.palette.unclear, "marker": "x"}
    return {**look, "linestyle": "", "markersize": pen.thick(3.5)}


def _all_responses(parameters: pd.DataFrame, threshold: float) -> Panel:
    strength = parameters["strongest_response"].abs().to_numpy()
    told = parameters["told_from_noise"].to_numpy(dtype=bool)

    def draw(axes: Axes, pen: Pen) -> None:
        order = np.arange(len(strength))
        for one in (True, False):
            axes.plot(order[told == one], strength[told == one], **_told(pen, one))
        axes.axhline(threshold, color=pen.palette.ink, linewidth=pen.thick(1.1))
        axes.set_ylim(0, max(0.05, 1.05 * float(strength.max())))
        axes.set_xlabel("assumptions, strongest first")
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        pieces.value_axis(axes.yaxis, "ratio", gap=True)

    return Panel(draw, title="All", axis="strongest response", deep=1.3)


def _strongest(top: pd.DataFrame) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        axes.barh(range(len(top)), top["strongest_response"], color=pen.palette.ways[1], height=0.7)
        pieces.zero(axes, pen, along="y")
        names = [sentence_case(f"{plain(row.parameter)} on {plain(row.outcome)}") for row in top.itertuples()]
        frame_rows(axes, pen, names)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel("partial rank correlation")

    deep = max(0.5, 0.16 * len(top) + 0.2)
    return Panel(draw, title=f"The {len(top)} strongest", deep=deep, room=0.62, wide=1.3)
