"""Regret as a heat map: every policy in every world, and the largest regret of each beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.analysis.wording import join, plain, sentence_case
from experiments.figures import style

if TYPE_CHECKING:
    from experiments.analysis.robustness import Regret

SURE = 0.9
"""Share of the resamples that must make the same choice for the title to name it."""


def regret_map(found: Regret, *, label: str, unit: str) -> Figure:
    """Policies from the least largest regret down, worlds from those where the choice matters least to most."""
    policies = found.table["policy"].tolist()
    order = np.array([found.of.policies.index(name) for name in policies])
    worlds = np.argsort(found.by_world.max(axis=0), kind="stable")
    values = found.by_world[np.ix_(order, worlds)]
    names = ["\n".join(style.fold(plain(name), 1.9, style.SMALL)) for name in policies]
    first = found.table.iloc[0]
    who = sentence_case(plain(first["policy"]))
    with style.house_style():
        frame = style.frame(
            title=_title(found, label, unit),
            shown=(
                f"Left: how much better the best policy would have done in each of {len(worlds):,} worlds; darker is "
                "more to regret. Right: the largest of these, with its 90% interval"
            ),
            note=(
                f"Means of {found.of.runs.shape[2]} runs per policy and world; worlds from those where the choice "
                "matters least to those where it matters most. The best of several noisy means looks too good, so all "
                "regrets are rather too large: the table gives an estimate that is rather too small beside the mean. "
                + (
                    "With one run each, how sure the choice is cannot be told."
                    if not np.isfinite(first["chosen_again"])
                    else ""
                    if len(found.tied) > 1
                    else f"{who} is the choice in {first['chosen_again']:.0%} of the resamples."
                )
            ),
            rows=1,
            columns=2,
            panel_height=0.35 + 0.42 * len(policies),
            legend_rows=0,
            left=0.35 + 0.085 * max(len(line) for name in names for line in name.split("\n")),
            between_columns=0.55,
            above=0.2,
            below=0.55,
        )
        left, right = frame.axes[0]
        sns.heatmap(
            values,
            ax=left,
            cmap=sns.color_palette("rocket_r", as_cmap=True),
            vmin=0,
            cbar=False,
            linewidths=0.4 if len(worlds) <= 60 else 0,
            rasterized=len(worlds) > 60,
        )
        left.set_yticks(np.arange(len(names)) + 0.5, names, rotation=0)
        left.set_xticks([])
        left.set_xlabel(f"{len(worlds):,} worlds")
        left.tick_params(axis="y", length=0)
        places = np.arange(len(policies)) + 0.5
        top = float(np.nanmax(found.table[["high", "largest_regret"]].to_numpy())) or 1.0
        colours = sns.color_palette("rocket_r", as_cmap=True)(found.table["largest_regret"] / (values.max() or 1.0))
        right.barh(places, found.table["largest_regret"], height=0.6, color=colours)
        right.hlines(places, found.table["low"], found.table["high"], color=style.GREY, linewidth=3, alpha=0.75)
        right.set_ylim(len(policies), 0)
        right.set_yticks(places, [])
        right.set_xlim(0, 1.05 * top)
        right.tick_params(axis="y", length=0)
        right.grid(axis="y", visible=False)
        right.set_xlabel(f"largest regret{f' ({unit})' if unit else ''}")
        right.xaxis.set_major_locator(MaxNLocator(4))
        style.plain_numbers(right.xaxis)
    return frame.figure


def _title(found: Regret, label: str, unit: str) -> str:
    """The choice, a tie, or that the runs do not decide it."""
    if len(found.tied) > 1:
        names = [plain(name) for name in found.tied]
        names = names if len(names) <= 3 else [*names[:2], f"{len(found.tied) - 2} more"]
        size = f"{found.table.iloc[0]['largest_regret']:.3g}{_unit(unit)}"
        return f"{sentence_case(join(names))} tie for the least to regret in {label}: at worst {size} each"
    first, second = found.table.iloc[0], found.table.iloc[1]
    size = f"{first['largest_regret']:.3g}{_unit(unit)} against {second['largest_regret']:.3g}"
    if first["chosen_again"] >= SURE:
        who = sentence_case(plain(first["policy"]))
        return f"{who} leaves least to regret in {label}: at worst {size} with {plain(second['policy'])}"
    return (
        f"Which policy leaves least to regret in {label} is not decided: at worst {size} between "
        f"{plain(first['policy'])} and {plain(second['policy'])}"
    )


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""
