"""The pages as Sphinx wants them: in one folder, the README as the start page, links only to what comes along.

Markdown stays as it is for those who read it where it lies; what only the site needs is added to copies.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

from docs.site.navigation import ROOT, START, every_page, navigation

INDEX = "index.md"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s#]*)(#[^)\s]*)?\)")
FENCE = re.compile(r"^(```.*?^```\s*?$)", re.DOTALL | re.MULTILINE)


def stage(folder: Path) -> list[str]:
    """Put every page, and every file that one links to, into ``folder``; returns the pages."""
    pages = every_page()
    for page in pages:
        text = (ROOT / page).read_text(encoding="utf-8")
        written = folder / (INDEX if page == START else page)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(linked(text, page, set(pages), folder) + below(page), encoding="utf-8")
    return pages


def linked(text: str, page: str, pages: set[str], folder: Path) -> str:
    """``text`` with links that hold in ``folder``; blocks of code are left alone."""
    parts = FENCE.split(text)
    prose = [LINK.sub(lambda found: link(found, page, pages, folder), part) for part in parts[::2]]
    code = [part.replace("```csv", "```text", 1) for part in parts[1::2]]
    return "".join(piece for pair in zip(prose, [*code, ""], strict=True) for piece in pair)


def link(found: re.Match[str], page: str, pages: set[str], folder: Path) -> str:
    """One link: to a page as it is, to another file with that file brought along, to a folder in words."""
    picture, said, target, anchor = found[1], found[2], found[3], found[4] or ""
    if "://" in target or not target:
        return found[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    if path in pages:
        to = posixpath.relpath(INDEX if path == START else path, posixpath.dirname(page) or ".")
        return f"[{linked_pictures(said, page, pages, folder)}]({to}{anchor})"
    if not (ROOT / path).is_file():
        return said if said.strip("`").rstrip("/") == path else f"{said} (`{path}`)"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / path, folder / path)
    return f"{picture}[{said}]({target})" if picture else f"{{download}}`{said.strip('`')} </{path}>`"


def linked_pictures(said: str, page: str, pages: set[str], folder: Path) -> str:
    """What a link shows may be a picture."""
    return LINK.sub(lambda found: link(found, page, pages, folder), said)


def below(page: str) -> str:
    """What stands below a page in the navigation, as Sphinx reads it."""
    if page == START:
        trees = (toctree([entry[0] for entry in entries], name) for name, entries in navigation().items())
        return "\n" + "\n".join(trees)
    for entries in navigation().values():
        for first, *rest in entries:
            if first == page and rest:
                return "\n" + toctree(rest)
    return ""


def toctree(pages: list[str], caption: str = "") -> str:
    """A branch of the navigation, not shown in the text."""
    named = f":caption: {caption}\n" if caption else ""
    listed = "\n".join(f"/{page.removesuffix('.md')}" for page in pages)
    return f"```{{toctree}}\n:hidden:\n{named}\n{listed}\n```\n"
