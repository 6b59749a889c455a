"""The figures of a study on their way to files; one that cannot be drawn costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.studies.second_hand import SecondHand, Shared
from experiments.studies.study import Draw


def draw_all(
    figures: Mapping[str, Draw],
    folder: Path,
    tell: Callable[[str], None],
    manifest: Mapping[str, Any],
    hand: SecondHand | None = None,
) -> dict[str, str]:
    """Draw every figure; one that cannot be drawn costs itself and a sentence. The findings of the others, by name.

    A figure that does not say itself where its numbers come from says what ``manifest`` says of that. A second ``hand``
    draws what it can; what it could not is drawn here.
    """
    if not figures:
        return {}
    from experiments.figures.draw import Files
    from experiments.runs.failures import said

    tell("Drawing the figures.")
    versions = f"model {manifest['model_version']}, Town Hall {manifest['town_hall']}"
    source = (f"Runs: {manifest['command']} ({versions}).",)
    captions = {}
    with Files() as files, Shared(figures, folder, hand) as shared:
        for name in shared.here():
            try:
                drawn = figures[name]()
                files.save(drawn if drawn.source else replace(drawn, source=source), folder, name=name)
            except (OSError, MemoryError):
                raise  # the disk's or the machine's, not the figure's
            except Exception as error:
                tell(f"The figure {name} could not be drawn ({said(error)}); everything else is there.")
                continue
            captions[name] = drawn.title
    captions |= shared.drawn
    return {name: captions[name] for name in figures if name in captions}
