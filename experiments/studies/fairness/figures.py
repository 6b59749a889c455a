"""The pictures: correlations against the band of the meta-analyses, maps of where command wins, controls, responses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.analysis.wording import is_share, label, sentence_case, unit_of_gap
from experiments.figures import style
from experiments.studies.arrays import TOO_FEW
from experiments.studies.fairness import controls, correlations, maps
from experiments.studies.fairness.correlations import HIGH, INSIDE, LOW, OUTSIDE, PREDICTORS, READINGS, UNDECIDED

if TYPE_CHECKING:
    from experiments.studies.fairness.found import Found
    from experiments.studies.study import Drawing

LOOKS = {
    INSIDE: (style.BETTER_COLOUR, "o"),
    OUTSIDE: (style.WORSE_COLOUR, "X"),
    UNDECIDED: (style.UNCLEAR_COLOUR, "s"),
    TOO_FEW: (style.GREY, ""),
}
NAMES = dict(zip(PREDICTORS, ("delegation", "trust in managers", "trust at the top"), strict=True))
WHO_WINS = LinearSegmentedColormap.from_list(
    "who wins", [style.WORSE_COLOUR, "#f4d9c8", "#ffffff", "#cfe0ee", style.BETTER_COLOUR]
)


def figures(found: Found) -> dict[str, Drawing]:
    """The figures: the finding of each, and what draws it."""
    draw: dict[str, tuple[str, Callable[[Found, str], Figure]]] = {
        "correlations": (correlations.sentence(found.correlations), correlations_figure),
        "where_command_wins": (maps.sentence(found.maps), maps_figure),
        "controls": (controls.sentence(found.controls), controls_figure),
        "identifiability": (identifiability_sentence(found), identifiability_figure),
    }
    return {name: (title, partial(figure, found, title)) for name, (title, figure) in draw.items()}


def correlations_figure(found: Found, title: str) -> Figure:
    """A panel for each reading: correlation of each predictor with its interval, and the band."""
    rows = found.correlations
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=(
                f"Correlation with the service outcome index over {int(rows['councils'].iloc[0])} councils in March "
                "2017, with its 90% interval"
            ),
            note=(
                f"Green: where meta-analyses put it ({LOW:g} to {HIGH:g}, F30). Hollow: within classes of councils. "
                f"Each measure has a reliability of {correlations.RELIABILITY:g} (an assumption); small strokes: the "
                "same without error of measurement. Reported, not tuned."
            ),
            rows=1,
            columns=len(READINGS),
            panel_height=2.0,
            left=1.5,
            between_columns=0.3,
            share_y=True,
        )
        for panel, reading in zip(frame.axes.flat, READINGS, strict=True):
            panel.axvspan(LOW, HIGH, color="#dcebd9", linewidth=0, zorder=0)
            panel.axvline(0, color=style.INK, linewidth=1)
            for place, predictor in enumerate(PREDICTORS):
                for shift, classes in ((-0.16, "together"), (0.16, "held constant")):
                    row = rows[
                        (rows["reading"] == reading.name)
                        & (rows["predictor"] == predictor)
                        & (rows["classes"] == classes)
                    ].iloc[0]
                    colour, marker = LOOKS[row["verdict"]]
                    panel.plot([row["low"], row["high"]], [place + shift] * 2, color=colour, linewidth=2.4)
                    panel.plot(
                        [row["r"]],
                        [place + shift],
                        marker=marker,
                        color=colour,
                        markersize=8,
                        markerfacecolor=colour if classes == "together" else "white",
                        markeredgecolor="white" if classes == "together" else colour,
                    )
                    panel.plot([row["r_without_error"]], [place + shift], marker="|", markersize=9, color=style.GREY)
            panel.set_title("\n".join(style.fold(sentence_case(reading.name), 2.4, style.NORMAL)), pad=6)
            panel.set_xlabel("correlation r")
            panel.set_yticks(range(len(PREDICTORS)), [NAMES[name] for name in PREDICTORS])
            panel.set_ylim(len(PREDICTORS) - 0.5, -0.5)
            panel.grid(axis="y", visible=False)
            panel.locator_params(axis="x", nbins=5)
            style.plain_numbers(panel.xaxis)
        used = [verdict for verdict in LOOKS if verdict in set(rows["verdict"])]
        frame.legend(
            [Line2D([], [], color=LOOKS[v][0], marker=LOOKS[v][1], markersize=7, linewidth=2.4, label=v) for v in used]
            + [Patch(facecolor="#dcebd9", label="meta-analyses")]
        )
    return frame.figure


def maps_figure(found: Found, title: str) -> Figure:
    """Style x wickedness and style x crises, with values shared and unclear: who wins the index against command."""
    rows = found.maps[found.maps["outcome"] == "index"]
    most = 100.0 * max(1e-6, float(rows["difference"].abs().max()))
    norm = TwoSlopeNorm(vcenter=0.0, vmin=-most, vmax=most)
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=(
                f"Camden: outcome index at each style less the index under command (style {maps.COMMAND:g}), mean of "
                f"{int(rows['n'].min())} paired runs, percentage points"
            ),
            note=(
                "Blue: letting go does better than command; orange: command does better. Black line: neither (0). "
                "Dots: the 90% interval of the difference spans 0. The dashed line is command itself."
            ),
            rows=len(maps.WORLDS),
            columns=len(maps.AXES),
            panel_height=2.5,
            legend_rows=2,
            between_columns=0.8,
            between_rows=1.0,
            right=0.3,
        )
        drawn: Any = None
        for line, world in zip(frame.axes, maps.WORLDS, strict=True):
            for panel, axis in zip(line, maps.AXES, strict=True):
                here = rows[(rows["world"] == world) & (rows["axis"] == axis.name)]
                gap = 100.0 * here.pivot(index="level", columns="style", values="difference")
                styles, levels = gap.columns.to_numpy(dtype=float), gap.index.to_numpy(dtype=float)
                drawn = panel.pcolormesh(
                    styles, levels, gap.to_numpy(), cmap=WHO_WINS, norm=norm, shading="nearest", rasterized=True
                )
                # Command's own column is 0 everywhere; the line that means something lies beyond it.
                beyond = styles > maps.COMMAND
                shown = gap.to_numpy()[:, beyond]
                if np.nanmin(shown, initial=np.inf) < 0 < np.nanmax(shown, initial=-np.inf):
                    panel.contour(styles[beyond], levels, shown, levels=[0.0], colors=style.INK, linewidths=1.8)
                unclear = here[(here["low"] <= 0) & (here["high"] >= 0) & (here["style"] != maps.COMMAND)]
                panel.plot(unclear["style"], unclear["level"], linestyle="", marker=".", markersize=4, color=style.INK)
                panel.axvline(maps.COMMAND, color=style.GREY, linewidth=1.2, linestyle=(0, (4, 2)))
                heading = style.fold(f"Style x {axis.name}: {world}", 3.6, style.NORMAL)
                panel.set_title("\n".join(heading), pad=6)
                panel.set_ylabel(axis.label)
                panel.set_xlabel("mean style of leaders: 0 command, 1 distributed")
                panel.grid(visible=False)
                style.plain_numbers(panel.yaxis)
        width, height = frame.figure.get_size_inches()
        bar_axes = frame.figure.add_axes((0.15 / width, frame.legend_top - 0.14 / height, 3.2 / width, 0.13 / height))
        bar = frame.figure.colorbar(drawn, cax=bar_axes, orientation="horizontal")
        frame.figure.text(
            3.5 / width,
            frame.legend_top - 0.075 / height,
            "percentage points; left: command does better, right: letting go does better",
            fontsize=style.SMALL,
            color=style.GREY,
            va="center",
        )
        bar.locator = MaxNLocator(5)
        bar.update_ticks()
        style.plain_numbers(bar.ax.xaxis)
    return frame.figure


def controls_figure(found: Found, title: str) -> Figure:
    """The contrast of styles under each control, a panel for each headline outcome."""
    from sim.outcomes import HEADLINE, MEASURES

    rows = found.controls
    names = [control.name for control in controls.CONTROLS]
    looks = {"better": (style.BETTER_COLOUR, "o"), "worse": (style.WORSE_COLOUR, "X")}
    with style.house_style():
        frame = style.frame(
            title=title,
            shown="Camden: distributed less command in the last year, mean paired difference with its 90% interval",
            note=(
                f"{int(rows['n'].min())} pairs with the same random numbers. Blue: distributed leadership does better; "
                "orange: command does better; grey: no clear difference. Each panel has its own scale."
            ),
            rows=-(-len(HEADLINE) // 3),
            columns=3,
            panel_height=1.35,
            legend_rows=0,
            left=2.1,
            between_columns=0.35,
            between_rows=0.72,
            share_y=True,
        )
        for panel, outcome in zip(frame.axes.flat, HEADLINE, strict=False):
            scale = 100.0 if is_share(MEASURES[outcome].unit) else 1.0
            here = rows[rows["outcome"] == outcome].set_index("control")
            for place, name in enumerate(names):
                row = here.loc[name]
                colour, marker = looks.get(row["finding"], (style.UNCLEAR_COLOUR, "s"))
                panel.plot([scale * row["low"], scale * row["high"]], [place, place], color=colour, linewidth=2.4)
                panel.plot(
                    [scale * row["difference"]], [place], marker=marker, color=colour, markersize=7,
                    markeredgecolor="white",
                )  # fmt: skip
            panel.axvline(0, color=style.INK, linewidth=1.1, zorder=1)
            panel.set_title(sentence_case(label(MEASURES[outcome])), pad=6)
            panel.set_xlabel(unit_of_gap(MEASURES[outcome].unit))
            panel.set_yticks(range(len(names)), names)
            panel.set_ylim(len(names) - 0.5, -0.5)
            panel.grid(axis="y", visible=False)
            style.plain_numbers(panel.xaxis)
            style.roomy_ticks(panel)
        style.drop_empty(frame.axes, len(HEADLINE))
    return frame.figure


def identifiability_sentence(found: Found) -> str:
    """How many assumptions no outcome tells from noise, and how many pairs run parallel."""
    parameters = found.identified.parameters
    silent = int((~parameters["told_from_noise"]).sum())
    return (
        f"No outcome tells {silent} of {len(parameters)} assumptions from noise, and {len(found.identified.pairs)} "
        "pairs of the others cannot be told from each other"
    )


def identifiability_figure(found: Found, title: str) -> Figure:
    """Every assumption's strongest response, ordered, with the threshold of noise; the strongest by name."""
    parameters = found.identified.parameters
    strength = parameters["strongest_response"].abs().to_numpy()
    told = parameters["told_from_noise"].to_numpy(dtype=bool)
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=(
                f"Strongest partial rank correlation of each assumption with any outcome in 2016-17, "
                f"{found.points} points of a Latin hypercube"
            ),
            note=(
                f"Line: what 95% of assumptions would stay below if outcomes were exchanged at random "
                f"({found.identified.threshold:.2f}), so that about one in twenty of the silent ones is above it by "
                "chance. The table parameters.csv names all of them."
            ),
            rows=1,
            columns=2,
            panel_height=3.6,
            left=0.7,
            between_columns=2.6,
        )
        left, right = frame.axes[0]
        order = np.arange(len(strength))
        left.plot(order[told], strength[told], linestyle="", marker="o", markersize=4, color=style.BETTER_COLOUR)
        left.plot(order[~told], strength[~told], linestyle="", marker="x", markersize=5, color=style.WORSE_COLOUR)
        left.axhline(found.identified.threshold, color=style.INK, linewidth=1.2)
        left.set_xlabel("assumptions, strongest first")
        left.set_ylabel("strongest response")
        left.set_ylim(0, max(0.05, 1.05 * strength.max()))
        top = parameters.head(12)
        right.barh(range(len(top)), top["strongest_response"], color=style.BETTER_COLOUR, height=0.7)
        right.set_yticks(
            range(len(top)),
            [f"{row.parameter}\non {row.outcome}" for row in top.itertuples()],
            fontsize=style.SMALL - 1,
        )
        right.set_ylim(len(top) - 0.4, -0.6)
        right.axvline(0, color=style.INK, linewidth=1)
        right.set_title("The twelve strongest", pad=6)
        right.set_xlabel("partial rank correlation")
        right.grid(axis="y", visible=False)
        style.plain_numbers(right.xaxis)
        style.plain_numbers(left.yaxis)
        frame.legend(
            [
                Line2D([], [], color=style.BETTER_COLOUR, marker="o", linestyle="", label="told from noise"),
                Line2D([], [], color=style.WORSE_COLOUR, marker="x", linestyle="", label="no outcome responds"),
            ]
        )
    return frame.figure
