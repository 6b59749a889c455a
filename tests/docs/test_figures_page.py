"""Every example of docs/figures.md runs and gives what the page says, and its table is that of the registry."""

from __future__ import annotations

import doctest
from pathlib import Path

from docs import insert
from experiments.figures.registry import gallery

PAGE = Path(insert.__file__).parent / "figures.md"


def test_every_example_gives_what_the_page_says(tmp_path: Path) -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=options, encoding="utf-8", globs={"folder": tmp_path}
    )
    assert result.attempted > 15, "the page's examples are no longer found"
    assert result.failed == 0, "see the captured output"


def test_the_table_is_that_of_the_registry() -> None:
    rows = [f"| `{kind.name}` | {kind.purpose} | {kind.needs} |" for kind in gallery().values()]
    assert "\n".join(rows) in PAGE.read_text(encoding="utf-8")
