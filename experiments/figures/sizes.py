"""How large a figure is and how large its words are: a journal's column, a page, a slide, or what the user asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.errors import InputError, did_you_mean

INCH = 25.4
"""Millimetres."""


@dataclass(frozen=True)
class Size:
    """Width and height in inches (no height: as high as the content asks), and the size of words in points.

    ``title`` is that of the finding, ``body`` that of labels, ``small`` the smallest anywhere. ``panel`` is the width
    below which a panel is not pressed, ``deep`` the height of one where the height is free; both in inches.
    """

    name: str
    width: float
    height: float | None
    title: float
    body: float
    small: float
    panel: float
    deep: float

    @property
    def scale(self) -> float:
        """By how much lines and marks are thicker than on a page."""
        return self.body / 9.0

    @property
    def edge(self) -> float:
        """Inches left free at every edge."""
        return 0.9 * self.body / 72


COLUMN = Size("column", 85 / INCH, None, title=9.5, body=8.0, small=8.0, panel=2.4, deep=1.75)
PAGE = Size("page", 170 / INCH, None, title=12.0, body=9.0, small=8.0, panel=2.1, deep=1.75)
SLIDE = Size("slide", 40 / 3, 7.5, title=26.0, body=18.0, small=18.0, panel=3.9, deep=3.6)

SIZES = {size.name: size for size in (COLUMN, PAGE, SLIDE)}
"""The sizes with a name: one column of a journal (85 mm), the width of a page (170 mm), a slide (16 to 9)."""

SMALLEST, LARGEST = 60.0, 1200.0
"""Millimetres that a side may have."""


def size_of(text: str) -> Size:
    """The size that ``text`` names: ``column``, ``page``, ``slide``, or millimetres such as ``120x90``.

    :class:`InputError` for anything else.
    """
    if text in SIZES:
        return SIZES[text]
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(?:mm)?", text.strip().casefold())
    if not found:
        hint = did_you_mean(text, SIZES)
        raise InputError(
            f'"{text[:80]}" is no size.{hint} Give {", ".join(SIZES)}, or width and height in millimetres, such as '
            "120x90."
        )
    width, height = (float(number) for number in found.groups())
    for side in (width, height):
        if not SMALLEST <= side <= LARGEST:
            raise InputError(f"A side of a figure may be {SMALLEST:g} to {LARGEST:g} mm long, not {side:.4g}.")
    like = COLUMN if width < 110 else PAGE if width < 250 else SLIDE
    return Size(f"{width:g}x{height:g}", width / INCH, height / INCH, *_words(like))


def _words(like: Size) -> tuple[float, float, float, float, float]:
    return like.title, like.body, like.small, like.panel, like.deep
