"""The storyboard of the README is of the page: each picture is there, and can be taken again."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docs.storyboard import FOLDER, PICTURES, taken

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_shows_every_picture_and_says_what_is_on_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[([^\]]+)\]\(docs/images/classroom/([\w-]+)\.png\)", text))
    assert sorted(shown.values()) == sorted(picture.name for picture in PICTURES)
    assert min(map(len, shown)) > 20
    assert sorted(path.stem for path in FOLDER.glob("*.png")) == sorted(shown.values())


@pytest.mark.browser
@pytest.mark.parametrize("picture", [one for one in PICTURES if one.name != "why"], ids=lambda picture: picture.name)
def test_every_picture_can_be_taken_again(chromium: Any, class_file: Path, picture: Any) -> None:
    points = Image.open(io.BytesIO(taken(chromium, class_file.as_uri(), picture)))
    assert points.size == Image.open(FOLDER / f"{picture.name}.png").size
    colours = points.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert max(count for count, _ in colours) < 0.95 * points.width * points.height, "an empty page"
