"""Hours asked of each role and hours granted to what asked, month by month, where the model measures them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.wording import join, sentence_case
from experiments.figures import letters, pieces
from experiments.figures.claims import Difference, difference_of
from experiments.figures.kind import OWN, Kind, one_point
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level
from experiments.figures.who_whom import means

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

ASKED, GRANTED = "hours.asked.", "hours.granted."


def lacks(result: Result) -> str:
    """What a result must have."""
    if not _roles(result):
        return (
            "it keeps no hours asked and granted by role (hours.asked.ROLE and hours.granted.ROLE, which model "
            f"{result.manifest['model_version']} does not measure)"
        )
    return one_point(result)


def _roles(result: Result) -> list[str]:
    names = [name.removeprefix(ASKED) for name in result.manifest["outcomes"] if name.startswith(ASKED)]
    return [role for role in names if f"{GRANTED}{role}" in result.manifest["outcomes"]]


def picture(view: View) -> Picture:
    """The picture: a panel for each scenario, a row for each role."""
    view.single("hours")
    roles = _roles(view.result)
    names = [f"{kind}{role}" for kind in (ASKED, GRANTED) for role in roles]
    view.result.window(view.window, names)  # read at once
    values = {name: view.values(name) for name in names}
    level_of = {name: means(own) for name, own in values.items()}
    short = {who: {role: _short(view, values, role, at) for role in roles} for at, who in enumerate(view.scenarios)}
    limits = finite_limits(np.array([list(own) for own in level_of.values()]), zero=True)
    first = next(iter(values.values()))
    return Picture(
        titles=_titles(short),
        shown=(
            f"{view.place}: hours a month of one holder of each role {view.when}, {view.runs_of(first)}; {level()} "
            f"interval of what was not granted; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(_panel(at, who, roles, level_of, short[who], limits) for at, who in enumerate(view.scenarios)),
        numbers=_numbers(view, roles, level_of, short),
        alt=_alt(view, roles, level_of),
        notes=("What asks and is not granted is left undone, or done later.",),
        legend=(
            pieces.patch_entry("asked", lambda pen: {"facecolor": pen.palette.ways[1]}),
            pieces.patch_entry("granted", lambda pen: {"facecolor": pen.palette.ways[0]}),
        ),
        most_columns=2,
        wide_panels=True,
    )


def _short(view: View, values: Mapping[str, np.ndarray], role: str, at: int) -> Difference:
    """Hours asked less hours granted, run by run."""
    missing = values[f"{ASKED}{role}"][at] - values[f"{GRANTED}{role}"][at]
    return difference_of(missing, view.result.measure(f"{ASKED}{role}"), role, "", window=view.window)


def _panel(
    at: int,
    who: str,
    roles: list[str],
    level_of: Mapping[str, np.ndarray],
    short: Mapping[str, Difference],
    limits: tuple[float, float],
) -> Panel:
    def draw(axes: Axes, pen: Pen) -> None:
        for place, role in enumerate(roles):
            asked, granted = (float(level_of[f"{kind}{role}"][at]) for kind in (ASKED, GRANTED))
            axes.barh(place, asked, height=0.7, color=pen.palette.ways[1])
            axes.barh(place, granted, height=0.36, color=pen.palette.ways[0])
            one = short[role]
            if one.known:
                axes.plot([granted + one.low, granted + one.high], [place, place], color=pen.palette.ink)
        axes.set_xlim(0, limits[1])
        axes.set_ylim(len(roles) - 0.4, -0.6)
        room = 1.2 if pen.size.width < 5 else 1.5 * pen.size.scale
        names = [letters.shorten(sentence_case(role.replace("_", " ")), room, pen.size.small) for role in roles]
        axes.set_yticks(range(len(roles)), names)
        axes.tick_params(axis="y", length=0, labelcolor=pen.palette.ink)
        axes.grid(axis="y", visible=False)
        pieces.value_axis(axes.xaxis, "hours", gap=True, most=4, pen=pen)
        axes.set_xlabel("hours a month")

    return Panel(draw, title=sentence_case(who), deep=max(0.5, 0.14 * len(roles) + 0.25), room=0.62)


def _titles(short: Mapping[str, Mapping[str, Difference]]) -> tuple[str, ...]:
    """Who is short of most hours under which scenario."""
    every = [(who, role, one) for who, own in short.items() for role, one in own.items() if np.isfinite(one.mean)]
    if not every:
        return ("No run finished, so there is nothing to show of hours",)
    clear = [(who, role, one) for who, role, one in every if one.known and one.low > 0]
    if not clear:
        return ("No clear difference between hours asked and granted for any role",)
    who, role, one = max(clear, key=lambda each: each[2].mean)
    name = sentence_case(role.replace("_", " "))
    return (
        f"{name} is asked for {one.mean:.2g} hours a month more than are granted under {who}, the most of all roles",
        f"{name} is short of {one.mean:.2g} hours a month under {who}",
    )


def _numbers(
    view: View, roles: list[str], level_of: Mapping[str, np.ndarray], short: Mapping[str, Mapping[str, Difference]]
) -> pd.DataFrame:
    rows = [
        {
            "scenario": who, "role": role, "asked": level_of[f"{ASKED}{role}"][at],
            "granted": level_of[f"{GRANTED}{role}"][at], "not_granted": short[who][role].mean,
            "low": short[who][role].low, "high": short[who][role].high, "runs": short[who][role].n,
        }
        for at, who in enumerate(view.scenarios)
        for role in roles
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(window=view.window, unit="hours a month")


def _alt(view: View, roles: list[str], level_of: Mapping[str, np.ndarray]) -> str:
    said = []
    for at, who in enumerate(view.scenarios[:3]):
        parts = [
            f"{role.replace('_', ' ')} {level_of[f'{ASKED}{role}'][at]:.3g} asked, "
            f"{level_of[f'{GRANTED}{role}'][at]:.3g} granted"
            for role in roles
            if np.isfinite([level_of[f"{kind}{role}"][at] for kind in (ASKED, GRANTED)]).all()
        ]
        said.append(f"Hours a month under {who}: {join(parts or ['nothing'])}")
    return ". ".join(said) + "."


KIND = Kind(
    name="hours",
    purpose="hours asked of each role and hours granted",
    needs="hours asked and granted by role, which models up to 0.2 do not measure",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
