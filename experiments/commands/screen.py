"""What commands print: consoles, tables, sparklines and numbers for people."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPED_WIDTH = 140
"""Columns where the output goes to a file or a pipe, which have no width of their own."""

# Not from the calendar module, whose names follow the machine's language.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

BARS = "▁▂▃▄▅▆▇█"


def screen() -> Console:
    """The console of standard output: results. Words from files are never read as markup or recoloured."""
    from rich.console import Console

    class Results(Console):
        """A console that leaves a reader who has gone ("| head -1") to the one place that answers it."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    console = Results(highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console


@cache
def notices() -> Console:
    """The console of standard error: what is going on. It can be dropped without losing a result.

    There is one, so that a line and a progress bar do not write over each other.
    """
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def announce(text: str) -> None:
    """Say one line about what is going on."""
    console = notices()
    # A terminal would break its lines in the middle of a word; a file has one line for each.
    console.print(text, style="dim", soft_wrap=not console.is_terminal)


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show a spinner while something runs that may take a second or two; nothing where there is no terminal."""
    console = notices()
    if console.is_terminal:
        with console.status(text):
            yield
    else:
        yield


def table(*, caption: str = "") -> Table:
    """An empty table in the house's plain style."""
    from rich import box
    from rich.table import Table

    return Table(
        caption=caption or None,
        box=box.SIMPLE_HEAD,
        caption_justify="left",
        header_style="bold",
        pad_edge=False,
    )


def sparkline(values: Sequence[float], width: int = 36) -> str:
    """A row of small bars: the course of ``values`` between their own lowest and highest.

    More values than ``width`` are averaged in equal stretches. A constant is a row of low bars, a missing
    value a blank.
    """
    count = len(values)
    width = min(width, count)
    means = []
    for place in range(width):
        stretch = values[place * count // width : (place + 1) * count // width]
        known = [value for value in stretch if math.isfinite(value)]
        means.append(sum(known) / len(known) if known else math.nan)
    known = [value for value in means if math.isfinite(value)]
    if not known:
        return " " * width
    low, high = min(known), max(known)
    # Rounding alone must not draw a course into what is constant.
    spread = high - low if high - low > 1e-9 * max(abs(low), abs(high)) else math.inf
    top = len(BARS) - 1
    return "".join(BARS[round((value - low) / spread * top)] if math.isfinite(value) else " " for value in means)


def number(value: Any, *, sign: bool = False) -> str:
    """A number for people: three significant digits, thousands apart, a dash for what does not exist."""
    if value is None or not math.isfinite(value):
        return "-"
    plus = "+" if sign and value > 0 else ""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    if digits > 6:
        return f"{plus}{value:.1e}"
    return f"{plus}{value:,.{digits}f}"


def interval(low: Any, high: Any, *, sign: bool = False) -> str:
    """A pair of numbers such as "0.31 to 0.42"."""
    return f"{number(low, sign=sign)} to {number(high, sign=sign)}"


def month_name(month: int) -> str:
    """Month 0 is April 2010: "April 2010"."""
    year, index = divmod(month + 3, 12)
    return f"{_MONTHS[index]} {2010 + year}"


def warm(announce_line: Callable[[str], None] = announce) -> None:
    """Have the engine compiled; says so, with the time it took, only where that has not happened yet."""
    with working("Loading the model"):
        from sim.machine.engine import warm_up

        warm_up(announce_line)
