"""The people of one named run and the trust between them, at the start, in the middle and at the end."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize

from experiments.analysis.wording import join, label, sentence_case
from experiments.figures import network, pieces
from experiments.figures.kind import OWN, Kind
from experiments.figures.network import PEOPLE, TIERS, TIES, TOP, at_the_top, layout, mean_trust, present
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.view import View
from experiments.figures.years import FIRST_YEAR
from sim.council.services import PROFILES
from sim.errors import InputError
from sim.outcomes import MEASURES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

LOWEST, HIGHEST = 0.2, 0.8
SCALE = Normalize(LOWEST, HIGHEST)
WIDTHS = {"dyad": 2.0, "line": 0.8, "boundary": 0.6, "party group": 0.5, "team": 0.5, "informal": 0.35}
DRAWN_ABOVE = ("informal", "team", "party group", "boundary", "line", "dyad")
MARKS = {"politician": ("D", 3.4), "manager": ("s", 3.0), "frontline staff": ("o", 2.2), "partner": ("^", 4.0)}
"""Mark and size by kind: shapes, because tint is taken by trust."""


def lacks(result: Result) -> str:
    """What a result must have."""
    if result.saved(PEOPLE) is None or result.saved(TIES) is None:
        return "it keeps no network of a run (townhall compare keeps that of the first run of two scenarios)"
    return ""


def picture(view: View) -> Picture:
    """The picture: a panel for each moment of the run of one scenario."""
    people, ties = view.result.saved(PEOPLE), view.result.saved(TIES)
    assert people is not None
    assert ties is not None
    kept = list(dict.fromkeys(people["scenario"]))
    if not kept:
        return nothing(view)
    there = [name for name in view.scenarios if name in kept]
    if not there:
        raise InputError(f"The networks kept are those of {join(kept)}; choose one with --scenario.")
    name = there[-1]  # the one that is compared, where the reference is there, too
    people, ties = people[people["scenario"] == name], ties[ties["scenario"] == name]
    places = layout(people)
    shots = {int(month): (here, ties[ties["month"] == month]) for month, here in people.groupby("month", sort=True)}
    ran = set(people.loc[people["role"] == network.STAFF, "service"])
    services = join([profile.label for profile in PROFILES if profile.name in ran])
    others = [other for other in kept if other != name]
    return Picture(
        titles=_titles(name, shots),
        shown=(
            f"{view.place}: the people of one run under {name} (replicate 0, {view.seeds}) and the trust between them; "
            f"nobody changes place; {view.result.versions}"
        ),
        panels=tuple(_panel(month, *shot, places, first=at == 0) for at, (month, shot) in enumerate(shots.items())),
        numbers=_numbers(name, shots),
        alt=_alt(name, shots),
        notes=(
            "One run is an example; the other figures show all runs."
            + (f" The run of {join(others)} is kept, too (--scenario)." if others else ""),
            "A tie has the mean trust of its two directions; thick ties join leader and chief executive, portfolio "
            "holder and director. Gaps are posts that are vacant or were removed.",
            f"Columns of staff are services, from the left: {services}.",
        ),
        legend=(
            *(
                pieces.line_entry(kind, partial(_mark, kind=kind, mark=mark, points=points))
                for kind, (mark, points) in MARKS.items()
            ),
            *(
                pieces.line_entry(words, partial(_tie, at=at))
                for words, at in (("trust 0.2 or less", LOWEST), ("0.5", 0.5), ("0.8 or more", HIGHEST))
            ),
        ),
        most_columns=3,
        wide_panels=True,
    )


def nothing(view: View) -> Picture:
    """What is said where the run that was to be kept had failed."""
    return Picture(
        titles=("The run whose network was to be kept failed, so there is nothing to show",),
        shown=f"{view.place}: the first run of each scenario; {view.seeds}; {view.result.versions}",
        panels=(Panel(pieces.empty, deep=0.4),),
        numbers=pd.DataFrame(columns=["scenario", "month", "people", "ties", "trust_at_the_top", "trust_of_all_ties"]),
        alt="Nothing is drawn.",
    )


def colours(pen: Pen) -> Colormap:
    """From little trust to much, from pale to dark: not the colours of better and worse."""
    palette = pen.palette
    return LinearSegmentedColormap.from_list("trust", [palette.ways[2], palette.grid, palette.ways[0]])


def _tie(pen: Pen, at: float) -> dict[str, Any]:
    return {"color": colours(pen)(SCALE(at)), "linewidth": pen.thick(2)}


def _mark(pen: Pen, kind: str, mark: str, points: float) -> dict[str, Any]:
    return {
        "linestyle": "", "marker": mark, "markersize": pen.thick(points) + 1, "markeredgecolor": pen.palette.ink,
        "markerfacecolor": pen.palette.muted if kind == "manager" else pen.palette.ground,
        "markeredgewidth": pen.thick(0.6),
    }  # fmt: skip


def _panel(
    month: int, people: pd.DataFrame, ties: pd.DataFrame, places: Mapping[str, tuple[float, float]], *, first: bool
) -> Panel:
    here, between = present(people, ties)
    top, every = at_the_top(people, ties), mean_trust(between)
    said = f"all ties {every:.2f}" if np.isnan(top) else f"at the top {top:.2f}, all ties {every:.2f}"

    def draw(axes: Axes, pen: Pen) -> None:
        tint = colours(pen)
        trust = between[["trust_of_one", "trust_of_other"]].mean(axis=1).to_numpy()
        others = [layer for layer in dict.fromkeys(between["layer"]) if layer not in DRAWN_ABOVE]
        for layer in (*others, *DRAWN_ABOVE):
            own = (between["layer"] == layer).to_numpy()
            lines = [(places[a], places[b]) for a, b in zip(between["one"][own], between["other"][own], strict=True)]
            drawn = axes.add_collection(
                LineCollection(
                    lines, colors=tint(SCALE(trust[own])), linewidths=pen.thick(WIDTHS.get(layer, 0.5)), zorder=1,
                    rasterized=True,
                )
            )  # fmt: skip
            drawn.set_in_layout(False)  # they lie within, and to measure them takes long
        for kind, (mark, points) in MARKS.items():
            spots = [places[person] for person in here.loc[here["kind"] == kind, "person"]]
            if spots:
                axes.plot(*zip(*spots, strict=True), zorder=2, **_mark(pen, kind, mark, points - 0.8))
        axes.set_xticks([])
        heights = [height for height, _ in TIERS.values()]
        labelled = first or pen.width > 0.6 * pen.size.width
        words = [name for _, name in TIERS.values()]
        axes.set_yticks(heights if labelled else [], words if labelled else [])
        axes.tick_params(length=0, labelcolor=pen.palette.ink)
        axes.set_xlabel(said, color=pen.palette.ink)
        axes.grid(visible=False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_xlim(-0.15, max(max((x for x, _ in places.values()), default=0.0) + 0.3, 1))
        axes.set_ylim(-0.45, 6.55)

    return Panel(draw, title=moment(month), deep=1.45, room=0.75)


def moment(months_done: int) -> str:
    """When that is: "start, April 2010", or "end of March 2025" after 180 months."""
    month = max(0, months_done - 1)
    name = f"{calendar.month_name[(month + 3) % 12 + 1]} {FIRST_YEAR + (month + 3) // 12}"
    return f"end of {name}" if months_done else f"start, {name}"


def _titles(name: str, shots: Mapping[int, tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[str, ...]:
    """From where to where trust at the top moved in this run."""
    ends = [at_the_top(*shots[month]) for month in (min(shots), max(shots))]
    said = label(MEASURES[TOP])
    if not np.isfinite(ends).all():
        ends = [mean_trust(present(*shots[month])[1]) for month in (min(shots), max(shots))]
        said = "mean trust"
    first, last = (f"{end:.2f}" for end in ends)
    if first == last:
        moves = f"stays at {last}"
    else:
        moves = f"{'rises' if ends[1] > ends[0] else 'falls'} from {first} to {last}"
    return (f"In one run under {name}, {said} {moves}", f"{sentence_case(said)} {moves} in one run")


def _numbers(name: str, shots: Mapping[int, tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for month, (people, ties) in shots.items():
        here, between = present(people, ties)
        rows.append((name, month, "all layers", len(here), len(between), at_the_top(people, ties), mean_trust(between)))
        rows += [
            (name, month, str(layer), "", len(own), "", mean_trust(own))
            for layer, own in between.groupby("layer", sort=True)
        ]
    columns = ["scenario", "month", "layer", "people", "ties", "trust_at_the_top", "mean_trust"]
    return pd.DataFrame(rows, columns=columns)


def _alt(name: str, shots: Mapping[int, tuple[pd.DataFrame, pd.DataFrame]]) -> str:
    said = []
    for month, (people, ties) in shots.items():
        here, between = present(people, ties)
        said.append(f"{moment(month)}: {len(here)} people, {len(between)} ties, mean trust {mean_trust(between):.2f}")
    return f"Tiers of people under {name}, joined by their ties. {sentence_case('; '.join(said))}."


KIND = Kind(
    name="trust_network",
    purpose="the people of one named run and the trust between them, at the start, in the middle and at the end",
    needs="the network of a run, which townhall compare keeps",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
