"""Tests of pages in a real browser. Each carries ``pytest.mark.browser``, the tier that ``make verify`` runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.faces.browser.page import standalone
from tests import browsers

browser, chromium, firefox = browsers.browser, browsers.chromium, browsers.firefox

LOADING = """
import { load, InputError } from "./townhall.js";
try {
  globalThis.hall = await load({ workers: Number(new URLSearchParams(location.hash.slice(1)).get("workers") ?? 2) });
  globalThis.InputError = InputError;
  globalThis.load = load;
  document.body.dataset.ready = "yes";
} catch (error) {
  document.body.dataset.ready = `${error.name}: ${error.message}`;
}
"""
PAGE = f"""<!doctype html>
<meta charset="utf-8">
<title>A page with the engine</title>
<body>
<script type="module">{LOADING}</script>
"""


@pytest.fixture(scope="session")
def engine_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with everything in it, as a file; ``#workers=0`` has it calculate by itself."""
    path = tmp_path_factory.mktemp("page") / "engine.html"
    path.write_text(standalone(PAGE), encoding="utf-8")
    return path


def opened(chromium: Any, address: str, said: str = "yes") -> Any:
    """A page, once it says so; what it asks hosts for is in ``page.asked``, what goes wrong in ``page.wrong``."""
    page = chromium.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto(address)
    page.wait_for_selector("body[data-ready]", state="attached", timeout=60_000)
    assert page.evaluate("document.body.dataset.ready") == said
    return page


@pytest.fixture(scope="module")
def hall(chromium: Any, engine_page: Path) -> Iterator[Any]:
    """A page from disk with the engine loaded in two workers."""
    page = opened(chromium, engine_page.as_uri())
    yield page
    assert page.wrong == []
    page.close()
