"""The page of the classroom for its tests: as one file, and open in the browser of ``tests/browsers.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.classroom.bundle import page
from tests import browsers
from tests.classroom.pages import Opening

browser, chromium = browsers.browser, browsers.chromium
firefox, webkit = browsers.firefox, browsers.webkit


@pytest.fixture(scope="session")
def class_html() -> str:
    """The page as ``townhall class --export`` writes it."""
    return page()


@pytest.fixture(scope="session")
def class_file(class_html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file."""
    path = tmp_path_factory.mktemp("classroom") / "classroom.html"
    path.write_text(class_html, encoding="utf-8")
    return path


@pytest.fixture
def open_class(chromium: Any, class_file: Path) -> Iterator[Opening]:
    """Opens the page from disk: ``open_class("#lesson=…", viewport={…})``; what goes wrong on it fails the test."""
    opening = Opening(chromium, class_file.as_uri())
    yield opening
    opening.close()
