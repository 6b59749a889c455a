"""Feature scoring as bars: what trees learn from each parameter, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analysis.wording import join, plain, sentence_case
from experiments.figures import style

if TYPE_CHECKING:
    from experiments.analysis.features import Features

MOST = 20
"""Parameters shown; the table has all."""

SEEN = style.SCENARIO_COLOURS[0]


def feature_bars(found: Features, *, label: str) -> Figure:
    """Parameters from the highest score down; ``label`` is the outcome's name for people."""
    rows = found.table.head(MOST)
    names = [plain(name) for name in rows["parameter"]]
    hidden = len(found.table) - len(rows)
    with style.house_style():
        frame = style.frame(
            title=_title(found, label),
            shown=(
                f"Share of the variance of {label} between {found.points:,} points that trees learn from each "
                "parameter, with 90% intervals"
            ),
            note=(
                f"At points that they had not seen, the trees predict {max(found.predicted, 0):.0%} of the variance; a "
                f"score is what shuffling that parameter takes away from it. Means and intervals of {found.refits} "
                "refits. A score can lie below zero, since it is an estimate."
                + ("" if rows["clear"].all() else " Pale: nothing clear is learnt, its interval reaches zero.")
                + (f" {hidden} parameters with lower scores are in the table." if hidden else "")
            ),
            rows=1,
            columns=1,
            panel_height=0.3 + 0.28 * len(names),
            left=0.35 + 0.08 * max(len(name) for name in names),
            above=0.15,
            below=0.5,
        )
        panel = frame.axes[0, 0]
        at = np.arange(len(names))
        bars = panel.barh(at, rows["score"], height=0.6, color=SEEN, edgecolor="white", linewidth=0.6)
        for bar, clear in zip(bars, rows["clear"], strict=True):
            bar.set_alpha(1.0 if clear else 0.4)
        panel.hlines(at, rows["low"], rows["high"], color=style.INK, linewidth=1.4)
        panel.axvline(0, color=style.INK, linewidth=1.1)
        panel.set_xlabel("share of the variance")
        style.as_percent(panel.xaxis)
        panel.grid(axis="y", visible=False)
        panel.tick_params(axis="y", length=0)
        panel.set_yticks(at, names)
        panel.set_ylim(len(names) - 0.4, -0.6)
        frame.legend(
            [
                Patch(facecolor=SEEN, label="what trees learn from it"),
                Line2D([], [], color=style.INK, linewidth=1.4, label="90% interval"),
            ]
        )
    return frame.figure


def _title(found: Features, label: str) -> str:
    clear = found.table[found.table["clear"]]
    if found.too_few:
        return f"Too few points to score what matters to {label}"
    if clear.empty:
        return f"No parameter clearly helps to predict {label}"
    first, rest = clear.iloc[0], [plain(name) for name in clear["parameter"].iloc[1:4]]
    more = f"; then {join(rest)}" if rest else "; nothing else does clearly"
    who = sentence_case(plain(first["parameter"]))
    return f"{who} matters most to {label} ({first['score']:.0%} of its variance){more}"
