"""Outcomes: what is measured, in which unit, and which way is better."""

from __future__ import annotations

from docs.words import code, span, table
from sim.outcomes import HEADLINE, MEASURES


def outcomes() -> str:
    """Every outcome; those given for each service once, as ``name.<service>``."""
    better = {1: "more is better", -1: "less is better", 0: "neither"}
    rows, seen = [], set()
    for name, measure in MEASURES.items():
        doc, shown = measure.doc, name
        if measure.service:
            shown = name.removesuffix(measure.service) + "<service>"
            if shown in seen:
                continue
            seen.add(shown)
            doc = doc.rsplit(", ", 1)[0] + ", by service"
        headline = "yes" if name in HEADLINE else ""
        rows.append((code(shown), measure.unit, better[measure.direction], span(measure.lo, measure.hi), headline, doc))
    return table(("outcome", "unit", "direction", "bounds", "headline", "meaning"), rows)
