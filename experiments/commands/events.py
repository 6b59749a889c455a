"""``townhall events``: what a scenario can say happens in a month."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.designs.choices import contains, nothing_found


def events(text: options.SearchText = None) -> None:
    """The kinds of dated events: what each does, what may stand in it, and how it is written."""
    with screen.working("Loading the declarations"):
        from sim.scenario.event_kinds import EVENT_KINDS

    found = [kind for kind in EVENT_KINDS.values() if contains(text, kind.name, kind.doc, *kind.fields)]
    if not found:
        raise nothing_found("kind of event", text, EVENT_KINDS)
    shown = screen.table(
        caption=f"{len(found)} of {len(EVENT_KINDS)} kinds of event. They stand under events: in a scenario; "
        "docs/events.md has an example of each."
    )
    shown.add_column("event", no_wrap=True)
    shown.add_column("what it does", ratio=2)
    shown.add_column("what may stand in it", ratio=1)
    shown.add_column("as it is written", ratio=1)
    for kind in found:
        inside = {"parameter": "any parameter", "theory": "any theory: on or off"}.get(kind.open)
        shown.add_row(kind.name, kind.doc, inside or ", ".join(kind.fields), kind.example)
    screen.screen().print(shown)
