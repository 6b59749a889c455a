"""Theories: the articles, their claims, and the processes that act for them."""

from __future__ import annotations

from docs.words import codes, table
from sim.references import reference
from sim.schedule import PHASE, PROCESSES, THEORIES


def theories() -> str:
    """The source article of every theory, and what of it runs."""
    rows = []
    for theory in THEORIES.values():
        source = reference(theory.citation)
        acting = [process for process in PROCESSES if process.theory is theory]
        phases = ", ".join(dict.fromkeys(PHASE[process.name] for process in acting if not process.follows))
        names = codes(process.name for process in acting)
        built = f"{names}; switching it off must move `{theory.outcome}`"
        rows.append((theory.id, source.field("title"), "; ".join(source.authors), theory.mechanism, phases, built))
    return table(("id", "article", "author", "mechanism", "phases", "built of"), rows)


def claims() -> str:
    """The claim of every theory that is built."""
    return "\n".join(f"* **{t.id} {t.title}** ({reference(t.citation).short}). {t.claim}" for t in THEORIES.values())
