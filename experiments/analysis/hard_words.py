"""Words that a reader of reports may not know, each with its explanation, which stands where the word first appears."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class HardWord:
    """A word as it is headed, what it means, and the ``forms`` (a pattern) in which it turns up in a text."""

    word: str
    means: str
    forms: str


WORDS: tuple[HardWord, ...] = (
    HardWord(
        "interval",
        "where the true difference of the model lies, as far as these runs can tell: nine such intervals in ten hold it. "
        "One that leaves out zero is a clear difference",
        r"90 ?% (?:bootstrap )?interval|intervals?",
    ),
    HardWord(
        "paired difference",
        "run by run with the same luck (floods, quarrels, people), so that what is left comes from the scenarios",
        r"paired|pairs? of runs",
    ),
    HardWord("replication", "one run among many that differ in their luck only", r"replicat(?:es?|ions?)"),
    HardWord(
        "style x trust",
        "how much more (or less) a style of leadership brings where trust is high than where it is low; statisticians call "
        "it an interaction",
        r"style x trust|interactions?",
    ),
    HardWord("failure demand", "work that comes back because it was not done well the first time", r"failure demand"),
    HardWord("severity", "how bad the crises are that were answered too late, from 0 (none) upwards", r"severity"),
    HardWord(
        "section 114 notice",
        "the chief finance officer's statement that the council cannot balance its budget; in effect it is bankrupt",
        r"section 114(?: notices?)?",
    ),
    HardWord(
        "index",
        "the service outcome index: quality, need met, decisions in time and residents' satisfaction in one number, 0 to 1",
        r"(?:service outcome |outcome )?index",
    ),
    HardWord(
        "Bonferroni",
        "a stricter rule for when many things are looked at, since some would seem clear by chance",
        r"Bonferroni",
    ),
    HardWord(
        "confounded",
        "several things differ at once, so that nobody can tell which of them made the difference",
        r"confounded",
    ),
    HardWord(
        "assumption worlds",
        "runs in which everything that nobody has measured is set anew, all at once, over its whole range (a Latin hypercube)",
        r"assumption worlds?|worlds? of other assumptions|(?:Latin )?hypercube",
    ),
    HardWord("upheld", "the share of assumption worlds in which the verdict is the same", r"upheld|uphold"),
    HardWord("bootstrap", "an interval found by drawing the same runs again and again", r"bootstrap"),
    HardWord(
        "r",
        "a correlation: 0 where two things have nothing to do with each other, 1 where they move together, −1 where they "
        "move against each other",
        r"r = |rank r|correlat(?:ed|ions?|e)",
    ),
    HardWord("reliability", "how much of what is measured is not error, from 0 to 1", r"reliability"),
    HardWord("wickedness", "how many agencies a case needs at once, more or fewer than today", r"wicked(?:ness)?"),
    HardWord("delegation", "what staff at the front may decide themselves", r"delegation"),
    HardWord("log odds", "a scale for chances that has no end: 0 is even, +1 nearly three to one", r"log[- ]odds"),
)
"""A report, a screen or a page either explains such a word where it first appears, or does without it (a test)."""

HEADING = "Words"


def used(text: str, words: Iterable[HardWord] = WORDS) -> list[HardWord]:
    """The hard words of ``text``, in the order in which they appear."""
    plain = visible(text)
    found = [(match.start(), word) for word in words if (match := _match(word, plain))]
    return [word for _, word in sorted(found, key=lambda pair: pair[0])]


def first(word: HardWord, text: str) -> int | None:
    """Where the word first appears in the visible ``text``; None where it does not."""
    match = _match(word, visible(text))
    return match.start() if match else None


def _match(word: HardWord, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.])(?:{word.forms})(?!\w)", text, re.IGNORECASE if word.word != "r" else 0)


def visible(text: str) -> str:
    """``text`` as it is read: code, comments and the addresses of links and pictures are blanked, places are kept."""
    hidden = r"```.*?```|`[^`\n]*`|<!--.*?-->|\]\([^)\n]*\)"
    return re.sub(hidden, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def glossary(text: str) -> str:
    """The hard words of ``text``, each with what it means, as a Markdown list; empty where there are none."""
    return "\n".join(f"* **{word.word}**: {word.means}." for word in used(text))
