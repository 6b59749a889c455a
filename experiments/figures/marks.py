"""Marks of dated events on figures with a time axis: a thin line with a number, which the note below explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.event import Event


@dataclass(frozen=True)
class Mark:
    """One line: its number, its month, what happens then, in words, and under which scenarios."""

    label: str
    month: int
    said: str
    scenarios: tuple[str, ...]


def marks_among(scenarios: Mapping[str, Sequence[Event]], months: int) -> tuple[Mark, ...]:
    """What happens in which month under each scenario, by name: a line for each month within the runs."""
    happens: dict[int, dict[str, list[str]]] = {}
    for name, events in scenarios.items():
        for event in events:
            if event.month < months:
                happens.setdefault(event.month, {}).setdefault(event.said, []).append(name)
    found = []
    for number, (month, said) in enumerate(sorted(happens.items()), 1):
        from sim.scenario.dates import date_of

        everywhere = set(scenarios)
        parts = [what if set(names) == everywhere else f"{what} ({', '.join(names)})" for what, names in said.items()]
        under = tuple(name for name in scenarios if any(name in names for names in said.values()))
        found.append(Mark(str(number), month, f"{date_of(month)}: {'; '.join(parts)}", under))
    return tuple(found)


def note_of(marks: tuple[Mark, ...]) -> str:
    """What the numbers mean, as a sentence to end a note with; empty where nothing happens."""
    if not marks:
        return ""
    return " Dated events: " + ". ".join(f"{mark.label}) {mark.said}" for mark in marks) + "."


def draw_marks(
    panel: Axes,
    marks: tuple[Mark, ...],
    *,
    month: float = 1.0,
    start: float = 0.0,
    points: float = 8.0,
    ink: str = "black",
) -> None:
    """Draw them; ``month`` is the width of a month on the panel's axis and ``start`` where April 2010 begins."""
    left, right = panel.get_xlim()
    before, lower = -float("inf"), False
    for mark in marks:
        at = start + mark.month * month
        # A number that would touch the one before it stands a line lower.
        lower = at - before < 0.06 * (right - left) and not lower
        before = at
        panel.axvline(at, color=ink, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=2, gid=f"event-{mark.label}")
        panel.annotate(
            mark.label,
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(1.5, -1.5 - (1.1 * points if lower else 0.0)),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=points,
            color=ink,
        )
