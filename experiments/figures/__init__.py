"""Pictures of results. Each has a title that says the finding, and shows its uncertainty.

Colours are told apart by colour-blind readers, nothing hangs on colour alone, and equal data make equal files.
"""

from __future__ import annotations

import os
import sys


def _import_matplotlib() -> None:
    """Import matplotlib whatever ``MPLBACKEND`` says: one that is not installed here would stop the import.

    A backend that there is stays the user's choice for figures of their own; ours are drawn to files in any case.
    """
    wanted = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    finally:
        if wanted is not None:
            os.environ["MPLBACKEND"] = wanted
    if wanted is not None:
        try:
            matplotlib.rcParams["backend"] = wanted
        except ValueError:
            matplotlib.rcParams["backend"] = "agg"


if "matplotlib" not in sys.modules:
    _import_matplotlib()
