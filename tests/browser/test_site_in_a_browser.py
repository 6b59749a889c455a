"""The site opened from the disk, without any network: a page fits a phone, and the search finds."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from docs.site import __main__ as site

pytestmark = pytest.mark.browser

OPTIONS = ("--headless", "--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=20000")
FRAMES = "--allow-file-access-from-files"  # so that a page may measure the one that it frames


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    out = tmp_path_factory.mktemp("site") / "made"
    assert site.main(["--out", str(out)]) == 0
    return out


def drawn(browser: Path, address: str, profile: Path) -> str:
    """A page after its scripts have run."""
    command = [str(browser), *OPTIONS, FRAMES, f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout


def test_the_search_finds_a_page_without_a_network(browser: Path, built: Path, tmp_path: Path) -> None:
    page = drawn(browser, f"{(built / 'search.html').as_uri()}?q=erosion", tmp_path / "profile")
    assert re.search(r'<a href="docs/odd/calibration\.html[^"]*"', page), page[-3000:]


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
