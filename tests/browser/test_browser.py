"""The browser that other tests of this tier use draws a page and runs what is in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sim.faces.browser import chromium

pytestmark = pytest.mark.browser


def test_a_page_is_drawn_and_its_script_runs(browser: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p id=a>before</p><script>document.getElementById('a').textContent = 6 * 7</script>")
    options = ("--headless", *chromium.sandbox(), f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom")
    done = subprocess.run(
        [str(browser), *options, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert '<p id="a">42</p>' in done.stdout


def test_what_is_said_to_be_missing_is_what_is_looked_for(request: pytest.FixtureRequest) -> None:
    [conftest] = [one for one in request.config.pluginmanager.get_plugins() if hasattr(one, "NEEDS")]
    [names] = conftest.NEEDS["browser"].values()
    assert names == (chromium.WITHOUT_WINDOWS, *chromium.BROWSERS)
