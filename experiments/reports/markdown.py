"""A report as Markdown. Plain words are escaped: they are shown as they are written and never read as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.reports.parts import Block, Code, Fold, Items, Line, Para, Section, Shown, Table, pieces

if TYPE_CHECKING:
    from experiments.reports.drawings import Drawn

_LOOKS = {"strong": "**", "em": "*"}
_SPECIAL = re.compile(r"([\\`*\[\]<>~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
_OPENING = re.compile(r"^(\s*)([#+>-]|\d+[.)])(?=\s)")


def escaped(text: str) -> str:
    """Plain text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))


def line_text(line: Line) -> str:
    """A line with its emphasis."""
    parts = []
    for piece in pieces(line):
        if isinstance(piece, str):
            parts.append(escaped(piece))
        elif piece[0] == "code":
            parts.append(_code(piece[1]))
        else:
            parts.append(f"{_LOOKS[piece[0]]}{escaped(piece[1])}{_LOOKS[piece[0]]}")
    return "".join(parts)


def _code(text: str) -> str:
    """Code in a line, between more backticks than it has."""
    flat = " ".join(text.split("\n"))
    most = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    fence = "`" * (most + 1)
    room = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{room}{flat}{room}{fence}"


def section_text(section: Section, figures: Mapping[str, Drawn], level: int = 2) -> str:
    """A heading and all that stands below it."""
    parts = [f"{'#' * level} {line_text(section.title)}", *blocks_text(section.blocks, figures)]
    parts += [section_text(below, figures, level + 1) for below in section.below]
    return "\n\n".join(part for part in parts if part)


def blocks_text(blocks: tuple[Block, ...], figures: Mapping[str, Drawn]) -> list[str]:
    """Blocks, each as a text."""
    return [block_text(block, figures) for block in blocks]


def block_text(block: Block, figures: Mapping[str, Drawn]) -> str:
    """One block."""
    if isinstance(block, Para):
        return _OPENING.sub(r"\1\\\2", line_text(block.line))
    if isinstance(block, Items):
        return "\n".join(f"* {line_text(line)}" for line in block.lines)
    if isinstance(block, Table):
        caption = [f"{line_text(block.caption)}:"] if block.caption else []
        return "\n\n".join([*caption, table_text(block)])
    if isinstance(block, Code):
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", block.text)), default=0))
        return f"{fence}\n{block.text}\n{fence}"
    if isinstance(block, Fold):
        return "\n\n".join([f"*{line_text(block.title)}*", *blocks_text(block.blocks, figures)])
    assert isinstance(block, Shown)
    drawn = figures.get(block.name)
    if drawn is None or drawn.file is None:
        return ""
    place = drawn.file.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"![{escaped(drawn.alt)}]({place})\n\n*{escaped(drawn.title)}*"


def table_text(block: Table) -> str:
    """A table; bars inside cells are escaped."""
    rows = [block.header, *block.rows]
    cells = [[line_text(cell).replace("|", "\\|") for cell in row] for row in rows]
    cells.insert(1, ["---"] * len(block.header))
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)
