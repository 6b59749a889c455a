"""What a study is: a question with a design, an analysis, and a publication of what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from experiments.designs.design import Design
from experiments.runs.driver import Ran
from experiments.runs.plan import Expansion

if TYPE_CHECKING:
    from experiments.figures.draw import Drawing
    from experiments.reports.parts import Story
    from experiments.runs.reading import Results

Draw = Callable[[], "Drawing"]
"""Makes a figure with its finding, its caption and its numbers, ready to be drawn."""

REPORT, PAGE = "report.md", "report.html"
"""The report as Markdown and as one HTML file."""

Rest = Callable[[Path], None]
"""Writes into a folder what takes long and neither figures nor report read, while those are made."""

Found = TypeVar("Found")

Found_contra = TypeVar("Found_contra", contravariant=True)


class Publication(Protocol[Found_contra]):
    """How what was found becomes files."""

    def identity(self, found: Found_contra) -> str:
        """A digest of the result: the same for the same numbers, whenever and however they were made."""

    def about(self, found: Found_contra) -> Mapping[str, Any]:
        """What the manifest says of the result beside what it says of every result."""

    def write_tables(self, folder: Path, found: Found_contra) -> Rest | None:
        """Write all tables into ``folder``, but for those that what is returned writes later."""

    def figures(self, found: Found_contra) -> Mapping[str, Draw]:
        """The figures, by name."""

    def story(self, found: Found_contra) -> Story | None:
        """What a report tells of it; None where no report is written with it (``townhall report`` writes one later)."""


class Study(Publication[Found], Protocol[Found]):
    """A question with a design, an analysis and a report."""

    @property
    def design(self) -> Design:
        """What is run."""

    @property
    def folder_name(self) -> str:
        """The results folder when the user names none: equal questions share it, different ones never do."""

    def find(self, results: Results, expansion: Expansion) -> Found:
        """What the runs say. Raises :class:`InputError` where they say nothing."""


@dataclass(frozen=True)
class Published(Generic[Found]):
    """What a study found and where it lies; ``figures`` maps names to PNG files (an SVG, the
    numbers and the caption lie beside each).
    """

    folder: Path
    found: Found
    ran: Ran
    already_there: bool
    figures: Mapping[str, Path]
    seconds: float

    @property
    def report(self) -> Path:
        """The report as Markdown."""
        return self.folder / REPORT

    @property
    def page(self) -> Path:
        """The report as one HTML file."""
        return self.folder / PAGE
