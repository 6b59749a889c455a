"""Every example of docs/notebook.md runs and gives what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

from docs import insert

PAGE = Path(insert.__file__).parent / "notebook.md"


def test_every_example_gives_what_the_page_says():
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=options, encoding="utf-8")
    assert result.attempted > 60, "the page's examples are no longer found"
    assert result.failed == 0, "see the captured output"
