"""A forest of paired differences: on which of many outcomes one scenario does better, by how much, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.intervals import LEVEL
from experiments.analysis.multiple import holm, p_values
from experiments.analysis.wording import BETTER, WORSE, number, sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.claims import Difference, difference
from experiments.figures.kind import HEADLINE, Kind, several_scenarios
from experiments.figures.pairs import Pair, pairs_of
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import OTHER, WINDOWS, View, level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result


@dataclass(frozen=True)
class _Row:
    """One outcome under one pair: its difference in the window and in the other one.

    ``spread`` is the standard deviation over the reference's runs, which makes outcomes of different units comparable.
    """

    found: Difference
    other: Difference
    spread: float
    good: int
    after_holm: bool

    def at(self, value: float) -> float:
        """A value as it is drawn: in standard deviations, to the right where that is better."""
        return self.good * value / self.spread if self.spread > 0 else np.nan

    @property
    def turned(self) -> bool:
        """Whether the other window says something else."""
        return bool(claims.disagreement(self.found, self.other))


def lacks(result: Result) -> str:
    """What a result must have."""
    return several_scenarios(result)


def picture(view: View) -> Picture:
    """The picture: a panel for each pair, a row for each outcome."""
    view.single("forest")
    for window in (view.window, OTHER[view.window]):
        view.result.window(window, view.outcomes)  # read at once
    pairs = pairs_of(view)
    rows = {pair: _rows(view, pair) for pair in pairs}
    first = rows[pairs[0]]
    there = [at for at, row in enumerate(first) if any(np.isfinite(rows[pair][at].found.mean) for pair in pairs)]
    order = _order([first[at] for at in there])
    rows = {pair: [found[there[at]] for at in order] for pair, found in rows.items()}
    drawn = [row.at(end) for found in rows.values() for row in found for end in (row.found.low, row.found.high)]
    limits = finite_limits(drawn, zero=True, margin=0.06)
    every = [row for found in rows.values() for row in found]
    verdicts = {row.found.verdict for row in every}
    turned = any(row.turned for row in every)
    entries = [*pieces.verdict_entries([*verdicts], claims.SAID)]
    if turned:
        entries.append(
            pieces.line_entry(
                f"hollow: {WINDOWS[OTHER[view.window]]}, where that differs",
                lambda pen: {
                    "color": pen.palette.muted, "marker": "o", "markerfacecolor": pen.palette.ground, "linestyle": "",
                    "markersize": pen.thick(4.5),
                },
            )
        )  # fmt: skip
    n = min((row.found.n for row in every), default=0)
    return Picture(
        titles=_titles(view, rows),
        shown=(
            f"{view.place}: mean of {n} paired differences {view.when} with {level()} intervals, in standard "
            f"deviations of the runs compared with; to the right is better; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(_panel(view, pair, list(rows.values()), limits, at) for at, pair in enumerate(pairs)),
        numbers=_numbers(view, rows),
        alt=_alt(view, rows),
        notes=_notes(view, rows),
        legend=tuple(entries),
        most_columns=2,
        wide_panels=True,
    )


def _rows(view: View, pair: Pair) -> list[_Row]:
    found = [difference(view, pair.scenario, pair.reference, outcome) for outcome in view.outcomes]
    others = [difference(view, pair.scenario, pair.reference, outcome, OTHER[view.window]) for outcome in view.outcomes]
    known = [one for one in found if one.known]
    clear: dict[str, bool] = {}
    if known:
        risks = np.array([p_values(one.pairs[:, None])[0] for one in known])
        clear = {one.outcome: bool(sure) for one, sure in zip(known, holm(risks, 1 - LEVEL), strict=True)}
    rows = []
    for one, other in zip(found, others, strict=True):
        own = view.only(pair.reference).values(one.outcome)[0]
        own = own[np.isfinite(own)]
        spread = float(own.std(ddof=1)) if len(own) > 1 else 0.0
        good = view.result.measure(one.outcome).direction or 1
        rows.append(_Row(one, other, spread, good, clear.get(one.outcome, False)))
    return rows


def _order(rows: Sequence[_Row]) -> list[int]:
    """From the best to the worst; what is neither good nor bad, or cannot be drawn, comes last."""

    def key(at: int) -> tuple[int, float]:
        row = rows[at]
        place = row.at(row.found.mean)
        if not np.isfinite(place):
            return 2, 0.0
        return (0 if row.found.verdict not in ("higher", "lower") else 1), -place

    return sorted(range(len(rows)), key=key)


def _panel(view: View, pair: Pair, every: Sequence[Sequence[_Row]], limits: tuple[float, float], at: int) -> Panel:
    """The panel of one pair; ``every`` are the rows of all, since those shown are the same in each."""
    rows = every[at]

    def draw(axes: Axes, pen: Pen) -> None:
        shown = [rows[place] for place in _that_fit(every, pen, titled=len(every) > 1)]
        names = [sentence_case(view.result.label(row.found.outcome)) for row in shown]
        for place, row in enumerate(shown):
            _draw_row(axes, row, place, pen)
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*limits)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        labelled = at == 0 or pen.width > pen.size.width * 0.6
        room = 1.45 if pen.size.width < 5 else 1.75 * pen.size.scale
        words = [letters.shorten(name, room, pen.size.small) for name in names]
        axes.set_yticks(range(len(shown)), words if labelled else [""] * len(shown))
        axes.tick_params(axis="y", labelcolor=pen.palette.ink)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        left_out = f" ({len(shown)} of {len(rows)} shown)" if len(shown) < len(rows) and at == 0 else ""
        axes.set_xlabel(f"standard deviations; better →{left_out}")
        right = axes.secondary_yaxis("right")
        right.set_yticks(range(len(shown)), [_amount(view, row) for row in shown])
        right.tick_params(axis="y", length=0, labelcolor=pen.palette.muted)
        right.spines["right"].set_visible(False)

    title = sentence_case(pair.name) if len(every) > 1 else ""
    return Panel(draw, title=title, deep=max(0.6, 0.11 * len(rows) + 0.25), room=0.62)


def _that_fit(every: Sequence[Sequence[_Row]], pen: Pen, *, titled: bool) -> list[int]:
    """The places of all rows; where the height was given, of those that differ most in any panel, as many as fit."""
    places = list(range(len(every[0])))
    if pen.size.height is None:
        return places
    room = pen.height - (letters.height(2, pen.size.body) if titled else 0.0) - letters.height(1, pen.size.small)
    most = max(3, int(room / letters.height(1, pen.size.small)))
    far = {at: max(float(np.nan_to_num(abs(rows[at].at(rows[at].found.mean)))) for rows in every) for at in places}
    kept = set(sorted(places, key=lambda at: -far[at])[:most])
    return [at for at in places if at in kept]


def _draw_row(axes: Axes, row: _Row, place: int, pen: Pen) -> None:
    found = row.found
    if not np.isfinite(row.at(found.mean)):
        return
    colour, mark = pen.verdict(found.verdict)
    if found.known:
        ends = sorted((row.at(found.low), row.at(found.high)))
        axes.plot(ends, [place, place], color=colour, linewidth=pen.thick(1.8), solid_capstyle="butt")
        for end in ends:
            axes.plot([end, end], [place - 0.16, place + 0.16], color=colour, linewidth=pen.thick(1.2))
    face = colour if row.after_holm or not found.known else pen.palette.ground
    face = colour if found.verdict not in (BETTER, WORSE, "higher", "lower") else face
    axes.plot(
        [row.at(found.mean)], [place], marker=mark, color=colour, markersize=pen.thick(5.5), linestyle="",
        markerfacecolor=face, markeredgecolor=colour, markeredgewidth=pen.thick(1.0), zorder=4,
    )  # fmt: skip
    if row.turned:
        colour, _ = pen.verdict(row.other.verdict)
        axes.plot(
            [row.at(row.other.mean)], [place + 0.3], marker="o", color=colour, markersize=pen.thick(4), linestyle="",
            markerfacecolor=pen.palette.ground, markeredgewidth=pen.thick(1.0), zorder=3,
        )  # fmt: skip


def _amount(view: View, row: _Row) -> str:
    """The difference in its own unit, for the right-hand side."""
    found = row.found
    if not np.isfinite(found.mean):
        return "–"
    unit = view.result.measure(found.outcome).unit
    half = (found.high - found.low) / 2 if found.known else abs(found.mean)
    text = number(found.mean, unit, max(half, abs(found.mean) / 100), signed=True)
    short = claims.short_unit(unit).replace("points", "pts").replace(" of 2010", "").replace(" a year", "/yr")
    return claims.with_unit(text, short if short.startswith(("pts", "£")) else "")


def _titles(view: View, rows: dict[Pair, list[_Row]]) -> tuple[str, ...]:
    """On how many outcomes the first side does better and worse after Holm; and how many hang on the window."""
    every = list(rows.items())
    if not any(row.found.n for _, found in every for row in found):
        return ("No pair of runs finished, so there is nothing to compare",)
    if not any(row.found.known for _, found in every for row in found):
        return ("One pair of runs says nothing of any difference",)
    turned = sum(row.turned for _, found in every for row in found)
    of = len(every[0][1])
    hang = f"; {turned} hang{'s' if turned == 1 else ''} on the window" if turned else ""
    if len(every) == 1:
        pair, found = every[0]
        better, worse = _count(found)
        said = claims.count_titles(pair.who, pair.against, better, worse, of, True)
        note = " (confounded)" if pair.mixed else ""
        return tuple(f"{one}{note}{hang}" for one in said) + tuple(f"{one}{note}" for one in said[1:])
    same = len({(pair.who, pair.against) for pair in rows}) == 1
    parts = []
    for pair, found in every:
        better, worse = _count(found)
        where = pair.where if same else pair.who
        parts.append(f"{'with ' if same else ''}{where} better on {better} and worse on {worse}")
    first = every[0][0]
    begin = f"{sentence_case(first.who)} against {first.against}: " if same else f"Against {first.against}: "
    if len(parts) > 3:
        best = max(every, key=lambda item: _count(item[1])[0])
        better, worse = _count(best[1])
        return (
            f"{begin}{best[0].who} does best, better on {better} and worse on {worse} of {of} outcomes after Holm",
            f"{begin}{best[0].who} does best, better on {better} of {of}",
        )
    joined = ", ".join(parts)
    return (
        f"{begin}{joined} of {of} outcomes after Holm{hang}",
        f"{begin}{joined} of {of} after Holm",
        f"{begin}{joined} of {of}",
        f"{begin}{parts[0]} of {of}",
    )


def _count(rows: Sequence[_Row]) -> tuple[int, int]:
    sure = [row for row in rows if row.after_holm]
    return sum(row.found.verdict == BETTER for row in sure), sum(row.found.verdict == WORSE for row in sure)


def _notes(view: View, rows: dict[Pair, list[_Row]]) -> tuple[str, ...]:
    notes = [
        "Filled: clear after Holm's procedure over all rows; open: clear by itself only. The interval says how well "
        "the runs fix the mean difference, not how far single runs lie apart. Right: the difference in its own unit.",
    ]
    mixed = {pair.mixed for pair in rows if pair.mixed}
    if mixed:
        notes.append(f"Confounded: {', '.join(sorted(mixed))} differ at once, so neither can be called the cause.")
    flat = {row.found.outcome for found in rows.values() for row in found if not row.spread}
    if flat:
        labels = ", ".join(sorted(view.result.label(name) for name in flat))
        notes.append(f"Not drawn, since the runs compared with do not differ in it: {labels}.")
    return tuple(notes)


def _numbers(view: View, rows: dict[Pair, list[_Row]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "comparison": pair.name,
                "scenario": pair.scenario,
                "reference": pair.reference,
                "outcome": row.found.outcome,
                "unit": view.result.measure(row.found.outcome).unit,
                "window": one.window,
                "difference": one.mean,
                "low": one.low,
                "high": one.high,
                "pairs": one.n,
                "standard_deviation": row.spread,
                "verdict": one.verdict,
                "clear_after_holm": row.after_holm if one is row.found else "",
            }
            for pair, found in rows.items()
            for row in found
            for one in (row.found, row.other)
        ]
    )


def _alt(view: View, rows: dict[Pair, list[_Row]]) -> str:
    said = []
    for pair, found in list(rows.items())[:4]:
        better = [view.result.label(row.found.outcome) for row in found if row.found.verdict == BETTER]
        worse = [view.result.label(row.found.outcome) for row in found if row.found.verdict == WORSE]
        said.append(
            f"{sentence_case(pair.name)}: better in {', '.join(better) or 'nothing'}; worse in "
            f"{', '.join(worse) or 'nothing'}"
        )
    return ". ".join(said) + "."


KIND = Kind(
    name="forest",
    purpose="on which of many outcomes one scenario does better than another, by how much and how surely",
    needs="two scenarios or more, run at one point",
    lacks=lacks,
    picture=picture,
    compares=True,
    outcomes=HEADLINE,
)
