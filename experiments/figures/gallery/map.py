"""England's councils as tiles of one size: a level of each, or what two scenarios differ in, and where clearly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL, paired_interval
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.wording import level as level_words
from experiments.analysis.wording import sentence_case
from experiments.figures import claims, pieces
from experiments.figures.kind import Kind, one_point
from experiments.figures.matrix import Scale, scale_of
from experiments.figures.picture import Entry, Panel, Pen, Picture
from experiments.figures.tiles import COUNTIES, DISTRICTS, SINGLE, tiles
from experiments.figures.view import OTHER, View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

PALE = 0.3
"""How strong the colour of a difference is that is not clear."""

FEWEST = 2
"""Councils below which there is nothing to lay out."""


@dataclass(frozen=True)
class _Councils:
    """``table`` has a row for each council that has a tile: its place, ``value``, ``low``, ``high``, ``clear``."""

    table: pd.DataFrame
    scenario: str
    reference: str
    n: int
    elsewhere: int


def lacks(result: Result) -> str:
    """What a result must have."""
    codes = {said["code"] for said in result.manifest["councils"]} & set(tiles()["code"])
    if len(codes) < FEWEST:
        count = len(result.councils)
        return (
            "it holds one council, and a map needs several (townhall family, or a sweep over councils)"
            if count < FEWEST
            else "fewer than two of its councils are councils of England"
        )
    return one_point(result)


def picture(view: View) -> Picture:
    """The picture: a panel for those that answer for everything, for counties, and for districts."""
    view.single("map")
    if view.council is not None:
        raise InputError("A map shows all councils; leave --council out.")
    if len(view.scenarios) > 2:
        raise InputError(
            f"A map shows one scenario or what two differ in, not {len(view.scenarios)}; choose with --scenario."
        )
    found = _councils(view)
    values = found.table["value"].to_numpy(dtype=float)
    scale = scale_of(values, zero=bool(found.reference), direction=view.measure.direction)
    label = view.result.label(view.outcome)
    what = f"{found.scenario} less {found.reference}, " if found.reference else f"{found.scenario}, "
    panels = [_panel(name, found, scale) for name in (SINGLE, DISTRICTS, COUNTIES) if _there(found, name)]
    sure = f"; pale with a dot where not clear at {level()} after Holm" if found.reference else ""
    note = f"{found.elsewhere} councils have no tile, since they are none of England's." if found.elsewhere else ""
    return Picture(
        titles=_titles(view, found),
        shown=(
            f"{sentence_case(label)}, {what}{view.when}: mean of {found.n} {'run' if found.n == 1 else 'runs'} of each "
            f"of {len(found.table)} councils{sure}; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panels),
        numbers=found.table.drop(columns=["column", "row"]).assign(
            outcome=view.outcome, unit=view.measure.unit, scenario=found.scenario, reference=found.reference,
            window=view.window, runs=found.n,
        ),
        alt=_alt(view, found),
        notes=tuple(
            one
            for one in (
                "Every council has a tile of one size near where it lies; a county and its districts lie in the same "
                "place, and so stand in panels of their own.",
                note,
            )
            if one
        ),
        legend=_legend(view, found, scale),
        most_columns=3,
    )  # fmt: skip


def _there(found: _Councils, name: str) -> bool:
    return bool((found.table["panel"] == name).any())


def _councils(view: View) -> _Councils:
    frame = view.chosen(view.result.window(view.window, [view.outcome]))
    known = tiles()
    wide = frame.assign(code=frame["council_code"].astype(str)).pivot_table(
        index=["scenario", "code"],
        columns="replicate",
        values=view.outcome,
        dropna=False,
        observed=True,
    )
    codes = list(dict.fromkeys(frame["council_code"].astype(str)))
    here = known[known["code"].isin(codes)]
    own = {
        name: wide.loc[name].reindex(here["code"]).to_numpy(dtype=float)
        if name in wide.index.get_level_values(0)
        else np.full((len(here), max(1, wide.shape[1])), np.nan)
        for name in view.scenarios
    }
    first = view.scenarios[0]
    pairs = own[view.scenarios[1]] - own[first] if len(view.scenarios) == 2 else own[first]
    each = [paired_interval(row[np.isfinite(row)][:, None]) if np.isfinite(row).any() else None for row in pairs]
    ends = {
        end: [float(getattr(one, end)[0]) if one is not None else np.nan for one in each]
        for end in ("mean", "low", "high")
    }
    table = here.reset_index(drop=True).assign(value=ends["mean"], low=ends["low"], high=ends["high"])
    two = len(view.scenarios) == 2
    table = table.assign(clear=_clear(pairs) if two else "")
    n = int(np.isfinite(pairs).sum(axis=1).max(initial=0))
    return _Councils(table, view.scenarios[-1], first if two else "", n, len(set(codes) - set(here["code"])))


def _clear(pairs: np.ndarray) -> np.ndarray:
    """Which councils differ clearly, after Holm's procedure over all of them."""
    known = np.isfinite(pairs).sum(axis=1) > 1
    clear = np.zeros(len(pairs), dtype=bool)
    if known.any():
        risks = np.array([p_values(row[np.isfinite(row)][:, None])[0] for row in pairs[known]])
        clear[known] = holm(risks, 1 - LEVEL)
    return clear


def _panel(name: str, found: _Councils, scale: Scale) -> Panel:
    here = found.table[found.table["panel"] == name]
    all_of_them = tiles()[tiles()["panel"] == name]
    columns, rows = int(all_of_them["column"].max()) + 1, int(all_of_them["row"].max()) + 1
    shown = tiles()[tiles()["panel"].isin(set(found.table["panel"]))]
    widest, deepest = int(shown["column"].max()) + 1, int(shown["row"].max()) + 1

    def draw(axes: Axes, pen: Pen) -> None:
        cells = np.full((rows, columns), np.nan)
        empty = np.full((rows, columns), np.nan)
        empty[all_of_them["row"], all_of_them["column"]] = 0.0
        cells[here["row"], here["column"]] = here["value"]
        edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
        look: dict[str, Any] = {"edgecolors": pen.palette.ground, "linewidth": pen.thick(0.7)}
        if len(here) < len(all_of_them):  # of those that were not run, the place
            pale = Scale(0.0, 1.0).colours(pen)
            axes.pcolormesh(*edges, np.ma.masked_invalid(empty), cmap=pale, vmin=0, vmax=9, alpha=0.35, **look)
        sure = np.full((rows, columns), not found.reference)
        if found.reference:
            sure[here["row"], here["column"]] = here["clear"].astype(bool)
        for clear, alpha in ((True, 1.0), (False, PALE)):
            shown = np.ma.masked_where(~np.isfinite(cells) | (sure != clear), cells)
            axes.pcolormesh(*edges, shown, cmap=scale.colours(pen), norm=scale.norm, alpha=alpha, **look)
        if found.reference:
            unclear = here[~here["clear"].astype(bool) & np.isfinite(here["value"])]
            axes.plot(
                unclear["column"], unclear["row"], linestyle="", marker=".", color=pen.palette.ink,
                markersize=pen.thick(2.5), markeredgewidth=0,
            )  # fmt: skip
        # Tiles are of one size in all panels: beside each other they have the deepest one's height, below each other
        # the widest one's width.
        alone = pen.width > 0.6 * pen.size.width
        axes.set_xlim(-0.5, (widest if alone else columns) - 0.5)
        axes.set_ylim((rows if alone else deepest) - 0.5, -0.5)
        axes.set_aspect("equal", anchor="NW")
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_axis_off()

    return Panel(draw, title=sentence_case(name), deep=1.7 * rows / deepest, wide=columns / widest, room=0.95)


def _legend(view: View, found: _Councils, scale: Scale) -> tuple[Entry, ...]:
    """Of levels the ends and the middle; of differences the two colours and the dot."""

    def tint(pen: Pen, at: float) -> dict[str, Any]:
        return {"facecolor": scale.colours(pen)(scale.norm(at))}

    if found.reference:
        high, low = ("better", "worse") if view.measure.direction else ("higher", "lower")
        reach = max(abs(scale.low), abs(scale.high)) or 1.0
        ends = (reach, -reach) if view.measure.direction >= 0 else (-reach, reach)
        amount = claims.size(reach, view.measure.unit)
        return (
            pieces.patch_entry(f"{high} by {amount}", partial(tint, at=ends[0])),
            pieces.patch_entry(f"{low} by {amount}", partial(tint, at=ends[1])),
            pieces.line_entry(
                "no clear difference",
                lambda pen: {"linestyle": "", "marker": ".", "color": pen.palette.ink, "markersize": pen.thick(4)},
            ),
        )
    step = max(abs(scale.low), abs(scale.high), 1e-9) / 10
    places = (scale.low, (scale.low + scale.high) / 2, scale.high)
    return tuple(
        pieces.patch_entry(level_words(at, view.measure.unit, step), partial(tint, at=at))
        for at in dict.fromkeys(places)
    )


def _extremes(view: View, found: _Councils) -> Mapping[str, Any]:
    rows = found.table[np.isfinite(found.table["value"])].sort_values("value", kind="stable")
    return {} if rows.empty else {"low": rows.iloc[0], "high": rows.iloc[-1]}


def _titles(view: View, found: _Councils) -> tuple[str, ...]:
    """In how many councils one is clearly ahead; of one scenario where the level is highest and lowest."""
    label = view.result.label(view.outcome)
    name, unit, ends = sentence_case(label), view.measure.unit, _extremes(view, found)
    if not ends:
        return (f"No run finished, so there is nothing to show of {label}",)
    count = len(found.table)
    if found.reference:
        mixed = " (confounded)" if claims.confounded(view, found.scenario, found.reference) else ""
        clear = found.table["clear"].to_numpy(dtype=bool)
        higher = (found.table["value"] > 0).to_numpy()
        up, down = int((clear & higher).sum()), int((clear & ~higher).sum())
        if not up and not down:
            return (
                f"No clear difference in {label} between {found.scenario} and {found.reference} in any of {count} "
                "councils after Holm",
                f"No clear difference in {label} in any of {count} councils",
            )
        hang = _hanging(view, found)
        good = view.measure.direction
        ahead, behind = (up, down) if good >= 0 else (down, up)
        more, less = ("better", "worse") if good else ("higher", "lower")
        return (
            f"{name} is clearly {more} under {found.scenario} than under {found.reference} in {ahead} of {count} "
            f"councils and {less} in {behind}, after Holm{mixed}{hang}",
            f"{name}: {found.scenario} clearly {more} in {ahead} of {count} councils, {less} in {behind}{mixed}{hang}",
            f"{name}: {more} in {ahead} of {count} councils, {less} in {behind}{mixed}",
        )
    low, high = ends["low"], ends["high"]
    step = max(abs(high["value"]), abs(low["value"]), 1e-9) / 10
    first, last = (level_words(float(one["value"]), unit, step) for one in (high, low))
    if first == last:
        return (f"No difference in {label} between {count} councils to be seen: {first} in all",)
    return (
        f"{name} is highest in {high['council']} ({first}) and lowest in {low['council']} ({last}) under "
        f"{found.scenario}",
        f"{name}: {first} in {high['council']}, {last} in {low['council']}",
        f"{name}: {last} to {first}",
    )


def _hanging(view: View, found: _Councils) -> str:
    """In how many councils the other window says something else, to end a title with; empty for none."""
    other = _councils(replace(view, window=OTHER[view.window]))
    ways = [np.where(one.table["clear"].astype(bool), np.sign(one.table["value"]), 0.0) for one in (found, other)]
    count = int((ways[0] != ways[1]).sum())
    return f"; {count} hang{'s' if count == 1 else ''} on the window" if count else ""


def _alt(view: View, found: _Councils) -> str:
    said = []
    times = claims.scale(view.measure.unit)
    for name in (SINGLE, COUNTIES, DISTRICTS):
        own = found.table.loc[found.table["panel"] == name, "value"].dropna()
        if len(own):
            low, middle, high = (pieces.plain(round(times * x, 2)) for x in own.quantile([0.0, 0.5, 1.0]))
            said.append(f"{len(own)} {name}: from {low} over {middle} in the middle to {high}")
    what = (
        claims.short_unit(view.measure.unit) if found.reference else ("per cent" if times == 100 else view.measure.unit)
    )
    return f"Tiles of England's councils, in {what or 'a ratio'}. {'; '.join(said) or 'Nothing is drawn'}."


KIND = Kind(
    name="map",
    purpose="England's councils as tiles: a level of each, or what two scenarios differ in",
    needs="two councils of England or more, run at one point",
    lacks=lacks,
    picture=picture,
    all_councils=True,
)
