"""Every file and folder that the documentation names exists, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("results/*.md"), *ROOT.glob("results/published/*.md")]
)
ENDING = r"\.(?:py|md|ya?ml|json|csv|toml|lock|cff|bib|ipynb|png|svg|parquet)"
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAME_IN_FILE = re.compile(r"`([A-Za-z_]\w*)`,? (?:in|of) `([\w/.-]+\.py)`")

MADE_BY_A_COMMAND = re.compile(
    r"(?:results|figures|build|\.venv)(?:/.*)?|[\w-]*\.(?:png|svg|parquet)|(?:[\w-]+/)?report\.(?:html|json)"
)
"""What is there only after a command: results, reports, figures, the environment."""
YOURS = re.compile(r"(?:.*/)?(?:test_)?(?:s22|sNN|visits|my)(?:[_.-].*)?")
"""What a reader is told to make: the theory S22, the process of visits, any hypothesis sNN, my-something."""


def names_here() -> set[str]:
    """The names of all files and folders, for what is named without its folder."""
    hidden = {".git", ".venv"}
    places = [path for path in ROOT.iterdir() if path.name not in hidden and not path.name.startswith(".venv")]
    return {path.name for place in places for path in (place, *place.rglob("*")) if "__pycache__" not in path.parts}


NAMES = names_here()


def is_path(token: str) -> bool:
    return bool(re.fullmatch(r"[\w.*/-]+", token)) and ("/" in token or bool(re.search(ENDING + "$", token)))


def missing(text: str, folder: Path) -> list[str]:
    """The paths in a page that lead nowhere; blocks of code, in which readers write their own, are left out."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    found = []
    for token in filter(is_path, CODE.findall(prose)):
        plain = token.rstrip("/")
        there = any(list(place.glob(plain)) for place in (ROOT, folder)) or ("/" not in plain and plain in NAMES)
        if not there and not MADE_BY_A_COMMAND.fullmatch(plain) and not YOURS.fullmatch(plain):
            found.append(token)
    found += [link for link in LINK.findall(prose) if "://" not in link and not (folder / link).exists()]
    for name, file in NAME_IN_FILE.findall(prose):
        if (ROOT / file).is_file() and not re.search(
            rf"^(?:def {name}\(|class {name}\b|{name}\b[^\n]*[=:])",
            (ROOT / file).read_text(encoding="utf-8"),
            re.MULTILINE,
        ):
            found.append(f"{name} in {file}")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_is_named_is_there(page: Path) -> None:
    assert missing(page.read_text(encoding="utf-8"), page.parent) == []


def test_what_is_not_there_is_found() -> None:
    text = (
        "`sim/nowhere.py`, `tests/properties`, `nowhere.md`, [a](gone.md), `MODEL_VERSION` in `sim/faces/model.py`; "
        "but not `results/mine/`, `sim/core/visits.py`, `README.md`, `MODEL_VERSION` in `sim/__init__.py`"
    )
    wrong = ["sim/nowhere.py", "tests/properties", "nowhere.md", "gone.md", "MODEL_VERSION in sim/faces/model.py"]
    assert missing(text, ROOT) == wrong
