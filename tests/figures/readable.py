"""What the renderer says of a figure: words that lie on each other, are cut off, or are too small."""

from __future__ import annotations

import itertools
import re

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.figures.palette import STYLES, drawing
from experiments.figures.sizes import size_of


def check(figure: Figure, size: str, style: str = "light") -> None:
    """Fail where words of ``figure`` cannot be read."""
    told = size_of(size)
    with drawing(STYLES[style], told):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer, page = canvas.get_renderer(), figure.bbox
        hidden = _not_drawn(figure)
        boxes = []
        for text in figure.findobj(Text):
            if not text.get_visible() or not text.get_text().strip() or text in hidden:
                continue
            words, box = (
                text.get_text(),
                Text.get_window_extent(text, renderer),
            )  # without the thread to an end of a line
            assert text.get_fontsize() >= told.small - 1e-9, f"{words!r} is too small"
            plain = re.split(r"Runs:|Dated events:", words)[0]  # a command, and an event as its file has it
            assert not re.search(r"\b[a-z]+_[a-z]+\b|\bnan\b", plain), f"a code name: {words!r}"
            assert page.x0 - 1 <= box.x0, f"{words!r} runs out at the left"
            assert box.x1 <= page.x1 + 1, f"{words!r} runs out at the right"
            assert page.y0 - 1 <= box.y0, f"{words!r} runs out below"
            assert box.y1 <= page.y1 + 1, f"{words!r} runs out above"
            boxes.append((words, box))
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 2 or b.y1 <= a.y0 + 2
        assert apart, f"{one!r} lies on {other!r}"


def _not_drawn(figure: Figure) -> set[Text]:
    """Tick labels outside the limits of their axis exist but are not drawn."""
    left_out: set[Text] = set()
    for panel in figure.axes:
        for axis, limits, place in ((panel.xaxis, panel.get_xlim(), 0), (panel.yaxis, panel.get_ylim(), 1)):
            for tick in (*axis.majorTicks, *axis.minorTicks):
                for label in (tick.label1, tick.label2):
                    if not min(limits) - 1e-9 <= label.get_position()[place] <= max(limits) + 1e-9:
                        left_out.add(label)
    return left_out


def words_of(figure: Figure) -> str:
    """Everything that is written on it."""
    return "\n".join(text.get_text() for text in figure.findobj(Text) if text.get_visible())
