"""Paired differences: for every headline outcome, dots with their 90% interval and the zero line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.analysis.confounding import confounded
from experiments.analysis.contrasts import contrasts, shown_contrasts
from experiments.analysis.windows import MARK, MARK_MEANS
from experiments.analysis.wording import BETTER, HIGHER, LOWER, WORSE, is_share, label, sentence_case, unit_of_gap
from experiments.figures import style
from experiments.figures.marks import marks_of, note_of

if TYPE_CHECKING:
    from experiments.designs.comparison import Comparison
    from sim.machine.declared import Measure

COLUMNS = 3
LOOK = {
    BETTER: (style.BETTER_COLOUR, "o", "better"),
    WORSE: (style.WORSE_COLOUR, "X", "worse"),
    HIGHER: (style.CHANGED_COLOUR, "D", "clear, neither good nor bad"),
    LOWER: (style.CHANGED_COLOUR, "D", "clear, neither good nor bad"),
}
UNCLEAR_LOOK = (style.UNCLEAR_COLOUR, "s", "no clear difference (interval spans zero)")


def paired_differences(
    design: Comparison,
    table: pd.DataFrame,
    measures: Mapping[str, Measure],
    outcomes: Sequence[str],
    *,
    title: str,
    when: str,
) -> Figure:
    """One panel per outcome in its own unit, one line per contrast; ``table`` holds one summary of the differences."""
    names = shown_contrasts(design)
    kinds = [contrast.kind for name in names for contrast in contrasts(design) if contrast.name == name]
    lines = [style.fold(name.replace(" (interaction)", ""), 1.6, style.SMALL) for name in names]
    shown_names = ["\n".join(words) for words in lines]
    left = 0.3 + 0.075 * max(len(line) for words in lines for line in words)
    rows = -(-len(outcomes) // COLUMNS)
    compared = f"each scenario against {design.reference}"
    if design.factors:
        one, two = design.factors
        compared = f"{one.name} is {one.high} less {one.low}, {two.name} is {two.high} less {two.low}"
    with style.house_style():
        frame = style.frame(
            title=title,
            shown=f"{design.council.short_name}: mean paired difference {when} with its 90% interval; {compared}",
            note=(
                f"Each difference is taken between runs with the same random numbers, {int(table['n'].min())} "
                "pairs. The interval says how well these runs fix the model's mean difference, not how far one run "
                f"lies from another. {_what_interaction(design)}Each panel has its own scale."
                f"{note_of(marks_of(design))}"
                + (f" {MARK_MEANS}" if table["windows_differ"].any() else "")
                + "".join(f" {sentence}" for sentence in confounded(design).values())
            ),
            rows=rows,
            columns=COLUMNS,
            panel_height=0.32 + sum(max(0.215, 0.145 * len(words)) for words in lines),
            between_columns=0.48,
            between_rows=0.72,
            left=left,
            below=0.5,
            share_y=True,
        )
        present = set()
        for panel, outcome in zip(frame.axes.flat, outcomes, strict=False):
            measure = measures[outcome]
            scale = 100.0 if is_share(measure.unit) else 1.0
            of_outcome = table[table["outcome"] == outcome].set_index("contrast")
            for place, name in enumerate(names):
                row = of_outcome.loc[name]
                colour, marker, meaning = LOOK.get(row["verdict"], UNCLEAR_LOOK)
                present.add((colour, marker, meaning))
                panel.plot(
                    [scale * row["low"], scale * row["high"]],
                    [place, place],
                    color=colour,
                    linewidth=2.4,
                    solid_capstyle="round",
                )
                panel.plot(
                    [scale * row["difference"]],
                    [place],
                    marker=marker,
                    color=colour,
                    markersize=7,
                    markeredgecolor="white",
                    markeredgewidth=0.8,
                )
                if row["windows_differ"]:
                    panel.annotate(
                        MARK,
                        (scale * row["difference"], place),
                        xytext=(0, 3),
                        textcoords="offset points",
                        ha="center",
                        va="bottom",
                        fontsize=style.SMALL,
                    )
            panel.axvline(0, color=style.INK, linewidth=1.1, zorder=1)
            _separate(panel, kinds)
            panel.set_title(sentence_case(label(measure)), pad=6)
            panel.set_xlabel(unit_of_gap(measure.unit))
            style.plain_numbers(panel.xaxis)
            _widen(panel)
            style.roomy_ticks(panel)
            panel.grid(axis="y", visible=False)
            panel.tick_params(axis="y", length=0)
            panel.set_yticks(range(len(names)), shown_names)
            panel.set_ylim(len(names) - 0.4, -0.6)
        style.drop_empty(frame.axes, len(outcomes))
        order = [look for look in (*dict.fromkeys(LOOK.values()), UNCLEAR_LOOK) if look in present]
        frame.legend(
            [
                Line2D(
                    [],
                    [],
                    color=colour,
                    marker=marker,
                    markersize=7,
                    markeredgecolor="white",
                    linewidth=2.4,
                    label=meaning,
                )
                for colour, marker, meaning in order
            ]
        )
    return frame.figure


def _what_interaction(design: Comparison) -> str:
    """How to read the interaction, where there is one."""
    if not design.factors:
        return ""
    one, two = design.factors
    return (
        f"{sentence_case(one.name)} x {two.name} is the interaction: the effect of {one.name} with {two.high} less "
        f"its effect with {two.low}. "
    )


def _separate(panel: Axes, kinds: Sequence[str]) -> None:
    """Thin lines around the interaction, which is of another kind than its neighbours."""
    for place in range(1, len(kinds)):
        if kinds[place] != kinds[place - 1]:
            panel.axhline(place - 0.5, color=style.PALE, linewidth=1.4, zorder=0)


def _widen(panel: Axes) -> None:
    """Keep zero well inside, and show a range even where every difference is zero."""
    low, high = panel.dataLim.intervalx
    low, high = min(low, 0.0), max(high, 0.0)
    reach = high - low or 2.0
    panel.set_xlim(low - 0.12 * reach - (1.0 if high == low else 0), high + 0.12 * reach + (1.0 if high == low else 0))
