"""What moved an outcome, as accounting: from its beginning to its end, and month by month; knock-outs beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.wording import HIGHER, LOWER, UNCLEAR, join, level, number, plain, sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.kind import OWN, Kind
from experiments.figures.matrix import name_rows, rows_that_fit
from experiments.figures.picture import Entry, Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

ACCOUNTING, MONTHS, KNOCK_OUTS = "accounting", "accounting_by_month", "knock_outs"
"""The tables that ``townhall explain --out`` saves: entries summed, the sums by month, and theories switched off."""

MOST, FOLLOWED, KNOCKED = 8, 4, 8
"""Entries, lines and knock-outs shown; the rest is summed, or stands in the numbers beside the figure."""

NEXT_TO_NOTHING = 1e-3
"""Less than this share of the level is no finding."""

DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.4)), (0, (6, 1.5, 1.2, 1.5)))


@dataclass(frozen=True)
class _Account:
    """``entries`` from the largest down, the last of them the sum of all others where there are more."""

    outcome: str
    unit: str
    start: float
    end: float
    entries: tuple[tuple[str, float], ...]
    months: pd.DataFrame
    knock_outs: pd.DataFrame
    seeds: int
    against: str


def lacks(result: Result) -> str:
    """What a result must have."""
    return "" if result.saved(ACCOUNTING) is not None else "it keeps no accounting (townhall explain --out does)"


def picture(view: View) -> Picture:
    """The picture: the waterfall, what moved it over time, and the knock-outs where there are some."""
    found = _account(view)
    panels = [_waterfall(found)] if found.entries else []
    if len(found.months):
        panels.append(_course(view, found))
    if len(found.knock_outs):
        panels.append(_knocked(found))
    label = view.result.label(found.outcome)
    return Picture(
        titles=_titles(found, label),
        shown=(
            f"{view.place} under {view.scenarios[0]}{_less(found)}: {label} over the first {view.result.months} months "
            f"of {_runs(found)}, accounting, not cause; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panels or [Panel(pieces.empty, deep=0.4)]),
        numbers=_numbers(view, found),
        alt=_alt(found, label),
        notes=(
            "Entries say through which process it moved, not what it would have been without."
            + (f" Knock-outs say that, {_pairs(found)}; they need not add up." if len(found.knock_outs) else ""),
        ),
        legend=(
            *_followed(found),
            *(
                (
                    pieces.patch_entry("adds", lambda pen: {"facecolor": pen.palette.ways[0]}),
                    pieces.patch_entry(
                        "takes away",
                        lambda pen: {"facecolor": pen.palette.ways[4], "hatch": "///", "edgecolor": pen.palette.muted},
                    ),
                )
                if found.entries
                else ()
            ),
        ),
        most_columns=2,
        wide_panels=True,
        timed=True,
    )


def _less(found: _Account) -> str:
    return f", less {found.against}" if found.against else ""


def _runs(found: _Account) -> str:
    """Whose accounting it is."""
    return "one run" if found.seeds == 1 else "the first run" if not found.against else "the first pair"


def _pairs(found: _Account) -> str:
    """What the knock-outs are of."""
    if found.seeds == 1:
        return "of one run with the same luck"
    return f"as means of {found.seeds} pairs with the same luck and their 90% intervals (pale: no clear difference)"


def _account(view: View) -> _Account:
    result = view.result
    told = result.manifest["explained"]
    rows = result.saved(ACCOUNTING)
    assert rows is not None
    each = [(plain(str(row.process)), float(row.amount)) for row in rows.itertuples() if row.amount != 0]
    each.sort(key=lambda one: -abs(one[1]))
    months, knocked = result.saved(MONTHS), result.saved(KNOCK_OUTS)
    if knocked is not None:
        small = NEXT_TO_NOTHING * max(abs(float(told["start"])), abs(float(told["end"])))
        knocked = knocked[knocked["difference"].abs() > small]
    return _Account(
        outcome=str(told["outcome"]),
        unit=result.measure(str(told["outcome"])).unit,
        start=float(told["start"]),
        end=float(told["end"]),
        entries=tuple(each),
        months=months if months is not None else pd.DataFrame(),
        knock_outs=knocked if knocked is not None else pd.DataFrame(),
        seeds=int(told.get("seeds", 1)),
        against=str(told.get("against", "")),
    )


def _largest(found: _Account, most: int) -> list[tuple[str, float]]:
    """The largest entries, the last of them the sum of all others where there are more than ``most``."""
    each = list(found.entries)
    if len(each) <= most:
        return each
    rest = each[most - 1 :]
    return [*each[: most - 1], (f"{len(rest)} others", sum(amount for _, amount in rest))]


def _waterfall(found: _Account) -> Panel:
    times = claims.scale(found.unit)

    def draw(axes: Axes, pen: Pen) -> None:
        shown = _largest(found, min(MOST, rows_that_fit(pen, MOST + 2, fewest=5) - 2))
        names = ["on the first day", *(name for name, _ in shown), "then"]
        tops = times * np.cumsum([found.start, *(amount for _, amount in shown)])
        limits = finite_limits([*tops, times * found.end, 0.0], margin=0.05)
        whole: dict[str, Any] = {"height": 0.62, "color": pen.palette.ways[1]}
        axes.barh(0, tops[0], **whole)
        for at, (_, amount) in enumerate(shown, 1):
            look: dict[str, Any] = {"color": pen.palette.ways[0]} if amount > 0 else {
                "color": pen.palette.ways[4], "hatch": "///", "edgecolor": pen.palette.muted,
            }  # fmt: skip
            axes.barh(at, times * amount, left=tops[at - 1], height=0.62, **look)
            axes.plot([tops[at - 1]] * 2, [at - 1, at], color=pen.palette.muted, linewidth=pen.thick(0.7))
        axes.barh(len(names) - 1, times * found.end, **whole)
        axes.set_xlim(*limits)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        name_rows(
            axes, pen, [sentence_case(name) for name in names], 1.4 if pen.size.width < 5 else 1.5 * pen.size.scale
        )
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel(letters.shorten(_unit(found), pen.width - 0.4, pen.size.small))

    return Panel(
        draw, title="From the first day to then", deep=0.17 * (min(MOST, len(found.entries)) + 2) + 0.2, room=0.62
    )


def _unit(found: _Account) -> str:
    return "per cent" if claims.scale(found.unit) == 100 else found.unit


def _lines(found: _Account) -> dict[str, np.ndarray]:
    """The sums of the entries that end furthest from zero, by month."""
    wide = found.months.pivot_table(index="month", columns="process", values="amount", sort=True, dropna=False)
    last = wide.iloc[-1].abs().sort_values(ascending=False, kind="stable")
    return {plain(str(name)): wide[name].to_numpy(dtype=float) for name in last.index[:FOLLOWED] if last[name] > 0}


def _course(view: View, found: _Account) -> Panel:
    lines, times = _lines(found), claims.scale(found.unit)
    count = int(found.months["month"].max()) + 1
    limits = finite_limits([times * value for line in lines.values() for value in line], zero=True)

    def draw(axes: Axes, pen: Pen) -> None:
        pieces.time_axis(axes, view, pen, count)
        axes.set_ylim(*limits)
        for at, line in enumerate(lines.values()):
            axes.plot(
                np.arange(len(line)), times * line, color=_ink(pen, at), linestyle=DASHES[at],
                linewidth=pen.thick(1.5),
            )  # fmt: skip
        pieces.zero(axes, pen)
        pieces.value_axis(axes.yaxis, "ratio", gap=True, most=4)

    return Panel(draw, title="What moved it over time", axis=f"sum so far ({_unit(found)})")


def _ink(pen: Pen, at: int) -> str:
    return (pen.palette.ink, pen.palette.muted)[at % 2]


def _followed(found: _Account) -> tuple[Entry, ...]:
    if not len(found.months):
        return ()
    return tuple(
        pieces.line_entry(
            name,
            lambda pen, at=at: {"color": _ink(pen, at), "linestyle": DASHES[at], "linewidth": pen.thick(1.5)},
        )
        for at, name in enumerate(_lines(found))
    )


def _knocked(found: _Account) -> Panel:
    order = found.knock_outs["difference"].abs().sort_values(ascending=False, kind="stable").index[:KNOCKED]
    rows = found.knock_outs.loc[order]
    times = claims.scale(found.unit)
    values = times * rows["difference"].to_numpy(dtype=float)
    low, high = (times * rows[end].to_numpy(dtype=float) if end in rows else values for end in ("low", "high"))
    limits = finite_limits([*values, *low, *high], zero=True)
    verdicts = rows["verdict"] if "verdict" in rows else [""] * len(rows)

    def draw(axes: Axes, pen: Pen) -> None:
        bars = axes.barh(range(len(rows)), values, height=0.62, color=pen.palette.ways[1])
        for bar, verdict in zip(bars, verdicts, strict=True):
            bar.set_alpha(0.35 if verdict == UNCLEAR else 1.0)
        if found.seeds > 1:
            axes.hlines(range(len(rows)), low, high, color=pen.palette.ink, linewidth=pen.thick(1.3))
        pieces.zero(axes, pen, along="y")
        axes.set_xlim(*limits)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        names = [f"{row.theory} {row.title}" for row in rows.itertuples()]
        name_rows(axes, pen, names, 1.4 if pen.size.width < 5 else 1.5 * pen.size.scale)
        pieces.value_axis(axes.xaxis, "ratio", gap=True, most=4, pen=pen)
        axes.set_xlabel(f"with it less without it ({claims.short_unit(found.unit) or 'ratio'})")

    return Panel(
        draw,
        title=f"Knock-outs, {'of one run' if found.seeds == 1 else f'{found.seeds} pairs'}",
        deep=max(0.6, 0.17 * len(rows) + 0.2),
        room=0.62,
        optional=True,
    )


def _titles(found: _Account, label: str) -> tuple[str, ...]:
    """From where to where it moved, and through what most."""
    step = max(abs(found.start), abs(found.end), 1e-9) / 10
    first, last = (_ends(found, value, step) for value in (found.start, found.end))
    name = sentence_case(label)
    if found.against:
        name = f"{name}, less that under {found.against},"
    said = f"{name} stays at {last}" if first == last else (
        f"{name} {'rises' if found.end > found.start else 'falls'} from {first} to {last}"
    )  # fmt: skip
    up, down = _most(found, 1), _most(found, -1)
    parts = [
        f"{one[0]} {word} most ({claims.size(one[1], found.unit)})"
        for one, word in ((up, "adds"), (down, "takes"))
        if one
    ]
    if found.against and (top := _clearest(found)):
        return (f"{said}: {top}", said)
    if not parts:
        return (f"{said} in {_runs(found)}",)
    larger = parts[0] if up and (not down or up[1] > -down[1]) else parts[-1]
    return (f"{said}: {join(parts)}", f"{said}: {larger}", said)


def _ends(found: _Account, value: float, step: float) -> str:
    """Where it begins or ends: a level, or how far two scenarios are apart."""
    if not found.against:
        return level(value, found.unit, step)
    return claims.with_unit(number(value, found.unit, step, signed=True), claims.short_unit(found.unit))


def _clearest(found: _Account) -> str:
    """The theory that carries most of a difference, of those that clearly do; empty where none does."""
    rows = found.knock_outs
    if "verdict" not in rows or not rows["verdict"].isin((HIGHER, LOWER)).any():
        return ""
    rows = rows[rows["verdict"].isin((HIGHER, LOWER))]
    row = rows.loc[rows["difference"].abs().idxmax()]
    way = "more" if row["difference"] > 0 else "less"
    return f"{row['theory']} moves it most ({claims.size(row['difference'], found.unit)} {way})"


def _most(found: _Account, way: int) -> tuple[str, float] | None:
    own = [one for one in found.entries if way * one[1] > 0 and not one[0][0].isdigit()]
    return max(own, key=lambda one: way * one[1]) if own else None


def _numbers(view: View, found: _Account) -> pd.DataFrame:
    rows = view.result.saved(ACCOUNTING)
    assert rows is not None
    parts = [rows.assign(drawn="entry")]
    if len(found.months):
        parts.append(found.months.assign(drawn="sum so far"))
    if len(found.knock_outs):
        parts.append(found.knock_outs.assign(drawn="knock-out"))
    whole = pd.concat(parts, ignore_index=True)
    return whole.assign(outcome=found.outcome, unit=found.unit, start=found.start, end=found.end)


def _alt(found: _Account, label: str) -> str:
    times = claims.scale(found.unit)
    said = [f"{name} {pieces.signed(times * amount)}" for name, amount in found.entries[:6]]
    ends = f"from {times * found.start:.3g} to {times * found.end:.3g} ({_unit(found)})"
    return f"{sentence_case(label)} {ends}: {join(said or ['no entries'])}."


def entries_of(names: Sequence[str], amounts: Sequence[float]) -> pd.DataFrame:
    """A table of entries as it is saved."""
    return pd.DataFrame({"process": list(names), "amount": list(amounts)})


KIND = Kind(
    name="ledger",
    purpose="through what an outcome moved, as accounting, in all and over time, with knock-outs beside it",
    needs="the accounting of a run, which townhall explain --out keeps",
    lacks=lacks,
    picture=picture,
    outcomes=OWN,
)
