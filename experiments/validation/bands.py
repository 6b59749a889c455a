"""How the band of each figure comes about, for each window: ``python -m experiments.validation.bands`` writes them.

======================  =============================================================================================
rule                    the band
======================  =============================================================================================
fixed                   as the ledger has it
around                  what was observed, and so much on either side
share                   the same; the width is that of 152 councils, wider by the root of how many fewer there are
bootstrap               the middle 95 per cent of 1,000 samples of councils, drawn within each class
one_less                what was observed, or one less
at_least                what was observed or more
======================  =============================================================================================

Where the ledger gives both ends beside a rule, they hold for the whole period and all councils, and the rule elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.validation.facts.all import FIGURES, measured
from experiments.validation.halves import BOTH
from experiments.validation.ledger import BANDS, HALF, PUBLISHED, SPLITS, Band, Entry, ledger
from experiments.validation.panel import CLASSES, Panel
from experiments.validation.windows import WINDOWS, Window

SAMPLES = 1000
SEED = 2010
UPPER_TIER = 152
"""Councils with social care in England: what the width of a share is stated for."""

DIGITS = 5


def samples(panel: Panel) -> Iterator[Panel]:
    """The panel with its councils drawn anew, with replacement, as many of each class."""
    draws = np.random.default_rng(SEED)
    members = [np.flatnonzero(panel.klass == klass) for klass in CLASSES]
    for _ in range(SAMPLES):
        yield panel.of(np.concatenate([draws.choice(at, at.size) for at in members if at.size]))


def spread(panel: Panel, figures: list[str]) -> dict[str, tuple[float, float]]:
    """The middle 95 per cent of each figure over samples of councils."""
    # National tables, services and months do not enter these figures: leaving them out makes a sample cheap.
    needed = ("core", "gross", "reserves", "net_revenue")
    tables = {name: panel.tables[name] for name in needed}
    tables["gross"] = np.nansum(tables["gross"], axis=1, keepdims=True)  # only its sum over services enters
    small = Panel(**{**vars(panel), "tables": tables})
    values = [[FIGURES[name](sample) for name in figures] for sample in samples(small)]
    low, high = np.percentile(np.array(values), (2.5, 97.5), axis=0)
    return {name: (float(a), float(b)) for name, a, b in zip(figures, low, high, strict=True)}


def around(entry: Entry, observed: float, panel: Panel) -> tuple[float, float]:
    """The ends that follow from what was observed by the entry's rule."""
    width = entry.width or 0.0
    if entry.band == "share":
        width *= float(np.sqrt(UPPER_TIER / panel.upper.sum()))
    if entry.band == "one_less":
        return observed - 1.0, observed
    if entry.band == "at_least":
        return observed - width, 1.0 + width
    return observed - width, observed + width


def of_window(window: Window, panel: Panel) -> Iterator[Band]:
    """The bands of a window, of the figures that can be read in it."""
    split = {name: window.of(panel, name) for name in SPLITS}
    entries = [entry for entry in ledger().values() if entry.needs <= window.last]
    drawn = spread(split[HALF], [entry.figure for entry in entries if entry.band == "bootstrap"])
    for entry in entries:
        here = split[entry.split]
        published = entry.basis == PUBLISHED
        observed = float(entry.observed) if published and entry.observed is not None else measured(here, entry.figure)
        given = entry.low is not None and entry.high is not None
        if given and (entry.band == "fixed" or window.half == BOTH):
            low, high = float(entry.low or 0.0), float(entry.high or 0.0)
        elif entry.band == "bootstrap":
            low, high = drawn[entry.figure]
        else:
            low, high = around(entry, observed, here)
        yield Band(entry.figure, window.name, observed, low, high)


def table() -> str:
    """The bands of all windows as CSV."""
    from experiments.validation.observed import observed

    lines = ["window,figure,observed,low,high"]
    for window in WINDOWS.values():
        for band in of_window(window, observed()):
            # An undefined figure (half B has too few failures) is an empty cell.
            numbers = ["" if np.isnan(v) else f"{round(v, DIGITS):g}" for v in (band.observed, band.low, band.high)]
            lines.append(",".join((band.window, band.figure, *numbers)))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the bands beside this file."""
    text = table()
    (Path(__file__).parent / BANDS).write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10)) - 1} bands in {BANDS}")


if __name__ == "__main__":
    main()
