"""Tests of pages in a real browser. Each carries ``pytest.mark.browser``, the tier that ``make verify`` runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def browser() -> Path:
    """A browser of the Chromium family; ``TOWNHALL_BROWSER`` names another one than the path has."""
    found = next(filter(None, map(shutil.which, (os.environ.get("TOWNHALL_BROWSER", ""), *BROWSERS))), None)
    if found is None:
        pytest.skip(f"there is no browser here: install one of {', '.join(BROWSERS)}, or name it in TOWNHALL_BROWSER")
    return Path(found)
