"""Draws a figure of a result and writes it: what ``townhall plot`` and ``experiments.figures`` both call."""

from __future__ import annotations

import io
import shlex
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.figures import pieces, registry
from experiments.figures.kind import OWN
from experiments.figures.marks import note_of
from experiments.figures.palette import drawing, style_of
from experiments.figures.result import Result
from experiments.figures.sheet import caption, compose, onto
from experiments.figures.sizes import size_of
from experiments.figures.view import View, view_of
from sim.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.figures.kind import Kind
    from experiments.figures.picture import Picture

FORMATS = ("png", "svg", "pdf")
DOTS_PER_INCH, SCREEN_DOTS = 300, 100
"""Of a file, and of a figure in a program."""

COMPRESSION = 4
"""Of 9: the last ones take twice as long and make a file a tenth smaller."""

DEFAULT_SIZE, DEFAULT_STYLE = "page", "light"


@dataclass(frozen=True)
class Drawing:
    """A figure with all that belongs to it: its picture, and the last sentences of its caption.

    ``scenarios`` are all of the result, shown or not: they decide which colour each has. ``view`` is what was asked, of
    a figure of the gallery.
    """

    name: str
    picture: Picture
    source: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    view: View | None = None

    @property
    def title(self) -> str:
        """The finding in full."""
        return self.picture.titles[0]

    @property
    def alt(self) -> str:
        """What is seen, for somebody who cannot see it."""
        return self.picture.alt

    @property
    def caption(self) -> str:
        """The whole caption: the finding, what is shown, how to read it, where it comes from, and what is seen."""
        return caption(self.picture, self.source)

    @property
    def csv(self) -> str:
        """The plotted numbers as CSV, to six digits."""
        return str(self.picture.numbers.to_csv(index=False, lineterminator="\n", float_format="%.6g"))

    def figure(self, size: str = DEFAULT_SIZE, style: str = DEFAULT_STYLE) -> Figure:
        """As a figure of matplotlib."""
        return compose(self.picture, size_of(size), style_of(style), self.scenarios, self.source)

    def on(self, axes: Axes, size: str = DEFAULT_SIZE, style: str = DEFAULT_STYLE) -> Figure:
        """On axes of the caller's; :class:`InputError` where it has more than one panel."""
        return onto(self.picture, axes, size_of(size), style_of(style), self.scenarios)


def prepare(
    kind: Kind,
    result: Result,
    *,
    outcome: str | Sequence[str] | None = None,
    scenario: str | Sequence[str] | None = None,
    council: str | None = None,
    window: str = "last_year",
    smallest: float | None = None,
    parameter: str | Sequence[str] | None = None,
) -> Drawing:
    """Make the picture of ``kind`` from ``result``; :class:`InputError` for what it does not have."""
    registry.check(kind, result)
    view = view_of(
        result,
        outcomes=_listed(outcome),
        default=kind.default_outcomes(result),
        scenarios=_listed(scenario),
        council=council,
        window=window,
        smallest=smallest,
        parameters=_listed(parameter),
        all_councils=kind.all_councils,
    )
    kind.check(view)
    picture = kind.picture(view)
    money = (f"{pieces.funding_words(view)}{note_of(pieces.dated(view))}",) if picture.timed else ()
    runs = f"Runs: {result.manifest['command']}."
    own = _command(kind, view, outcome, scenario, window, parameter)
    return Drawing(kind.name, picture, (*money, runs, own), result.scenarios, view)


def _listed(given: str | Sequence[str] | None) -> Sequence[str] | None:
    return [given] if isinstance(given, str) else given


def _command(
    kind: Kind,
    view: View,
    outcome: str | Sequence[str] | None,
    scenario: str | Sequence[str] | None,
    window: str,
    parameter: str | Sequence[str] | None,
) -> str:
    """How the figure is made again."""
    words = ["townhall", "plot", view.result.folder, kind.name]
    for option, given in (("--outcome", outcome), ("--scenario", scenario), ("--parameter", parameter)):
        for name in _listed(given) or ():
            words += [option, name]
    if view.council is not None:
        words += ["--council", view.council]
    if window != "last_year":
        words += ["--window", window]
    if view.smallest is not None:
        words += ["--smallest", f"{view.smallest:g}"]
    return f"Figure: {shlex.join(words)}"


def draw(name: str, result: Result | str | Path, *, size: str, style: str, ax: Axes | None, **asked: Any) -> Figure:
    """The figure ``name`` of a result, or of the folder that it lies in."""
    drawn = prepare(registry.kind_of(name), Result.at(result), **asked)
    return drawn.figure(size, style) if ax is None else drawn.on(ax, size, style)


# ------------------------------------------------------------------ files
def formats_of(text: str) -> tuple[str, ...]:
    """``"png,svg"`` as its parts; :class:`InputError` for a format that is not drawn."""
    found = tuple(dict.fromkeys(part.strip().casefold() for part in text.split(",") if part.strip()))
    for name in found:
        if name not in FORMATS:
            hint = did_you_mean(name, FORMATS) or f" Give one or more of {','.join(FORMATS)}."
            raise InputError(f'"{name[:80]}" is no format of a figure.{hint}')
    if not found:
        raise InputError(f"No format is named; give one or more of {','.join(FORMATS)}.")
    return found


class Files:
    """Writes figures; a second thread packs the dots of one while the next is drawn.

    Used as ``with Files() as files:``; at the end of the block everything is on the disk, or its error is raised.
    """

    def __enter__(self) -> Files:
        self._packing = ThreadPoolExecutor(1)
        self._waiting: list[Future[None]] = []
        return self

    def __exit__(self, *error: object) -> None:
        self._packing.shutdown(wait=True)
        for written in self._waiting:
            written.result()

    def save(
        self,
        drawn: Drawing,
        folder: Path,
        *,
        name: str,
        size: str = DEFAULT_SIZE,
        style: str = DEFAULT_STYLE,
        formats: Sequence[str] = ("png", "svg"),
    ) -> list[Path]:
        """Write the figure in each format, its numbers as ``NAME.csv`` and its caption as ``NAME.txt``; the files.

        Equal figures make equal files, byte for byte.
        """
        figure = drawn.figure(size, style)
        folder.mkdir(parents=True, exist_ok=True)
        files: dict[str, bytes] = {f"{name}.csv": drawn.csv.encode(), f"{name}.txt": drawn.caption.encode()}
        dots: np.ndarray | None = None
        with drawing(style_of(style), size_of(size)):
            for kind in formats:
                if kind == "png":
                    dots = _dots(figure)
                else:
                    files[f"{name}.{kind}"] = _lines(figure, kind, drawn)
        for file, content in files.items():
            # Python's own files, so that a full disk is reported as what it is.
            with open(folder / file, "wb") as place:
                place.write(content)
        if dots is not None:
            self._waiting.append(self._packing.submit(_write, folder / f"{name}.png", dots, _about("png", drawn)))
        named = [f"{name}.{kind}" for kind in formats]
        return [folder / file for file in (*named, f"{name}.csv", f"{name}.txt")]


def save(drawn: Drawing, folder: Path, **how: Any) -> list[Path]:
    """Write one figure as :meth:`Files.save` does."""
    with Files() as files:
        return files.save(drawn, folder, **how)


def _dots(figure: Figure) -> np.ndarray:
    """The figure as dots, shape (rows, columns, 3): nothing of ours is see-through."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(DOTS_PER_INCH)
    canvas: Any = FigureCanvasAgg(figure)  # which has no types for what follows
    canvas.draw()
    dots: np.ndarray = np.array(canvas.buffer_rgba())[..., :3]
    figure.set_dpi(SCREEN_DOTS)
    return dots


def _pack(dots: np.ndarray, about: Mapping[str, str]) -> bytes:
    """The dots as PNG."""
    from PIL import Image, PngImagePlugin

    told, sink = PngImagePlugin.PngInfo(), io.BytesIO()
    for key, text in about.items():
        told.add_itxt(key, text)
    Image.fromarray(np.ascontiguousarray(dots)).save(
        sink, format="png", pnginfo=told, dpi=(DOTS_PER_INCH, DOTS_PER_INCH), compress_level=COMPRESSION
    )
    return sink.getvalue()


def _write(file: Path, dots: np.ndarray, about: Mapping[str, str]) -> None:
    with open(file, "wb") as place:
        place.write(_pack(dots, about))


def _lines(figure: Figure, kind: str, drawn: Drawing) -> bytes:
    """The figure as SVG or PDF."""
    sink = io.BytesIO()
    figure.savefig(sink, format=kind, dpi=DOTS_PER_INCH, metadata=_about(kind, drawn))
    return sink.getvalue()


def images(
    drawn: Drawing, formats: Sequence[str], *, size: str = DEFAULT_SIZE, style: str = DEFAULT_STYLE
) -> dict[str, bytes]:
    """What a file of the figure holds in each format."""
    figure, found = drawn.figure(size, style), {}
    with drawing(style_of(style), size_of(size)):
        for kind in formats:
            png = kind == "png"
            found[kind] = _pack(_dots(figure), _about(kind, drawn)) if png else _lines(figure, kind, drawn)
    return found


def _about(kind: str, drawn: Drawing) -> Mapping[str, Any]:
    """What a file says of itself: the finding, for screen readers and search, and no time at which it was made."""
    if kind == "png":
        return {"Title": drawn.title, "Description": drawn.picture.alt}
    if kind == "svg":
        return {"Title": drawn.title, "Description": drawn.picture.alt, "Date": None, "Creator": None}
    return {"Title": drawn.title, "Subject": drawn.picture.alt, "CreationDate": None, "Creator": None, "Producer": None}


def file_name(drawn: Drawing, size: str, style: str) -> str:
    """A name that says what is drawn, so that two figures do not take each other's place."""
    view, parts = drawn.view, [drawn.name]
    assert view is not None, "only figures of the gallery are named by what was asked"
    if len(view.outcomes) == 1 and registry.kind_of(drawn.name).outcomes != OWN:
        parts.append(view.outcome)
    if view.scenarios != view.result.scenarios:
        parts += view.scenarios if len(view.scenarios) < 4 else [f"{len(view.scenarios)} scenarios"]
    parts += [view.council or "", *view.parameters, "" if view.window == "last_year" else view.window]
    parts += [f"within {view.smallest:g}" if view.smallest is not None else "", size]
    parts.append("" if style == DEFAULT_STYLE else style)
    plain = "-".join(part for part in parts if part).casefold()
    safe = "".join(letter if letter.isalnum() or letter in "._" else "-" for letter in plain)
    return "-".join(piece for piece in safe.split("-") if piece)[:120]
