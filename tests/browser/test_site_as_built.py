"""The site as it is built, once for all: without a warning, asking no other host; from the disk in a browser, too."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.site.navigation import ROOT, START, every_page
from sim.faces.browser.chromium import sandbox

PAGES = every_page()
LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
LOADED |= {"link": "href", "object": "data", "embed": "src", "form": "action"}
ADDRESS = re.compile(r"""(?:url\(\s*["']?|@import\s+["']|fetch\(\s*["'])((?:https?:)?//[^"')]+)""")
OPTIONS = ("--headless", *sandbox(), "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=20000")
FRAMES = "--allow-file-access-from-files"  # so that a page may measure the one that it frames


def file_of(page: str) -> str:
    """Where the site has a page."""
    return "index.html" if page == START else f"{page.removesuffix('.md')}.html"


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
        assert (built / file_of(page)).is_file(), page
        assert page == START or f'href="{file_of(page)}"' in start, f"{page} is not in the navigation"


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
        shown = re.sub(r"<!--.*?-->", "", (built / file_of(page)).read_text(encoding="utf-8"), flags=re.DOTALL)
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


# ---------------------------------------------------------------- in a browser, without any network
def drawn(browser: Path, address: str, profile: Path) -> str:
    """A page after its scripts have run."""
    command = [str(browser), *OPTIONS, FRAMES, f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


@pytest.mark.browser
def test_the_search_finds_a_page_without_a_network(browser: Path, built: Path, tmp_path: Path) -> None:
    page = drawn(browser, f"{(built / 'search.html').as_uri()}?q=erosion", tmp_path / "profile")
    assert re.search(r'<a href="docs/odd/calibration\.html[^"]*"', page), page[-3000:]


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", "docs/odd/submodels/work", "docs/reference/parameters"])
def test_a_page_is_no_wider_than_a_phone(browser: Path, built: Path, tmp_path: Path, name: str) -> None:
    """In a frame of 360 pixels, since a window of a browser is never that narrow."""
    frame = built / f"frame-{name.replace('/', '-')}.html"
    measure = "document.title = this.contentDocument.documentElement.scrollWidth"
    frame.write_text(f'<iframe src="{name}.html" width=360 height=740 style="border:0" onload="{measure}"></iframe>')
    page = drawn(browser, frame.as_uri(), tmp_path / "profile")
    width = re.search(r"<title>(\d+)</title>", page)
    assert width, "the frame was not measured"
    assert int(width[1]) <= 360
