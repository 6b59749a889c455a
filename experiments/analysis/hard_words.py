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
    said: str = ""
    """What a text may say right behind its first appearance in place of a line of the glossary (a pattern)."""


WORDS: tuple[HardWord, ...] = (
    HardWord(
        "interval",
        "where the true difference of the model lies, as far as these runs can tell: nine such intervals in "
        "ten hold it. "
        "One that leaves out zero is a clear difference",
        r"90 ?% (?:bootstrap )?interval|intervals?",
        said="true (?:value|difference)",
    ),
    HardWord(
        "paired difference",
        "run by run with the same luck (floods, quarrels, people), so that what is left comes from the scenarios",
        r"paired|pairs? of runs",
    ),
    HardWord("replication", "one run among many that differ in their luck only", r"replicat(?:es?|ions?)", said="luck"),
    HardWord(
        "style x trust",
        "how much more (or less) a style of leadership brings where trust is high than where it is low",
        r"style x trust",
    ),
    HardWord(
        "interaction",
        "what one thing brings depends on another: more of it, or less, where the other is high",
        r"interactions?",
    ),
    HardWord(
        "failure demand",
        "work that comes back because it was not done well the first time",
        r"failure demand",
        said="not done well",
    ),
    HardWord("severity", "how bad the crises are that were answered too late, from 0 (none) upwards", r"severity"),
    HardWord(
        "section 114 notice",
        "the chief finance officer's statement that the council cannot balance its budget; in effect it is bankrupt",
        r"section 114(?: notices?)?",
        said="bankrupt|cannot balance",
    ),
    HardWord(
        "index",
        "the service outcome index: quality, need met, decisions in time, residents' satisfaction, money rightly spent "
        "and steadiness in crises in one number, 0 to 1",
        r"(?:service outcome |outcome )?index",
        said="one number",
    ),
    HardWord(
        "Bonferroni",
        "a stricter rule for when many things are looked at, since some would seem clear by chance",
        r"Bonferroni",
    ),
    HardWord(
        "Shapley share",
        "what a theory adds where it joins the others, in the mean over orders of joining; the shares of all theories "
        "add up to what all of them bring",
        r"Shapley shares?",
        said="where it joins",
    ),
    HardWord(
        "confounded",
        "several things differ at once, so that nobody can tell which of them made the difference",
        r"confounded",
        said=r"differ (?:in \d+ things )?at once",
    ),
    HardWord(
        "assumption worlds",
        "runs in which everything that nobody has measured is set anew, all at once, over its whole range (a "
        "Latin hypercube)",
        r"assumption worlds?|worlds? of other assumptions|(?:Latin )?hypercube",
        said="nobody has measured",
    ),
    HardWord(
        "upheld",
        "the share of worlds with other assumptions in which the verdict is the same",
        r"upheld|uphold",
        said="assumption worlds",
    ),
    HardWord("bootstrap", "an interval found by drawing the same runs again and again", r"bootstrap"),
    HardWord(
        "r",
        "a correlation: 0 where two things have nothing to do with each other, 1 where they move together, "
        "−1 where they "
        "move against each other",
        r"r = |rank r|correlat(?:ed|ions?|e)",
    ),
    HardWord("reliability", "how much of what is measured is not error, from 0 to 1", r"reliability"),
    HardWord(
        "wickedness",
        "how many agencies a case needs at once, more or fewer than today",
        r"wicked(?:ness)?",
        said="agencies",
    ),
    HardWord("delegation", "what staff at the front may decide themselves", r"delegation", said="may (?:be )?decide"),
    HardWord("log odds", "a scale for chances that has no end: 0 is even, +1 nearly three to one", r"log[- ]odds"),
)
"""A report, a screen or a page either explains such a word where it first appears, or does without it (a test)."""

HEADING = "Words"
NEAR = 160
"""So many letters behind a word its explanation is found."""


def used(text: str, words: Iterable[HardWord] = WORDS) -> list[HardWord]:
    """The hard words of ``text`` that it does not explain where they first appear, in the order of appearance."""
    plain = visible(text)
    found = [
        (match.start(), word)
        for word in words
        if (match := _match(word, plain))
        and not (word.said and re.search(word.said, plain[match.start() : match.end() + NEAR], re.IGNORECASE))
    ]
    return [word for _, word in sorted(found, key=lambda pair: pair[0])]


def unexplained(text: str, words: Iterable[HardWord] = WORDS) -> list[str]:
    """The hard words of a whole text that are neither explained where they first appear nor left out."""
    plain = visible(text)
    entries = {
        word.word: found.start()
        for word in words
        if (found := re.search(rf"^(?:\* \*\*)?{re.escape(word.word)}\**: ", plain, re.MULTILINE))
    }
    first = min(entries.values(), default=0)
    # Within the list of words one may stand before its own line.
    return [
        word.word
        for word in used(text, words)
        if word.word not in entries or ((match := _match(word, plain)) and match.start() < first)
    ]


def _match(word: HardWord, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.])(?:{word.forms})(?!\w)", text, re.IGNORECASE if word.word != "r" else 0)


def visible(text: str) -> str:
    """``text`` as it is read: code, comments and the addresses of links and pictures are blanked, places are kept."""
    hidden = r"```.*?```|`[^`\n]*`|<!--.*?-->|\]\([^)\n]*\)"
    return re.sub(hidden, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def glossary(text: str) -> str:
    """The hard words of ``text``, each with what it means, as a Markdown list; empty where there are none."""
    return "\n".join(f"* **{word.word}**: {word.means}." for word in used(text))
