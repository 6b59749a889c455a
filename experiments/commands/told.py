"""What somebody who starts a run should know of its scenario's dated events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.commands import screen
from experiments.designs.choices import parse_settings

if TYPE_CHECKING:
    from experiments.designs.sweep import SweepDesign
    from sim.scenario.event import Event
    from sim.scenario.scenario import Scenario


def tell_of_events(
    scenarios: Iterable[Scenario],
    months: int,
    settings: Sequence[str] | None = None,
    without: Sequence[str] | None = None,
) -> None:
    """Say what happens when under these scenarios, and what of it this run will not see."""
    for scenario in scenarios:
        for event in scenario.events:
            screen.announce(f"{scenario.name}, {event.date} ({event.name}): {event.said}.")
    for sentence in notices(scenarios, months, parse_settings(settings), without or ()):
        screen.announce(sentence)


def tell_of_swept_events(design: SweepDesign) -> None:
    """Say what of the events of a sweep's scenarios its runs will not see, or not as one might think."""
    laid = [*design.constants, *design.names]
    for sentence in notices(design.scenarios, design.months, laid, by="the design", dates=_dates_of(design)):
        screen.announce(sentence)


def _dates_of(design: SweepDesign) -> dict[str, set[str]]:
    """The dates that a design gives an event, by its name; of an event that is not here, its own holds."""
    import numpy as np

    from experiments.designs.factors import value_of
    from experiments.designs.sampling import Points

    found: dict[str, set[str]] = {}
    for at, factor in enumerate(design.factors):
        event, _, part = factor.name.partition(".")
        if part == "date":
            points = Points(design)
            codes = np.unique(points.stretch(0, len(points))[:, at])
            found[event] = {str(value_of(factor, code)) for code in codes if code == code}
    return found


def notices(
    scenarios: Iterable[Scenario],
    months: int,
    settings: Iterable[str] = (),
    without: Iterable[str] = (),
    *,
    by: str = "--set",
    dates: Mapping[str, set[str]] | None = None,
) -> list[str]:
    """A sentence for each event that does less than one might think, each once.

    ``settings`` are laid over the scenarios ``by`` something; ``dates`` are those that an event has instead of its own.
    """
    said = []
    for scenario in scenarios:
        replaced: set[str] = set()
        for event in scenario.events:
            for date in sorted((dates or {}).get(event.name, {event.date})):
                said += _notices_of(scenario, event.changed("date", date), months, set(settings) - replaced, by)
            replaced |= event.values.keys()
    if any(scenario.events for scenario in scenarios):
        said += [f"{theory} is off from the first month to the last; events do not switch it on." for theory in without]
    return list(dict.fromkeys(said))


def _notices_of(scenario: Scenario, event: Event, months: int, settings: Iterable[str], by: str) -> list[str]:
    from sim.scenario.dates import date_of

    if event.month >= months:
        last = date_of(months - 1)
        return [f"The event {event.name} of {event.date} lies after the last month ({last}); it never happens."]
    said = list(event.declared.notices(event.values))
    said += [
        f"What {by} gives {name} holds until {event.date}; then the event {event.name} sets it to {event.values[name]}."
        for name in sorted(settings)
        if event.kind == "set" and name in event.values
    ]
    if event.kind == "abolish" and "S04" in scenario.without and "S04" not in scenario.switched_on:
        said.append(f"The event {event.name} does nothing: S04, to which the office belongs, is off.")
    return said
