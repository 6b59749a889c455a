"""Does a verdict hang on the last year? How one is marked that is another over the whole run, and what the mark means.

Both verdicts come from one function over the same runs: :func:`experiments.analysis.differences.differences_table`
works every summary out alike and puts the two beside each other.
"""

from __future__ import annotations

MARK = "†"
MARK_MEANS = (
    f"{MARK} The verdict over the whole run is another one than in the last year: what is said of the last year does "
    "not hold of all years."
)
"""Stands once wherever a mark stands."""


def mark(differs: bool) -> str:
    """What stands behind a verdict that differs between the windows; nothing behind any other."""
    return MARK if differs else ""


def windows_sentence(differing: int, looks: int) -> str:
    """How many verdicts hang on the last year."""
    if not differing:
        return "Over the whole run every verdict is the same as in the last year."
    which = f"{'verdict' if looks == 1 else 'verdicts'} {'is' if differing == 1 else 'are'}"
    return f"{MARK} {differing} of these {looks} {which} different over the whole run."
