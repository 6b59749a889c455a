"""A report as one HTML file that asks no host for anything: its style sheet and its drawings stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from experiments.reports.inline_svg import colours_of
from experiments.reports.parts import Line, Section, pieces, plain

if TYPE_CHECKING:
    from experiments.reports.drawings import Drawn

WORDY = 40
"""A column with a cell of more letters is kept wide, and scrolls where it does not fit."""
HERE = Path(__file__).parent
_NUMBER = re.compile(r"[†*]?[−+-]?£?[\d–].*|0 exactly|unknown")
_DARK = (
    "--ground: #14171b; --ink: #f2f4f6; --muted: #aeb4bb; --line: #3a4048; --tint: #1f242a; --link: #7fb0ff; "
    "--note: #ef940f;"
)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["markup"] = Markup
    found.globals |= {"pieces": pieces, "plain": plain, "columns": columns}
    return found


def style_sheet() -> str:
    """The rules of the page, with the colours of figures in both styles; what is printed is always light."""
    rules = (HERE / "page.css").read_text(encoding="utf-8")
    light = f":root, .paper {{ {colours_of('light')} }}"
    dark = (
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_DARK} {colours_of('dark')} }} "
        f".paper {{ {colours_of('light')} }} }}"
    )
    return f"{rules}{light}\n{dark}\n"


def columns(rows: Sequence[Sequence[Line]]) -> defaultdict[int, str]:
    """The class of each column, as an attribute: numbers stand right, and many words want room."""
    found: defaultdict[int, str] = defaultdict(str)
    for at in range(min(map(len, rows), default=0)):
        cells = [plain(row[at]) for row in rows]
        if at and any(cells) and all(_NUMBER.fullmatch(cell) for cell in cells if cell):
            found[at] = Markup(' class="number"')
        elif max(map(len, cells)) > WORDY:
            found[at] = Markup(' class="wordy"')
    return found


def page(
    *,
    title: Line,
    summary: str,
    sections: Sequence[Section],
    figures: Mapping[str, Drawn],
    made_by: str,
    made_on: str,
    footer: str,
) -> str:
    """The whole file."""
    template = _environment().get_template("page.html.jinja")
    return template.render(
        title=title, summary=summary, sections=sections, figures=figures, made_by=made_by, made_on=made_on,
        footer=footer, style=style_sheet(),
    )  # fmt: skip
