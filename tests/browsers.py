"""The one browser of all tests; a test that uses it carries ``pytest.mark.browser``, the tier that ``make verify`` runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Path:
    """A browser of the Chromium family; ``TOWNHALL_BROWSER`` names another one than the path has."""
    found = next(filter(None, map(shutil.which, (os.environ.get("TOWNHALL_BROWSER", ""), *BROWSERS))), None)
    if found is None:
        pytest.skip(f"there is no browser here: install one of {', '.join(BROWSERS)}, or name it in TOWNHALL_BROWSER")
    return Path(found)


@pytest.fixture(scope="session")
def chromium(browser: Path) -> Iterator[Any]:
    """The browser, driven from here; it finds no host but this one."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--js-flags=--expose-gc"] + (
        ["--no-sandbox"] if os.geteuid() == 0 else []
    )
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=str(browser), args=options)
        yield started
        started.close()
