"""The site: every page is in it and reached from the README, it builds without a warning, and it asks no other host."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.site import __main__ as site
from docs.site import staging
from docs.site.navigation import ROOT, START, every_page, navigation

PAGES = every_page()
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
LOADED |= {"link": "href", "object": "data", "embed": "src", "form": "action"}
ADDRESS = re.compile(r"""(?:url\(\s*["']?|@import\s+["']|fetch\(\s*["'])((?:https?:)?//[^"')]+)""")


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


# ---------------------------------------------------------------- as it is built
class Outside(HTMLParser):
    """Collects the addresses of other hosts that a page would load; links to click are none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        loaded = [given.get(LOADED.get(tag, "")), given.get("style"), given.get("srcset")]
        if tag == "meta" and given.get("http-equiv"):
            loaded.append(given.get("content"))
        self.found += [text for text in loaded if text and re.search(r"(https?:)?//", text)]


def outside(text: str) -> list[str]:
    """What a page, a style sheet or a script would load from another host."""
    parser = Outside()
    parser.feed(text)
    return parser.found + ADDRESS.findall(text)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    out = tmp_path_factory.mktemp("site") / "made"
    command = [sys.executable, "-m", "docs.site", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=580)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out


@pytest.mark.process
def test_the_site_has_every_page_and_leads_to_each(built: Path) -> None:
    start = (built / "index.html").read_text(encoding="utf-8")
    for page in PAGES:
        name = "index.html" if page == START else f"{page.removesuffix('.md')}.html"
        assert (built / name).is_file(), page
        assert page == START or f'href="{name}"' in start, f"{page} is not in the navigation"


@pytest.mark.process
def test_the_site_loads_nothing_from_another_host(built: Path) -> None:
    files = [
        path for path in built.rglob("*") if path.suffix in (".html", ".css", ".js") and "_downloads" not in path.parts
    ]
    assert len(files) > len(PAGES)
    wrong = {path.name: found for path in files if (found := outside(path.read_text(encoding="utf-8")))}
    assert wrong == {}


@pytest.mark.process
def test_no_page_shows_what_was_meant_for_a_tool(built: Path) -> None:
    for page in PAGES:
        name = "index.html" if page == START else f"{page.removesuffix('.md')}.html"
        shown = re.sub(r"<!--.*?-->", "", (built / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "{download}" not in shown
        assert "{toctree}" not in shown
        assert "&lt;!--" not in re.sub(r"<(pre|code).*?</\1>", "", shown, flags=re.DOTALL), page


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('<script src="https://cdn.example.org/a.js"></script>', 1),
        ('<link rel="stylesheet" href="//fonts.example.org/b.css">', 1),
        ('<p style="background: url(https://example.org/c.png)">', 2),
        ("@font-face { src: url(https://example.org/d.woff) }", 1),
        ('<a href="https://example.org">read</a><img src="../_images/e.png">', 0),
    ],
)
def test_an_address_that_would_be_loaded_is_seen(text: str, count: int) -> None:
    assert len(outside(text)) == count
