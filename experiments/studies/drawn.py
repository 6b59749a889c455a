"""The figures of a study on their way to files; one that cannot be drawn costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from experiments.studies.study import Drawing


def draw_all(figures: Mapping[str, Drawing], folder: Path, tell: Callable[[str], None]) -> dict[str, str]:
    """Draw every figure; one that cannot be drawn costs itself and a sentence. The findings of the others, by name."""
    if not figures:
        return {}
    from experiments.figures import style
    from experiments.runs.failures import said

    tell("Drawing the figures.")
    captions = {}
    for name, (title, draw) in figures.items():
        try:
            with style.house_style():  # whatever draws, and wherever it makes its pieces
                style.save(draw(), folder, name, title=title)
        except (OSError, MemoryError):
            raise  # the disk's or the machine's, not the figure's
        except Exception as error:
            tell(f"The figure {name} could not be drawn ({said(error)}); everything else is there.")
            continue
        captions[name] = title
    return captions
