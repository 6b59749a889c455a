"""What somebody who starts a run should know of its scenario's dated events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from experiments.commands import screen
from experiments.designs.choices import parse_settings

if TYPE_CHECKING:
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


def notices(
    scenarios: Iterable[Scenario], months: int, settings: Iterable[str] = (), without: Iterable[str] = ()
) -> list[str]:
    """A sentence for each event that does less than one might think, each once."""
    from sim.scenario.dates import date_of

    said = []
    for scenario in scenarios:
        for event in scenario.events:
            if event.month >= months:
                last = date_of(months - 1)
                said.append(
                    f"The event {event.name} of {event.date} lies after the last month ({last}); it never happens."
                )
                continue
            said += event.declared.notices(event.values)
            for name in settings:
                if event.kind == "set" and name in event.values:
                    said.append(
                        f"What --set gives {name} holds until {event.date}; then the event {event.name} sets it to "
                        f"{event.values[name]}."
                    )
            if event.kind == "abolish" and "S04" in scenario.without and "S04" not in scenario.switched_on:
                said.append(f"The event {event.name} does nothing: S04, to which the office belongs, is off.")
    if any(scenario.events for scenario in scenarios):
        said += [f"{theory} is off from the first month to the last; events do not switch it on." for theory in without]
    return list(dict.fromkeys(said))
