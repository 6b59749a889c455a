"""The second process that draws figures, started by :class:`~experiments.studies.second_hand.SecondHand`.

It imports what drawing needs before it is asked for anything. Each message is an order with a folder and a name for the
files; the answer is the finding of the figure that lies there then, or None where it could not be drawn.
"""

from __future__ import annotations

import os
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.runs.messages import conversation, send

if TYPE_CHECKING:
    from experiments.figures.result import Result
    from experiments.studies.gallery_figure import Order

_NEEDED = (
    *("experiments.figures.draw", "experiments.figures.result", "experiments.runs.reading"),
    *("experiments.runs.loading", "experiments.studies.gallery_figure"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "PIL.PngImagePlugin", "networkx"),
)


def main() -> None:
    """Answer orders until there are no more."""
    messages, answers = conversation()
    try:
        for name in _NEEDED:
            import_module(name)
        opened: dict[tuple[Path, Path], Result] = {}
        while True:
            order, into, name = messages.get()
            send(answers, _drawn(order, into, name, opened))
    except Exception:  # who started it draws what is missing, and meets what is wrong
        os._exit(1)


def _drawn(order: Order, into: Path, name: str, opened: dict[tuple[Path, Path], Result]) -> str | None:
    from experiments.figures.draw import save
    from experiments.figures.result import Result
    from experiments.runs.reading import DamagedJournal, Results

    try:
        at = order.folder, order.called
        if at not in opened:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DamagedJournal)  # which was said before
                opened[at] = Result.of(Results(*at))
        drawn = order.drawn(opened[at])
        save(drawn, into, name=name)
    except Exception:  # whatever it is: it is tried again where it can be told
        return None
    return drawn.title


if __name__ == "__main__":
    main()
