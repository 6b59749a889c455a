"""Colours: one for each scenario, the same in every figure; a pair for better and worse that means nothing else.

They were chosen to stay apart for every kind of colour vision, and to stand out from the ground (tests hold both); a
dash or a mark says the same without colour. ``print`` is for printers without colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import seaborn as sns

from experiments.figures.letters import FONT
from experiments.figures.sizes import Size
from sim.errors import InputError, did_you_mean

DASHES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.4)), (0, (6, 1.5, 1.2, 1.5)))
MARKS = ("o", "s", "^", "D", "v", "P")


@dataclass(frozen=True)
class Palette:
    """The colours of a style: those of scenarios in order, of better and worse, and of everything else."""

    name: str
    ground: str
    ink: str
    muted: str
    grid: str
    unclear: str
    better: str
    worse: str
    scenarios: tuple[str, ...]
    tints: tuple[str, str]
    """Backgrounds of months whose funding is not the council's own: from an index, and interpolated."""
    ways: tuple[str, ...]
    """Of parts of a whole, which are told apart by hatching, too; the last is that of all others."""


STYLES = {
    palette.name: palette
    for palette in (
        Palette(
            "light",
            ground="#ffffff", ink="#1c1f23", muted="#565b62", grid="#e6e8eb", unclear="#7d8288",
            better="#0ca1a5", worse="#770719",
            scenarios=("#0560bd", "#e27506", "#46195d", "#7c5402", "#776e5d", "#314851"),
            tints=("#f1f2f4", "#dfe2e6"),
            ways=("#34495e", "#8fa3b5", "#c9b458", "#6c8f7d", "#d9dbde"),
        ),
        Palette(
            "dark",
            ground="#14171b", ink="#f2f4f6", muted="#aeb4bb", grid="#2c3138", unclear="#959ba3",
            better="#3dfebf", worse="#d72a39",
            scenarios=("#3d81fb", "#ef940f", "#b9e3f7", "#e4e27c", "#8b9b98", "#875f99"),
            tints=("#1c2026", "#272c34"),
            ways=("#7f93aa", "#c3cfdb", "#b59f3c", "#5f8a76", "#4a5058"),
        ),
        Palette(
            "print",
            ground="#ffffff", ink="#000000", muted="#404040", grid="#e0e0e0", unclear="#808080",
            better="#8a8a8a", worse="#000000",
            scenarios=("#000000", "#7a7a7a", "#4a4a4a", "#909090", "#2c2c2c", "#666666"),
            tints=("#f4f4f4", "#e4e4e4"),
            ways=("#303030", "#8c8c8c", "#c4c4c4", "#5e5e5e", "#ededed"),
        ),
    )
}  # fmt: skip

KNOWN = {
    "command": (0, 0),
    "distributed": (1, 0),
    "baseline": (5, 0),
    "low-trust": (2, 1),
    "high-trust": (2, 0),
    "command-low-trust": (0, 1),
    "command-high-trust": (0, 0),
    "distributed-low-trust": (1, 1),
    "distributed-high-trust": (1, 0),
    "command, low trust": (0, 1),
    "command, high trust": (0, 0),
    "distributed, low trust": (1, 1),
    "distributed, high trust": (1, 0),
    "sharp-cuts": (3, 0),
    "no-austerity": (4, 0),
    "distributed-without-authority": (1, 2),
    "mixed-line": (2, 2),
    "leadership-irrelevant": (5, 2),
    "theories-off": (3, 2),
    "no-reflection": (4, 2),
    "no-trust-asymmetry": (3, 1),
    "cuts-early": (3, 3),
    "cuts-late": (4, 3),
    "new-leader-2015": (0, 2),
    "office-abolished-2012": (4, 1),
    "training-2014": (5, 1),
    "trust-crisis-2013": (2, 3),
}
"""The scenarios that come with Town Hall: the place of their colour and of their dash."""


@dataclass(frozen=True)
class Stroke:
    """How a scenario looks in every figure."""

    colour: str
    dash: Any
    mark: str


def strokes(scenarios: Sequence[str], palette: Palette) -> dict[str, Stroke]:
    """How each of a result's scenarios looks, whichever of them a figure shows.

    Those that come with Town Hall always look the same; the user's own take what is free, in the order of the result.
    """
    taken = {KNOWN[name] for name in scenarios if name in KNOWN}
    free = [(colour, dash) for dash in range(len(DASHES)) for colour in range(len(palette.scenarios))]
    left = [look for look in free if look not in taken] or free
    own = [name for name in scenarios if name not in KNOWN]
    looks = {name: left[at % len(left)] for at, name in enumerate(own)}
    found = {}
    for name in scenarios:
        colour, dash = KNOWN.get(name) or looks[name]
        found[name] = Stroke(palette.scenarios[colour], DASHES[dash], MARKS[(colour + 3 * dash) % len(MARKS)])
    return found


def style_of(name: str) -> Palette:
    """The style of that name; :class:`InputError` where there is none."""
    if name not in STYLES:
        hint = did_you_mean(name, STYLES) or f" There are {', '.join(STYLES)}."
        raise InputError(f'There is no style "{name[:80]}".{hint}')
    return STYLES[name]


@contextmanager
def drawing(palette: Palette, size: Size) -> Iterator[None]:
    """Within the block figures look like ours, whatever the user's settings of matplotlib; nothing outside changes."""
    ticks: Any = {
        f"{axis}tick.{name}": value
        for axis in "xy"
        for name, value in (
            ("labelsize", size.small),
            ("color", palette.muted),
            ("labelcolor", palette.muted),
            ("major.size", 3.0 * size.scale),
            ("minor.size", 1.8 * size.scale),
            ("major.width", 0.8 * size.scale),
            ("minor.width", 0.6 * size.scale),
            ("major.pad", 3.0 * size.scale),
        )
    }
    settings: Any = {
        **sns.axes_style("ticks"),
        **ticks,
        "font.family": [FONT],
        "font.size": size.body,
        "figure.facecolor": palette.ground,
        "savefig.facecolor": palette.ground,
        "savefig.edgecolor": palette.ground,
        "axes.facecolor": palette.ground,
        "axes.titlesize": size.body,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlecolor": palette.ink,
        "axes.titlepad": 4.0 * size.scale,
        "axes.labelsize": size.small,
        "axes.labelcolor": palette.muted,
        "axes.labelpad": 3.0 * size.scale,
        "axes.edgecolor": palette.muted,
        "axes.linewidth": 0.8 * size.scale,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": palette.grid,
        "grid.linewidth": 0.7 * size.scale,
        "hatch.linewidth": 0.7 * size.scale,
        "hatch.color": "edge",
        "lines.linewidth": 1.6 * size.scale,
        "lines.markersize": 4.5 * size.scale,
        "legend.fontsize": size.small,
        "legend.frameon": False,
        "text.color": palette.ink,
        "text.parse_math": False,  # a name with a $ in it is drawn as it is written
        "svg.hashsalt": "town hall",  # without it the names inside an SVG file are random
        "svg.fonttype": "none",  # words are words, which can be found, read out and changed
        "pdf.fonttype": 42,
        "figure.dpi": 100,
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield
