"""Does a verdict hang on the last year? Each is held against the verdict over the whole run, and marked where it does.

Both come from one function over the same runs (:func:`experiments.analysis.differences.differences_table` computes every
summary alike); here they are only put beside each other.
"""

from __future__ import annotations

import pandas as pd

from experiments.analysis.summaries import PRIMARY, WHOLE

MARK = "†"
MARK_MEANS = (
    f"{MARK} The verdict over the whole run is another one than in the last year: what is said of the last year does not "
    "hold of all years."
)
"""Stands once wherever a mark stands."""

OTHER = {PRIMARY: WHOLE, WHOLE: PRIMARY}
"""The window that each of the two is held against."""

_KEY = ["contrast", "outcome"]


def marked(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with the column ``windows_differ``, the same in every row of a contrast and an outcome."""
    by_window = {
        window: table[table["summary"] == window].set_index(_KEY)["verdict"].rename(window) for window in OTHER
    }
    both = pd.concat(by_window.values(), axis=1)
    differ = (both[PRIMARY] != both[WHOLE]).rename("windows_differ")
    return table.join(differ, on=_KEY)


def mark(differs: bool) -> str:
    """What stands behind a verdict that differs between the windows; nothing behind any other."""
    return MARK if differs else ""


def windows_sentence(differing: int, looks: int) -> str:
    """How many verdicts hang on the last year."""
    if not differing:
        return "Over the whole run every verdict is the same as in the last year."
    which = f"{'verdict' if looks == 1 else 'verdicts'} {'is' if differing == 1 else 'are'}"
    return f"{MARK} {differing} of these {looks} {which} different over the whole run."
