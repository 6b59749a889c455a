"""``townhall theories``: the source articles that act in the model, what each claims, and which outcome it moves."""

from __future__ import annotations

from experiments.commands import options, screen
from experiments.commands.tables import Column, say, show
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
    columns = [
        Column("theory"),
        Column("claim", "words", 30),
        Column("source", "words", 12),
        Column("processes", "words", 22),
        Column("moves"),
    ]
    rows = []
    for theory in found:
        acting = [process for process in PROCESSES if process.theory is theory]
        rows.append(
            (
                theory.id,
                f"{theory.title}: {theory.claim[0].lower()}{theory.claim[1:]}",
                reference(theory.citation).short,
                ", ".join(process.name for process in acting),
                theory.outcome,
            )
        )
    console = screen.screen()
    show(console, columns, rows)
    say(
        console,
        f"{len(found)} of {len(known)} theories. --without {found[0].id} switches one off; townhall "
        "hypotheses tests what "
        "it claims; docs/theories.md has a section on each.",
    )
