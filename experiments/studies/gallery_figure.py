"""A figure of the gallery on its way to files, drawn from a results folder by this process or by another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.figures.draw import Drawing
    from experiments.figures.result import Result
    from experiments.runs.reading import Results


@dataclass(frozen=True)
class Order:
    """What another process is told: which figure, of which outcomes (None: its own), and of which folder.

    ``called`` is where that folder will lie, if it is to be moved.
    """

    kind: str
    outcomes: tuple[str, ...] | None
    folder: Path
    called: Path

    def drawn(self, result: Result) -> Drawing:
        """The figure of ``result``, which is what lies in the folder."""
        from experiments.figures.draw import prepare
        from experiments.figures.registry import kind_of

        return prepare(kind_of(self.kind), result, outcome=self.outcomes)


@dataclass(frozen=True)
class OfFolder:
    """A figure as a study gives it, of results that are open here."""

    kind: str
    outcomes: tuple[str, ...] | None
    results: Results
    result: Result

    @property
    def order(self) -> Order:
        """The same for a process that has yet to open the folder."""
        return Order(self.kind, self.outcomes, self.results.path, self.results.called)

    def __call__(self) -> Drawing:
        return self.order.drawn(self.result)
