"""``townhall outcomes``: every declared outcome, searchable."""

from __future__ import annotations

from experiments.commands import options, screen
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
    shown = screen.table(caption=f"{len(found)} of {len(MEASURES)} outcomes.{more}")
    for heading in ("outcome", "unit", "direction"):
        shown.add_column(heading, no_wrap=heading == "outcome")
    shown.add_column("meaning", ratio=1)
    for measure in found:
        shown.add_row(measure.name, measure.unit, DIRECTIONS[measure.direction], measure.doc)
    screen.screen().print(shown)
