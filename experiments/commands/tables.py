"""Tables for terminals of any width: side by side where that fits, else a block a row, and no number cut."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import Console

GAP = 3
"""Columns of a terminal between two columns of a table."""

INDENT = "  "
LONG_WORD = 32
"""Words up to this length are never broken."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, and whether its cells are a ``name`` or a ``number``, kept whole, or ``words``, that wrap.

    Words get ``least`` columns of the terminal at least.
    """

    heading: str
    kind: Literal["name", "number", "words"] = "name"
    least: int = 14


def show(
    console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, bold: Collection[int] = ()
) -> None:
    """Print a table; the rows in ``bold`` stand out. Where it is too wide, its rows come as blocks."""
    widths = _widths(columns, rows, console.width)
    if widths is None:
        _blocks(console, columns, rows)
    else:
        _table(console, columns, rows, widths, bold)


def fits(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether :func:`show` would print the rows as a table."""
    return _widths(columns, rows, console.width) is not None


def say(console: Console, text: str, *, style: str = "") -> None:
    """Print words, each line as wide as the terminal at most, further lines of an indented text indented too."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    for line in _wrapped(text.strip(), console.width, indent):
        console.print(line, style=style or None, soft_wrap=True)


def explain_words(console: Console, texts: Iterable[str]) -> None:
    """The hard words of what follows, each with what it means: they are explained before they are met."""
    from experiments.analysis.hard_words import used

    for word in used("\n".join(texts)):
        say(console, f"{word.word}: {word.means}.", style="dim")


def place(console: Console, what: str, path: object) -> None:
    """Say where something lies: on one line where that fits, else the path, whole, on a line of its own."""
    line = f"{what}: {path}"
    if len(line) <= console.width or not (console.is_terminal or "COLUMNS" in os.environ):
        console.print(line, soft_wrap=True)
    else:
        say(console, f"{what}:")
        console.print(f"{INDENT}{path}", soft_wrap=True)


def _lengths(text: str) -> int:
    from rich.cells import cell_len

    return max((cell_len(line) for line in text.splitlines()), default=0)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """The width of every column in a table of ``width``; None where it does not fit."""
    if not columns:
        return []
    least, wanted = [], []
    for at, column in enumerate(columns):
        word = max((len(word) for word in column.heading.split()), default=0)
        longest = max((_lengths(row[at]) for row in rows), default=0)
        if column.kind == "words":
            whole = max((len(word) for row in rows for word in row[at].split()), default=0)
            least.append(max(word, min(whole, LONG_WORD), min(column.least, longest)))
        else:
            least.append(max(word, longest))
        wanted.append(max(least[-1], longest, len(column.heading)))
    room = width - GAP * len(columns) + 1
    if sum(least) > room:
        return None
    # What is left goes to each column in turn of what it still wants, so that short words are not folded first.
    found, spare = list(least), room - sum(least)
    order = sorted(range(len(columns)), key=lambda at: wanted[at] - least[at])
    for place_in_line, at in enumerate(order):
        more = min(wanted[at] - least[at], spare // (len(order) - place_in_line))
        found[at] += more
        spare -= more
    return found


def _table(
    console: Console,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    bold: Collection[int],
) -> None:
    from rich import box
    from rich.table import Table

    shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        right = column.kind == "number"
        shown.add_column(column.heading, justify="right" if right else "left", width=width, overflow="fold")
    for at, row in enumerate(rows):
        shown.add_row(*row, style="bold" if at in bold else None)
    console.print(shown)


def _blocks(console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Each row by itself: what it is of, then its short cells, as many on a line as fit, and its words below."""
    console.print()
    for row in rows:
        head, *cells = (" ".join(cell.splitlines()) for cell in row)
        if head:
            say(console, head, style="bold")
        line = ""
        for column, cell in zip(columns[1:], cells, strict=True):
            if not cell:
                continue
            piece = f"{column.heading}: {cell}" if column.heading else cell
            if column.kind == "words" or len(INDENT + piece) >= console.width:
                line = _flush(console, line)
                say(console, INDENT + piece)
            elif line and len(f"{line}; {piece}") >= console.width:
                _flush(console, f"{line};")
                line = INDENT + piece
            else:
                line = f"{line}; {piece}" if line else INDENT + piece
        _flush(console, line)
    console.print()


def _flush(console: Console, line: str) -> str:
    if line:
        console.print(line, soft_wrap=True)
    return ""


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=True
    ) or [""]
