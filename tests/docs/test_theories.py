"""docs/theories.md has a section on each article; what it says of rules and findings is inserted, never typed."""

from __future__ import annotations

import re

import pytest

from docs import insert, theory_pages
from experiments.studies.hypotheses.registry import all_hypotheses
from sim.schedule import THEORIES

TEXT = theory_pages.PAGE.read_text(encoding="utf-8")
IDS = list(theory_pages.published("hypotheses")["id"])
"""The theories whose verdict is published: with that come the words on them."""


def section(identity: str) -> str:
    """One article's section."""
    return next(part for part in re.split(r"^## ", TEXT, flags=re.MULTILINE) if part.startswith(f"{identity} "))


def test_what_is_inserted_is_what_the_declarations_and_the_published_results_give():
    assert insert.inserted(TEXT, theory_pages.BLOCKS) == TEXT, "run python -m docs.insert and commit docs/theories.md"


def test_every_theory_has_a_hypothesis_and_what_is_published_a_section():
    assert sorted(THEORIES) == sorted(all_hypotheses())
    assert set(IDS) <= set(THEORIES)
    assert len(IDS) > 20, "the published verdicts are no longer found"
    assert re.findall(r"^## (S\d\d) ", TEXT, re.MULTILINE) == IDS


@pytest.mark.parametrize("identity", IDS)
def test_a_section_says_what_the_article_says_how_it_is_built_and_what_was_found(identity):
    own = insert.BLOCK.sub("", section(identity))
    assert re.search(r"\*\*What it says\.\*\* \S.{200,}", own)
    assert re.search(r"\*\*How we built it\.\*\* \S.{100,}", own)
    assert "**What would falsify it, and what we found.**" in own
    hypothesis = all_hypotheses()[identity]
    assert hypothesis.falsified.rstrip(".") in section(identity)


@pytest.mark.parametrize("identity", IDS)
def test_a_published_verdict_stands_in_the_section_and_in_the_list(identity):
    rows = theory_pages.published("hypotheses")
    verdict = rows.loc[rows["id"] == identity, "verdict"].item()
    assert f"**{verdict.capitalize()}**" in section(identity)
    assert f"**{verdict}**" in next(line for line in TEXT.splitlines() if line.startswith(f"| [{identity}]("))
