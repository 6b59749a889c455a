"""What carries a difference: what is left of it without each theory, and Shapley shares where all sets were run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.wording import sentence_case
from experiments.figures import claims, letters, pieces
from experiments.figures.claims import Difference, difference_of
from experiments.figures.kind import Kind, one_point
from experiments.figures.picture import Panel, Pen, Picture
from experiments.figures.sheet import finite_limits
from experiments.figures.view import View, level
from sim.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import Result

MOST = 12
"""Rows shown; the numbers beside the figure have all."""

Off = tuple[str, ...]


@dataclass(frozen=True)
class _Family:
    """Scenarios that differ only in the theories switched off, by those: of the one side, and of the one compared with.

    ``reference`` is empty where one scenario's level is asked about.
    """

    name: str
    reference: str
    own: Mapping[Off, str]
    other: Mapping[Off, str]

    @property
    def sets(self) -> list[Off]:
        """The sets of theories without which both sides were run, the smallest first."""
        there = [off for off in self.own if off and (not self.reference or off in self.other)]
        return sorted(there, key=lambda off: (len(off), off))


def lacks(result: Result) -> str:
    """What a result must have."""
    if not any(result.scenario(name).without for name in result.scenarios):
        return "none of its scenarios switches a theory off (give scenario files with without: [S09])"
    if family_of(result, result.scenarios) is None:
        return "none of its scenarios is another one without a theory"
    return one_point(result)


def family_of(result: Result, scenarios: Sequence[str]) -> _Family | None:
    """The scenarios with all theories, and their knock-outs: the first one is compared with, the second asked about."""
    groups: dict[str, dict[Off, str]] = {}
    for name in scenarios:
        told = result.scenario(name)
        groups.setdefault(repr((sorted(told.settings.items()), told.events)), {})[tuple(sorted(told.without))] = name
    with_all = [group for group in groups.values() if len(group) > 1 and () in group]
    if not with_all:
        return None
    if len(with_all) == 1:
        return _Family(with_all[0][()], "", with_all[0], {})
    one, two = with_all[:2]
    found = _Family(two[()], one[()], two, one)
    return found if found.sets else None


def picture(view: View) -> Picture:
    """The picture."""
    view.single("knock_outs")
    family = family_of(view.result, view.scenarios)
    if family is None:
        raise InputError(
            f"None of the scenarios {', '.join(view.scenarios[:6])} is another one without a theory; choose both with "
            "--scenario."
        )
    values = dict(zip(view.scenarios, view.values(view.outcome), strict=True))
    whole = _contrast(values, family, ())
    left = {off: _contrast(values, family, off) for off in family.sets}
    carried = {off: _difference(view, whole - rest, family.name) for off, rest in left.items()}
    all_of_it = _difference(view, whole, family.name)
    shares = _shapley(view, whole, left, family.name)
    order = sorted(carried, key=lambda off: -np.nan_to_num(abs(carried[off].mean)))
    panels = [_panel(view, [(_title(view, off), carried[off]) for off in order[:MOST]], all_of_it, family, "")]
    if len(shares) > 1:
        ranked = sorted(shares, key=lambda off: -np.nan_to_num(abs(shares[off].mean)))
        rows = [(_title(view, off), shares[off]) for off in ranked[:MOST]]
        panels.append(_panel(view, rows, all_of_it, family, "Shapley shares"))
        panels[0] = _panel(
            view, [(_title(view, off), carried[off]) for off in order[:MOST]], all_of_it, family, "Knock-outs"
        )
    what = f"of {family.name} less {family.reference}" if family.reference else f"of {family.name}"
    label = view.result.label(view.outcome)
    return Picture(
        titles=_titles(view, family, all_of_it, carried, order),
        shown=(
            f"{view.place}: {label} {view.when}; how much {what} goes when theories are switched off, mean of "
            f"{all_of_it.n} paired runs with {level()} intervals; {view.seeds}; {view.result.versions}"
        ),
        panels=tuple(panels),
        numbers=_numbers(view, family, all_of_it, carried, shares),
        alt="; ".join(
            f"without {_short(off)} {claims.size(carried[off].mean, view.measure.unit)} "
            f"{'less' if carried[off].mean > 0 else 'more'}"
            for off in order[:6]
            if np.isfinite(carried[off].mean)
        )
        + ".",
        notes=("Knock-outs do not add up: theories work together, and what two carry jointly is counted with each.",),
        legend=(
            *pieces.verdict_entries(
                [one.verdict for one in carried.values()],
                {**claims.SAID, "better": "speaks for it", "worse": "speaks against it"},
            ),
            pieces.line_entry(
                "the whole difference" if family.reference else "the whole level",
                lambda pen: {"color": pen.palette.ink, "linestyle": (0, (4, 2)), "linewidth": pen.thick(1.2)},
            ),
        ),
        most_columns=2,
        wide_panels=True,
    )


def _contrast(values: Mapping[str, np.ndarray], family: _Family, off: Off) -> np.ndarray:
    """What is asked about without ``off``, by replicate."""
    own = values[family.own[off]]
    return own - values[family.other[off]] if family.reference else own


def _difference(view: View, pairs: np.ndarray, name: str) -> Difference:
    return difference_of(pairs, view.measure, name, "", window=view.window)


def _shapley(view: View, whole: np.ndarray, left: Mapping[Off, np.ndarray], name: str) -> dict[Off, Difference]:
    """The Shapley share of each theory, by replicate; empty where not every set of them was run."""
    theories = sorted({theory for off in left for theory in off})
    n = len(theories)
    known: dict[Off, np.ndarray] = {(): whole, **left}
    subsets = [tuple(part) for size in range(n + 1) for part in combinations(theories, size)]
    if n < 2 or any(part not in known for part in subsets):
        return {}
    found: dict[Off, Difference] = {}
    for theory in theories:
        share = np.zeros_like(whole)
        for off in subsets:
            if theory not in off:
                weight = factorial(len(off)) * factorial(n - len(off) - 1) / factorial(n)
                share = share + weight * (known[off] - known[tuple(sorted((*off, theory)))])
        found[(theory,)] = _difference(view, share, name)
    return found


def _title(view: View, off: Off) -> str:
    titles = {said["id"]: said["title"] for said in view.result.manifest.get("theories", ())}
    if len(off) == 1:
        return f"{off[0]} {titles.get(off[0], '')}".strip()
    return " + ".join(off)


def _short(off: Off) -> str:
    return " and ".join(off)


def _panel(view: View, rows: Sequence[tuple[str, Difference]], whole: Difference, family: _Family, title: str) -> Panel:
    ends = [end for _, one in rows for end in (one.low, one.high, one.mean)]
    limits = finite_limits([*ends, whole.mean] if family.reference else ends, zero=True, margin=0.06)

    def draw(axes: Axes, pen: Pen) -> None:
        for place, (_, one) in enumerate(rows):
            colour, mark = pen.verdict(one.verdict)
            if one.known:
                axes.plot([one.low, one.high], [place, place], color=colour, linewidth=pen.thick(2.0))
            axes.plot([one.mean], [place], marker=mark, color=colour, markersize=pen.thick(6), linestyle="", zorder=4)
        pieces.zero(axes, pen, along="y")
        if family.reference and np.isfinite(whole.mean):
            axes.axvline(whole.mean, color=pen.palette.ink, linestyle=(0, (4, 2)), linewidth=pen.thick(1.2))
        axes.set_xlim(*limits)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="y", visible=False)
        axes.tick_params(axis="y", length=0, labelcolor=pen.palette.ink)
        axes.spines["left"].set_visible(False)
        room = 1.3 if pen.size.width < 5 else 1.9 * pen.size.scale
        axes.set_yticks(
            range(len(rows)),
            [letters.shorten(words, room, pen.size.small, lines=2) for words, _ in rows],
            linespacing=1.0,
        )
        pieces.value_axis(axes.xaxis, view.measure.unit, gap=True, most=4, pen=pen)
        axes.set_xlabel(f"{claims.short_unit(view.measure.unit) or 'ratio'} carried")

    return Panel(draw, title=title, deep=max(0.5, 0.2 * len(rows) + 0.25), room=0.45)


def _titles(
    view: View, family: _Family, whole: Difference, carried: Mapping[Off, Difference], order: Sequence[Off]
) -> tuple[str, ...]:
    label = view.result.label(view.outcome)
    name = sentence_case(label)
    if not whole.known:
        return (f"Too few runs finished to say what carries {label}",)
    unit = view.measure.unit
    against = f" over {family.reference}" if family.reference else ""
    single = [off for off in order if len(off) == 1]
    clear = [off for off in single if carried[off].known and (carried[off].low > 0 or carried[off].high < 0)]
    if family.reference and not (whole.low > 0 or whole.high < 0):
        return (
            f"No clear difference in {label} between {family.name} and {family.reference} that theories could carry",
            f"No clear difference in {label} to be carried",
        )
    if not clear:
        return (
            f"No single theory clearly carries {label} of {family.name}{against}",
            f"{name}: no single theory clearly carries it",
        )
    first = clear[0]
    amount = claims.size(carried[first].mean, unit)
    of = f" of the {claims.size(whole.mean, unit)}" if family.reference else ""
    helps = carried[first].mean * (whole.mean if family.reference else 1.0) > 0
    verb = "carries" if helps else "takes away"
    lead = f" of {family.name}{against}"
    return (
        f"{name}: {_title(view, first)} {verb} {amount}{of if helps else ''}{lead}",
        f"{name}: {first[0]} {verb} {amount}{of if helps else ''}{lead}",
        f"{name}: {first[0]} {verb} {amount}{of if helps else ''}",
    )


def _numbers(
    view: View,
    family: _Family,
    whole: Difference,
    carried: Mapping[Off, Difference],
    shares: Mapping[Off, Difference],
) -> pd.DataFrame:
    rows = [("the whole", "", whole)]
    rows += [("knock-out", _short(off), one) for off, one in carried.items()]
    rows += [("Shapley share", _short(off), one) for off, one in shares.items()]
    frame = pd.DataFrame(
        [(kind, off, one.mean, one.low, one.high, one.n) for kind, off, one in rows],
        columns=["drawn", "without", "value", "low", "high", "n"],
    )
    return frame.assign(outcome=view.outcome, window=view.window, scenario=family.name, reference=family.reference)


KIND = Kind(
    name="knock_outs",
    purpose="which theories carry a difference or a level: what goes when each is switched off, and Shapley shares",
    needs="scenarios that are others without a theory",
    lacks=lacks,
    picture=picture,
)
