"""``townhall scenarios``: the scenarios that come with Town Hall."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
from experiments.designs.choices import contains, nothing_found


def scenarios(text: options.SearchText = None) -> None:
    """The scenarios that come with Town Hall: what each sets, and why."""
    with screen.working("Loading the declarations"):
        from sim.scenario.scenario import list_scenarios, load_scenario, theories

        every = [load_scenario(name) for name in list_scenarios()]
    found = [s for s in every if contains(text, s.name, s.why, *s.settings, *(e.said for e in s.events))]
    if not found:
        raise nothing_found("scenario", text, list_scenarios())
    rows = []
    for scenario in found:
        parts = [
            f"{name}={value:g}" if not isinstance(value, str) else f"{name}={value}"
            for name, value in scenario.settings.items()
        ]
        if scenario.without:
            everything = set(scenario.without) == set(theories())
            parts.append("without " + ("all theories" if everything else ", ".join(scenario.without)))
        parts += [f"{event.date}: {event.said}" for event in scenario.events]
        rows.append((scenario.name, ",\n".join(parts) or "nothing", scenario.why))
    console = screen.screen()
    show(console, [Column("scenario"), Column("differs from the defaults by"), Column("why", "words", 24)], rows)
    say(console, f"{len(found)} of {len(every)} scenarios. A file of your own works wherever a name does.")
