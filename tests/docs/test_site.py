"""What the site is made of: every page is in it and reached from the README. How it is built: ``tests/browser``."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from docs.site import __main__ as site
from docs.site import staging
from docs.site.navigation import ROOT, START, every_page, navigation

PAGES = every_page()


def links(page: str) -> set[str]:
    """The files that a page links to, from the top of the project."""
    prose = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose)
    return {posixpath.normpath(posixpath.join(posixpath.dirname(page), target)) for target in targets}


# ---------------------------------------------------------------- what is in it
def test_every_page_has_one_place() -> None:
    assert len(PAGES) == len(set(PAGES)) > 50
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert there < set(PAGES)
    assert {"CONTRIBUTING.md", "CHANGELOG.md", "sim/data/SOURCES.md"} < set(PAGES)


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = {START}, [START]
    while waiting:
        for page in links(waiting.pop()) & set(PAGES) - reached:
            reached.add(page)
            waiting.append(page)
    assert sorted(set(PAGES) - reached) == []


def test_a_page_without_a_place_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {**navigation(), "Begin": ()}
    monkeypatch.setattr("docs.site.navigation.navigation", lambda: without)
    with pytest.raises(ValueError, match=r"docs/notebook\.md.*give it a place in docs/site/navigation\.py"):
        every_page()


def test_copies_lead_where_the_pages_lead(tmp_path: Path) -> None:
    """To a page, to a file that comes along, or nowhere any more; code is left as it was."""
    pages = {"README.md", "docs/a.md", "docs/sub/b.md"}
    text = (
        "[start](../../README.md#install) [a](../a.md) [rule](../../sim/schedule.py) [tests](../../tests/docking) "
        "[w](https://example.org)\n```\n[a](../a.md)\n```\n[`sim/core`](../../sim/core)\n"
    )
    made = staging.linked(text, "docs/sub/b.md", pages, tmp_path)
    assert made == (
        "[start](../../index.md#install) [a](../a.md) {download}`rule </sim/schedule.py>` tests (`tests/docking`) "
        "[w](https://example.org)\n```\n[a](../a.md)\n```\n`sim/core`\n"
    )
    assert (tmp_path / "sim/schedule.py").read_bytes() == (ROOT / "sim/schedule.py").read_bytes()


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert site.main(["--out", str(tmp_path)]) == 2
    assert "holds something else than a site" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
