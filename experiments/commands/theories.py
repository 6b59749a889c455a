"""``townhall theories``: the source articles that act in the model, what each claims, and which outcome it moves."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.designs.choices import contains, nothing_found


def theories(text: options.SearchText = None) -> None:
    """Every theory that can be switched off, with its claim, its processes and the outcome it must move."""
    with screen.working("Loading the declarations"):
        from sim.references import reference
        from sim.scenario.scenario import theories as declared

        known = declared()

        from sim.schedule import PROCESSES
    found = [t for t in known.values() if contains(text, t.id, t.title, t.claim, t.citation, t.outcome)]
    if not found:
        raise nothing_found("theory", text, known)
    shown = screen.table(
        caption=f"{len(found)} of {len(known)} theories. --without {found[0].id} switches one off; townhall hypotheses "
        "tests what it claims; docs/theories.md has a section on each."
    )
    shown.add_column("theory", no_wrap=True)
    shown.add_column("claim", ratio=2)
    shown.add_column("source")
    shown.add_column("processes", ratio=1)
    shown.add_column("moves", no_wrap=True)
    for theory in found:
        acting = [process for process in PROCESSES if process.theory is theory]
        shown.add_row(
            theory.id,
            f"{theory.title}: {theory.claim[0].lower()}{theory.claim[1:]}",
            reference(theory.citation).short,
            ", ".join(process.name for process in acting),
            theory.outcome,
        )
    screen.screen().print(shown)
