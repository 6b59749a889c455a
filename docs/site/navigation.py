"""Which pages the site has, in what order and under which heading; a page without a place here is an error."""

from __future__ import annotations

import re
from pathlib import Path

from docs.declared import pages

ROOT = Path(__file__).parents[2]
START = "README.md"

REFERENCE = ("docs/reference/index.md", *(f"docs/reference/{page.file}" for page in pages.PAGES))
INSIDE = re.compile(r"\]\(([\w./-]+\.md)\)")


def words() -> tuple[str, ...]:
    """The pages of the words on the model, in the order of their contents."""
    contents = (ROOT / "docs/odd/index.md").read_text(encoding="utf-8")
    listed = (name for name in INSIDE.findall(contents) if not name.startswith(".."))
    return ("docs/odd/index.md", *(f"docs/odd/{name}" for name in dict.fromkeys(listed)))


def tutorials() -> tuple[str, ...]:
    """The tutorials in the order of their contents; the last is a page that has another place, too."""
    contents = (ROOT / "docs/tutorials/index.md").read_text(encoding="utf-8")
    listed = (name for name in INSIDE.findall(contents) if not name.startswith(".."))
    return ("docs/tutorials/index.md", *(f"docs/tutorials/{name}" for name in dict.fromkeys(listed)))


def published() -> tuple[str, ...]:
    """The published results: the list of them and their reports."""
    reports = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("results/published/*/report.md"))
    return ("results/published/README.md", *reports)


def navigation() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Headings, below each the entries: a page by itself, or a page with those that stand below it."""
    return {
        "Begin": (
            ("docs/concepts.md",),
            tutorials(),
            ("docs/notebook.md",),
            ("docs/mesa.md",),
            ("docs/classroom-teaching.md", "docs/classroom.md"),
            ("docs/browser.md",),
            ("docs/your-own-council.md",),
        ),
        "Ask": (
            ("docs/events.md",),
            ("docs/sweeps.md",),
            ("docs/explain.md",),
            ("docs/headline.md",),
            ("docs/analysis.md",),
            ("docs/figures.md",),
            ("docs/reports.md",),
            ("docs/hypotheses.md",),
            ("docs/family.md",),
            ("docs/facts.md",),
            published(),
            ("results/README.md",),
        ),
        "The model": (
            words(),
            ("docs/theories.md", "docs/chief_executive_principles.md"),
            REFERENCE,
            ("sim/data/SOURCES.md",),
            ("experiments/validation/LEDGER.md", "experiments/validation/data/SOURCES.md"),
        ),
        "Work on it": (
            ("CONTRIBUTING.md",),
            ("docs/add-a-process.md",),
            ("docs/add-a-theory.md",),
            ("docs/engine.md", "docs/window.md"),
            (
                "benchmarks/results.md",
                "benchmarks/browser.md",
                "benchmarks/classroom.md",
                "benchmarks/peers/results.md",
            ),
            ("docs/moved.md",),
            ("CHANGELOG.md",),
            ("LICENSE-DATA.md",),
        ),
    }


def every_page() -> list[str]:
    """All pages of the site, the start page first.

    Raises:
        ValueError: a page under ``docs/`` has no place, or a place has no page.
    """
    placed = [START, *(page for entries in navigation().values() for entry in entries for page in entry)]
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    if without := sorted(there - set(placed)):
        raise ValueError(f"{', '.join(without)}: give it a place in docs/site/navigation.py.")
    if gone := [page for page in placed if not (ROOT / page).is_file()]:
        raise ValueError(f"{', '.join(gone)}: docs/site/navigation.py names it, and there is no such page.")
    return placed
