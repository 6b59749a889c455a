"""Pictures of results. Each has a title that says the finding, and shows its uncertainty.

Colours are told apart by colour-blind readers, nothing hangs on colour alone, and equal data make equal files. Each
figure of :mod:`experiments.figures.gallery` is a function here: ``figures.ribbons("results/mine", outcome="index")``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.figures.result import Result


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


def __getattr__(name: str) -> Callable[..., Figure]:
    """The figures of the gallery as functions, such as ``figures.ribbons(result, outcome="index")``."""
    from experiments.figures.registry import FILES

    if name not in FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def figure(
        result: Result | str | Path,
        *,
        outcome: str | Sequence[str] | None = None,
        scenario: str | Sequence[str] | None = None,
        council: str | None = None,
        window: str = "last_year",
        smallest: float | None = None,
        parameter: str | Sequence[str] | None = None,
        size: str = "page",
        style: str = "light",
        ax: Axes | None = None,
    ) -> Figure:
        from experiments.figures.draw import draw

        asked = {"outcome": outcome, "scenario": scenario, "council": council, "window": window}
        more = {"smallest": smallest, "parameter": parameter}
        return draw(name, result, size=size, style=style, ax=ax, **asked, **more)

    figure.__name__ = figure.__qualname__ = name
    figure.__doc__ = _help(name)
    return figure


def __dir__() -> list[str]:
    from experiments.figures.registry import FILES

    return sorted([*globals(), *FILES])


def _help(name: str) -> str:
    from experiments.figures.registry import kind_of

    kind = kind_of(name)
    return f"""Draw {kind.purpose}.

    It needs {kind.needs}.

    Parameters
    ----------
    result
        A results folder, or an opened :class:`experiments.figures.result.Result`.
    outcome, scenario
        One name or several; by default the index (or all headline outcomes) under all scenarios, of which the first is
        the one compared with.
    council
        Which one, where the result has several.
    window
        "last_year", "mean" (of the whole run) or "end" (the last month).
    smallest
        The smallest difference of interest in the outcome's unit: one whose interval lies inside is "the same".
    parameter
        Which of the parameters that a sweep varies.
    size, style
        "column", "page", "slide" or millimetres such as "120x90"; "light", "dark" or "print".
    ax
        Axes of matplotlib to draw on, for a figure of one panel.

    Returns
    -------
    The figure of matplotlib.

    Raises
    ------
    sim.errors.InputError
        For a folder that is no result, a figure that it cannot give, or a name that it does not have.
    """
