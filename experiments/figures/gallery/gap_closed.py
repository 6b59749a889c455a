"""How the budget gap was closed, year by year: the four largest ways and all others, against the gap itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import paired_interval
from experiments.analysis.wording import join, sentence_case
from experiments.designs.design import YEAR
from experiments.figures import letters, pieces
from experiments.figures.kind import OWN, Kind, one_point
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import FEWEST_FOR_A_BAND, View
from experiments.figures.years import financial_year

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

GAP, CLOSED = "gap.budget", "gap.closed."
LARGEST = 4
MID_YEAR = 6
"""October: the budget in force in a financial year was set in the round before it and stands unchanged through it."""

WORDS = {
    "salami_slice": "salami slicing",
    "stop_a_service": "stopping services",
    "redesign": "redesign",
    "pool_with_partners": "pooling with partners",
    "outsource": "outsourcing",
    "commercialise": "commercial income",
    "draw_reserves": "drawing reserves",
    "shunt_cost": "shunting cost",
}
"""The ways as a sentence says them."""

HATCHES = ("", "///", "...", "\\\\\\", "")


def lacks(result: Result) -> str:
    """What a result must have."""
    if GAP not in result.manifest["outcomes"] or not _ways(result):
        return "it does not keep the budget gap and the ways in which it was closed"
    return one_point(result)


def in_force(view: View, outcome: str) -> np.ndarray:
    """What was in force in each financial year, or its mean where no months are kept: (scenarios, runs, years)."""
    if "month" not in view.result.kinds:
        return view.by_year(outcome)
    runs = view.over_time(outcome).runs
    months = runs.shape[2]
    found: np.ndarray = runs[:, :, [min(start + MID_YEAR, months - 1) for start in range(0, months, YEAR)]]
    return found


def _ways(result: Result) -> list[str]:
    return [name.removeprefix(CLOSED) for name in result.outcomes if name.startswith(CLOSED)]


def picture(view: View) -> Picture:
    """The picture: a panel for each scenario."""
    view.single("gap_closed")
    ways = _ways(view.result)
    table = "monthly" if "month" in view.result.kinds else "yearly"
    view.result.table(table, [GAP, *(CLOSED + way for way in ways)])  # read at once
    gap = in_force(view, GAP)
    closed = {way: in_force(view, CLOSED + way) for way in ways}
    # The first financial year has no gap: its budget was set before the run begins.
    years = np.arange(min(1, gap.shape[2] - 1), gap.shape[2])
    amounts = {way: _mean(values) for way, values in closed.items()}
    order = sorted(ways, key=lambda way: -float(np.nansum(np.abs(amounts[way]))))
    largest = [way for way in order[:LARGEST] if np.nansum(np.abs(amounts[way])) > 0]
    others = [way for way in ways if way not in largest]
    parts = [(WORDS.get(way, way.replace("_", " ")), amounts[way]) for way in largest]
    if others:
        parts.append((f"{len(others)} other ways", np.sum([amounts[way] for way in others], axis=0)))
    limits = _limits(parts, gap, years)
    counts = np.isfinite(gap).all(axis=2).sum(axis=1)
    return Picture(
        titles=_titles(view, closed, largest),
        shown=(
            f"{view.place}: budget gap of each financial year and what was planned to close it, £m a year in 2016-17 "
            f"prices, mean of {int(counts.min())} runs; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(_panel(view, at, parts, gap, years, limits) for at in range(len(view.scenarios))),
        numbers=_numbers(view, closed, gap, years),
        alt=_alt(view, closed, largest),
        notes=(
            "A bar that ends below the gap left part of it open; a gap below zero is money to spare."
            + (" Whiskers: nine of ten runs." if counts.max() >= FEWEST_FOR_A_BAND else ""),
        ),
        legend=(
            pieces.line_entry(
                "the gap",
                lambda pen: {"color": pen.palette.ink, "marker": "o", "markersize": pen.thick(4)},
            ),
            *(
                pieces.patch_entry(name, _look(place if name[0] not in "0123456789" else LARGEST))
                for place, (name, _) in enumerate(parts)
            ),
        ),
        most_columns=2,
        timed=True,
    )


def _look(place: int) -> object:
    def how(pen: Pen) -> dict[str, object]:
        return {
            "facecolor": pen.palette.ways[place],
            "edgecolor": pen.palette.ground,
            "hatch": HATCHES[place],
            "linewidth": 0.5,
        }

    return how


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean over the runs that finished, shape (scenarios, years); zero where none did."""
    good = np.isfinite(values)
    counts = good.sum(axis=1)
    found: np.ndarray = np.where(good, values, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return found


def _limits(parts: list[tuple[str, np.ndarray]], gap: np.ndarray, years: np.ndarray) -> tuple[float, float]:
    stacked = np.sum([np.maximum(amount, 0) for _, amount in parts], axis=0)[:, years] if parts else np.zeros(1)
    below = np.sum([np.minimum(amount, 0) for _, amount in parts], axis=0)[:, years] if parts else np.zeros(1)
    kept = gap[:, :, years]
    ends = [stacked.ravel(), below.ravel()]
    if np.isfinite(kept).any():
        finite = [one[np.isfinite(one).all(axis=1)] for one in kept]
        ends += [np.quantile(one, (0.05, 0.95), axis=0).ravel() for one in finite if len(one)]
    return finite_limits(np.concatenate(ends), zero=True)


def _panel(
    view: View,
    at: int,
    parts: list[tuple[str, np.ndarray]],
    gap: np.ndarray,
    years: np.ndarray,
    limits: tuple[float, float],
) -> Panel:
    own = gap[at][np.isfinite(gap[at]).all(axis=1)]

    def draw(axes: Axes, pen: Pen) -> None:
        for year, behind in enumerate(pieces.provenance(view, int(years[-1]) + 1)):
            if year in years:
                tint = pieces.tint(behind, pen)
                if tint:
                    axes.axvspan(year - 0.5, year + 0.5, color=tint, linewidth=0, zorder=0)
        above, below = np.zeros(len(years)), np.zeros(len(years))
        for place, (name, amount) in enumerate(parts):
            height = amount[at, years]
            base = np.where(height >= 0, above, below)
            axes.bar(
                years,
                height,
                bottom=base,
                width=0.78,
                **_look(LARGEST if name[0] in "0123456789" else place)(pen),  # type: ignore[operator]
            )
            above, below = above + np.maximum(height, 0), below + np.minimum(height, 0)
        if len(own):
            if len(own) >= FEWEST_FOR_A_BAND:
                low, high = np.quantile(own[:, years], (0.05, 0.95), axis=0)
                axes.vlines(years, low, high, color=pen.palette.ink, linewidth=pen.thick(0.8))
            axes.plot(
                years, own[:, years].mean(axis=0), color=pen.palette.ink, marker="o", markersize=pen.thick(3.2),
                linewidth=pen.thick(1.1), markeredgecolor=pen.palette.ground, markeredgewidth=pen.thick(0.5),
            )  # fmt: skip
        pieces.zero(axes, pen)
        room = letters.width("2010-11", pen.size.small) * 1.35
        step = max(1, -(-len(years) // max(2, int((pen.width - 0.5) / room))))
        axes.set_xticks(years[::step], [financial_year(YEAR * int(year)) for year in years[::step]])
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes.set_ylim(*limits)
        axes.grid(axis="x", visible=False)
        pieces.value_axis(axes.yaxis, "£m a year", most=5)

    return Panel(draw, title=view.scenarios[at] if len(view.scenarios) > 1 else "", axis="£m a year")


def _titles(view: View, closed: dict[str, np.ndarray], largest: list[str]) -> tuple[str, ...]:
    several = view.council is None and len(view.result.councils) > 1
    place = f"The family of {len(view.result.councils)} councils" if several else view.place
    totals = {way: np.nansum(values, axis=2) for way, values in closed.items()}
    finished = np.isfinite(next(iter(closed.values()))).all(axis=2)
    whole = np.sum(list(totals.values()), axis=0)
    if not finished.any():
        return ("No run finished, so there is no gap to show",)
    means = {
        name: np.array([float(total[at][finished[at]].mean()) for total in totals.values()])
        for at, name in enumerate(view.scenarios)
        if finished[at].any()
    }
    if not largest or any(total.sum() <= 0 for total in means.values()):
        without = [name for name, total in means.items() if total.sum() <= 0]
        who = "any scenario" if len(without) == len(means) else join(without)
        return (f"{place} has no budget gap to close under {who}",)
    names = list(totals)
    shares = {name: total / total.sum() for name, total in means.items()}
    tops = {name: names[int(share.argmax())] for name, share in shares.items()}

    def said(name: str) -> str:
        return f"{WORDS.get(tops[name], tops[name])} ({100 * shares[name].max():.0f}%)"

    if len(shares) == 1:
        only = next(iter(shares))
        return (
            f"{place} closes the largest part of its gaps by {said(only)} under {only}",
            f"{place} closes the largest part of its gaps by {said(only)}",
        )
    if len(set(tops.values())) > 1:
        parts = [f"by {said(name)} under {name}" for name in shares]
        return (
            f"{place} closes the largest part of its gaps {join(parts)}",
            f"{place}: {join(sorted({said(name) for name in shares}))} close the largest part of the gaps",
            f"{place}: which way closes the largest part of the gaps depends on the scenario",
        )
    way = next(iter(set(tops.values())))
    index = names.index(way)
    each = {name: share[index] for name, share in shares.items()}
    more, less = max(each, key=lambda n: each[n]), min(each, key=lambda n: each[n])
    word = sentence_case(WORDS.get(way, way))
    with np.errstate(invalid="ignore", divide="ignore"):
        by_run = [totals[way][view.scenarios.index(name)] / whole[view.scenarios.index(name)] for name in (more, less)]
    pairs = by_run[0] - by_run[1]
    pairs = pairs[np.isfinite(pairs)]
    sure = paired_interval(pairs[:, None]) if len(pairs) else None
    if sure is not None and sure.n > 1 and sure.clear[0] and f"{each[more]:.0%}" != f"{each[less]:.0%}":
        return (
            f"{word} closes the largest part of the gaps of {place}: {each[more]:.0%} under {more}, {each[less]:.0%} "
            f"under {less}",
            f"{word} closes the largest part of the gaps: {each[more]:.0%} under {more}, {each[less]:.0%} under {less}",
            f"{word} closes the largest part, {each[less]:.0%} to {each[more]:.0%} of the gaps",
        )
    return (
        f"{word} closes the largest part of the gaps of {place}, with no clear difference between scenarios",
        f"{word} closes the largest part of the gaps under all scenarios",
    )


def _numbers(view: View, closed: dict[str, np.ndarray], gap: np.ndarray, years: np.ndarray) -> pd.DataFrame:
    rows = []
    for at, name in enumerate(view.scenarios):
        for what, values in (("gap", gap), *closed.items()):
            mean = _mean(values)[at, years]
            rows.append(
                pd.DataFrame(
                    {
                        "scenario": name,
                        "what": what,
                        "year": [financial_year(YEAR * int(year)) for year in years],
                        "mean": mean,
                    }
                )
            )
    return pd.concat(rows, ignore_index=True).assign(unit="£m a year")


def _alt(view: View, closed: dict[str, np.ndarray], largest: list[str]) -> str:
    said = []
    for at, name in enumerate(view.scenarios[:6]):
        sums = {way: float(np.nansum(_mean(values)[at])) for way, values in closed.items()}
        total = sum(sums.values())
        if total > 0:
            parts = [f"{WORDS.get(way, way)} {100 * sums[way] / total:.0f}%" for way in largest]
            said.append(f"{name}: {', '.join(parts)} of what was closed")
    return "; ".join(said or ["no gap"]) + "."


KIND = Kind(
    name="gap_closed",
    purpose="in which ways the budget gap of each year was closed",
    needs="the budget gap and the ways in which it was closed, by year",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
