"""``townhall outcomes``: every declared outcome, searchable."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
from experiments.designs.choices import contains, nothing_found

DIRECTIONS = {1: "more is better", -1: "less is better", 0: "neither is better"}


def outcomes(text: options.SearchText = None) -> None:
    """Every outcome with its unit, its direction and what it means."""
    with screen.working("Loading the declarations"):
        from sim.outcomes import MEASURES
    matching = [m for name, m in MEASURES.items() if contains(text, name, m.unit, m.doc, m.group)]
    if not matching:
        raise nothing_found("outcome", text, MEASURES)
    # Without a search the eight versions of each outcome by service would hide the rest.
    found = [m for m in matching if text or not m.service]
    hidden = len(matching) - len(found)
    more = f" {hidden} more are kept by service, such as service.quality.housing." if hidden else ""
    columns = [
        Column("outcome"),
        Column("unit", "words", 10),
        Column("direction", "words", 9),
        Column("meaning", "words", 24),
    ]
    console = screen.screen()
    show(console, columns, [(m.name, m.unit, DIRECTIONS[m.direction], m.doc) for m in found])
    say(console, f"{len(found)} of {len(MEASURES)} outcomes.{more}")
