"""The pictures of the README, drawn from a saved result: ``python -m docs.pictures results/mission``.

The result is that of ``townhall compare --mission --out results/mission``.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

PICTURES = {"forest": (), "difference_over_time": ("index",), "weightings": ()}
"""The figures, and the outcome of each where it shows one that is chosen."""

COLOURS = 128
"""As many as nobody tells from all, in a quarter of the size."""

IMAGES = Path(__file__).parent / "images"


def draw(result: Path, folder: Path = IMAGES) -> list[Path]:
    """Draw every picture from the saved ``result``, for the width of a column; the files."""
    from PIL import Image

    from experiments.figures import draw as drawing
    from experiments.figures import registry
    from experiments.figures.result import Result

    opened, files = Result.at(result), []
    for name, outcome in PICTURES.items():
        figure = drawing.prepare(registry.kind_of(name), opened, outcome=outcome or None)
        file = folder / f"{name}.png"
        points = Image.open(io.BytesIO(drawing.images(figure, ["png"], size="column")["png"]))
        points.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True, dpi=(300, 300))
        files.append(file)
        print(f"{file.name}: {figure.title}.\n  {figure.alt}", flush=True)
    return files


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the result: python -m docs.pictures results/mission")
    draw(Path(sys.argv[1]))
