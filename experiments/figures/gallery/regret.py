"""Regret: how much better the best policy would have done in each world, and the largest of these for each policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.robustness import Regret, regret
from experiments.analysis.sameness import NothingDiffers
from experiments.analysis.wording import is_share, join, plain, sentence_case
from experiments.figures import claims, pieces
from experiments.figures.kind import Kind
from experiments.figures.matrix import draw_matrix, name_rows, scale_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.policies import check_direction, columns_of, runs_of, short_names
from experiments.figures.sheet import finite_limits
from experiments.figures.view import OTHER, WINDOWS, View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

SURE = 0.9
"""Share of the resamples that must make the same choice for the title to name it."""

MOST = 12
"""Policies shown, from the least to regret; the numbers beside the figure have all."""


def lacks(result: Result) -> str:
    """What a result must have."""
    if not result.kinds:
        return "it keeps no runs"
    policies, worlds = columns_of(result)
    if not policies:
        return "it has one scenario and varies no lever, so there is no policy to choose"
    if not worlds:
        return "it varies no uncertainty, so there is one world and nothing to regret in it"
    return ""


def picture(view: View) -> Picture:
    """The picture."""
    check_direction(view)
    of, lost = runs_of(view, view.outcome)
    shown = f". {view.place}: {view.result.label(view.outcome)} {view.when}; {view.seeds}; {view.result.versions}"
    label = view.result.label(view.outcome)
    if not of.runs.size:
        return _nothing(f"No replicate finished in every world, so nothing can be regretted in {label}", shown)
    try:
        found = regret(of)
    except NothingDiffers:
        said = f"No difference in {label} between {len(of.policies)} policies in any of {len(of.worlds):,} worlds"
        return _nothing(said, shown)
    turned = _turned(view, found)
    left_out = f"{lost} replicates did not finish everywhere and are left out." if lost else ""
    columns = columns_of(view.result, len(view.scenarios))[0]
    return picture_of(
        found, label=label, unit=view.measure.unit, columns=columns, shown=shown, more=left_out, turned=turned
    )


def _nothing(title: str, shown: str) -> Picture:
    columns = ["drawn", "policy", "world", "regret", "low", "high"]
    return Picture(
        titles=(title,),
        shown=shown.removeprefix(". "),
        panels=(Panel(pieces.empty, deep=0.4),),
        numbers=pd.DataFrame(columns=columns),
        alt="Nothing is drawn.",
    )


def picture_of(
    found: Regret,
    *,
    label: str,
    unit: str,
    columns: Sequence[str],
    shown: str = "",
    more: str = "",
    turned: str = "",
) -> Picture:
    """The picture of an analysis that was made: policies from the least largest regret down, worlds to the worst.

    ``columns`` are those that make a policy: the scenario, levers. ``turned`` says what another window chooses instead.
    """
    table = found.table.head(MOST)
    order = np.array([found.of.policies.index(name) for name in table["policy"]])
    worlds = np.argsort(found.by_world.max(axis=0), kind="stable")
    times = 100.0 if is_share(unit) else 1.0
    values = times * found.by_world[np.ix_(order, worlds)]
    names, axis = short_names(list(table["policy"]), columns)
    what = claims.short_unit(unit) or "ratio"
    n = found.of.runs.shape[2]
    hidden = len(found.table) - len(table)
    return Picture(
        titles=tuple(f"{title}{turned}" for title in _titles(found, label, unit)) + _titles(found, label, unit)[1:],
        shown=(
            f"How much better the best policy would have done in each of {len(worlds):,} worlds, mean of {n} "
            f"{'run' if n == 1 else 'runs'} each, and the largest with its {LEVEL:.0%} interval{shown}"
        ),
        panels=(_map(values, names, axis, len(worlds)), _bars(table, names, times, what)),
        numbers=_numbers(found),
        alt=_alt(found, label, unit),
        notes=tuple(
            note
            for note in (
                "The best of several noisy means looks too good, so all regrets are rather too large.",
                f"{hidden} more policies stand in the numbers beside the figure." if hidden else "",
                "With one run each, how sure the choice is cannot be told." if n == 1 else "",
                more,
                "Worlds stand from where the choice matters least to where it matters most; darker is more.",
            )
            if note
        ),
        legend=(
            pieces.line_entry(
                f"{LEVEL:.0%} interval", lambda pen: {"color": pen.palette.ink, "linewidth": pen.thick(1.4)}
            ),
        ),
        most_columns=2,
        wide_panels=True,
    )


def _turned(view: View, found: Regret) -> str:
    """Which policy is the choice in the other window, where that is another; else an empty text."""
    other = OTHER[view.window]
    of, _ = runs_of(replace(view, window=other), view.outcome)
    try:
        again = regret(of) if of.runs.size else found
    except NothingDiffers:
        return f", but nothing differs {WINDOWS[other]}"
    if set(again.tied) & set(found.tied):
        return ""
    return f"; {WINDOWS[other]} it is {plain(again.tied[0])}"


def _map(values: np.ndarray, names: list[str], axis: str, worlds: int) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        draw_matrix(axes, pen, values, rows=names, columns=(), scale=scale_of(np.append(values, 0.0)))
        axes.set_xlabel(f"{worlds:,} worlds")

    return Panel(draw, title="In each world", axis=axis, deep=_deep(names), room=0.6, wide=1.3)


def _bars(table: pd.DataFrame, names: list[str], times: float, what: str) -> Panel:
    ends = times * table[["largest_regret", "low", "high"]].to_numpy(dtype=float)
    limits = finite_limits(np.append(ends, 0.0), margin=0.06)

    def draw(axes: Axes, pen: Pen) -> None:
        places = np.arange(len(names))
        axes.barh(places, ends[:, 0], height=0.6, color=pen.palette.ways[1])
        axes.hlines(places, ends[:, 1], ends[:, 2], color=pen.palette.ink, linewidth=pen.thick(1.4))
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, limits[1])
        alone = pen.width > 0.6 * pen.size.width
        room = 1.2 if pen.size.width < 5 else 1.7 * pen.size.scale
        name_rows(axes, pen, names if alone else [""] * len(names), room)
        axes.grid(axis="y", visible=False)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel(f"regret ({what})")

    return Panel(draw, title="Largest of them", deep=_deep(names), room=0.9)


def _deep(names: list[str]) -> float:
    return max(0.5, 0.2 * len(names) + 0.2)


def _titles(found: Regret, label: str, unit: str) -> tuple[str, ...]:
    """The choice, a tie, or that the runs do not decide it."""
    first = found.table.iloc[0]
    worst = claims.size(first["largest_regret"], unit)
    if len(found.tied) > 1:
        names = [plain(name) for name in found.tied]
        names = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
        return (
            f"{sentence_case(join(names))} tie for the least to regret in {label}: at worst {worst} each",
            f"{len(found.tied)} policies tie for the least to regret in {label}",
        )
    second = found.table.iloc[1]
    next_worst = claims.size(second["largest_regret"], unit)
    who, other = sentence_case(plain(first["policy"])), plain(second["policy"])
    if first["chosen_again"] >= SURE and first["best"] == 1.0:
        return (
            f"{who} is best in every world in {label}; {other} loses up to {next_worst}",
            f"{who} is best in every world in {label}",
            f"{who} is best in every world",
        )
    if first["chosen_again"] >= SURE:
        return (
            f"{who} leaves least to regret in {label}: at worst {worst}, against {next_worst} with {other}",
            f"{who} leaves least to regret in {label}: at worst {worst}",
            f"{who} leaves least to regret",
        )
    return (
        f"No clear difference in what is to regret in {label}: at worst {worst} with {plain(first['policy'])}, "
        f"{next_worst} with {other}",
        f"No clear difference in what is to regret in {label}",
    )


def _numbers(found: Regret) -> pd.DataFrame:
    largest = found.table.rename(columns={"largest_regret": "regret"}).assign(drawn="largest", world="")
    policies, worlds = found.by_world.shape
    each = pd.DataFrame(
        {
            "drawn": "in a world",
            "policy": np.repeat(np.array(found.of.policies, dtype=object), worlds),
            "world": np.tile(np.arange(worlds), policies),
            "regret": found.by_world.ravel(),
        }
    )
    columns = ["drawn", "policy", "world", "regret", "low", "high", "place", "mean_regret", "chosen_again"]
    return pd.concat([largest[columns], each], ignore_index=True).assign(outcome=found.of.outcome)


def _alt(found: Regret, label: str, unit: str) -> str:
    rows = found.table.head(4)
    said = [
        f"{plain(row['policy'])} {claims.size(row['largest_regret'], unit)}, best in {row['best']:.0%} of the worlds"
        for _, row in rows.iterrows()
    ]
    return f"Largest regret in {label}: {'; '.join(said)}."


KIND = Kind(
    name="regret",
    purpose="which policy is least to regret over worlds that nobody can choose",
    needs="two policies or more (scenarios, levers), each run in every world",
    lacks=lacks,
    picture=picture,
    by_parameter=True,
)
