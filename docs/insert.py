"""Renew what the documentation takes from declarations and published results: ``python -m docs.insert``.

Everything under ``docs/reference/`` is made from the declarations (``docs/declared/pages.py``). The words on the model,
``docs/odd/``, are written by hand, and so are the README and the pages of theories, hypotheses, events and facts, but
for what stands there between ``<!-- begin:NAME -->`` and ``<!-- end:NAME -->``. ``python -m docs.insert --described
PROCESS`` notes besides that the words on a process were checked against its rule as it stands (``docs/described.py``).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from docs import event_page, front_page, speed, theory_pages, validation_page
from docs.declared import pages
from docs.described import WORDED, described

DOCS = Path(__file__).parent
SUBMODELS = DOCS / "odd" / "submodels"
PAGES: Mapping[Path, Mapping[str, Callable[[], str]]] = {
    theory_pages.PAGE: theory_pages.BLOCKS,
    event_page.PAGE: event_page.BLOCKS,
    front_page.HYPOTHESES: front_page.BLOCKS,
    validation_page.PAGE: validation_page.BLOCKS,
    front_page.LIST: front_page.BLOCKS,
    front_page.README: {**front_page.BLOCKS, **speed.BLOCKS, "peers": lambda: front_page.standing("peers")},
}
"""The pages that somebody wrote and into which something is inserted, and what makes their blocks."""

BLOCK = re.compile(r"<!-- begin:([\w:]+) -->\n.*?<!-- end:\1 -->", re.DOTALL)


def inserted(text: str, blocks: Mapping[str, Callable[[], str]]) -> str:
    """``text`` with every block as the declarations have it now.

    Raises:
        KeyError: a block that nothing makes.
    """
    return BLOCK.sub(lambda found: f"<!-- begin:{found[1]} -->\n{blocks[found[1]]()}\n<!-- end:{found[1]} -->", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew all pages; with ``--described`` also note that descriptions were checked."""
    parser = argparse.ArgumentParser(prog="python -m docs.insert", description="Put the declarations into docs/.")
    parser.add_argument(
        "--described", nargs="+", default=[], metavar="PROCESS", help="processes whose words were checked, or all"
    )
    given = parser.parse_args(arguments)
    names = [process.name for process in WORDED] if given.described == ["all"] else given.described
    if unknown := sorted(set(names) - {process.name for process in WORDED}):
        parser.error(f"there is no process {', '.join(unknown)}")
    made = pages.reference()
    renewed = [renew(pages.FOLDER / file, text) for file, text in made.items()]
    for stale in sorted({path.relative_to(pages.FOLDER).as_posix() for path in pages.FOLDER.rglob("*.md")} - set(made)):
        (pages.FOLDER / stale).unlink()
        renewed.append(True)
    for page in sorted(SUBMODELS.glob("*.md")):
        renewed.append(renew(page, described(page.read_text(encoding="utf-8"), names)))
    for page, blocks in PAGES.items():
        renewed.append(renew(page, inserted(page.read_text(encoding="utf-8"), blocks)))
    print(f"{sum(renewed)} of {len(renewed)} pages renewed.")
    return 0


def renew(page: Path, text: str) -> bool:
    """Write a page where it differs, and say so."""
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return False
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    print(f"{page.relative_to(DOCS.parent).as_posix()} is renewed.")
    return True


if __name__ == "__main__":
    sys.exit(main())
