"""Pieces that several figures share: axes of time and of values, direct labels, and entries of legends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import offset_copy

from experiments.analysis.wording import is_share, sentence_case, unit_of_gap, unit_of_level
from experiments.designs.design import YEAR
from experiments.figures import letters
from experiments.figures.marks import Mark, draw_marks, marks_among
from experiments.figures.picture import Entry, Pen
from experiments.figures.years import financial_year
from sim.scenario.provenance import Provenance, common, told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from experiments.figures.result import ToldCouncil
    from experiments.figures.view import View


# ------------------------------------------------------------------ axes
def plain(value: float) -> str:
    """A number without powers of ten and with a real minus sign."""
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 and text != "0" else text


def signed(value: float) -> str:
    """A short number with its sign; what would read as zero has none."""
    text = f"{abs(value):.1f}" if abs(value) < 9.95 else f"{abs(value):.0f}"
    return "0" if not float(text) else f"{'−' if value < 0 else '+'}{text}"


def value_axis(axis: Any, unit: str, *, gap: bool = False, most: int = 5, pen: Pen | None = None) -> None:
    """Numbers in the unit that people read; shares as per cent. Along x the ``pen`` says how many have room."""
    if pen is not None:
        wide = letters.width("−0.025", pen.size.small) * 1.25
        most = max(1, min(most, int((pen.width - 0.6) / wide) - 1))
    times = 100.0 if is_share(unit) else 1.0
    sign = "" if gap or not is_share(unit) else "%"
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{plain(round(times * value, 9))}{sign}"))


def level_words(view: View, outcome: str) -> str:
    """The name of an axis of levels: the outcome and its unit."""
    unit = unit_of_level(view.result.measure(outcome).unit)
    unit = "" if unit == "%" else unit.removeprefix("% ")
    name = sentence_case(view.result.label(outcome))
    return f"{name} ({unit})" if unit else name


def gap_words(view: View, outcome: str) -> str:
    """The unit of an axis of differences, never empty."""
    unit = unit_of_gap(view.result.measure(outcome).unit)
    return unit or "ratio"


def fold_label(words: str, pen: Pen, room: float) -> str:
    """The name of an axis, in lines of ``room`` inches."""
    return "\n".join(letters.fold(words, max(0.6, room), pen.size.small))


def time_axis(axes: Axes, view: View, pen: Pen, months: int) -> None:
    """Financial years along x, and a tint where their funding is not the council's own."""
    years = max(1, -(-months // YEAR))
    room = letters.width("2010-11", pen.size.small) * 1.5
    labels = max(2, int((pen.width - 0.6) / room))
    step = max(1, -(-years // labels))
    named = np.arange(0, years, step)
    axes.set_xticks(named * YEAR, [financial_year(int(year) * YEAR) for year in named])
    axes.set_xticks(np.arange(years) * YEAR, minor=True)
    axes.set_xlim(0, max(1, months - 1))
    draw_marks(axes, dated(view), points=pen.size.small, ink=pen.palette.ink)
    for year, behind in enumerate(provenance(view, years)):
        if shade := tint(behind, pen):
            axes.axvspan(year * YEAR, min((year + 1) * YEAR, max(1, months - 1)), color=shade, linewidth=0, zorder=0)


def dated(view: View) -> tuple[Mark, ...]:
    """What happens in which month under the scenarios shown."""
    scenarios = {name: view.result.scenario(name).events for name in view.scenarios}
    return marks_among(scenarios, view.result.months)


def tint(behind: Provenance | None, pen: Pen) -> str:
    """The background of a year by what is behind its funding; none where it is the council's or the scenario's."""
    if behind is None or behind.own:
        return ""
    return pen.palette.tints[1 if behind.interpolated else 0]


def provenance(view: View, years: int) -> list[Provenance | None]:
    """What is behind the funding of each year in most councils shown; None where scenarios differ in it."""
    scenarios = [view.result.scenario(name) for name in view.scenarios]
    return [common(scenarios, _councils(view), year) for year in range(years)]


def _councils(view: View) -> list[ToldCouncil]:
    return [view.result.council(name) for name in ([view.council] if view.council else view.result.councils)]


def funding_words(view: View) -> str:
    """Where the money of the years shown comes from, in a sentence or one for each kind of scenario."""
    scenarios = [view.result.scenario(name) for name in view.scenarios]
    return told(scenarios, _councils(view), view.result.months)


def tint_entries(view: View, months: int) -> tuple[Entry, ...]:
    """What the tints behind the years mean, for those that are there."""
    behind = {one for one in provenance(view, max(1, -(-months // YEAR))) if one is not None and not one.own}
    others = {one.status for one in behind if not one.interpolated}
    found = []
    if others:
        word = "funding: national index" if others == {"national index"} else "funding: not its own"
        found.append(patch_entry(word, lambda pen: {"facecolor": pen.palette.tints[0], "edgecolor": pen.palette.grid}))
    if any(one.interpolated for one in behind):
        found.append(
            patch_entry(
                "funding: interpolated", lambda pen: {"facecolor": pen.palette.tints[1], "edgecolor": pen.palette.grid}
            )
        )
    return tuple(found)


# ------------------------------------------------------------------ words on lines
def end_labels(axes: Axes, pen: Pen, ends: Mapping[str, tuple[float, float]], deep: float) -> None:
    """The scenarios' names at the ends of their lines, moved apart where they would lie on each other.

    ``ends`` maps a name to the last point of its line, ``deep`` is the height of the panel in inches. The limits of the
    y axis must be set.
    """
    there = {name: at for name, at in ends.items() if np.isfinite(at[1])}
    low, high = axes.get_ylim()
    room = 1.0 if pen.size.width < 5 else 1.35 * pen.size.scale
    words = {name: letters.shorten(name, room, pen.size.small, lines=3).split("\n") for name in there}
    tall = {name: letters.height(len(lines), pen.size.small) / deep * (high - low) for name, lines in words.items()}
    order = sorted(there, key=lambda name: there[name][1])
    places: dict[str, float] = {}
    bottom = low
    for name in order:
        place = max(there[name][1], bottom + tall[name] / 2)
        places[name] = place
        bottom = place + tall[name] / 2
    over = bottom - max(high, there[order[-1]][1] + tall[order[-1]] / 2) if order else 0.0
    # Pushed up beyond the top: the whole stack comes down, each as far as its neighbour below lets it.
    top = bottom - max(0.0, over)
    for name in reversed(order):
        places[name] = min(places[name], top - tall[name] / 2)
        top = places[name] - tall[name] / 2
    beside = offset_copy(axes.transData, fig=axes.get_figure(root=True), x=12 * pen.size.scale, units="points")
    for name in order:
        stroke = pen.scenarios[name]
        axes.annotate(
            "\n".join(words[name]),
            there[name],
            xytext=(there[name][0], places[name]),
            textcoords=beside,
            ha="left",
            va="center",
            fontsize=pen.size.small,
            color=pen.palette.ink,
            linespacing=1.05,
            annotation_clip=False,
            # A thread in its colour leads from the line to the name.
            arrowprops={
                "arrowstyle": "-", "color": stroke.colour, "linewidth": pen.thick(1.2), "shrinkA": 1, "shrinkB": 0,
                "relpos": (0.0, 0.5),
            },
        )  # fmt: skip
        axes.plot(
            *there[name], marker=stroke.mark, markersize=pen.thick(4), color=stroke.colour, clip_on=False, zorder=5,
            markeredgecolor=pen.palette.ground, markeredgewidth=pen.thick(0.6), linestyle="",
        )  # fmt: skip


def side_labels(axes: Axes, pen: Pen, points: Mapping[str, tuple[float, float, str]], deep: float) -> None:
    """Names to the right of a panel, each with a thread in its colour to its point, moved apart where they would touch.

    ``points`` maps a name to x, y and colour; ``deep`` is the height of the panel in inches. Limits must be set.
    """
    low, high = axes.get_ylim()
    room = 0.95 if pen.size.width < 5 else 1.5 * pen.size.scale
    for most in (2, 1):
        words = {name: letters.shorten(name, room, pen.size.small, lines=most).split("\n") for name in points}
        tall = {name: letters.height(len(lines), pen.size.small) / deep for name, lines in words.items()}
        if sum(tall.values()) <= 1:
            break
    at = {name: (y - low) / (high - low) for name, (_, y, _) in points.items()}
    places = _apart(at, tall)
    for name, (x, y, colour) in points.items():
        axes.annotate(
            "\n".join(words[name]), (x, y), xytext=(1.03, places[name]), textcoords="axes fraction", ha="left",
            va="center", fontsize=pen.size.small, color=pen.palette.ink, linespacing=1.05, annotation_clip=False,
            arrowprops={
                "arrowstyle": "-", "color": colour, "linewidth": pen.thick(0.8), "shrinkA": 1, "shrinkB": 3,
                "relpos": (0.0, 0.5),
            },
        )  # fmt: skip


def _apart(at: Mapping[str, float], tall: Mapping[str, float]) -> dict[str, float]:
    """Places along a side of length one, moved as little as keeps them apart and, where they fit, inside."""
    order = sorted(at, key=lambda name: at[name])
    places: dict[str, float] = {}
    bottom = 0.0
    for name in order:
        places[name] = max(at[name], bottom + tall[name] / 2)
        bottom = places[name] + tall[name] / 2
    top = max(1.0, sum(tall.values()))
    for name in reversed(order):
        places[name] = min(places[name], top - tall[name] / 2)
        top = places[name] - tall[name] / 2
    return places


def empty(axes: Axes, pen: Pen) -> None:
    """Draws nothing: of a picture that has nothing to show, which its title says."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_axis_off()


# ------------------------------------------------------------------ legends
def scenario_entries(names: Sequence[str]) -> tuple[Entry, ...]:
    """The lines of scenarios."""

    def line(name: str) -> Entry:
        def mark(pen: Pen) -> Line2D:
            stroke = pen.scenarios[name]
            return Line2D(
                [], [], color=stroke.colour, linestyle=stroke.dash, linewidth=pen.thick(1.8), marker=stroke.mark,
                markersize=pen.thick(3.5), markeredgecolor=pen.palette.ground, markeredgewidth=0,
            )  # fmt: skip

        return Entry(name, mark)

    return tuple(line(name) for name in names)


def verdict_entries(verdicts: Sequence[str], words: Mapping[str, str]) -> tuple[Entry, ...]:
    """The marks of better, worse and what is neither, for those that are there."""

    def one(verdict: str) -> Entry:
        def mark(pen: Pen) -> Line2D:
            colour, shape = pen.verdict(verdict)
            return Line2D([], [], color=colour, marker=shape, markersize=pen.thick(5), linewidth=pen.thick(1.8))

        return Entry(words[verdict], mark)

    order = ("better", "worse", "higher", "lower", "no clear difference", "the same", "no difference")
    seen: dict[str, str] = {}
    for verdict in order:
        if verdict in verdicts and words[verdict] not in seen:
            seen[words[verdict]] = verdict
    return tuple(one(verdict) for verdict in seen.values())


def patch_entry(words: str, how: Any) -> Entry:
    """A patch; ``how`` gives its properties for a pen."""
    return Entry(words, lambda pen: Patch(**how(pen)))


def line_entry(words: str, how: Any) -> Entry:
    """A line or a mark; ``how`` gives its properties for a pen."""
    return Entry(words, lambda pen: Line2D([], [], **how(pen)))


def zero(axes: Axes, pen: Pen, *, along: str = "x") -> None:
    """The line of no difference."""
    (axes.axhline if along == "x" else axes.axvline)(0, color=pen.palette.ink, linewidth=pen.thick(0.9), zorder=1.5)
