"""What a report is made of: lines of words, blocks of lines, and a story with a place for each thing that is told.

A line is plain text, whatever letters are in it; only what is built with :func:`said` or :func:`marked` is emphasised.
No part can hold markup, so nothing that a user named (a scenario, a council) is ever read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import Field

Look = Literal["strong", "em", "code"]
Piece = str | tuple[Look, str]
Line = str | tuple[Piece, ...]
"""Words of a line: plain, or in pieces of which some are strong, emphasised or code."""

_LOOKS: dict[str, Look] = {"**": "strong", "`": "code", "*": "em"}
_MARKED = re.compile(r"(\*\*|`|\*)(?=\S)(.+?)(?<=\S)\1")


@dataclass(frozen=True)
class Para:
    """A paragraph; ``note`` sets it apart as something to heed."""

    line: Line
    note: bool = False
    kind: Literal["para"] = "para"


@dataclass(frozen=True)
class Items:
    """A list."""

    lines: tuple[Line, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Table:
    """A table. ``numbers`` says how many of its last columns hold numbers; ``caption`` what it shows."""

    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: Line = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Code:
    """Lines to type or to copy, as they are; ``label`` names them for people who cannot see."""

    text: str
    label: str = "Command"
    kind: Literal["code"] = "code"


@dataclass(frozen=True)
class Shown:
    """A figure of the result, by its name; where it was not drawn, nothing stands there."""

    name: str
    kind: Literal["shown"] = "shown"


@dataclass(frozen=True)
class Fold:
    """Blocks that are folded away until they are wanted."""

    title: Line
    blocks: tuple[Block, ...]
    kind: Literal["fold"] = "fold"


Block = Annotated[Para | Items | Table | Code | Shown | Fold, Field(discriminator="kind")]


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it."""

    title: Line
    blocks: tuple[Block, ...] = ()
    below: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Story:
    """What a study tells of a result, each thing in its place; the report has the same places in the same order always.

    ``summary`` are plain sentences for somebody who is no modeller, the most needed first. ``findings`` say what was
    found, ``carries`` what carries it, ``fares`` how it fares over weightings, windows and worlds of other assumptions,
    ``assumed`` what is assumed, ``turns`` what would change it. ``more`` are sections of the study's own.
    """

    title: Line
    summary: tuple[str, ...]
    question: tuple[Block, ...] = ()
    run: tuple[Block, ...] = ()
    findings: tuple[Block, ...] = ()
    carries: tuple[Block, ...] = ()
    fares: tuple[Block, ...] = ()
    assumed: tuple[Block, ...] = ()
    turns: tuple[Block, ...] = ()
    more: tuple[Section, ...] = field(default=())
    files: tuple[Block, ...] = ()


def said(template: str, /, **given: Any) -> Line:
    """A line from words of ours: ``**strong**``, ``*emphasised*`` and ```code``` in ``template``, and names in braces.

    What is put in for a name stays what it is, whatever letters it has.
    """
    return _pieces((_filled(text, given), look) for text, look in _parsed(template))


def marked(text: str) -> Line:
    """A line that is all ours, with the same emphasis and nothing to be put in."""
    return _pieces(_parsed(text))


def _parsed(text: str) -> list[tuple[str, Look | None]]:
    found: list[tuple[str, Look | None]] = []
    end = 0
    for match in _MARKED.finditer(text):
        found += [(text[end : match.start()], None), (match[2], _LOOKS[match[1]])]
        end = match.end()
    return [*found, (text[end:], None)]


def _filled(text: str, given: dict[str, Any]) -> str:
    parts = []
    for before, name, form, _ in Formatter().parse(text):
        parts.append(before)
        if name is not None:
            parts.append(format(given[name], form or ""))
    return "".join(parts)


def _pieces(parts: Iterable[tuple[str, Look | None]]) -> Line:
    pieces: list[Piece] = [(look, text) if look else text for text, look in parts if text]
    if not pieces:
        return ""
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else tuple(pieces)


def pieces(line: Line) -> tuple[Piece, ...]:
    """The pieces of a line, one where it is plain."""
    return (line,) if isinstance(line, str) else line


def plain(line: Line) -> str:
    """The words of a line without emphasis."""
    return "".join(piece if isinstance(piece, str) else piece[1] for piece in pieces(line))


def paragraphs(*lines: Line) -> tuple[Block, ...]:
    """A paragraph for each line that says something."""
    return tuple(Para(line) for line in lines if line)


def table(header: Sequence[Line], rows: Iterable[Sequence[Line]], caption: Line = "") -> Table:
    """A table of any rows."""
    return Table(tuple(header), tuple(tuple(row) for row in rows), caption)
