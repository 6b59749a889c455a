"""Every example of docs/events.md runs and gives what the page says, its files load, its tables are inserted."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from docs import event_page, insert
from experiments.designs.sweep_file import load_design
from sim.scenario.scenario import load_scenario

TEXT = event_page.PAGE.read_text(encoding="utf-8")
BY_HAND = insert.BLOCK.sub("", TEXT)
FILES = re.findall(r"```yaml\n(.*?)```", BY_HAND, flags=re.DOTALL)


def test_every_example_gives_what_the_page_says() -> None:
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.testfile(str(event_page.PAGE), module_relative=False, optionflags=options, encoding="utf-8")
    assert result.attempted > 12, "the page's examples are no longer found"
    assert result.failed == 0, "see the captured output"


@pytest.mark.parametrize("at", range(len(FILES)))
def test_every_file_on_the_page_is_one(at: int, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(FILES[at], encoding="utf-8")
    if "kind:" in FILES[at]:
        assert load_design(path).factors
    else:
        load_scenario(path)


def test_the_tables_are_what_the_declarations_give() -> None:
    assert len(FILES) == 4
    assert insert.inserted(TEXT, event_page.BLOCKS) == TEXT, "run python -m docs.insert and commit docs/events.md"
