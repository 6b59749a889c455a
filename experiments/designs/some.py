"""Names as a sentence lists them where there may be many: the first, and how many more."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 6


def some(names: Sequence[str], most: int = MOST) -> str:
    """The first ``most`` of ``names``, and how many more there are: "a, b, c and 4 more"."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def cut(names: Sequence[str], most: int = MOST) -> list[str]:
    """The first ``most`` of ``names``, and as the last of the list how many more there are."""
    return [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
