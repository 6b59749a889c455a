"""How long words are when they are drawn, so that lines are folded where they end and not where one guesses."""

from __future__ import annotations

import re
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

FONT = "DejaVu Sans"
"""Comes with matplotlib, so that every machine draws the same letters."""

HINTED = 1.03
"""On a screen letters are moved to whole dots, which makes a line a little longer than its measure."""

LEADING = 1.25
"""The distance of two lines over the size of their letters."""


def width(text: str, points: float, *, bold: bool = False) -> float:
    """Inches that one line of ``text`` takes at this size.

    Words are measured one by one, since lines that are tried while folding are made of the same ones.
    """
    return HINTED * sum(_width(word, bold) for word in _PARTS.findall(text)) * points / 72


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    """A font of our own: in the one that matplotlib draws with, measuring would leave its traces."""
    font = FT2Font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font


_PARTS = re.compile(r"\S+|\s")


@lru_cache(maxsize=20_000)
def _width(part: str, bold: bool) -> float:
    """Of one word, or the space after it, in units of the letters' size: up to where the next one begins."""
    font = _font(bold)
    if len(part) == 1:
        return float(font.load_char(ord(part)).linearHoriAdvance) / 65536 / 100
    # Some letters reach beyond where the next one begins; the larger of the two is what is needed.
    font.set_text(part, 0.0)
    return float(font.get_width_height()[0]) / 64 / 100 + 0.02


def fold(text: str, room: float, points: float, *, bold: bool = False) -> list[str]:
    """``text`` in lines of at most ``room`` inches; a word that is longer by itself is cut into pieces."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", points, bold=bold) <= room:
            lines[-1] = f"{lines[-1]} {word}"
            continue
        *pieces, rest = _pieces(word, room, points, bold)
        lines += [*pieces, rest]
    return lines or [""]


def _pieces(word: str, room: float, points: float, bold: bool) -> list[str]:
    pieces = []
    while len(word) > 1 and width(word, points, bold=bold) > room:
        cut = next(
            (at for at in range(len(word) - 1, 0, -1) if width(word[:at], points, bold=bold) <= room),
            1,
        )
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def shorten(text: str, room: float, points: float, *, lines: int = 1, bold: bool = False) -> str:
    """``text`` in at most ``lines`` lines of ``room`` inches, with an ellipsis where it had to be cut."""
    folded = fold(text, room, points, bold=bold)
    if len(folded) <= lines:
        return "\n".join(folded)
    words = text.split()
    while len(words) > 1:
        words.pop()
        folded = fold(" ".join(words) + " …", room, points, bold=bold)
        if len(folded) <= lines:
            return "\n".join(folded)
    return "\n".join([*folded[: lines - 1], folded[lines - 1][:-1] + "…"])


def height(lines: int, points: float) -> float:
    """Inches that so many lines take."""
    return lines * points * LEADING / 72
