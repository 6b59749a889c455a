"""Theories: the twenty-one articles, their claims, and the processes that act for them."""

from __future__ import annotations

from docs.articles import ARTICLES
from docs.words import codes, table
from sim.references import reference
from sim.schedule import PROCESSES, THEORIES


def theories() -> str:
    """The twenty-one source articles, and which of them run."""
    rows = []
    for article in ARTICLES:
        theory = THEORIES.get(article.id)
        state = "waits"
        if theory is not None:
            names = codes(p.name for p in PROCESSES if p.theory is theory)
            state = f"**built**: {names}; switching it off must move `{theory.outcome}`"
        rows.append((article.id, article.title, article.author, article.mechanism, article.phases, state))
    return table(("id", "article", "author", "mechanism", "phases", "state"), rows)


def claims() -> str:
    """The claim of every theory that is built."""
    return "\n".join(f"* **{t.id} {t.title}** ({reference(t.citation).short}). {t.claim}" for t in THEORIES.values())
