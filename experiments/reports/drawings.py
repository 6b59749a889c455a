"""The figures of a report: those that the study left, else those of the gallery that its runs can give."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.reports.inline_svg import Inline, inline
from sim.errors import InputError

if TYPE_CHECKING:
    from experiments.figures.result import Result

FIGURES = "figures"
MOST_ROWS = 1000
"""So many rows of a figure's numbers stand in the page; more are in its CSV file."""


@dataclass(frozen=True)
class Numbers:
    """What is plotted, as a table of texts; ``rows_in_all`` counts those that are left out, too."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_in_all: int


@dataclass(frozen=True)
class Drawn:
    """A figure with all that a report says of it. It is an SVG or, where only that is there, a PNG as a data address.

    ``file`` is where a Markdown file beside the result finds the picture; ``source`` is the SVG itself, for one that
    is to be written.
    """

    name: str
    title: str
    alt: str
    svg: Inline | None
    png: str = ""
    numbers: Numbers | None = None
    file: str | None = None
    source: str = ""


def kept(folder: Path, names: dict[str, str]) -> dict[str, Drawn]:
    """The figures that a study left in ``folder``; ``names`` gives the title that it gave each."""
    found = {}
    for name, title in names.items():
        place = folder / FIGURES / name
        svg, png = place.with_name(f"{name}.svg"), place.with_name(f"{name}.png")
        numbers = _numbers(place.with_name(f"{name}.csv"))
        if svg.is_file():
            picture = inline(svg.read_text(encoding="utf-8"), name)
            file = png if png.is_file() else svg
            said = title or picture.title or name
            found[name] = Drawn(
                name, said, picture.alt or said, picture, numbers=numbers, file=f"{FIGURES}/{file.name}"
            )
        elif png.is_file():
            address = f"data:image/png;base64,{base64.b64encode(png.read_bytes()).decode()}"
            said = title or name
            found[name] = Drawn(name, said, said, None, address, numbers, f"{FIGURES}/{png.name}")
    return found


def drawn(result: Result, tell: Callable[[str], None]) -> dict[str, Drawn]:
    """The figures of the gallery that ``result`` can give, drawn now; one that cannot be drawn costs itself."""
    from experiments.figures import draw, registry
    from experiments.runs.failures import said

    found = {}
    for name in registry.drawable(result):
        try:
            figure = draw.prepare(registry.kind_of(name), result)
            text = draw.images(figure, ["svg"])["svg"].decode()
        except (OSError, MemoryError):
            raise  # the disk's or the machine's, not the figure's
        except Exception as why:
            told = str(why) if isinstance(why, InputError) else f"It could not be drawn ({said(why)})."
            tell(f"The report is without the figure {name}. {told}")
            continue
        found[name] = Drawn(name, figure.title, figure.alt, inline(text, name), numbers=_table(figure.csv), source=text)
    return found


def _numbers(path: Path) -> Numbers | None:
    return _table(path.read_text(encoding="utf-8")) if path.is_file() else None


def _table(text: str) -> Numbers | None:
    rows = list(csv.reader(io.StringIO(text)))
    if len(rows) < 2:
        return None
    header, *body = rows
    shown = tuple(tuple(map(_short, row)) for row in body[:MOST_ROWS])
    return Numbers(tuple(name.replace("_", " ") for name in header), shown, len(body))


def _short(cell: str) -> str:
    """A number with as many digits as anybody reads, with a real minus; other words as they are."""
    try:
        value = float(cell)
    except ValueError:
        return cell
    if value != value or cell.strip().isalpha():
        return "–"
    return f"{value:.4g}".replace("-", "−") if "e" not in f"{value:.4g}" else f"{value:.5f}".replace("-", "−")
